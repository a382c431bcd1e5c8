"""承诺 (A7): what was promised by when, read from one line as people write it; which promises are still to be kept."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import InputError
from core.incident import Incident
from core.response import Promise, PromiseState
from core.texts import N_
from core.timer import Clock

#: promises of one incident that wait to be kept
MOST = 20
#: UTF-16 units of what is written
LONGEST = 200
#: nobody promises further ahead
FURTHEST = timedelta(days=731)

#: full-width figures and strokes, one for one, so that places stay the same
_WIDE = str.maketrans("０１２３４５６７８９－—–／．", "0123456789---/.")
_AFTER = r"(?=$|[\s,，.。;；:：、)）】」]|之?前|以前|之内|以内|内|底|止|完成|修|办)"
_DAY = re.compile(
    r"(?<![\d./-])(?:"
    r"(?P<y1>\d{4})年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})[日号]?"
    r"|(?P<y2>\d{4})(?P<stroke>[-/.])(?P<m2>\d{1,2})(?P=stroke)(?P<d2>\d{1,2})(?![\d./-])"
    r"|(?P<m3>\d{1,2})月(?P<d3>\d{1,2})[日号]?"
    # 5-6 栋 is no day
    rf"|(?P<m4>\d{{1,2}})[-/](?P<d4>\d{{1,2}})(?![\d./-]){_AFTER}(?!\s+[栋幢号单楼室米天个人户处倍期区岁])"
    r")"
)
_BEFORE = re.compile(r"\s*(?:之前|以前|前|之内|以内|内|止)")
#: what is left over around a date that was taken out
_MARKS = ",，。.;；:：、-()（）【】「」"
_EDGES = _MARKS + " \t"
_BY = re.compile(r"(?:于|在|到|至|截至|最迟|争取|确保|不晚于)+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    begin: int
    end: int
    due: date
    #: 前 stands after it: that is what it is promised by
    by: bool


def promised(line: str, today: date) -> tuple[str, date]:
    """What is promised and its day, from one line such as 「修好路灯，11-28 前」; InputError says how to write it.

    A day without a year is the next one of that name: today, later this year, or next year.
    """
    found = list(_days(line.translate(_WIDE), today))
    if not found:
        raise _no_day(line)
    chosen = next((one for one in found if one.by), found[-1])
    text = _without(line, chosen)
    if not text:
        raise InputError(N_("只有日期，请连内容一起回复，例如：修好路灯，11-28 前"))
    if chosen.due < today:
        raise InputError(N_("{day} 已经过去，请写今天或以后的日期"), day=chosen.due.isoformat())
    if chosen.due - today > FURTHEST:
        raise InputError(N_("{day} 太远，请写两年以内的日期"), day=chosen.due.isoformat())
    return text, chosen.due


def _days(line: str, today: date) -> Iterator[_Found]:
    """The days that the line names; what no calendar has is left out."""
    for match in _DAY.finditer(line):
        parts = match.groupdict()
        year = parts["y1"] or parts["y2"]
        month, day = (int(next(parts[f"{name}{n}"] for n in "1234" if parts.get(f"{name}{n}"))) for name in "md")
        try:
            due = date(int(year), month, day) if year else _next(month, day, today)
        except ValueError:
            continue
        tail = _BEFORE.match(line, match.end())
        yield _Found(begin=match.start(), end=tail.end() if tail else match.end(), due=due, by=tail is not None)


def _no_day(line: str) -> InputError:
    wrong = _DAY.search(line.translate(_WIDE))
    if wrong:
        return InputError(N_("没有「{day}」这一天，请改正日期"), day=wrong[0])
    return InputError(N_("没有写日期，请连日期一起回复，例如：修好路灯，11-28 前"))


def _next(month: int, day: int, today: date) -> date:
    """The next such day; 29 February may be some years away. ValueError where there is none."""
    if (month, day) == (2, 29):
        return next(date(year, 2, 29) for year in range(today.year, today.year + 9) if _leaps(year, today))
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)


def _leaps(year: int, today: date) -> bool:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return leap and date(year, 2, 29) >= today


def _without(line: str, found: _Found) -> str:
    """The line without the date and what hung on it."""
    head, tail = line[: found.begin], line[found.end :]
    parted = head.rstrip()[-1:] in _MARKS or tail.lstrip()[:1] in _MARKS
    head = _BY.sub("", head.rstrip(_EDGES)).strip(_EDGES)
    tail = tail.strip(_EDGES)
    return f"{head}，{tail}" if head and tail and parted else head + tail


def day_words(due: date, beside: date) -> str:
    """Month and day, with the year where it is not that of `beside`."""
    return f"{due:%m-%d}" if due.year == beside.year else f"{due:%Y-%m-%d}"


def unkept(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """Those that are still to be kept, the nearest day first."""
    return tuple(sorted((one for one in promises if one.state is not PromiseState.KEPT), key=_by_day))


def _by_day(promise: Promise) -> tuple[date, int]:
    return promise.due, promise.number


def following(incident: Incident) -> int:
    """The number of the next promise.

    One that went back with an unmerge is not given again, for the clock that ran here is remembered; only that of a
    promise which was kept before it came, and had none, may be.
    """
    remembered = (int(one.about.removeprefix("p")) for one in incident.clocks if one.clock is Clock.PROMISE)
    return max((*(one.number for one in incident.promises), *remembered), default=0) + 1
