"""A round of looks, written down together: a thousand sources without news cost a few transactions, not a thousand."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field

from jobs.tools import Tools
from storage.looks import Look

#: how long a finished look may wait for others to be written with it, in seconds
TOGETHER_S = 0.25

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Round:
    """Looks under way. A slow one holds nobody: what is done is written down while others go on."""

    tools: Tools
    #: looks not yet ended
    left: int
    _done: list[Look] = field(default_factory=list)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, look: Look) -> None:
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
        if not looks:
            return
        try:
            policy = await self.tools.store.policy()
            await self.tools.store.looked_many(looks, policy, self.tools.clock())
        except Exception:
            # unwritten, they are due again
            log.exception("%d looks could not be written down", len(looks))
        finally:
            for look in looks:
                self.tools.memory.end(look.watched.id)
        if any(look.tidings for look in looks):
            self.tools.ring.set()
