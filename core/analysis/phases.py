"""The curve of an incident and its phases (潜伏–发展–爆发–延续–消退), found by one stated rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.texts import N_, Message

#: seconds of a step: the shortest one that gives no more than `MOST` is taken
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
LENGTHS = (
    *(count * _MINUTE for count in (1, 2, 5, 10, 15, 30)),
    *(count * _HOUR for count in (1, 2, 3, 6, 12)),
    *(count * _DAY for count in (1, 2, 4, 7, 14, 30, 60, 120, 240, 480)),
)
FEWEST, MOST = 12, 60
#: with fewer posts there are no phases
ENOUGH = 10
#: of the peak
BEGUN, HALF, ENDED = 0.1, 0.5, 0.2


class Stage(StrEnum):
    """A phase of what people write."""

    #: 潜伏
    LATENT = N_("潜伏期")
    #: 发展
    GROWING = N_("发展期")
    #: 爆发
    OUTBREAK = N_("爆发期")
    #: 延续
    LASTING = N_("延续期")
    #: 消退
    FADING = N_("消退期")


RULE = N_(
    "阶段划分规则：把全程等分成若干段，每段连同前后各一段的帖文数相加，最大的为峰值。首次达到峰值一成以前为潜伏期，"
    "此后到爆发前为发展期；峰值前后连续不低于峰值一半的为爆发期；此后到最后一次不低于峰值两成的为延续期，其余为消退期。"
)
FEW = N_("帖文少于 {count} 条，不划分阶段")


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Posts in steps of equal length. The first step begins at a round time of the organisation's clock."""

    begin: datetime
    #: seconds
    length: int
    counts: tuple[int, ...]

    @property
    def begins(self) -> tuple[datetime, ...]:
        """The begin of each step."""
        return tuple(self.at(place) for place in range(len(self.counts)))

    @property
    def end(self) -> datetime:
        """The first instant after the last step."""
        return self.at(len(self.counts))

    @property
    def peak(self) -> int:
        """The first of the fullest steps."""
        return self.counts.index(max(self.counts))

    def at(self, place: int) -> datetime:
        """The begin of this step."""
        return moved(self.begin, place * self.length)

    @property
    def each(self) -> Message:
        """How long a step is."""
        for seconds, words in ((_DAY, N_("每 {count} 天")), (_HOUR, N_("每 {count} 小时"))):
            if self.length % seconds == 0:
                return Message(words, {"count": self.length // seconds})
        return Message(N_("每 {count} 分钟"), {"count": self.length // _MINUTE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One phase: from the begin of a step to the begin of another."""

    stage: Stage
    begin: datetime
    end: datetime


def moved(at: datetime, seconds: int) -> datetime:
    """So much later in real time: a clock that is put back makes no hour twice as long."""
    return datetime.fromtimestamp(at.timestamp() + seconds, at.tzinfo)


def steps(times: Sequence[datetime], until: datetime, zone: ZoneInfo) -> Steps | None:
    """The times, counted in steps from the first one to `until` or the last one; None where there are none."""
    if not times:
        return None
    seconds = [time.timestamp() for time in times]
    begin, length = _grid(min(times).astimezone(zone), max(*seconds, until.timestamp()))
    count = max(FEWEST, _place(max(*seconds, until.timestamp()), begin, length) + 1)
    counts = [0] * count
    for second in seconds:
        counts[_place(second, begin, length)] += 1
    return Steps(begin=begin, length=length, counts=tuple(counts))


def _place(second: float, begin: datetime, length: int) -> int:
    return int((second - begin.timestamp()) // length)


def _grid(first: datetime, last: float) -> tuple[datetime, int]:
    """The begin and the length of the steps."""
    grids = ((_round(first, length), length) for length in LENGTHS)
    fitting = (grid for grid in grids if _place(last, *grid) < MOST)
    return next(fitting, (_round(first, LENGTHS[-1]), LENGTHS[-1]))


def _round(at: datetime, length: int) -> datetime:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    into = int(at.timestamp() - midnight.timestamp())
    return moved(midnight, into - into % length) if length < _DAY else midnight


def phases(of: Steps) -> tuple[Stretch, ...]:
    """The phases that there are, in their order, without a gap; none of too few posts."""
    if sum(of.counts) < ENOUGH:
        return ()
    padded = (0, *of.counts, 0)
    smooth = [sum(padded[place : place + 3]) for place in range(len(of.counts))]
    most = max(smooth)
    peak = smooth.index(most)
    begun = next(place for place, value in enumerate(smooth) if value >= BEGUN * most)
    rising = falling = peak
    while rising > 0 and smooth[rising - 1] >= HALF * most:
        rising -= 1
    while falling < len(smooth) and smooth[falling] >= HALF * most:
        falling += 1
    lasted = max(place for place, value in enumerate(smooth) if value >= ENDED * most) + 1
    bounds = (0, begun, rising, falling, max(falling, lasted), len(smooth))
    return tuple(
        Stretch(stage=stage, begin=of.at(begin), end=of.at(end))
        for stage, (begin, end) in zip(Stage, pairwise(bounds), strict=True)
        if begin < end
    )


def stage_at(stretches: Sequence[Stretch], at: datetime) -> Stage | None:
    """The phase that the instant falls into."""
    return next((one.stage for one in stretches if one.begin <= at < one.end), None)
