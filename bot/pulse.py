"""How this very process is: how late its loop comes round, how much memory and how many files it holds."""

import asyncio
import logging
import os
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

#: seconds between two beats, and how many of them are remembered: a minute
BEAT, MINUTE = 0.5, 120
#: a clock that is put right little by little never goes back so far at once
JUMP = timedelta(seconds=30)

Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Pulse:
    """Beats for as long as it is run."""

    began: float = field(default_factory=monotonic)
    #: how late each beat of the last minute came, in seconds
    late: deque[float] = field(default_factory=lambda: deque(maxlen=MINUTE))

    async def run(self, clock: Clock, set_back: Callable[[datetime], Awaitable[None]]) -> None:
        """For ever. Where the clock is set back, that is called with what it says now."""
        while True:
            before, then = monotonic(), clock()
            await asyncio.sleep(BEAT)
            passed, now = monotonic() - before, clock()
            self.late.append(max(0.0, passed - BEAT))
            if now - then < timedelta(seconds=passed) - JUMP:
                log.warning("the clock was set back by %s", then - now)
                try:
                    await set_back(now)
                except Exception:
                    log.exception("what waits for the old time could not be put right")

    @property
    def worst(self) -> float:
        """The worst of the last minute."""
        return max(self.late, default=0.0)

    @property
    def uptime(self) -> float:
        """Seconds."""
        return monotonic() - self.began


def memory() -> int:
    """Bytes that are ours alone or shared; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def open_files() -> int:
    """Files, sockets and pipes; 0 where the system does not tell."""
    try:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())
    except OSError:
        return 0
