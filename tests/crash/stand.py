"""A bot that can die, and the world around it that lives on: sandbox, site, database, and a look at what is true."""

import asyncio
import json
import multiprocessing
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy.engine import URL

from core.cards import shared_card
from core.incident import Incident
from core.policy import Figures
from core.texts import Texts
from sandbox import Message, Sandbox
from sandbox.botapi import BotApi
from sandbox.entities import parse_html
from sandbox.faults import Faults
from sandbox.refusals import Refusal
from storage import Database, Store
from tests.chat.stage import Site, configuration, people
from tests.conftest import GROUP
from tests.crash import child

_processes = multiprocessing.get_context("forkserver")
#: a start from here is quick: what the bot imports is there already
_processes.set_forkserver_preload(["pytest", "tests.crash.child"])


class Deaths(Faults):
    """Telegram's end of the line: the bot is killed before or after the work of one named call."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.kill: Callable[[], None] = lambda: None
        self._at: tuple[str, bool] | None = None

    def strike(self, method: str, *, done: bool) -> None:
        """At the next call of `method` kill the bot, when its work is `done` or before it has begun."""
        self._at = (method, done)

    def before(self, method: str, chat_id: int | None) -> None:
        if self._falls(method, done=False):
            raise Refusal(500, "nobody is there to read this")
        super().before(method, chat_id)

    def loses(self, method: str) -> bool:
        return self._falls(method, done=True) or super().loses(method)

    def _falls(self, method: str, *, done: bool) -> bool:
        if self._at != (method, done):
            return False
        self._at = None
        self.kill()
        return True


class MortalSandbox(Sandbox):
    """A sandbox whose faults can kill."""

    def __init__(self) -> None:
        super().__init__()
        self.deaths = Deaths(self.clock, self.world.pulse)
        self.faults = self.deaths
        self._api = BotApi(self.world, self.deaths, self.limits)


class MortalSite(Site):
    """A site that may kill whoever has just read it."""

    def __init__(self) -> None:
        super().__init__()
        self.read = asyncio.Event()

    async def _feed(self, request: web.Request) -> web.Response:
        self.read.set()
        return await super()._feed(request)


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
        await asyncio.to_thread(self.process.join, 10)
        assert self.process.exitcode == -9

    async def killed(self) -> None:
        """Kill it now, and wait until it is gone."""
        self.kill()
        await self.dead()

    async def until(self, look: Callable[[], Any], seconds: float = 10) -> None:
        """Wait for something in the sandbox."""
        await self.sandbox.wait_for(look, seconds)

    async def settled(self) -> None:
        """The bot runs, every update is handled, every card shown, everything said."""
        async with asyncio.timeout(15):
            while not self.sandbox.world.updates.listening or self.sandbox.world.updates.pending or await self._waits():
                await asyncio.sleep(0.02)

    async def _waits(self) -> bool:
        now = child.clock(self.began)
        store = self.store
        return bool(await store.unhandled() or await store.stale_cards(now) or await store.waiting(now))

    def cards(self) -> list[Message]:
        """The group's messages with buttons, oldest first."""
        return [message for message in self.sandbox.messages(GROUP) if message.buttons]

    async def card(self, words: str) -> Message:
        """Wait for the group's card with these words, and until the bot knows that it stands there."""
        await self.until(lambda: any(words in card.text for card in self.cards()))
        await self.settled()
        return next(card for card in self.cards() if words in card.text)

    def press(self, card: Message, label: str, *, by: int) -> str:
        """Tap a button and do not wait; the press's id."""
        (data,) = [button.data for button in card.buttons if label in button.label]
        return self.sandbox.press_raw(by, GROUP, card.message_id, data)

    async def events(self, kind: str) -> list[dict[str, Any]]:
        """The bodies of all events of one type."""
        bodies = [json.loads(json.loads(line)["body"]) async for line in self.store.export_audit()]
        return [body for body in bodies if body["type"] == kind]

    async def incidents(self) -> list[Incident]:
        """Every incident that an event tells of."""
        numbers = [int(event["subject"].removeprefix("incident:")) for event in await self.events("detect")]
        return [incident for number in numbers if (incident := await self.store.incident(number))]

    async def consistent(self, *, extra: int = 0) -> None:
        """The group shows one true card of each incident and so many doubles; the log is whole; no error was logged."""
        await self.settled()
        for incident in await self.incidents():
            mine = [card for card in self.cards() if incident.number in card.text]
            assert len(mine) == 1 + extra
            assert await self._shows(mine[-1], incident)
        _, broken = await self.store.verify_audit()
        assert broken is None
        log = self.folder / "errors.log"
        assert not log.exists() or log.read_text("utf-8") == ""

    async def _shows(self, message: Message, incident: Incident) -> bool:
        policy = await self.store.policy()
        true = shared_card(incident, policy, Texts(), now=child.clock(self.began))
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
