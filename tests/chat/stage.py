"""The whole bot against the sandbox, over HTTP. A test reads as a story; nothing of ours is replaced."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from bot.app import Running, started
from bot.config import load_config
from bot.place import alone
from core.incident import Incident
from jobs import JOBS
from jobs.deadlines import deadlines
from jobs.poll import poll
from sandbox import Answer, Message, Sandbox
from storage.tables import inbox
from tests.conftest import GROUP, NOON, PEOPLE, UNITS

RULES = """\
[道路施工]
望江西路|断头路
:部门 市政科

[小区供暖]
没有暖气|停暖
:部门 物业科

[工程安全]
塌方
:级别 重大
"""
NOTES = {11: "舆情专员", 12: "市政科", 13: "物业科", 15: "带班领导", 16: "主要负责人", 17: "舆情专员"}


#: opens the second page of a private menu
FURTHER = "更多操作 →"


class Clock:
    """Real time that a test may push forward: bot and sandbox share it."""

    def __init__(self, begin: datetime = NOON) -> None:
        self._begin = begin
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._offset = timedelta()

    def __call__(self) -> datetime:
        return self._begin + self._offset + timedelta(seconds=self._loop.time() - self._began)

    def forward(self, **span: float) -> None:
        """Let so much time pass."""
        self._offset += timedelta(**span)

    def until(self, instant: datetime) -> None:
        """Let time pass until then; an instant that is past is a mistake of the test."""
        left = instant - self()
        assert left >= timedelta(0), f"{instant} is past"
        self._offset += left


class Site:
    """A public site with a JSON Feed that tests publish to."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.status = 200
        #: how often the feed was asked for
        self.looks = 0
        #: pages of the site by name
        self.pages: dict[str, str] = {}
        #: what a page answers instead, by name
        self.answers: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {}
        app = web.Application()
        app.router.add_get("/feed.json", self._feed)
        app.router.add_get("/{name}.html", self._page)
        self.server = TestServer(app)

    async def _feed(self, _request: web.Request) -> web.Response:
        self.looks += 1
        if self.status != 200:
            return web.Response(status=self.status)
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "海棠论坛", "items": self.items}
        return web.Response(text=json.dumps(feed), content_type="application/feed+json")

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if answer := self.answers.get(request.match_info["name"]):
            return await answer(request)
        page = self.pages.get(request.match_info["name"])
        return web.Response(text=page or "", status=200 if page else 404, content_type="text/html")

    def publish(self, title: str, text: str = "", **extra: Any) -> None:
        """One more post, newest first."""
        number = len(self.items) + 1
        item = {"id": f"p{number}", "url": f"https://forum.example/{number}", "title": title, "content_text": text}
        self.items.insert(0, item | extra)


@dataclass(slots=True)
class Card:
    """An incident's card in a chat, as the sandbox shows it."""

    stage: "Stage"
    chat: int
    message_id: int

    @property
    def message(self) -> Message:
        """The message as it stands now."""
        return next(m for m in self.stage.sandbox.messages(self.chat) if m.message_id == self.message_id)

    @property
    def text(self) -> str:
        """Its visible text."""
        return self.message.text

    @property
    def labels(self) -> list[str]:
        """All its buttons."""
        return [button.label for button in self.message.buttons]

    async def press(self, label: str, *, by: int) -> Answer:
        """A person taps a button (named with or without its sign) and waits for the answer."""
        if not any(label in shown for shown in self.labels) and FURTHER in self.labels:
            await self.stage.sandbox.press(by, self.chat, self.message_id, FURTHER)
            await self.expect(label)
        exact = [
            button.label for button in self.message.buttons if button.label in (label, f"{button.label[:1]} {label}")
        ]
        return await self.stage.sandbox.press(by, self.chat, self.message_id, exact[0] if exact else label)

    async def confirm(self, label: str, *, by: int) -> Answer:
        """Press, read what is asked, and press the same once more, as a person who means it does."""
        asked = await self.press(label, by=by)
        assert asked.alert
        assert "再按一次" in asked.text
        self.stage.clock.forward(seconds=2)
        return await self.press(label, by=by)

    async def expect(self, *words: str, without: Sequence[str] = ()) -> "Card":
        """Wait until the card shows all these words, in text or buttons."""

        def shows() -> bool:
            seen = "\n".join((self.text, *self.labels))
            return all(w in seen for w in words) and not any(w in seen for w in without)

        # an edit may have to wait for its card's pause, so time passes meanwhile
        await self.stage.until(shows)
        return self


