"""Dates as feeds write them: RFC 822, RFC 3339, ISO 8601, C and Java dates, Chinese dates, Unix time.

Only what is unambiguous is read. A date without a zone is in the source's zone, and so is CST where that zone calls
itself so; else CST is China's. What cannot be read is None (时间未知), never a guess.
"""

import re
import unicodedata
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.errors import SourceError
from core.texts import N_

_LONGEST = 80
#: a null date of some program (year 1, 1970) is no date
_YEARS = range(1990, 2100)
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6}
_MONTHS |= {"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
_HOURS_OFF = {"ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8}
_HOURS_OFF |= {"pdt": -7, "bst": 1, "cet": 1, "cest": 2, "msk": 3, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9}
_CHINA = timezone(timedelta(hours=8))

_HALF = r"(?P<half>凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|晚|夜间|am|pm)?"
_CLOCK = (
    r"(?P<hour>\d{1,2})\s*[:时時点點]\s*(?P<minute>\d{1,2})?\s*(?:[:分]\s*(?:(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?)?"
)
_ZONE = r"(?P<zone>[a-z]{1,5}|(?:gmt|utc)?[+-]\d{1,2}(?::?\d{2})?)?"
_TIME = rf"(?:{_HALF}\s*{_CLOCK}\s*(?P<half2>am|pm)?\s*{_ZONE})?"
_WEEKDAY_ZH = r"(?:\(?(?:星期|周|週|礼拜)[一二三四五六日天]\)?)?"
_MONTH = r"(?P<monthname>[a-z]{3})[a-z]*\.?"
_DAY_EN = r"(?:[a-z]{3,9}(?:\.?,\s*|\.?\s+))?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})t?,?\s*{_WEEKDAY_ZH}\s*{_TIME}",
        rf"(?P<year>\d{{4}})\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号號]?\s*{_WEEKDAY_ZH}\s*{_TIME}",
        rf"{_DAY_EN}(?P<day>\d{{1,2}})[ -]{_MONTH}[ -](?P<year>\d{{4}}|\d{{2}}),?\s*{_TIME}",
        rf"{_DAY_EN}{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}),?\s*{_TIME}",
        rf"{_DAY_EN}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s*{_ZONE}\s+(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:t?(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?{_ZONE})?",
    )
)
_FORMS_IN_WORDS = _FORMS[2:5]
#: what nearly all feeds write, Fri, 20 Nov 2026 08:05:00 +0800, is put into the order of the other usual form
_RFC = re.compile(
    r"(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) ((?:[01]\d|2[0-3]):\d\d:\d\d) (GMT|[+-]\d\d:?\d\d)", re.ASCII
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ](?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)", re.ASCII)
_MONTH_OF = {name.capitalize(): f"{number:02d}" for name, number in _MONTHS.items()}
_COMMENT = re.compile(r"\s*\([^()]*\)$")
_OFFSET = re.compile(r"(?:gmt|utc)?([+-])(\d{1,2}):?(\d{2})?")
# up to 2033: beyond, ten digits are rather a year, a month, a day and an hour
_UNIX = re.compile(r"(1\d{9})(?:\d{3})?(?:\.\d+)?")


def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name; SourceError for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        raise SourceError(N_("没有名为 {name} 的时区，请写成 Asia/Shanghai 这样的名称"), name=name) from None


def parse_date(text: str, zone: tzinfo) -> datetime | None:
    """The instant that a feed's date names, with its own zone or `zone`; None where it names none for sure."""
    try:
        return _usual(text) or _any_form(text, zone)
    except (ValueError, OverflowError):  # the 31st of February, an offset of 99 hours
        return None


def _usual(text: str) -> datetime | None:
    """A date in one of the two usual forms; None for any other, and for one that the standard library cannot read."""
    if found := _RFC.fullmatch(text):
        day, name, year, clock, zone = found.groups()
        text = f"{year}-{_MONTH_OF.get(name)}-{day:0>2}T{clock}{'Z' if zone == 'GMT' else zone}"
    elif not _ISO.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:  # a leap second, no such month: the others know better
        return None
    return _in_range(moment.replace(microsecond=0) if moment.microsecond else moment)


def _any_form(text: str, zone: tzinfo) -> datetime | None:
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).strip().lower()
    plain = _COMMENT.sub("", plain)
    if unix := _UNIX.fullmatch(plain):
        return _in_range(datetime.fromtimestamp(int(unix[1]), zone))
    for form in _FORMS_IN_WORDS if plain[:1].isalpha() else _FORMS:
        if found := form.fullmatch(plain):
            return _in_range(_build(found.groupdict(), zone))
    return None


def _build(parts: dict[str, str | None], zone: tzinfo) -> datetime | None:
    month = int(parts["month"] or 0) if "month" in parts else _MONTHS.get(parts.get("monthname") or "", 0)
    year = _year(parts["year"] or "")
    hour = _hour(int(parts["hour"] or 0), parts.get("half") or parts.get("half2"))
    if hour is None:
        return None
    second = min(int(parts["second"] or 0), 59)  # a leap second
    local = datetime(year, month, int(parts["day"] or 0), hour, int(parts["minute"] or 0), second, tzinfo=zone)
    its_zone = _zone(parts["zone"] or "", local)
    return local.replace(tzinfo=its_zone) if its_zone else None


def _year(digits: str) -> int:
    """RFC 822 has two digits, read as RFC 2822 §4.3 says."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)


def _hour(hour: int, half: str | None) -> int | None:
    """The hour of the 24; None for one that two people may read differently, such as 晚上 12 点."""
    if half is None or hour > 12:
        return hour
    if half in ("am", "凌晨"):
        return hour % 12
    if half in ("pm", "下午", "傍晚"):
        return hour % 12 + 12
    if half == "中午":
        return hour if hour >= 11 else hour + 12 if hour <= 2 else None
    if half in ("晚", "晚上", "夜间"):
        return hour + 12 if 5 <= hour <= 11 else None
    return hour


def _zone(name: str, local: datetime) -> tzinfo | None:
    if not name:
        return local.tzinfo
    if name == "cst":
        return local.tzinfo if local.tzname() == "CST" else _CHINA
    return _named(name)


@lru_cache(maxsize=256)
def _named(name: str) -> tzinfo | None:
    """The zone of a well-known name or an offset such as +08:00; ValueError for more than a day."""
    if name in _HOURS_OFF:
        return timezone(timedelta(hours=_HOURS_OFF[name]))
    offset = _OFFSET.fullmatch(name)
    if not offset:
        return None
    span = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(-span if offset[1] == "-" else span)


def _in_range(moment: datetime | None) -> datetime | None:
    return moment if moment is not None and moment.year in _YEARS else None
