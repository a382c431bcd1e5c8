"""Trouble on demand: what the network and Telegram do to a bot on a bad day."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, inf
from typing import Any

from sandbox.pulse import Pulse
from sandbox.refusals import CONFLICT, Refusal, flood


@dataclass(slots=True)
class _Scripted:
    refusal: Refusal
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """Trouble that goes on: flood, outage, lost, slow or conflict. `chat` None = everywhere.

    `left` is seconds, None until it is switched off; `amount` is a slow answer's delay, else 0.
    """

    kind: str
    chat: int | None = None
    left: float | None = None
    amount: float = 0.0


class Faults:
    """Set by tests and by the page. Times are seconds by the sandbox's clock."""

    def __init__(self, clock: Callable[[], float], pulse: Pulse, interrupt: Callable[[], None]) -> None:
        self._clock = clock
        self._pulse = pulse
        self._interrupt = interrupt
        #: chat → until, retry_after; chat None = every chat
        self._floods: dict[int | None, tuple[float, int | None]] = {}
        self._scripted: dict[str, list[_Scripted]] = {}
        self._lost: dict[str, int] = {}
        #: outage, lost, slow and conflict → until
        self._until: dict[str, float] = {}
        self._delay = 0.0

    @property
    def outage(self) -> bool:
        """While True every connection is closed without an answer, waiting polls too."""
        return self._goes_on("outage")

    @outage.setter
    def outage(self, value: bool) -> None:
        self._set("outage", inf if value else 0.0)

    def outage_for(self, seconds: float) -> None:
        """An outage that ends by itself."""
        self._set("outage", seconds)

    @property
    def latency(self) -> float:
        """Seconds before each answer."""
        return self._delay if self._goes_on("slow") else 0.0

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._delay = seconds
        self._set("slow", inf if seconds else 0.0)

    def slow(self, seconds: float, *, for_seconds: float) -> None:
        """Every answer comes so many seconds late, for so long."""
        self._delay = seconds
        self._set("slow", for_seconds)

    def flood(self, chat_id: int, *, retry_after: int | None = None, for_seconds: float) -> None:
        """Answer 429 to all sends and edits in one chat for so long; without `retry_after` what is left is named."""
        self._floods[chat_id] = (self._clock() + for_seconds, retry_after)
        self._pulse.fire()

    def flood_everywhere(self, *, retry_after: int | None = None, for_seconds: float) -> None:
        """The same in every chat."""
        self._floods[None] = (self._clock() + for_seconds, retry_after)
        self._pulse.fire()

    def fail(self, method: str, status: int, description: str, times: int = 1, **parameters: Any) -> None:
        """Refuse the next `times` calls of `method` in these words; `parameters` such as retry_after=5 go along."""
        refusal = Refusal(status, description, **parameters)
        self._scripted.setdefault(method.lower(), []).append(_Scripted(refusal, times))

    def lose_answer(self, method: str, times: int = 1) -> None:
        """Do the work of the next `times` calls, then cut the connection instead of answering."""
        self._lost[method.lower()] = self._lost.get(method.lower(), 0) + times

    def lose_answers(self, *, for_seconds: float) -> None:
        """The same for every sending and editing call, for so long."""
        self._set("lost", for_seconds)

    def conflict(self, *, for_seconds: float) -> None:
        """Somebody else polls with the same token: 409 to getUpdates for so long."""
        self._set("conflict", for_seconds)
        self._interrupt()

    def clear(self) -> None:
        """All trouble that goes on is over; what is scripted stays."""
        self._floods.clear()
        self._until.clear()
        self._pulse.fire()

    def active(self) -> list[Active]:
        """What goes on now."""
        now = self._clock()
        floods = [Active(kind="flood", chat=chat, left=until - now) for chat, (until, _) in self._floods.items()]
        others = [
            Active(kind=kind, left=None if until == inf else until - now, amount=self._delay if kind == "slow" else 0.0)
            for kind, until in self._until.items()
        ]
        return [trouble for trouble in floods + others if trouble.left is None or trouble.left > 0]

    def before(self, method: str, chat_id: int | None) -> None:
        """Called before the work: raises the Refusal that is due, if any."""
        for scripted in self._scripted.get(method.lower(), ()):
            if scripted.times > 0:
                scripted.times -= 1
                raise scripted.refusal
        if method.lower() == "getupdates" and self._goes_on("conflict"):
            raise Refusal(409, CONFLICT)
        if chat_id is not None:
            self._refuse_flood(chat_id)

    def _refuse_flood(self, chat_id: int) -> None:
        for chat in (chat_id, None):
            until, retry_after = self._floods.get(chat, (0.0, 0))
            left = until - self._clock()
            if left > 0:
                raise flood(max(1, ceil(left)) if retry_after is None else retry_after)

    def loses(self, method: str, *, counted: bool = False) -> bool:
        """Called after the work: whether this answer is to be thrown away; `counted` marks sends and edits."""
        left = self._lost.get(method.lower(), 0)
        self._lost[method.lower()] = max(0, left - 1)
        return left > 0 or (counted and self._goes_on("lost"))

    def _goes_on(self, kind: str) -> bool:
        return self._clock() < self._until.get(kind, 0.0)

    def _set(self, kind: str, seconds: float) -> None:
        self._until[kind] = self._clock() + seconds
        if kind == "outage" and seconds > 0:
            self._interrupt()
        self._pulse.fire()
