"""Instants on a line: where each stands, and which of them are named below it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.drawing.pictures.lettering import TICK, width

#: minutes between two ticks: what people count in
_HOURS = (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672, 1344, 2688, 5376)
_MINUTES = (1, 2, 5, 10, 15, 30, *(60 * hours for hours in _HOURS))
_BETWEEN = 36
#: how much wider than the curve the line may become for what happened before and after
_WIDER = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """From `begin` at `left` to `end` at `right`; what lies outside stands at the edge."""

    begin: datetime
    end: datetime
    left: float
    right: float

    def x(self, instant: datetime) -> float:
        """Where an instant stands."""
        share = (instant - self.begin) / (self.end - self.begin)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Round instants with their names, so many that they stand apart."""
        midnight = self.begin.replace(hour=0, minute=0, second=0, microsecond=0)
        room = (self.right - self.left) / ((self.end - self.begin) / timedelta(minutes=1))
        wide = width("00-00", TICK) + _BETWEEN
        apart = next((minutes for minutes in _MINUTES if minutes * room >= wide), 2 * _MINUTES[-1])
        count = int((self.end - midnight) / timedelta(minutes=apart)) + 1
        instants = (midnight + timedelta(minutes=apart * number) for number in range(count))
        return [(self.x(instant), _named(instant)) for instant in instants if instant >= self.begin]


def _named(instant: datetime) -> str:
    return instant.strftime("%H:%M" if instant.hour or instant.minute else "%m-%d")


def spanned(begin: datetime, end: datetime, others: Iterable[datetime], left: float, right: float) -> Timeline:
    """A line for what happened from begin to end, and for the others if they are not far away."""
    slack = (end - begin) * _WIDER
    near = [instant for instant in others if begin - slack <= instant <= end + slack]
    return Timeline(begin=min([begin, *near]), end=max([end, *near]), left=left, right=right)
