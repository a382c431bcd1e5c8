"""Working time, whatever the calendar, the hours and the zone: monotone, never in closed hours, adding up."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.workdays import calendar
from core.clocks.spanning import due_of
from core.policy import Figures
from core.severity import Severity
from core.spans import Spans
from core.texts import Message
from core.timer import Clock
from core.workdays import WorkTime

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata")
#: one second is the least that is told apart: hours are whole minutes
LEAST = timedelta(microseconds=1)
days = st.dates(date(2020, 12, 1), date(2027, 12, 31))
instants = st.datetimes(datetime(2021, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), timedelta(hours=90))


@st.composite
def hours(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    """One to three stretches of a day."""
    ends = sorted(draw(st.sets(st.integers(0, 24 * 60 - 1), min_size=2, max_size=6)))
    clocks = [time(*divmod(minute, 60)) for minute in ends[: len(ends) // 2 * 2]]
    return tuple(zip(clocks[::2], clocks[1::2], strict=True))


@st.composite
def works(draw: st.DrawFn) -> WorkTime:
    """China's table with exceptions, some hours, some zone; at least an hour a day."""
    worked = draw(st.sets(days, max_size=3))
    free = draw(st.sets(days, max_size=3)) - worked
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    usual = WorkTime().hours
    long = draw(hours().filter(lambda found: sum(_minutes(b) - _minutes(a) for a, b in found) >= 60) | st.just(usual))
    return WorkTime(calendar=calendar(workdays=worked, holidays=free), hours=long, zone=zone)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


@given(works(), instants, spans, spans)
def test_more_time_is_never_due_earlier(work: WorkTime, start: datetime, one: timedelta, more: timedelta) -> None:
    assert start <= work.add(start, one).due <= work.add(start, one + more).due


@given(works(), instants, st.timedeltas(timedelta(0), timedelta(days=20)), spans)
def test_what_begins_later_is_never_due_earlier(
    work: WorkTime, start: datetime, later: timedelta, span: timedelta
) -> None:
    assert work.add(start, span).due <= work.add(start + later, span).due


@given(works(), instants, spans.filter(bool))
def test_it_is_never_due_in_closed_hours(work: WorkTime, start: datetime, span: timedelta) -> None:
    due = work.add(start, span).due.astimezone(work.zone)
    assert work.calendar.is_workday(due.date())
    stretches = [(work.at(due.date(), opens), work.at(due.date(), closes)) for opens, closes in work.hours]
    assert any(opens.astimezone(UTC) < due.astimezone(UTC) <= closes.astimezone(UTC) for opens, closes in stretches)


@given(works(), instants, spans)
def test_the_parts_add_up_to_the_span(work: WorkTime, start: datetime, span: timedelta) -> None:
    counted = work.add(start, span)
    assert sum((part.span for part in counted.parts), timedelta(0)) == span
    assert all(part.span > timedelta(0) and work.calendar.is_workday(part.day) for part in counted.parts)
    assert all(one.day < then.day for one, then in pairwise(counted.parts))
    if counted.parts:
        assert counted.parts[-1].day == work.local_day(counted.due - LEAST)
        assert counted.parts[0].day >= work.local_day(start)


@given(works(), instants, spans)
def test_what_lies_between_is_the_span(work: WorkTime, start: datetime, span: timedelta) -> None:
    assert work.between(start, work.add(start, span).due) == span


@given(works(), instants, spans, spans)
def test_two_spans_one_after_the_other_are_their_sum(
    work: WorkTime, start: datetime, one: timedelta, then: timedelta
) -> None:
    if one and then:
        assert work.add(work.add(start, one).due, then).due == work.add(start, one + then).due


@given(works(), days, st.integers(0, 40))
def test_working_days_are_counted_back(work: WorkTime, day: date, count: int) -> None:
    then = work.workday_after(day, count)
    assert work.workdays_between(day, then) == count
    assert count == 0 or work.calendar.is_workday(then)


@given(works(), instants, st.integers(1, 600))
def test_the_explanation_adds_up(work: WorkTime, start: datetime, minutes: int) -> None:
    """What is left of the day and what is carried over are the span; the sentence ends with the due time."""
    span = timedelta(minutes=minutes)
    figures = Figures(work=work, timezone=work.zone, spans=Spans(first_response=span))
    due = due_of(Clock.FIRST_RESPONSE, start, Severity.GENERAL, figures)
    assert due.due_at == work.add(start, span).due
    values = due.why.params
    told = [_told(values[name]) for name in ("first", "rest", "span") if name in values]
    assert sum(told) == minutes
    assert due.due_at.astimezone(work.zone).strftime("%H:%M") in due.why.plain().rpartition("，")[2]


def _told(value: object) -> int:
    """The minutes of 2 小时 20 分."""
    assert isinstance(value, Message)
    hours_, minutes = value.params.get("hours", 0), value.params.get("minutes", 0)
    assert isinstance(hours_, int)
    assert isinstance(minutes, int)
    return hours_ * 60 + minutes
