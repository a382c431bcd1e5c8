"""[calendar] and [clocks] of config.toml: which days and hours are worked, and how long each clock runs."""

import re
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from bot.config_values import ConfigError, Strict, moment, span
from bot.workdays import calendar
from core.spans import Spans
from core.texts import N_
from core.workdays import Calendar, WorkTime

_FROM_TO = re.compile(r"\s*(\d{1,2}:\d{2})\s*[-–~]\s*(\d{1,2}:\d{2})\s*")
#: a clock that runs longer is no clock; of so few hours a day its end would be years away
_LONGEST, _LEAST_DAY = timedelta(days=30), timedelta(hours=1)
_DAYS = Meta(ge=1, le=90)


class CalendarTable(Strict, frozen=True, kw_only=True):
    """[calendar]"""

    hours: Annotated[tuple[str, ...], Meta(min_length=1, max_length=9)] = ("09:00-12:00", "13:30-17:30")
    extra_workdays: tuple[date, ...] = ()
    extra_holidays: tuple[date, ...] = ()
    extra_years: tuple[Annotated[int, Meta(ge=2000, le=2100)], ...] = ()


class ClocksTable(Strict, frozen=True, kw_only=True):
    """[clocks]: the figures of core.spans.Spans under the same names."""

    claim: str = "15m"
    claim_night: str = "30m"
    lease: str = "4h"
    verify: str = "2h"
    verify_major: str = "1h"
    report_up_major: str = "4h"
    report_up_extreme: str = "2h"
    accept: str = "2h"
    accept_major: str = "30m"
    first_response: str = "3h"
    authoritative: str = "5h"
    briefing: str = "24h"
    ceiling: str = "48h"
    instruct: Annotated[int, _DAYS] = 3
    final: Annotated[int, _DAYS] = 5
    final_longest: Annotated[int, _DAYS] = 10
    same_day_from: str = "16:30"
    same_day_until: str = "12:00"
    step: str = "30m"
    morning: str = "07:30"


def checked_work(path: Path, table: CalendarTable, zone: ZoneInfo) -> WorkTime:
    """The working time; ConfigError names what cannot be."""
    return WorkTime(calendar=_calendar(path, table), hours=_hours(path, table.hours), zone=zone)


def checked_spans(path: Path, table: ClocksTable) -> Spans:
    """The figures of the clocks; ConfigError names the one that cannot be."""
    read = {key: _read(path, f"clocks.{key}", written) for key, written in msgspec.structs.asdict(table).items()}
    if table.final_longest < table.final:
        raise ConfigError(N_("{path}：clocks.final_longest 不能小于 clocks.final"), path=path)
    return Spans(**read)


def _read(path: Path, key: str, written: Any) -> Any:
    """A number of working days stays; the others are told apart by what the default is."""
    if isinstance(written, int):
        return written
    if isinstance(getattr(Spans(), key.partition(".")[2]), time):
        return moment(path, key, written)
    return length(path, key, written)


def length(path: Path, key: str, text: str) -> timedelta:
    """A length of time that a clock may have."""
    found = span(path, key, text)
    if not timedelta(0) < found <= _LONGEST:
        raise ConfigError(N_("{path}：{key} = “{text}” 须大于 0 且不超过 30 天"), path=path, key=key, text=text)
    return found


def _hours(path: Path, written: tuple[str, ...]) -> tuple[tuple[time, time], ...]:
    hours = tuple(_from_to(path, text) for text in written)
    if any(begin >= end for begin, end in hours) or any(one[1] > then[0] for one, then in pairwise(hours)):
        text = N_("{path}：calendar.hours 须按先后排列、互不重叠，每段的开始早于结束")
        raise ConfigError(text, path=path)
    if sum((_since_midnight(end) - _since_midnight(begin) for begin, end in hours), timedelta(0)) < _LEAST_DAY:
        raise ConfigError(N_("{path}：calendar.hours 每天合计不能少于 1 小时"), path=path)
    return hours


def _from_to(path: Path, text: str) -> tuple[time, time]:
    found = _FROM_TO.fullmatch(text)
    if found is None:
        wrong = N_("{path}：calendar.hours 里的“{text}”不是时段；请写成 09:00-12:00")
        raise ConfigError(wrong, path=path, text=text)
    begin, end = (moment(path, "calendar.hours", clock) for clock in found.groups())
    return begin, end


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _calendar(path: Path, table: CalendarTable) -> Calendar:
    if both := sorted(set(table.extra_workdays) & set(table.extra_holidays)):
        text = N_("{path}：{day} 同时写在 calendar.extra_workdays 和 extra_holidays 里；请只留一处")
        raise ConfigError(text, path=path, day=both[0].isoformat())
    empty = sorted(set(table.extra_years) - {day.year for day in table.extra_holidays})
    if empty:
        text = N_("{path}：calendar.extra_years 里有 {year} 年，extra_holidays 里却没有该年的放假日；请先填全")
        raise ConfigError(text, path=path, year=empty[0])
    return calendar(workdays=table.extra_workdays, holidays=table.extra_holidays, years=table.extra_years)