@dataclass(slots=True)
class Stage:
    """Bot, sandbox and site together."""

    sandbox: Sandbox
    running: Running
    site: Site
    clock: Clock
    expected_errors: list[str] = field(default_factory=list)
    #: seconds that the clock goes ahead in each round of waiting; 0 = it only runs
    hurry: float = 1

    async def publish(self, title: str, text: str = "", **extra: Any) -> None:
        """The site publishes a post, and the bot looks."""
        self.site.publish(title, text, **extra)
        await self.look()

    async def look(self) -> None:
        """A minute later the bot looks at the site; no look of its own is under way before or after."""
        await self.looked()
        self.clock.forward(seconds=70)
        await poll(self.running.tools)
        await self.looked()

    async def looked(self) -> None:
        """Every look that the bot began by itself is over: the clock must not jump in the midst of one."""
        async with asyncio.timeout(40):
            while self.running.tools.underway:  # noqa: ASYNC110 - nothing else tells of it
                await asyncio.sleep(0.01)

    async def sweep(self) -> None:
        """The clocks are looked at, as every few seconds."""
        await deadlines(self.running.tools)

    async def until(self, predicate: Any, timeout: float = 90) -> None:  # noqa: ASYNC109 - how tests say it
        """Wait for something in the sandbox; the shared clock hurries along, so that pauses do not cost real time."""
        async with asyncio.timeout(timeout):
            while not predicate():
                self.clock.forward(seconds=self.hurry)
                self.running.tools.ring.set()
                await asyncio.sleep(0.02)

    async def expect_card(self, words: str, chat: int = GROUP) -> Card:
        """Wait for a card with these words that can be pressed."""

        def found() -> Message | None:
            cards = [m for m in self.sandbox.messages(chat) if words in m.text and m.buttons]
            return cards[-1] if cards else None

        await self.until(found)
        message = found()
        assert message is not None
        return Card(self, chat, message.message_id)

    async def expect_text(self, words: str, chat: int = GROUP) -> Message:
        """Wait for a message without buttons that holds these words."""

        def found() -> Message | None:
            hits = [m for m in self.sandbox.messages(chat) if words in m.text and not m.buttons and m.sender]
            return hits[-1] if hits and hits[-1].sender and hits[-1].sender.is_bot else None

        await self.until(found)
        message = found()
        assert message is not None
        return message

    async def answer_question(self, words: str, reply: str, *, by: int, chat: int = GROUP) -> None:
        """Reply to the bot's question that holds these words."""
        asked = await self.expect_text(words, chat)
        assert by in asked.force_reply_for
        self.sandbox.say(by, chat, reply, reply_to=asked.message_id)

    async def menu(self, card: Card, *, by: int) -> Card:
        """Tap ⋯ and land in the private menu."""
        before = {m.message_id for m in self.sandbox.messages(by)}
        # a picker that was just used may still stand there
        await card.expect("更多")
        await card.press("更多", by=by)

        def fresh() -> list[Message]:
            """A menu has keys to press; a notice that comes at the same moment has a link at most."""
            mine = (m for m in self.sandbox.messages(by) if m.message_id not in before)
            return [m for m in mine if any(button.data for button in m.buttons)]

        await self.until(fresh)
        return Card(self, by, fresh()[-1].message_id)

    async def incident(self, number: int = 1) -> Incident:
        """The state behind the cards."""
        found = await self.running.store.incident(number)
        assert found is not None
        return found

    async def heard(self) -> None:
        """Every update has been fetched, stored and handled; the clock stands unless the line is in trouble."""
        async with asyncio.timeout(120):
            while self.sandbox.world.updates.pending:
                self.clock.forward(seconds=1 if self.sandbox.faults.active() else 0)
                await asyncio.sleep(0.02)
        await self.running.receiver.idle()

    async def quiet(self) -> None:
        """Everything said that was to be said: no update, card or message is waiting."""
        await self.heard()
        store = self.running.store
        async with asyncio.timeout(120):
            while (
                await store.stale_cards(self.clock())
                or await store.stale_storms(self.clock())
                or await store.waiting(self.clock())
            ):
                self.clock.forward(seconds=5)
                self.running.tools.ring.set()
                await asyncio.sleep(0.02)

    async def last_update(self) -> int:
        """The id of the newest update that the bot has stored."""
        await self.heard()
        async with self.running.store.db.read() as connection:
            newest = await connection.scalar(select(func.max(inbox.c.update_id)))
        return int(newest or 0)

    async def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        """The audit, oldest first: public body and side text merged."""
        found = []
        async for line in self.running.store.export_audit():
            row = json.loads(line)
            found.append({**json.loads(row["body"]), "side": json.loads(row["text"])})
        return [e for e in found if kind is None or e["type"] == kind]


