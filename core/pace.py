"""How fast something comes: the last hour beside what the hours before let expect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from core.texts import N_, Message

_HOUR = timedelta(hours=1)
#: by so much the clocks of two machines may differ; an instant further ahead was written by a clock that stood wrong
SKEW = timedelta(minutes=1)
#: hours before the last one that say what is usual
BEFORE = 12
#: nothing older tells of the pace
OLDEST = timedelta(hours=25)
#: fewer an hour than this is hardly anything
_HARDLY = 0.2
#: the age of what does, and how long ago something of each age may have been
OLD = 3
BACK = {0: timedelta(0), 1: _HOUR, 2: 24 * _HOUR, OLD: OLDEST}


def age(at: datetime, now: datetime) -> int:
    """Which hours it is of: 0 = the last, 1 = the twelve before, 2 = the same hour yesterday, 3 (`OLD`) = another."""
    if at - now > _HOUR:
        return OLD
    hours = max(0, (now - at) // _HOUR)
    if hours == 0:
        return 0
    if hours <= BEFORE:
        return 1
    return 2 if hours == 24 else OLD


def lately(at: datetime, now: datetime, span: timedelta) -> bool:
    """Was it less than `span` ago? What a clock that stood wrong wrote down for later was not."""
    return -SKEW <= now - at < span


def happened(published_at: datetime | None, seen_at: datetime) -> datetime:
    """When a post counts for the pace: when it was written, else, or where that is yet to come, when we saw it."""
    return seen_at if published_at is None else min(published_at, seen_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Counts of the last hour, of the twelve before it, and of the same hour yesterday."""

    last: int = 0
    before: int = 0
    yesterday: int = 0

    @classmethod
    def of(cls, by_age: Mapping[int, int]) -> "Pace":
        """From counts by `age`."""
        return cls(last=by_age.get(0, 0), before=by_age.get(1, 0), yesterday=by_age.get(2, 0))

    @property
    def usual(self) -> float:
        """What an hour brings: the mean of the twelve before, or yesterday's where that was more."""
        return max(self.before / BEFORE, float(self.yesterday))

    @property
    def usually(self) -> Message:
        """The same in words."""
        if self.usual < _HARDLY:
            return Message(N_("平时几乎没有"))
        if self.usual < 1:
            return Message(N_("平时每小时不到 1 条"))
        return Message(N_("平时每小时约 {usual} 条"), {"usual": f"{self.usual:.0f}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstFigures:
    """When something comes in a burst (集中出现); each figure is a setting."""

    #: fewer in an hour never are one
    posts: int = 3
    #: so many times the square root of what is usual above it: counts sway by about one such root by themselves
    surprise: float = 5.0
    #: after it was told, nothing more is said for so long
    cooldown: timedelta = timedelta(hours=6)

    def rising(self, pace: Pace) -> bool:
        """Does the last hour bring more than the hours before let expect?"""
        return pace.last > pace.usual + self.surprise * sqrt(pace.usual)

    def fires(self, pace: Pace) -> bool:
        """Rising, and enough to speak of it."""
        return pace.last >= self.posts and self.rising(pace)

    def rested(self, told_at: datetime | None, now: datetime) -> bool:
        """Has the time passed in which nothing more is said? What a clock that stood wrong told later is no rest."""
        return told_at is None or not lately(told_at, now, self.cooldown)
