"""The far end of the bot's lines, which outlives it: it can kill at a named call, and tells when it was read."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox import Sandbox
from sandbox.botapi import BotApi
from sandbox.faults import Faults
from sandbox.refusals import Refusal
from tests.chat.stage import Site


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

    def loses(self, method: str, *, counted: bool = False) -> bool:
        return self._falls(method, done=True) or super().loses(method, counted=counted)

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
        self.deaths = Deaths(self.clock, self.world.pulse, self.world.updates.interrupt)
        self.faults = self.deaths
        self._api = BotApi(self.world, self.deaths, self.limits)


class MortalSite(Site):
    """A site that tells when it was read."""

    def __init__(self) -> None:
        super().__init__()
        self.read = asyncio.Event()

    async def _feed(self, request: web.Request) -> web.Response:
        self.read.set()
        return await super()._feed(request)
