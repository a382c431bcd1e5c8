"""A round of looks, written down together: a thousand sources without news cost a few transactions, not a thousand."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from jobs.tools import Tools
from storage.looks import Look

#: how long a finished look may wait for others to be written with it, in seconds
TOGETHER_S = 0.25

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Round(Generic[T]):
    """Looks under way. A slow one holds nobody: what is done goes to the `sink` while others go on."""

    sink: Callable[[Sequence[T]], Awaitable[None]]
    #: looks not yet ended
    left: int
    _done: list[T] = field(default_factory=list)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, look: T) -> None:
        """One look came to this."""
        self._done.append(look)

    def ended(self) -> None:
        """One look is over, whatever it came to."""
        self.left -= 1
        if self.left <= 0:
            self._over.set()

    async def write_down(self) -> None:
        """Beside the looks, until the last is written."""
        while self.left > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), TOGETHER_S)
            await self._write()
        await self._write()

    async def _write(self) -> None:
        looks, self._done = self._done, []
        if looks:
            await self.sink(looks)


async def write_down(tools: Tools, looks: Sequence[Look]) -> None:
    """Where sources are written down: in their rows."""
    try:
        await _written(tools, looks)
    finally:
        for look in looks:
            tools.underway.end(look.watched.id)
    if any(look.tidings for look in looks):
        tools.ring.set()


async def _written(tools: Tools, looks: Sequence[Look]) -> None:
    """All together; where one spoils the transaction of all, each for itself."""
    try:
        await tools.store.looked_many(looks, await tools.store.policy(), tools.clock())
    except Exception:
        if len(looks) > 1:
            for one in looks:
                await _written(tools, (one,))
            return
        # unwritten, it is due again
        log.exception("a look at %s could not be written down", looks[0].watched.source.name)
