"""What the bot asked and what became of it: whole calls for tests, a short bounded log, and counts per method."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: a sandbox may run for days; nobody reads older entries
KEPT = 5000
MOST_METHODS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request of the bot. `at` is monotonic seconds; `status` 0 = the connection was cut before the work."""

    method: str
    params: Mapping[str, Any]
    at: float
    status: int
    result: Any = None
    error: str = ""
    #: the work was done but its answer was thrown away
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log. `time` is UNIX seconds by the sandbox's clock, `chat` what the call named, None for none.

    `result` is answered, refused, lost (done, but nobody was told) or cut (not even done).
    """

    time: float
    method: str
    chat: int | str | None
    result: str
    status: int


@dataclass(slots=True)
class Count:
    """How one method fared so far; lost and cut answers count as refused."""

    answered: int = 0
    refused: int = 0


@dataclass(slots=True, kw_only=True)
class CallLog:
    """Both logs, the newest KEPT of each at least."""

    clock: Callable[[], float]
    calls: list[Call] = field(default_factory=list)
    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=KEPT))
    counts: dict[str, Count] = field(default_factory=dict)

    def add(self, method: str, params: Mapping[str, Any], status: int, **rest: Any) -> None:
        """Write one call down; `rest` are Call's other fields."""
        call = Call(method=method, params=params, at=time.monotonic(), status=status, **rest)
        self.calls.append(call)
        if len(self.calls) > 2 * KEPT:
            del self.calls[:-KEPT]
        result = _result(call)
        self.entries.append(Entry(time=self.clock(), method=method, chat=_chat(params), result=result, status=status))
        # whoever calls nonsense does not fill the table
        known = method in self.counts or len(self.counts) < MOST_METHODS
        count = self.counts.setdefault(method[:64] if known else "…", Count())
        if result == "answered":
            count.answered += 1
        else:
            count.refused += 1


def _result(call: Call) -> str:
    if call.status == 0:
        return "cut"
    if call.lost:
        return "lost"
    return "answered" if call.status == 200 else "refused"


def _chat(params: Mapping[str, Any]) -> int | str | None:
    chat = params.get("chat_id")
    try:
        return None if chat in (None, "") else int(str(chat))
    except ValueError:
        return str(chat)[:64]
