"""Dates as list pages show them: what `dates` reads, and beside it 3分钟前, 昨天 08:12, 11-20 08:12, 发布时间：…

What is relative counts from when the page was fetched. What names a day without an hour is that day's midnight, as
dates without an hour are everywhere.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from jobs.sources.dates import parse_date

_LONGEST = 120
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?"
_AGO = re.compile(r"(?<!\d)(?P<count>\d{1,4}|半|一|两|几)\s?个?(?P<unit>秒|分钟|分|小时)钟?(?:之|以)?前")
_JUST_NOW = re.compile(r"刚刚|刚才")
_DAYS_AGO = re.compile(r"(?<!\d)(?P<count>\d{1,3})\s?天(?:之|以)?前")
_NAMED_DAY = re.compile(rf"(?P<day>今天|今日|昨天|昨日|前天)\s*(?:{_CLOCK})?")
_MONTH_DAY = re.compile(rf"(?<![\d/.-])(?P<month>\d{{1,2}})[-/.月](?P<day>\d{{1,2}})日?(?:\s+{_CLOCK})?(?![\d/.-])")
_ONLY_CLOCK = re.compile(_CLOCK)
#: a whole date inside other words
_WHOLE = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:[t\s]*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:z|[+-]\d{2}:?\d{2})?)?"
)
_SECONDS = {"秒": 1, "分": 60, "分钟": 60, "小时": 3600}
_COUNTS = {"半": 0.5, "一": 1.0, "两": 2.0}
_DAYS_BACK = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
#: clocks differ, and a page may announce something for tomorrow; a month without a year lies no further ahead
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class When:
    """Reads dates of one page. `zone` for those without one; `now` is when it was fetched, None = not known."""

    zone: tzinfo
    now: datetime | None

    def read(self, text: str) -> datetime | None:
        """The instant that the words name; None where they name none for sure."""
        if not text.strip():
            return None
        return parse_date(text, self.zone) or self._in_words(text)

    def _in_words(self, text: str) -> datetime | None:
        plain = unicodedata.normalize("NFKC", text[:_LONGEST]).strip().lower()
        if whole := _WHOLE.search(plain):
            return parse_date(re.sub(r"\s*([-/.年月])\s*", r"\1", whole.group()), self.zone)
        if self.now is None:
            return None
        now = self.now.astimezone(self.zone)
        try:
            found = (read(plain, now) for read in _READERS)
            return next((moment for moment in found if moment is not None), None)
        except (ValueError, OverflowError):  # 25:70, the 31st of February
            return None


def _ago(text: str, now: datetime) -> datetime | None:
    if _JUST_NOW.search(text):
        return now
    found = _AGO.search(text)
    # 几分钟前 names no number
    if not found or found["count"] == "几":
        return None
    count = _COUNTS.get(found["count"]) or float(found["count"])
    return now - timedelta(seconds=count * _SECONDS[found["unit"]])


def _days_ago(text: str, now: datetime) -> datetime | None:
    found = _DAYS_AGO.search(text)
    return _at(now - timedelta(days=int(found["count"])), None, None) if found else None


def _named_day(text: str, now: datetime) -> datetime | None:
    found = _NAMED_DAY.search(text)
    return _at(now - timedelta(days=_DAYS_BACK[found["day"]]), found["hour"], found["minute"]) if found else None


def _month_day(text: str, now: datetime) -> datetime | None:
    """The year is the one that puts it last before now."""
    found = _MONTH_DAY.search(text)
    if not found:
        return None
    month, day = int(found["month"]), int(found["day"])
    for year in (now.year + 1, now.year, now.year - 1):
        moment = _at(now.replace(year=year, month=month, day=day), found["hour"], found["minute"])
        if moment <= now + _AHEAD:
            return moment
    return None


def _only_clock(text: str, now: datetime) -> datetime | None:
    found = _ONLY_CLOCK.fullmatch(text.strip(" []()"))
    return _at(now, found["hour"], found["minute"]) if found else None


def _at(day: datetime, hour: str | None, minute: str | None) -> datetime:
    return day.replace(hour=int(hour or 0), minute=int(minute or 0), second=0, microsecond=0)


_READERS: tuple[Callable[[str, datetime], datetime | None], ...] = (
    _ago,
    _days_ago,
    _named_day,
    _month_day,
    _only_clock,
)
