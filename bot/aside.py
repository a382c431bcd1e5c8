"""Work that may take long and must not hold up the updates behind it: looks on trial."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from core.posts import Post, Source
from core.texts import N_, Message
from jobs.sources.trial import trial
from jobs.sources.web import Web

#: works side by side
WORKERS = 2
#: what may wait; beyond it people are asked to come back later
MOST = 20
#: seconds that a look on trial may take; one with many terms is cut off
WITHIN = 60

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]


class Aside:
    """A short queue in memory. It does not survive a stop: what must is a row, and begun anew at the next start."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Work] = asyncio.Queue(MOST)

    def put(self, work: Work) -> bool:
        """Do it soon; False where too much is waiting."""
        try:
            self._waiting.put_nowait(work)
        except asyncio.QueueFull:
            return False
        return True

    async def run(self) -> None:
        """Work for ever; what fails is logged and left."""
        while True:
            work = await self._waiting.get()
            try:
                await work()
            except Exception:
                log.exception("work aside failed")


async def tried(web: Web, now: Callable[[], datetime], source: Source) -> tuple[tuple[Post, ...], Message | None]:
    """A look on trial, for people who ask for one: what it brought, and what went wrong."""
    try:
        async with asyncio.timeout(WITHIN):
            found = await trial(web, source, now())
    except TimeoutError:
        return (), Message(N_("{seconds} 秒内没有读完"), {"seconds": WITHIN})
    return found.posts, found.problem
