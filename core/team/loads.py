"""What a member has to do (工作量): open work, what is late, and what was taken on this week."""

from dataclasses import dataclass
from datetime import datetime

from core.people import Member
from core.policy import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An incident that somebody claimed or took over."""

    at: datetime
    detected_at: datetime
    #: when the team was told of it; None where it had no card
    delivered_at: datetime | None
    #: nobody had it before
    first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A member with the work of now and of this week; drills count as open work only."""

    member: Member
    owned: int = 0
    handled: int = 0
    #: clocks that ran out, of incidents that the member owns
    late: int = 0
    #: since Monday
    taken: tuple[Taken, ...] = ()
    unreachable: bool = False

    @property
    def weight(self) -> tuple[int, int, int]:
        """Who has the most stands first."""
        return self.owned + self.handled, self.late, len(self.taken)

    @property
    def waits(self) -> tuple[float, ...]:
        """From card to first claim, in seconds, the shortest first."""
        firsts = ((one.at, one.delivered_at) for one in self.taken if one.first)
        return tuple(sorted(max(0.0, (at - told).total_seconds()) for at, told in firsts if told is not None))

    def at_night(self, figures: Figures) -> int:
        """How many of those taken came in the quiet hours, a key period (重点时段) or not."""
        return sum(1 for one in self.taken if figures.within(figures.night, one.detected_at))
