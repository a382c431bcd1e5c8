"""Working time (工作时间): which days are worked, when, and how much of it lies between two instants.

Everything here is given: the calendar comes from a kept table, the hours from the settings. Instants are aware.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

#: what is found today may be due so much later: a missing table is told so long before
AHEAD = timedelta(days=30)
#: in order, not overlapping, within one day
Hours = tuple[tuple[time, time], ...]
#: a span that needs more days than this is a mistake in the settings
_LONGEST = 3660


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Which days are worked (工作日). Without a table: Monday to Friday."""

    #: days off that fall on a weekday
    off: frozenset[date] = frozenset()
    #: 调休: days worked that fall on a weekend
    made_up: frozenset[date] = frozenset()
    #: the years that an official table covers
    years: frozenset[int] = frozenset()
    #: which table it was: stored with every due time
    version: str = ""

    def is_workday(self, day: date) -> bool:
        """Is it worked? In a year without a table a weekday is."""
        return day in self.made_up or (day.weekday() < 5 and day not in self.off)

    def is_official(self, day: date) -> bool:
        """Does an official table cover the day?"""
        return day.year in self.years

    def lacking(self, begin: date, end: date) -> tuple[int, ...]:
        """The years from `begin` to `end` that no official table covers: there the working days are a guess."""
        return tuple(year for year in range(begin.year, end.year + 1) if year not in self.years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So much working time on one day."""

    day: date
    span: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Where a span of working time ends, and of which days it is made up: the parts add up to it."""

    due: datetime
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTime:
    """Calendar, hours and zone together."""

    calendar: Calendar = field(default_factory=Calendar)
    hours: Hours = ((time(9), time(12)), (time(13, 30), time(17, 30)))
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))

    def local_day(self, instant: datetime) -> date:
        """Its date on the organisation's wall clock."""
        return instant.astimezone(self.zone).date()

    def is_workday(self, instant: datetime) -> bool:
        """Does it fall on a day that is worked?"""
        return self.calendar.is_workday(self.local_day(instant))

    def lacking_soon(self, now: datetime) -> tuple[int, ...]:
        """The years between now and 30 days from now that no official table covers."""
        today = self.local_day(now)
        return self.calendar.lacking(today, today + AHEAD)

    def at(self, day: date, clock: time) -> datetime:
        """That time of that day."""
        return datetime.combine(day, clock, tzinfo=self.zone)

    def closing(self, day: date) -> datetime:
        """The end of the hours of that day, worked or not."""
        return self.at(day, self.hours[-1][1])

    def add(self, start: datetime, span: timedelta) -> Counted:
        """The instant (UTC) at which so much working time has passed since `start`; a span of 0 is due at `start`.

        OverflowError where that is years away.
        """
        parts: dict[date, timedelta] = {}
        left, due = span, start.astimezone(UTC)
        for day, begin, end in self._open(start, _LONGEST):
            if left <= timedelta(0):
                break
            used = min(left, end - begin)
            parts[day] = parts.get(day, timedelta(0)) + used
            left, due = left - used, begin + used
        if left > timedelta(0):
            raise OverflowError(f"no {span} of working time within {_LONGEST} days")
        return Counted(due=due, parts=tuple(Part(day=day, span=used) for day, used in parts.items()))

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """How much working time lies between; 0 where `end` is not later."""
        first, last = self.local_day(begin), self.local_day(end)
        days = (first + timedelta(days=number) for number in range(1, (last - first).days))
        whole = (_length(self.hours, self.zone, day) for day in days if self.calendar.is_workday(day))
        ends = (self._within(day, begin.astimezone(UTC), end.astimezone(UTC)) for day in {first, last})
        return sum((*whole, *ends), timedelta(0))

    def workday_after(self, day: date, count: int = 1) -> date:
        """The `count`th working day after `day`."""
        left = count
        for _ in range(_LONGEST):
            if left <= 0:
                return day
            day += timedelta(days=1)
            left -= self.calendar.is_workday(day)
        raise OverflowError(f"no {count} working days within {_LONGEST} days")

    def workday_before(self, day: date) -> date:
        """The last working day before `day`."""
        for _ in range(_LONGEST):
            day -= timedelta(days=1)
            if self.calendar.is_workday(day):
                return day
        raise OverflowError(f"no working day within {_LONGEST} days")

    def workdays_between(self, begin: date, end: date) -> int:
        """The working days after `begin` up to and with `end`; 0 where `end` is not later."""
        days = (begin + timedelta(days=number) for number in range(1, (end - begin).days + 1))
        return sum(self.calendar.is_workday(day) for day in days)

    def _within(self, day: date, begin: datetime, end: datetime) -> timedelta:
        if not self.calendar.is_workday(day):
            return timedelta(0)
        return sum((_shared(*stretch, begin, end) for stretch in _stretches(self.hours, self.zone, day)), timedelta(0))

    def _open(self, start: datetime, days: int) -> Iterator[tuple[date, datetime, datetime]]:
        """The open stretches of so many days from `start` on, the first one cut; in UTC, where no clock is put back."""
        first, start = self.local_day(start), start.astimezone(UTC)
        for number in range(days):
            day = first + timedelta(days=number)
            if not self.calendar.is_workday(day):
                continue
            for opens, closes in self.hours:
                begin, end = max(self.at(day, opens).astimezone(UTC), start), self.at(day, closes).astimezone(UTC)
                if begin < end:
                    yield day, begin, end


def _stretches(hours: Hours, zone: ZoneInfo, day: date) -> Iterator[tuple[datetime, datetime]]:
    for pair in hours:
        opens, closes = (datetime.combine(day, clock, tzinfo=zone).astimezone(UTC) for clock in pair)
        yield opens, closes


def _shared(opens: datetime, closes: datetime, begin: datetime, end: datetime) -> timedelta:
    return max(min(closes, end) - max(opens, begin), timedelta(0))


@lru_cache(maxsize=4_000)
def _length(hours: Hours, zone: ZoneInfo, day: date) -> timedelta:
    """A whole day's working time; the reports ask for thousands of spans of the same year."""
    return sum((closes - opens for opens, closes in _stretches(hours, zone, day)), timedelta(0))
