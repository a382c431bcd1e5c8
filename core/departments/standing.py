"""How a department stands (部门考核): open work, what ran out, and how much it did on time lately."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.clocks.running import RESPONSE
from core.digest.count_clocks import decided_at
from core.digest.facts import Run
from core.digest.figures import Rate
from core.digest.measures import rate
from core.incident import Incident, Phase
from core.response import Promise
from core.timer import Clock

#: what a department answers for: to take it, and that the answer comes in time
ANSWERS_FOR = RESPONSE | {Clock.ACCEPT}
#: the rate and the bounces are of so many days
LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One department in figures; drills are in none of them."""

    id: int
    name: str
    #: open incidents, of these waiting to be accepted, and with a clock that ran out
    open: int = 0
    waiting: int = 0
    late: int = 0
    #: of the last `LATELY`
    rate: Rate = field(default_factory=Rate)
    bounces: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrun:
    """A clock that ran out and still runs."""

    clock: Clock
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentPage:
    """One department, and one page of what is open with it: what is late first."""

    standing: Standing
    incidents: tuple[Incident, ...]
    total: int
    counts: Mapping[Phase, int]
    page: int = 0
    #: by incident: what ran out first; the longest ago first
    late: Mapping[int, Overrun] = field(default_factory=dict)
    #: promises that are still to be kept, the earliest first, each with its incident
    promises: tuple[tuple[int, Promise], ...] = ()
    #: who of its people cannot be written to
    unreachable: frozenset[int] = frozenset()

    @property
    def drills(self) -> int:
        """How many of those listed are drills."""
        return max(0, self.total - self.standing.open)


def on_time(runs: Iterable[Run], since: datetime, as_of: datetime) -> Rate:
    """Met ÷ (met + missed) among what was decided between the two instants, as the digest counts it."""
    found = (decided_at(run, as_of) for run in runs if not run.overdue)
    return rate(made[1] for made in found if made is not None and made[0] >= since)
