"""A bot that can die, and the world around it that lives on: sandbox, site, database, and a look at what is true."""

import asyncio
import json
import multiprocessing
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import URL

from core.cards.card import shared_card
from core.incident import Incident
from core.policy import Figures
from core.texts import Texts
from core.workflow import Around
from sandbox import Message
from sandbox.entities import parse_html
from storage import Database, Store
from storage.tables import cards
from tests.chat.stage import configuration, people
from tests.conftest import GROUP
from tests.crash import child
from tests.crash.deaths import MortalSandbox, MortalSite

_processes = multiprocessing.get_context("forkserver")
#: a start from here is quick: what the bot imports is there already
_processes.set_forkserver_preload(["pytest", "tests.crash.child"])


#: five events that have nothing in common but that somebody complains
STORIES = (
    ("望江西路改建拖延", "修了一年多还没修好，雨天全是泥，投诉了几次都没人管"),
    ("锦绣家园没有暖气", "老人小孩冻得受不了，物业电话打不通，业主准备维权"),
    ("断头路何时打通", "厂门口货车掉不了头，交警天天贴条，司机们投诉过"),
    ("工地塌方", "城东发生塌方，有人被埋，县住建局在哪里"),
    ("实验中学提前停暖", "学生裹着棉袄上课，家长去教育局反映，投诉后说是锅炉坏了"),
)


@dataclass(slots=True, kw_only=True)
class Stand:
    """Everything but the bot stays when the bot dies. `store` looks at the same database from outside."""

    folder: Path
    sandbox: MortalSandbox
    site: MortalSite
    store: Store
    began: float = field(default_factory=time.monotonic)
    process: BaseProcess | None = None

    def start(self) -> None:
        """The bot starts, for the first time or again."""
        arguments = (str(self.folder / "config.toml"), self.began, str(self.folder / "errors.log"))
        self.process = _processes.Process(target=child.main, args=arguments, daemon=True)
        self.process.start()
        self.sandbox.deaths.kill = self.kill

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()

    async def dead(self) -> None:
        """Wait until the bot is gone."""
        assert self.process is not None
        await asyncio.to_thread(self.process.join, 60)
        assert self.process.exitcode == -9

    async def killed(self) -> None:
        """Kill it now, and wait until it is gone."""
        self.kill()
        await self.dead()

    async def until(self, look: Callable[[], Any], seconds: float = 60) -> None:
        """Wait for something in the sandbox."""
        await self.sandbox.wait_for(look, seconds)

    async def settled(self) -> None:
        """The bot runs, every update is handled, every card shown, everything said."""
        async with asyncio.timeout(60):
            while not self._hears() or await self._waits():  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.02)

    def _hears(self) -> bool:
        updates = self.sandbox.world.updates
        return updates.listening > 0 and updates.pending == 0

    async def _waits(self) -> bool:
        now = child.clock(self.began)
        store = self.store
        stale = await store.stale_cards(now) or await store.stale_storms(now)
        return bool(stale or await store.unhandled() or await store.waiting(now))

    def cards(self) -> list[Message]:
        """The group's messages with buttons, oldest first."""
        return [message for message in self.sandbox.messages(GROUP) if message.buttons]

    async def card(self, words: str) -> Message:
        """Wait for the group's card with these words, and until the bot knows that it stands there."""
        await self.until(lambda: any(words in card.text for card in self.cards()))
        await self.settled()
        return next(card for card in self.cards() if words in card.text)

    async def begun(self) -> Message:
        """The bot runs and shows the card of the first story."""
        self.site.publish(*STORIES[0])
        self.start()
        return await self.card(STORIES[0][0])

    async def look(self) -> None:
        """Wait until the bot has looked at the site once more."""
        self.site.read.clear()
        await asyncio.wait_for(self.site.read.wait(), 60)

    async def doubles(self) -> list[Message]:
        """Cards that the bot does not know of: sent, and killed before it was noted."""
        query = select(cards.c.message)
        async with self.store.db.read() as connection:
            known = set((await connection.execute(query)).scalars())
        return [card for card in self.cards() if card.message_id not in known]

    def asked(self, words: str) -> list[Message]:
        """The group's messages without buttons that hold these words, oldest first."""
        return [m for m in self.sandbox.messages(GROUP) if words in m.text and not m.buttons]

    def press(self, card: Message, label: str, *, by: int) -> str:
        """Tap a button and do not wait; the press's id."""
        (data,) = [button.data for button in card.buttons if label in button.label]
        return self.sandbox.press_raw(by, GROUP, card.message_id, data)

    async def wait(self, look: Callable[[], Awaitable[Any]], seconds: float = 60) -> None:
        """Wait for something in the database."""
        async with asyncio.timeout(seconds):
            while not await look():  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.01)

    async def events(self, kind: str) -> list[dict[str, Any]]:
        """The bodies of all events of one type."""
        bodies = [json.loads(json.loads(line)["body"]) async for line in self.store.export_audit()]
        return [body for body in bodies if body["type"] == kind]

    async def incidents(self) -> list[Incident]:
        """Every incident that an event tells of."""
        numbers = [int(event["subject"].removeprefix("incident:")) for event in await self.events("detect")]
        return [incident for number in numbers if (incident := await self.store.incident(number))]

    async def consistent(self, *doubles: int) -> None:
        """One true card of each incident, none but the `doubles` beside it; the log is whole; no error was logged."""
        await self.settled()
        for incident in await self.incidents():
            mine = [card for card in self.cards() if incident.number in card.text and card.message_id not in doubles]
            assert len(mine) == 1
            assert await self._shows(mine[0], incident)
        _, broken = await self.store.verify_audit()
        assert broken is None
        log = self.folder / "errors.log"
        assert not log.exists() or log.read_text("utf-8") == ""

    async def _shows(self, message: Message, incident: Incident) -> bool:
        policy = await self.store.policy()
        true = shared_card(incident, Around(policy=policy), Texts(), now=child.clock(self.began))
        text, _ = parse_html(true.html)
        keys = [[(key.label, key.data or key.url) for key in row] for row in true.keyboard]
        return (message.text, [[(b.label, b.data or b.url) for b in row] for row in message.rows]) == (text, keys)


@asynccontextmanager
async def standing(folder: Path, database: URL) -> AsyncIterator[Stand]:
    """Everything but the bot, which the test starts itself; at the end it is killed for good."""
    site, sandbox = MortalSite(), MortalSandbox()
    people(sandbox)
    await site.server.start_server()
    await sandbox.start()
    path = configuration(folder, sandbox, site, database)
    path.write_text(path.read_text("utf-8").replace('interval = "60s"', 'interval = "1s"'), "utf-8")
    stand = Stand(folder=folder, sandbox=sandbox, site=site, store=Store(Database(database), Figures()))
    stand.store.username = "tingfeng_bot"
    try:
        yield stand
    finally:
        if stand.process is not None and stand.process.is_alive():
            await stand.killed()
        await stand.store.close()
        await sandbox.stop()
        await site.server.close()
