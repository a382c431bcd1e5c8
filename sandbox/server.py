"""The sandbox as tests and `tingfeng try` hold it: one object, one local HTTP server, no token, no network."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from aiohttp import web

from sandbox.botapi import LARGEST_BODY, BotApi
from sandbox.calls import Call, Entry
from sandbox.faults import Faults
from sandbox.limits import Limits
from sandbox.model import SandboxError
from sandbox.people import People
from sandbox.scribe import Scribe
from sandbox.town import Town
from sandbox.ui import Ui
from sandbox.webhook import Courier
from sandbox.world import World

T = TypeVar("T")


class Sandbox(People):
    """A Bot API server for one bot, its people and chats, the chat page and, if mounted, a sample town.

    `clock` gives UNIX seconds; tests move their own, the page moves a sandbox.Clock. `limits` switches Telegram's
    flood limit on.
    """

    def __init__(
        self,
        *,
        token: str = "100:sandbox",  # noqa: S107 - opens nothing but this sandbox
        username: str = "tingfeng_bot",
        clock: Callable[[], float] = time.time,
        privacy: bool = True,
        limits: bool = False,
    ) -> None:
        self.token = token
        self.clock = clock
        super().__init__(World(token=token, username=username, clock=clock, privacy=privacy))
        self.faults = Faults(clock, self.world.pulse, self.world.updates.interrupt)
        self.limits = Limits(clock, on=limits)
        self.courier = Courier(self.world, self.faults)
        self._api = BotApi(self.world, self.faults, self.limits)
        self._delivering: asyncio.Task[None] | None = None
        self._town: Town | None = None
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        app = web.Application(client_max_size=LARGEST_BODY)
        self._api.mount(app)
        Scribe().mount(app)
        Ui(self, self.faults, self._api.log).mount(app)
        if self._town is not None:
            self._town.mount(app)
            self._town.open(self.clock)
        # A poll whose client has gone must not linger, so handlers are cancelled with their connection.
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1.0, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self._port = self._runner.addresses[0][1]
        self._delivering = asyncio.create_task(self.courier.run())

    async def stop(self) -> None:
        """Send the waiting polls home and close the server."""
        self.world.pulse.close()
        if self._delivering is not None:
            await self._delivering
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """The Bot API's base address; the page is at its "/", the town at "/town/"."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def calls(self) -> list[Call]:
        """Every request of the bot, oldest first."""
        return self._api.log.calls

    @property
    def log(self) -> deque[Entry]:
        """The newest requests as short lines: time by the sandbox's clock, method, chat, result."""
        return self._api.log.entries

    def mount(self, town: Town) -> None:
        """Serve a town below /town/; call before `start`. Its day begins with `start`, by the sandbox's clock."""
        self._town = town

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 60) -> T:  # noqa: ASYNC109 - how tests say it
        """The first truthy value of `predicate()`, looked at whenever anything changes here."""
        return await self.watch(
            predicate, timeout, lambda: SandboxError(f"not within {timeout} s; last said: {self._last_lines()}")
        )

    def _last_lines(self) -> str:
        lines = [
            f"{m.chat_id}/{m.message_id} {m.text!r}" for c in self.world.chats.values() for m in c.messages.values()
        ]
        return "; ".join(lines[-5:]) or "nobody has said anything"
