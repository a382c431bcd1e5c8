"""Working time between many pairs of instants: whole days are summed once, for what has waited for months."""

from datetime import date, datetime, time, timedelta

from core.workdays import WorkTime

_DAY = timedelta(days=1)


class Stretches:
    """Working seconds. Exactly what `WorkTime.between` says, without walking through every day each time."""

    def __init__(self, work: WorkTime) -> None:
        self._work = work
        #: working time of whole days: from the first day asked for up to the beginning of each
        self._before: dict[date, timedelta] = {}
        self._first: date | None = None
        self._last: date | None = None

    def seconds(self, begin: datetime, end: datetime) -> float:
        """0 where `end` is not later."""
        first, last = self._work.local_day(begin) + _DAY, self._work.local_day(end)
        if last <= first:
            return self._work.between(begin, end).total_seconds()
        edges = self._work.between(begin, self._midnight(first)) + self._work.between(self._midnight(last), end)
        return (edges + self._upto(last) - self._upto(first)).total_seconds()

    def _midnight(self, day: date) -> datetime:
        return self._work.at(day, time())

    def _upto(self, day: date) -> timedelta:
        if self._first is None or self._last is None:
            self._first = self._last = day
            self._before[day] = timedelta()
        while self._last < day:
            self._before[self._last + _DAY] = self._before[self._last] + self._whole(self._last)
            self._last += _DAY
        while self._first > day:
            self._first -= _DAY
            self._before[self._first] = self._before[self._first + _DAY] - self._whole(self._first)
        return self._before[day]

    def _whole(self, day: date) -> timedelta:
        return self._work.between(self._midnight(day), self._midnight(day + _DAY))
