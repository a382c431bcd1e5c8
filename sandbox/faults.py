"""Trouble on demand: what the network and Telegram do to a bot on a bad day."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.pulse import Pulse
from sandbox.refusals import Refusal, flood


@dataclass(slots=True)
class _Scripted:
    refusal: Refusal
    times: int


class Faults:
    """Set by tests. `latency` is seconds before each answer."""

    def __init__(self, clock: Callable[[], float], pulse: Pulse) -> None:
        self._clock = clock
        self._pulse = pulse
        self._floods: dict[int, tuple[float, int]] = {}
        self._scripted: dict[str, list[_Scripted]] = {}
        self._lost: dict[str, int] = {}
        self._outage = False
        self.latency = 0.0

    @property
    def outage(self) -> bool:
        """While True every connection is closed without an answer, waiting polls too."""
        return self._outage

    @outage.setter
    def outage(self, value: bool) -> None:
        self._outage = value
        self._pulse.fire()

    def flood(self, chat_id: int, *, retry_after: int, for_seconds: float) -> None:
        """Answer 429 with this `retry_after` to all sends and edits in one chat for so long (sandbox clock)."""
        self._floods[chat_id] = (self._clock() + for_seconds, retry_after)

    def fail(self, method: str, status: int, description: str, times: int = 1, **parameters: Any) -> None:
        """Refuse the next `times` calls of `method` in these words; `parameters` such as retry_after=5 go along."""
        refusal = Refusal(status, description, **parameters)
        self._scripted.setdefault(method.lower(), []).append(_Scripted(refusal, times))

    def lose_answer(self, method: str, times: int = 1) -> None:
        """Do the work of the next `times` calls, then cut the connection instead of answering."""
        self._lost[method.lower()] = self._lost.get(method.lower(), 0) + times

    def before(self, method: str, chat_id: int | None) -> None:
        """Called before the work: raises the Refusal that is due, if any."""
        for scripted in self._scripted.get(method.lower(), ()):
            if scripted.times > 0:
                scripted.times -= 1
                raise scripted.refusal
        until, retry_after = self._floods.get(chat_id or 0, (0.0, 0))
        if chat_id is not None and self._clock() < until:
            raise flood(retry_after)

    def loses(self, method: str) -> bool:
        """Called after the work: whether this answer is to be thrown away."""
        left = self._lost.get(method.lower(), 0)
        self._lost[method.lower()] = max(0, left - 1)
        return left > 0
