"""Several processes on one PostgreSQL and the world around them: sandbox, sites, a look at what is true."""

import asyncio
import multiprocessing
import os
import re
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import text
from sqlalchemy.engine import URL

from core.policy import Figures
from sandbox import Message, Sandbox
from storage import Database, Store
from tests.chat.stage import Site, configuration, people
from tests.conftest import GROUP, NOON
from tests.many import child
from tests.many.wire import Wire

_processes = multiprocessing.get_context("forkserver")
#: a start from here is quick: what the bot imports is there already
_processes.set_forkserver_preload(["pytest", "tests.many.child"])


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True, kw_only=True)
class Member:
    """One process."""

    number: int
    config: Path
    status: int
    door: int
    log: Path
    #: its line to the database
    wire: Wire
    process: BaseProcess | None = None

    def start(self, began: float, begin: datetime) -> None:
        """Begin, for the first time or again."""
        arguments = (str(self.config), began, begin, str(self.log))
        self.process = _processes.Process(target=child.main, args=arguments, daemon=True)
        self.process.start()

    def run(self) -> None:
        """Begin as an operator does, by the command line and the real clock."""
        arguments = ("run", "-c", str(self.config))
        self.process = _processes.Process(target=child.command, args=arguments, kwargs={"log": str(self.log)})
        self.process.start()

    async def ended(self, seconds: float = 20) -> int:
        """Wait until it has ended by itself; its exit code."""
        assert self.process is not None
        await asyncio.to_thread(self.process.join, seconds)
        assert self.process.exitcode is not None, self.said()
        return self.process.exitcode

    @property
    def lives(self) -> bool:
        """Is there a process, stopped or not?"""
        return self.process is not None and self.process.is_alive()

    def send(self, sign: signal.Signals) -> None:
        """SIGKILL, SIGSTOP, SIGCONT, SIGTERM."""
        assert self.process is not None
        assert self.process.pid is not None
        os.kill(self.process.pid, sign)

    async def killed(self) -> None:
        """kill -9, and wait until it is gone."""
        self.send(signal.SIGKILL)
        assert self.process is not None
        await asyncio.to_thread(self.process.join, 10)

    async def health(self, seconds: float = 4) -> dict[str, Any]:
        """What it tells of itself; {} where it does not answer."""
        try:
            http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds))
            async with http, http.get(f"http://127.0.0.1:{self.status}/healthz") as answer:
                return dict(await answer.json())
        except (aiohttp.ClientError, TimeoutError, OSError):
            return {}

    async def leads(self) -> bool:
        """Does it say that it leads?"""
        return bool((await self.health()).get("leading"))

    def said(self) -> str:
        """Its log."""
        return self.log.read_text("utf-8") if self.log.exists() else ""


@dataclass(slots=True, kw_only=True)
class Crew:
    """Everything but the processes stays when one dies. `store` looks at the same database from outside."""

    sandbox: Sandbox
    site: Site
    store: Store
    members: list[Member]
    begin: datetime = NOON
    began: float = field(default_factory=time.monotonic)

    def start(self, *members: Member) -> None:
        """All of them, or these."""
        for member in members or self.members:
            member.start(self.began, self.begin)

    def now(self) -> datetime:
        """The bots' time."""
        return child.clock(self.began, self.begin)

    async def leader(self, seconds: float = 20, *, but: Member | None = None) -> Member:
        """Wait until one of them leads."""
        asked = [member for member in self.members if member is not but and member.lives]
        async with asyncio.timeout(seconds):
            while True:
                leads = await asyncio.gather(*(member.leads() for member in asked))
                if any(leads):
                    return asked[leads.index(True)]
                await asyncio.sleep(0.05)

    async def wait(self, look: Callable[[], Awaitable[Any]], seconds: float = 20) -> None:
        """Wait for something in the database."""
        async with asyncio.timeout(seconds):
            while not await look():  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.05)

    async def until(self, look: Callable[[], Any], seconds: float = 20) -> None:
        """Wait for something in the sandbox."""
        await self.sandbox.wait_for(look, seconds)

    def cards(self) -> list[Message]:
        """The group's messages with buttons, oldest first."""
        return [message for message in self.sandbox.messages(GROUP) if message.buttons]

    async def card(self, words: str, seconds: float = 20) -> Message:
        """Wait for the group's card with these words."""
        await self.until(lambda: any(words in card.text for card in self.cards()), seconds)
        return next(card for card in self.cards() if words in card.text)

    def press(self, card: Message, label: str, *, by: int) -> str:
        """Tap a button and do not wait; the press's id."""
        (data,) = [button.data for button in card.buttons if label in button.label]
        return self.sandbox.press_raw(by, GROUP, card.message_id, data)

    async def rows(self, query: str) -> list[Any]:
        """A look at the database."""
        async with self.store.db.read() as connection:
            return list(await connection.execute(text(query)))

    async def settled(self, seconds: float = 30) -> None:
        """Every update is handled, every card shown, everything said."""

        async def all_done() -> bool:
            now, store = self.now(), self.store
            stale = await store.stale_cards(now) or await store.stale_storms(now)
            return not (stale or await store.unhandled() or await store.waiting(now))

        await self.wait(all_done, seconds)

    async def true(self, *, doubles: int = 0) -> None:
        """One card of each incident, and `doubles` more at most; the log is whole."""
        await self.settled()
        incidents = await self.rows("SELECT id FROM incidents")
        shown = [number for card in self.cards() for number in set(re.findall(r"#(\d{4})", card.text))]
        assert len(set(shown)) == len(incidents)
        assert len(shown) <= len(incidents) + doubles
        _, broken = await self.store.verify_audit()
        assert broken is None


@asynccontextmanager
async def crewed(
    folder: Path,
    database: URL,
    count: int,
    *changes: tuple[str, str],
    begin: datetime = NOON,
    wired: bool = True,
) -> AsyncIterator[Crew]:
    """The world with so many processes, which the test starts; at the end they are killed for good.

    `changes` replace something in every config.toml; DOOR is the port of the process's web server. Where no line is to
    be slow or cut they need not be `wired`: that takes much of the processor from those who are watched.
    """
    site, sandbox = Site(), Sandbox()
    people(sandbox)
    await site.server.start_server()
    await sandbox.start()
    outside = Store(Database(database), Figures())
    crew = Crew(sandbox=sandbox, site=site, store=outside, members=[], begin=begin)
    for number in range(count):
        own, wire = folder / f"process{number}", Wire(str(database.query["host"]))
        own.mkdir()
        port = await wire.open()
        reached = database.set(host="127.0.0.1", port=port, query={}) if wired else database
        crew.members.append(_member(number, own, wire, configuration(own, sandbox, site, reached), changes))
    try:
        yield crew
    finally:
        for member in crew.members:
            if member.lives:
                await member.killed()
            await member.wire.close()
        await crew.store.close()
        await sandbox.stop()
        await site.server.close()


def _member(number: int, folder: Path, wire: Wire, config: Path, changes: tuple[tuple[str, str], ...]) -> Member:
    status, door = free_port(), free_port()
    member = Member(number=number, config=config, status=status, door=door, log=folder / "log", wire=wire)
    words = config.read_text("utf-8").replace('interval = "60s"', 'interval = "1s"')
    words = words.replace("[storage]\n", f'[web]\nstatus = "127.0.0.1:{member.status}"\nWEB[storage]\n', 1)
    for old, new in changes:
        words = words.replace(old, new.replace("DOOR", str(member.door)))
    config.write_text(words.replace("WEB", ""), "utf-8")
    return member
