"""The one door for speech. Nobody else sends; it reads only rows, and compares what is shown with what is.

    rows (stale cards, storms, waiting messages) → by chat, by lane → budget → Telegram → rows (shown, sent, failed)

Every chat is served by itself: one that is slow, full or paused never holds another.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from telegram import Bot
from telegram.error import TelegramError

from core.budget import Budget
from core.downtime import QUEUE_LIFE, long_pause
from core.people import Role
from core.policy import Policy
from core.texts import Texts
from jobs.deliver.booking import booked
from jobs.deliver.drawing import Artist
from jobs.deliver.failures import trouble
from jobs.deliver.files import Files
from jobs.deliver.items import Item, lane, too_soon
from jobs.deliver.line import Line
from jobs.deliver.mending import Mender
from jobs.deliver.releasing import Releaser
from jobs.deliver.saying import say_waiting
from storage import Store
from storage.outbox import Waiting
from storage.statement_rows import RELEASE

#: the sender looks again after so long even if nobody rang
TICK = 1.0
#: between two looks: a hundred presses a second are few looks
GAP = 0.05
#: how many times as long as a look took
LEISURE = 8
#: messages to one chat before what came in meanwhile is looked at
PER_ROUND = 4
#: a chat that is paused for so long is told of
LONG_PAUSE = timedelta(hours=1)
#: how often that is looked for
LONG_PAUSE_LOOK = timedelta(minutes=1)

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Deliver:
    """The sender. `ring` is set after commits."""

    store: Store
    bot: Bot
    texts: Texts
    clock: Callable[[], datetime]
    ring: asyncio.Event
    #: where the files are kept that people send
    kept: Path = Path("files")
    budget: Budget = field(default_factory=Budget)
    line: Line = field(init=False)
    artist: Artist = field(init=False)
    files: Files = field(init=False)
    mender: Mender = field(init=False)
    releaser: Releaser = field(init=False)
    _served: set[int] = field(default_factory=set)
    _pauses_at: datetime | None = None

    def __post_init__(self) -> None:
        self.line = Line(self.bot)
        self.artist = Artist(store=self.store, bot=self.bot, texts=self.texts, clock=self.clock)
        self.files = Files(store=self.store, texts=self.texts, clock=self.clock, kept=self.kept)
        self.mender = Mender(store=self.store, clock=self.clock)
        self.releaser = Releaser(store=self.store, bot=self.bot, line=self.line, clock=self.clock)

    async def run(self) -> None:
        """Serve for ever; a failing look is logged and tried again."""
        await self.store.resume_cards()
        await self.store.resume_releases(self.clock())
        # whoever started us has just spoken with Telegram
        await self.store.heard(self.clock(), again=True)
        self.mender.paused |= set(await self.store.paused_chats())
        async with asyncio.TaskGroup() as group:
            while True:
                self.ring.clear()
                began = asyncio.get_running_loop().time()
                try:
                    await self._look(group)
                except Exception:
                    log.exception("the sender stumbled")
                await self._rest(asyncio.get_running_loop().time() - began)

    async def _rest(self, looked: float) -> None:
        # a busy machine has better things to do than to look all the time
        await asyncio.sleep(min(TICK, GAP + LEISURE * looked))
        try:
            await asyncio.wait_for(self.ring.wait(), TICK)
        except TimeoutError:
            return

    async def _look(self, group: asyncio.TaskGroup) -> None:
        """Find what may be said now, and have each chat served that is not being served already."""
        now = self.clock()
        # it needs no line, and people wait for it
        await self.releaser.settle()
        if not await self._line_is_up(now):
            return
        await self._tell_long_pauses(now)
        policy = await self.store.policy()
        # what is read of a chat that is being served is of yesterday when that is done: it is read again
        chats, served = dict[int, list[Item]](), frozenset(self._served)
        for item in sorted(await self._items(now), key=lane):
            if item.chat not in served:
                chats.setdefault(item.chat, []).append(item)
        for chat, items in chats.items():
            self._served.add(chat)
            group.create_task(self._serve(chat, items, policy))

    async def _items(self, now: datetime) -> list[Item]:
        cards, storms = await self.store.stale_cards(now), await self.store.stale_storms(now)
        return [*cards, *storms, *await self.store.waiting(now)]

    async def _line_is_up(self, now: datetime) -> bool:
        since = self.line.since
        if not await self.line.is_up(now):
            return False
        if since is not None and now - since > QUEUE_LIFE:
            await self.store.heard(now, again=True)
        return True

    async def _serve(self, chat: int, items: Sequence[Item], policy: Policy) -> None:
        try:
            if await self._say(chat, items, policy):
                self.ring.set()
        except Exception:
            log.exception("chat %s could not be served", chat)
        finally:
            self._served.discard(chat)

    async def _say(self, chat: int, items: Sequence[Item], policy: Policy) -> int:
        tried = 0
        for item in items:
            now = self.clock()
            if tried >= PER_ROUND or self.line.since or not self.budget.allows(chat, lane(item), now):
                break
            if too_soon(item, now):
                continue
            tried += 1
            if not await self._one(item, policy, now):
                break
        return tried

    async def _one(self, item: Item, policy: Policy, now: datetime) -> bool:
        # counted before anything is waited for: the chats beside this one see it
        self.budget.spend(item.chat, now)
        if isinstance(item, Waiting) and item.kind == RELEASE:
            return await self.releaser.send(item)
        try:
            await self._said(item, policy, now)
        except TelegramError as error:
            what = trouble(error)
            if what.line:
                self.line.broke(now)
            return await self.mender.troubled(item, what, now)
        except Exception:
            # one item that cannot be drawn or booked must not keep its chat, let alone the others, from speaking
            log.exception("%s %s could not be said", type(item).__name__, item.id)
            await self.mender.put_off(item, now)
        return True

    async def _said(self, item: Item, policy: Policy, now: datetime) -> None:
        if isinstance(item, Waiting):
            message = await say_waiting(self.bot, item, policy, self.files, self.texts)
            await booked(self.store, partial(self.store.message_sent, item.id, message))
        elif not await self.artist.show(item, policy, now):
            self.budget.refund(item.chat)
            return
        await self.mender.said(item.chat)

    async def _tell_long_pauses(self, now: datetime) -> None:
        """A chat that could not be written to for an hour: the leads hear of it privately, and the log."""
        if not self.mender.paused or (self._pauses_at and abs(now - self._pauses_at) < LONG_PAUSE_LOOK):
            return
        self._pauses_at = now
        policy = await self.store.policy()
        for chat, since in (await self.store.paused_chats()).items():
            if now - since < LONG_PAUSE:
                continue
            for lead in policy.holders(Role.LEAD):
                if await self.store.say(long_pause(lead.id, chat, since, now, policy), now):
                    log.error("chat %s cannot be written to since %s", chat, since.isoformat())
