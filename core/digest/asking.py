"""What people write after /week, and what stands in the keys under a summary."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from core.callback import LIMIT
from core.digest.days import read_days
from core.digest.periods import Period, Span, before, containing
from core.errors import InputError
from core.texts import N_

#: the whole summary is page 0, its themes come after it
PAGES = 5
#: earlier ones are no periods of ours
_FIRST = 2000

_SPANS = {"w": Span.WEEK, "m": Span.MONTH, "y": Span.YEAR}
_LETTERS = {span: letter for letter, span in _SPANS.items()}
_FORM = re.compile(r"w1:(?P<span>[wmy]):(?P<day>\d{4}-\d\d-\d\d):(?P<page>\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which page of which period: `w1:<span>:<first day>:<page>`."""

    period: Period
    page: int = 0


def encode_wanted(wanted: Wanted) -> str:
    """The data of a key."""
    return f"w1:{_LETTERS[wanted.period.span]}:{wanted.period.begin.isoformat()}:{wanted.page}"


def decode_wanted(data: str, today: date) -> Wanted:
    """Read a key; anybody can send anything, so whatever does not fit raises InputError."""
    found = _FORM.fullmatch(data) if len(data) <= LIMIT else None
    try:
        day = date.fromisoformat(found["day"]) if found else None
    except ValueError:
        day = None
    if found is None or day is None or not day.year >= _FIRST or int(found["page"]) >= PAGES or not is_over(day, today):
        raise InputError(N_("按钮已失效，请重新发送 /week"))
    return Wanted(period=containing(_SPANS[found["span"]], day), page=int(found["page"]))


def is_over(day: date, today: date) -> bool:
    """A day counts when it is over; today is not."""
    return day < today


def read_period(words: str, today: date) -> Period:
    """The period that is meant, with a day in it that is over; InputError says how to write one."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", words[:40])).lower()
    period = read_days(text, today) if text else _usual(today)
    if period is None or period.span not in _LETTERS:
        raise InputError(N_("看不懂这个日期，请写成：/week 上周、/week W46、/week 11月 或 /week 2026年"))
    if not is_over(period.begin, today):
        raise InputError(N_("这段时间还不满一天，请看上一期，例如：/week 上周"))
    return period


def _usual(today: date) -> Period:
    """This week; on its first day the week before, of which there is something to tell."""
    week = containing(Span.WEEK, today)
    return week if is_over(week.begin, today) else before(week)
