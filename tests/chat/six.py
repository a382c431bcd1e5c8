"""Six people who tap, comment and answer at random while something is wrong with the line, and what must hold after."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sqlalchemy import select

from core.cards.card import Card, menu_card, shared_card
from core.cards.proposals import proposal_card
from core.outgoing import Lane
from core.texts import Texts
from sandbox import Message, SandboxError
from sandbox.entities import parse_html
from sandbox.model import Query
from storage.cards import UNKNOWN_PAUSE
from storage.tables import cards, inbox, outbox, storms
from tests.chat.stage import Stage
from tests.conftest import GROUP, PEOPLE
from tests.properties.whole import everything, whole

#: events that have nothing in common but that somebody complains
STORIES = (
    ("望江西路改建拖延", "修了一年多还没修好，雨天全是泥，投诉了几次都没人管"),
    ("锦绣家园没有暖气", "老人小孩冻得受不了，物业电话打不通，业主准备维权"),
    ("断头路何时打通", "厂门口货车掉不了头，交警天天贴条，司机们投诉过"),
    ("实验中学提前停暖", "学生裹着棉袄上课，家长去教育局反映，投诉后说是锅炉坏了"),
)
#: a fifth one comes in the middle of the trouble
LATE_STORY = ("工地塌方", "城东发生塌方，有人被埋，县住建局在哪里")
SIX = tuple(member.id for member in PEOPLE)
#: seconds of the stage's time, which goes much faster than the line
ON_ITS_WAY = 3.0
#: what a person waits for is never dropped
IMPORTANT = (Lane.ESCALATION, Lane.APPROVAL, Lane.PROMPT)


@dataclass(slots=True)
class Six:
    """The six before a stage. `group` is where their group is now."""

    stage: Stage
    luck: Random
    group: int = GROUP
    #: presses that waited for their answer while the line was down
    unheard: set[str] = field(default_factory=set)
    _answered: set[tuple[int, int, int]] = field(default_factory=set)

    async def begin(self) -> None:
        """Everybody has spoken to the bot; four cards stand in the group."""
        for person in SIX:
            self.stage.sandbox.say(person, person, "/start")
        for title, text in STORIES:
            self.stage.site.publish(title, text)
        await self.stage.look()
        for title, _ in STORIES:
            await self.stage.expect_card(title)
        await self.stage.quiet()

    async def act(self, taps: int) -> None:
        """So many acts, several at once, one every half second of the stage's time."""
        while taps > 0:
            burst = min(taps, self.luck.randint(1, 4))
            for _ in range(burst):
                self._act()
            taps -= burst
            self.stage.clock.forward(seconds=0.5 * burst)
            await self._breathe()

    def _act(self) -> None:
        person, kind = self.luck.choice(SIX), self.luck.random()
        if kind < 0.6:
            self._tap(person)
        elif kind < 0.75:
            self._comment(person)
        else:
            self._answer(person)

    async def _breathe(self) -> None:
        """A machine that is busy must not make presses old: the clock waits for the bot, at most for a while."""
        for _ in range(50):
            await asyncio.sleep(0.01)
            self._note_the_line()
            if not self.spinning() and not self.stage.sandbox.world.updates.pending:
                return

    def _note_the_line(self) -> None:
        """Nobody can be answered while the line is down; Telegram may have forgotten the press when it is up again."""
        if any(one.kind in ("outage", "conflict") for one in self.stage.sandbox.faults.active()):
            self.unheard |= {query.id for query in self._spinning()}

    def _messages(self, chat: int) -> list[Message]:
        return [m for m in self.stage.sandbox.messages(chat) if m.sender is not None and m.sender.is_bot]

    def _tap(self, person: int) -> None:
        """Any button of any message that the person sees; a link opens the private menu."""
        chat = self.luck.choice((self.group, self.group, person))
        shown = [m for m in self._messages(chat) if m.buttons]
        if not shown:
            return
        message = self.luck.choice(shown)
        button = self.luck.choice(message.buttons)
        if button.url:
            self.stage.sandbox.open_link(person, button.url)
            return
        self.stage.sandbox.press_raw(person, chat, message.message_id, button.data)

    def _comment(self, person: int) -> None:
        shown = [m for m in self._messages(self.group) if m.buttons]
        if shown:
            message = self.luck.choice(shown)
            self._say(person, self.group, f"备注{self.luck.randrange(1000)}", message.message_id)

    def _answer(self, person: int) -> None:
        """The oldest question to this person that is not answered yet."""
        for chat in (self.group, person):
            for message in self._messages(chat):
                mark = (person, chat, message.message_id)
                if person in message.force_reply_for and mark not in self._answered:
                    self._answered.add(mark)
                    self._say(person, chat, "县教育局，属校园管理", message.message_id)
                    return

    def _say(self, person: int, chat: int, words: str, reply_to: int) -> None:
        try:
            self.stage.sandbox.say(person, chat, words, reply_to=reply_to)
        except SandboxError:
            # nobody can write into a group that is no more
            return

    async def all_heard(self) -> None:
        """The bot polls again, every press has its answer, every update is done; the clock stands meanwhile."""
        updates = self.stage.sandbox.world.updates
        async with asyncio.timeout(120):
            while updates.pending or await self._unhandled() or self.spinning():
                self.stage.running.tools.ring.set()
                await asyncio.sleep(0.02)
        await self.stage.running.receiver.idle()

    async def _unhandled(self) -> bool:
        async with self.stage.running.store.db.read() as connection:
            return await connection.scalar(select(inbox.c.update_id).where(inbox.c.state == "new").limit(1)) is not None

    def spinning(self) -> list[str]:
        """Buttons that still turn on somebody's phone, but for those whose press met a line that was down."""
        return [query.data for query in self._spinning()]

    def _spinning(self) -> list[Query]:
        queries = self.stage.sandbox.world.queries.values()
        return [query for query in queries if query.answer is None and query.id not in self.unheard]

    def ignored(self) -> list[str]:
        """Presses that nobody even tried to answer."""
        answers = [call for call in self.stage.sandbox.calls if call.method == "answerCallbackQuery"]
        tried = {call.params["callback_query_id"] for call in answers}
        return [query.data for query in self.stage.sandbox.world.queries.values() if query.id not in tried]

    async def settle(self) -> None:
        """The trouble is over: everything is heard, done, drawn and said."""
        self.stage.sandbox.faults.clear()
        await self.all_heard()
        self.stage.clock.forward(seconds=90)
        await self.stage.quiet()
        await self.heal()
        await self.stage.quiet()
        # where nobody can tap it, a card whose sending stayed unknown twice is sent again only after a while
        self.stage.clock.forward(seconds=UNKNOWN_PAUSE.total_seconds() + 60)
        await self.stage.quiet()

    async def heal(self) -> None:
        """Somebody taps what the bot does not know of: a card that was sent while its answer was lost."""
        for message in await self.doubles():
            data = next(button.data for button in message.buttons if button.data)
            ident = data.split(":")[2]
            self.stage.sandbox.press_raw(SIX[0], self.group, message.message_id, f"v1:cl:{ident}:0")
        await self.all_heard()

    async def doubles(self) -> list[Message]:
        """Messages with keys in the group that no row knows."""
        async with self.stage.running.store.db.read() as connection:
            known: set[int] = set()
            for table in (cards, outbox, storms):
                query = select(table.c.message).where(table.c.chat == self.group)
                known |= set((await connection.execute(query)).scalars())
        return [m for m in self._messages(self.group) if m.buttons and m.message_id not in known]

    async def consistent(self) -> None:
        """State, log, cards, answers and promises: all true."""
        store = self.stage.running.store
        await whole(store)
        spinning, ignored, loud = self.spinning(), self.ignored(), loud_while_told(self.stage)
        assert not spinning, spinning
        assert not ignored, ignored
        assert not loud, loud
        assert not await self.doubles()
        await self._cards_are_true()
        await self._nothing_important_is_lost()

    async def _cards_are_true(self) -> None:
        """Every card in every chat shows the state; every open incident has its one card in the group."""
        found = await everything(self.stage.running.store)
        async with self.stage.running.store.db.read() as connection:
            rows = (await connection.execute(select(cards).order_by(cards.c.id))).mappings().all()
        live = [row for row in rows if row["until"] is None or row["until"] > self.stage.clock()]
        shared = [row["incident"] for row in live if row["chat"] == self.group and not row["about"]]
        assert sorted(shared) == sorted(found), "one card of each"
        for row in live:
            standing = {m.message_id: m for m in self.stage.sandbox.messages(row["chat"])}
            assert row["message"] in standing, (dict(row), self.stage.clock(), found[row["incident"]].revision)
            seen, true = shows(standing[row["message"]]), drawn(await self._true(row, found[row["incident"]]))
            assert seen == true, (dict(row), seen, true)

    async def _true(self, row: Any, incident: Any) -> Card:
        store, now = self.stage.running.store, self.stage.clock()
        policy = await store.policy()
        if row["about"]:
            return proposal_card(incident, row["about"], policy, Texts())
        picker = row["picker"] if row["picker_until"] is None or row["picker_until"] > now else ""
        around = await store.around(incident, policy, picker, now)
        actor = policy.actor(row["person"]) if row["person"] else None
        if actor is None:
            return shared_card(incident, around, Texts(), now=now, picker=picker)
        return menu_card(incident, actor, around, Texts(), now=now, picker=picker)

    async def _nothing_important_is_lost(self) -> None:
        """Everything that somebody waits for stands in its chat, or the person cannot be written to."""
        async with self.stage.running.store.db.read() as connection:
            rows = (await connection.execute(select(outbox).where(outbox.c.lane.in_(IMPORTANT)))).mappings().all()
        for row in rows:
            standing = {m.message_id for m in self.stage.sandbox.messages(row["chat"])}
            assert row["state"] in ("sent", "answered"), dict(row)
            # a reply may come to a question whose sending was never confirmed
            done = row["kind"] == "delete" or row["state"] == "answered"
            assert done or row["message"] in standing, dict(row)


