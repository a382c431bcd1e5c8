"""Politeness: one request at a time to a host, and a pause between two."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

#: more hosts than this are not remembered once they are idle: redirects may name any number of them
_REMEMBERED = 1024


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: requests holding or awaiting the lock
    users: int = 0
    #: by the clock given in; when the next request may start
    free_at: float = 0.0


class Lanes:
    """A lane per host, first come first served. `apart_s` runs from the end of one request to the start of the next."""

    def __init__(
        self, apart_s: float, *, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._apart_s = apart_s
        self._clock = clock
        self._sleep = sleep
        self._lanes: dict[str, _Lane] = {}

    def __len__(self) -> int:
        """How many hosts are remembered."""
        return len(self._lanes)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for this host's turn and hold it."""
        lane = self._lanes.setdefault(host, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                pause = lane.free_at - self._clock()
                if pause > 0:
                    await self._sleep(pause)
                try:
                    yield
                finally:
                    lane.free_at = self._clock() + self._apart_s
        finally:
            lane.users -= 1
            self._forget()

    def _forget(self) -> None:
        if len(self._lanes) > _REMEMBERED:
            now = self._clock()
            self._lanes = {host: lane for host, lane in self._lanes.items() if lane.users or lane.free_at > now}
