"""Seen from outside: GET /healthz and GET /metrics at [web] status. Numbers only: no name, no text, no token.

It listens before anything else is there and longer than everything else, so that it can say "not ready".
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.config_values import ConfigError
from bot.config_web import Listen
from bot.metrics import CONTENT_TYPE, exposition, of_process, of_rows, of_writing
from bot.pulse import Pulse
from bot.web_bodies import KINDNESS
from core.texts import N_
from storage import Store
from storage.audit import VERSION
from storage.gauges import Gauges

#: seconds that the database may take to answer
WITHIN = 5.0

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Status:
    """What is told of this process."""

    clock: Callable[[], datetime]
    pulse: Pulse = field(default_factory=Pulse)
    #: None before anything is watched and after the stop has begun
    store: Store | None = None
    #: is the start over? Until Telegram has answered for the first time we only watch
    started: bool = False
    #: does this process hear Telegram and speak?
    leading: bool = False
    port: int = 0

    def watches(self, store: Store) -> None:
        """Sources are looked at; Telegram has not answered yet."""
        self.store, self.started, self.leading = store, False, False

    def begins(self, store: Store, *, leading: bool = True) -> None:
        """All stands."""
        self.store, self.started, self.leading = store, True, leading

    def ends(self) -> None:
        """The stop begins."""
        self.store, self.started, self.leading = None, False, False

    async def healthz(self, _request: web.Request) -> web.Response:
        """200 while work can be done, else 503; what is wrong stands in it."""
        health = await self._health()
        headers = {"Cache-Control": "no-store", "Server": "tingfeng"}
        return web.json_response(health, status=200 if health["ready"] else 503, headers=headers)

    async def metrics(self, _request: web.Request) -> web.Response:
        """What is known; without the database what is known without it."""
        seen = await self._seen()
        lines = list(of_process(self.pulse, ready=self._ready(seen), leading=self.leading))
        if self.store is not None:
            lines += of_writing(self.store.db.meter)
        if seen is not None:
            lines += of_rows(seen)
        body = exposition(iter(lines)).encode()
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE, "Server": "tingfeng"})

    async def _health(self) -> dict[str, Any]:
        seen = await self._seen()
        return {
            "alive": True,
            "ready": self._ready(seen),
            "leading": self.leading,
            "started": self.started,
            "database": seen is not None and self.store is not None and not self.store.db.meter.failing,
            "telegram_silent_seconds": None if seen is None or seen.silent is None else round(seen.silent),
            "version": VERSION,
        }

    def _ready(self, seen: Gauges | None) -> bool:
        # Telegram's silence is told, and is no reason: who restarts us for that gains nothing
        return seen is not None and self.store is not None and not self.store.db.meter.failing

    async def _seen(self) -> Gauges | None:
        if self.store is None:
            return None
        try:
            async with asyncio.timeout(WITHIN):
                return await self.store.gauges(self.clock())
        except Exception as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            return None


@asynccontextmanager
async def seen_from_outside(listen: Listen, clock: Callable[[], datetime]) -> AsyncIterator[Status]:
    """Listen, where that is wished for."""
    status = Status(clock=clock)
    if not listen.host:
        yield status
        return
    app = web.Application(client_max_size=1024)
    app.router.add_get("/healthz", status.healthz)
    app.router.add_get("/metrics", status.metrics)
    runner = web.AppRunner(app, access_log=None, **KINDNESS)
    await runner.setup()
    try:
        await _listening(runner, listen)
        status.port = int(runner.addresses[0][1])
        log.info("health and metrics on port %d", status.port)
        yield status
    finally:
        await runner.cleanup()


async def _listening(runner: web.AppRunner, listen: Listen) -> None:
    try:
        await web.TCPSite(runner, listen.host, listen.port).start()
    except OSError as error:
        text = N_("{host}:{port} 不能监听（{error}）；请换一个 [web] status")
        raise ConfigError(text, host=listen.host, port=listen.port, error=error.strerror or error) from None