class Errors(logging.Handler):
    """Catches what the bot logs as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage() + (f" {record.exc_info[1]!r}" if record.exc_info else ""))


def people(sandbox: Sandbox) -> None:
    """The team of the tests, everybody in the group."""
    for member in PEOPLE:
        sandbox.add_user(member.id, member.name, note=NOTES.get(member.id, ""))
    sandbox.add_group(GROUP, "舆情处置群", members=[m.id for m in PEOPLE], admins=[15])


def configuration(folder: Path, sandbox: Sandbox, site: Site, database: URL, rules: str = RULES) -> Path:
    """A real config.toml for these parts."""
    (folder / "watch.rules").write_text(rules, "utf-8")
    members = "".join(
        f'[[members]]\ntelegram_id = {m.id}\nname = "{m.name}"\nroles = {json.dumps(sorted(m.roles))}\n'
        f'department = "{m.department}"\nhead = {str(m.head).lower()}\n'
        for m in PEOPLE
    )
    units = "".join(f'[[departments]]\nname = "{u.name}"\n' for u in UNITS)
    path = folder / "config.toml"
    path.write_text(
        f"""
[organisation]
name = "海棠县住建局"
aliases = ["县住建局"]
[telegram]
token = "{sandbox.token}"
api_base_url = "{sandbox.url}"
group = {GROUP}
[storage]
url = "{database.set(drivername=database.get_backend_name()).render_as_string(hide_password=False)}"
[rules]
file = "watch.rules"
{units}{members}
[[sources]]
name = "海棠论坛"
kind = "rss"
url = "{site.server.make_url("/feed.json")}"
interval = "60s"
platform = "论坛"
tier = "local"
own_area = true
local = true
""",
        "utf-8",
    )
    return path


def webhook() -> tuple[str, str]:
    """The change of config.toml after which Telegram brings its updates by itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    listening = f'webhook_url = "http://127.0.0.1:{port}"\n[web]\nlisten = "127.0.0.1:{port}"\n'
    return "[storage]\n", f"{listening}[storage]\n"


@asynccontextmanager
async def staged(
    folder: Path,
    database: URL,
    *,
    limits: bool = False,
    change: tuple[str, str] = ("", ""),
    begin: datetime = NOON,
    without: str = "",
) -> AsyncIterator[Stage]:
    """Everything up and running; at the end nothing may be left unsaid and no error may have been logged.

    `change` replaces something in config.toml; `without`: a job that does not run.
    """
    clock, site = Clock(begin), Site()
    await site.server.start_server()
    sandbox = Sandbox(clock=lambda: clock().timestamp(), limits=limits)
    people(sandbox)
    await sandbox.start()
    errors = Errors()
    logging.getLogger().addHandler(errors)
    try:
        path = configuration(folder, sandbox, site, database)
        path.write_text(path.read_text("utf-8").replace(*change), "utf-8")
        config = load_config(path, {})
        jobs = tuple(job for job in JOBS if job.name != without)
        async with (
            alone(config, clock) as place,
            started(config, now=clock, given=replace(place, jobs=jobs)) as running,
        ):
            stage = Stage(sandbox, running, site, clock)
            yield stage
            await stage.quiet()
        unexpected = [line for line in errors.lines if not any(e in line for e in stage.expected_errors)]
        assert not unexpected
    finally:
        logging.getLogger().removeHandler(errors)
        await sandbox.stop()
        await site.server.close()
