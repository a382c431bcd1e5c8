"""Which days somebody means: 9月, 2026-09, 上周, 本月, 2026年, 9月1日至9月15日. What has no year is the latest such."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from core.digest.periods import Period, Span, before, containing

_DAY_OF = {"今天": 0, "昨天": 1, "today": 0, "yesterday": 1}
_RUNNING = {
    **dict.fromkeys(("本周", "这周", "week", "thisweek"), Span.WEEK),
    **dict.fromkeys(("本月", "这个月", "month", "thismonth"), Span.MONTH),
    **dict.fromkeys(("本年", "今年", "year", "thisyear"), Span.YEAR),
}
_LAST = {
    **dict.fromkeys(("上周", "lastweek"), Span.WEEK),
    **dict.fromkeys(("上月", "上个月", "lastmonth"), Span.MONTH),
    **dict.fromkeys(("去年", "lastyear"), Span.YEAR),
}
_YEAR = re.compile(r"(?P<year>\d{4})年?")
_MONTH = re.compile(r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月份?|(?P<y>\d{4})[-/.](?P<m>\d{1,2})")
_WEEK = re.compile(r"(?:(?P<year>\d{4})(?:年|-)?)?(?:[Ww](?P<w>\d{1,2})|第?(?P<week>\d{1,2})周)")
_DAY = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"
    r"|(?:(?P<y>\d{4})[-/.])?(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
)
#: between two days; a stroke only where it cannot be part of one
_BETWEEN = re.compile(r"至|到|~|～|—+|–|\.\.|(?<=[日号])-")
_FIRST, _FINAL = 2000, 2100
_OVER_NEW_YEAR = timedelta(days=183)


def read_days(word: str, today: date) -> Period | None:
    """The period that the word names, None where it names none."""
    try:
        for read in (_named, _between, _year, _month, _week, _day):
            found = read(word, today)
            if found is not None:
                return found if found.begin.year >= _FIRST and found.end.year <= _FINAL else None
    except (ValueError, OverflowError):
        # a month of 13, the 30th of February
        return None
    return None


def _named(word: str, today: date) -> Period | None:
    if word in _DAY_OF:
        return containing(Span.DAY, today - timedelta(days=_DAY_OF[word]))
    if word in _LAST:
        return before(containing(_LAST[word], today))
    return containing(_RUNNING[word], today) if word in _RUNNING else None


def _year(word: str, _today: date) -> Period | None:
    found = _YEAR.fullmatch(word)
    return containing(Span.YEAR, date(int(found["year"]), 1, 1)) if found else None


def _month(word: str, today: date) -> Period | None:
    found = _MONTH.fullmatch(word)
    if found is None:
        return None
    month, year = int(found["month"] or found["m"]), found["year"] or found["y"]
    return containing(Span.MONTH, _latest(lambda one: date(one, month, 1), year, today))


def _week(word: str, today: date) -> Period | None:
    found = _WEEK.fullmatch(word)
    if found is None:
        return None
    week = int(found["w"] or found["week"])
    return containing(Span.WEEK, _latest(lambda one: date.fromisocalendar(one, week, 1), found["year"], today))


def _day(word: str, today: date) -> Period | None:
    day = _one_day(word, today)
    return containing(Span.DAY, day) if day else None


def _between(word: str, today: date) -> Period | None:
    """Both days are inside. The second one takes the year of the first, or the next where that would be before it."""
    parts = _BETWEEN.split(word)
    if len(parts) != 2:
        return None
    first, last = (_DAY.fullmatch(part) for part in parts)
    if first is None or last is None:
        return None
    begin = _one_day(parts[0], today)
    if begin is None:
        return None
    end = _later(last, begin)
    return Period(span=Span.OTHER, begin=begin, end=end + timedelta(days=1)) if end and end >= begin else None


def _later(found: re.Match[str], begin: date) -> date | None:
    month, day, year = _parts(found)
    if year:
        return date(int(year), month, day)
    same = _exists(lambda one: date(one, month, day), begin.year)
    if same is not None and same >= begin:
        return same
    next_year = date(begin.year + 1, month, day)
    # over New Year; what would be most of a year is two days in the wrong order
    return next_year if next_year - begin < _OVER_NEW_YEAR else None


def _one_day(word: str, today: date) -> date | None:
    found = _DAY.fullmatch(word)
    if found is None:
        return None
    month, day, year = _parts(found)
    return _latest(lambda one: date(one, month, day), year, today)


def _parts(found: re.Match[str]) -> tuple[int, int, str | None]:
    return int(found["month"] or found["m"]), int(found["day"] or found["d"]), found["year"] or found["y"]


def _latest(made: Callable[[int], date], year: str | None, today: date) -> date:
    """In that year; without one the latest that has begun. ValueError where there is no such day."""
    if year:
        return made(int(year))
    # the 29th of February may be eight years ago
    for one in range(today.year, today.year - 9, -1):
        found = _exists(made, one)
        if found is not None and found <= today:
            return found
    raise ValueError("no such day")


def _exists(made: Callable[[int], date], year: int) -> date | None:
    try:
        return made(year)
    except ValueError:
        return None
