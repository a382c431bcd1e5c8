"""The queue that getUpdates reads: long polls, acknowledgement by offset, what expires, what is not asked for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.model import Wire
from sandbox.pulse import Pulse
from sandbox.refusals import CONFLICT, Refusal

#: seconds an update waits to be fetched; Telegram forgets presses early
LIVES = {"callback_query": 150.0}
LIVES_OTHERWISE = 24 * 3600.0
LONGEST_POLL = 50
#: kinds Telegram sends only to those who ask for them by name
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class _Waiting:
    wire: Wire
    dies_at: float


class UpdateQueue:
    """Updates in order of their id, each served until a higher offset acknowledges it."""

    def __init__(self, clock: Callable[[], float], pulse: Pulse) -> None:
        self._clock = clock
        self._pulse = pulse
        self._waiting: dict[int, _Waiting] = {}
        self._acknowledged: dict[int, Wire] = {}
        self._again: list[Wire] = []
        self._last_id = 1000
        self._newest_poll = 0
        self._ended_by = CONFLICT
        self._interruptions = 0
        #: how many long polls wait right now: 1 = the bot listens
        self.listening = 0
        #: as the last call with allowed_updates said; () = everything but ON_REQUEST
        self.allowed: tuple[str, ...] = ()

    def allow(self, kinds: object) -> None:
        """`allowed_updates` of a call; what is no list leaves it as it was."""
        if isinstance(kinds, list):
            self.allowed = tuple(str(kind) for kind in kinds)

    def put(self, kind: str, body: Wire) -> int | None:
        """Queue one update; its id, or None where nobody asked for that kind."""
        wanted = kind in self.allowed if self.allowed else kind not in ON_REQUEST
        if not wanted:
            return None
        self._last_id += 1
        dies_at = self._clock() + LIVES.get(kind, LIVES_OTHERWISE)
        self._waiting[self._last_id] = _Waiting({"update_id": self._last_id, kind: body}, dies_at)
        self._pulse.fire()
        return self._last_id

    def replay(self, update_id: int) -> None:
        """Serve an acknowledged update once more, as a server that lost the acknowledgement would; KeyError if none."""
        self._again.append(self._acknowledged[update_id])
        self._pulse.fire()

    def forget(self) -> None:
        """Drop what waits (drop_pending_updates)."""
        self._acknowledge(self._last_id + 1)

    def conflict(self, why: str) -> None:
        """End the waiting polls with a 409."""
        self._ended_by = why
        self._newest_poll += 1
        self._pulse.fire()

    def interrupt(self) -> None:
        """End the waiting polls empty-handed: an outage takes their connections."""
        self._interruptions += 1
        self._pulse.fire()

    def fresh(self) -> list[Wire]:
        """What waits for delivery, in order; what was replayed comes first, for a webhook as for a poll."""
        self._expire()
        return self._again + [waiting.wire for waiting in self._waiting.values()]

    def waits(self, update_id: int) -> bool:
        """Whether it is still to be delivered."""
        self._expire()
        return update_id in self._waiting or any(wire["update_id"] == update_id for wire in self._again)

    def done(self, update_id: int) -> None:
        """A webhook has taken it."""
        self._again = [wire for wire in self._again if wire["update_id"] != update_id]
        if update_id in self._waiting:
            self._acknowledged[update_id] = self._waiting.pop(update_id).wire
        self._pulse.fire()

    @property
    def pending(self) -> int:
        """How many updates wait to be fetched or acknowledged."""
        self._expire()
        return len(self._waiting)

    async def poll(self, *, offset: int, limit: int, seconds: int) -> list[Wire]:
        """Up to `limit` updates, as soon as there are any; 409 to this poll when a newer one arrives."""
        self._newest_poll += 1
        mine, interruptions = self._newest_poll, self._interruptions
        self._ended_by = CONFLICT
        self._pulse.fire()
        self._acknowledge(offset if offset >= 0 else self._last_id + offset + 1)
        loop = asyncio.get_running_loop()
        until = loop.time() + min(max(seconds, 0), LONGEST_POLL)
        while not (found := self._ready(limit)) and (left := until - loop.time()) > 0 and not self._pulse.closed:
            await self._wait(left)
            if mine != self._newest_poll:
                raise Refusal(409, self._ended_by)
            if interruptions != self._interruptions:
                return []
        return found

    async def _wait(self, seconds: float) -> None:
        self.listening += 1
        try:
            await self._pulse.wait(seconds)
        finally:
            self.listening -= 1

    def _ready(self, limit: int) -> list[Wire]:
        self._expire()
        again, self._again = self._again, []
        fresh = [waiting.wire for waiting in self._waiting.values()]
        return (again + fresh)[: limit if 1 <= limit <= 100 else 100]

    def _acknowledge(self, offset: int) -> None:
        for update_id in [known for known in self._waiting if known < offset]:
            self._acknowledged[update_id] = self._waiting.pop(update_id).wire

    def _expire(self) -> None:
        now = self._clock()
        for update_id in [known for known, waiting in self._waiting.items() if waiting.dies_at <= now]:
            del self._waiting[update_id]