def shows(message: Message) -> tuple[str, list[list[tuple[str, str]]]]:
    """Text and keys as they stand in the chat."""
    return message.text, [[(button.label, button.data or button.url) for button in row] for row in message.rows]


def drawn(card: Card) -> tuple[str, list[list[tuple[str, str]]]]:
    """Text and keys as they should be."""
    text, _ = parse_html(card.html)
    return text, [[(key.label, key.data or key.url) for key in row] for row in card.keyboard]


def loud_while_told(stage: Stage) -> list[tuple[float, str, object]]:
    """Requests to a chat during the time for which Telegram asked for silence there."""
    until: dict[object, tuple[float, float]] = {}
    loud = []
    for call, entry in zip(stage.sandbox.calls[-len(stage.sandbox.log) :], stage.sandbox.log, strict=True):
        assert call.method == entry.method
        told, ends = until.get(entry.chat, (0.0, 0.0))
        # what was on its way when the refusal came back could not know
        if entry.chat is not None and told + ON_ITS_WAY < entry.time < ends:
            loud.append((entry.time, entry.method, entry.chat))
        if entry.status == 429:
            until[entry.chat] = entry.time, entry.time + float(call.error.rsplit(" ", 1)[1])
    return loud


Trouble = Callable[[Six], Coroutine[Any, Any, None]]
