"""China's calendar and working time (lifecycle §4): every day of three years, hand-picked days of three more."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, starmap
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workdays import calendar, log_missing_years
from core.spans import Spans
from core.workdays import Calendar, Part, WorkTime
from tests.unit.workdays_of_2021_2023 import DAYS_OFF, MAKE_UP_DAYS

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORK = WorkTime(calendar=calendar())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


# the table


def test_every_day_of_2021_to_2023() -> None:
    wrong, worked = [], 0
    for number in range(3 * 365):
        day = date(2021, 1, 1) + timedelta(days=number)
        month = (day.year, day.month)
        usual = day.weekday() < 5 and day.day not in DAYS_OFF.get(month, ())
        expected = usual or day.day in MAKE_UP_DAYS.get(month, ())
        worked += expected
        if WORK.calendar.is_workday(day) is not expected or WORK.is_workday(at(f"{day}T12:00")) is not expected:
            wrong.append(day)
    assert day == date(2023, 12, 31)
    assert (wrong, worked) == ([], 250 + 249 + 249)


@pytest.mark.parametrize(
    ("year", "off", "made_up"),
    [
        (2024, ["01-01", "02-12", "02-16", "04-04", "05-03", "06-10", "09-16", "09-17", "10-01", "10-07"],
         ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"]),
        (2025, ["01-01", "01-28", "02-04", "04-04", "05-01", "05-05", "06-02", "10-01", "10-08"],
         ["01-26", "02-08", "04-27", "09-28", "10-11"]),
        (2026, ["01-01", "01-02", "02-16", "02-23", "04-06", "05-01", "05-05", "06-19", "09-25", "10-01", "10-07"],
         ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]),
    ],
)  # fmt: skip
def test_official_days_of_2024_to_2026(year: int, off: list[str], made_up: list[str]) -> None:
    for day in off:
        assert not WORK.calendar.is_workday(date.fromisoformat(f"{year}-{day}")), day
        assert date.fromisoformat(f"{year}-{day}").weekday() < 5, "a weekday off is what the table is for"
    weekends = [day for day in WORK.calendar.made_up if day.year == year]
    assert sorted(f"{day:%m-%d}" for day in weekends) == made_up
    assert all(WORK.calendar.is_workday(day) and day.weekday() >= 5 for day in weekends)


@pytest.mark.parametrize("day", ["2024-02-09", "2025-10-09", "2026-10-08", "2026-02-24", "2026-11-20"])
def test_weekdays_beside_days_off_are_worked(day: str) -> None:
    assert WORK.calendar.is_workday(date.fromisoformat(day))


def test_what_the_table_covers_and_what_it_is_called() -> None:
    assert WORK.calendar.years == frozenset(range(2004, 2027))
    assert WORK.calendar.version == "chinesecalendar 1.11.0"
    assert WORK.calendar.lacking(date(2025, 1, 1), date(2026, 12, 31)) == ()
    assert WORK.calendar.lacking(date(2026, 12, 31), date(2028, 1, 1)) == (2027, 2028)


def test_2027_has_no_table_and_raises_nowhere() -> None:
    """Monday to Friday, and not official."""
    for number in range(365):
        day = date(2027, 1, 1) + timedelta(days=number)
        assert WORK.calendar.is_workday(day) is (day.weekday() < 5)
        assert not WORK.calendar.is_official(day)
    assert WORK.add(at("2027-01-01T16:50"), 3 * minutes(60)).due == at("2027-01-04T11:20")
    assert WORK.add(at("2026-12-31T16:50"), 3 * minutes(60)).due == at("2027-01-01T11:20")
    assert WORK.workday_after(date(2026, 12, 31), 5) == date(2027, 1, 7)


@pytest.mark.parametrize(
    ("now", "years"),
    [
        ("2026-12-01T23:59", ()),
        ("2026-12-02T00:00", (2027,)),
        ("2026-12-31T23:59", (2027,)),
        ("2027-01-01T00:00", (2027,)),
        ("2027-12-02T00:00", (2027, 2028)),
        ("2003-12-01T00:00", (2003,)),
    ],
)
def test_a_missing_year_is_known_30_days_ahead(now: str, years: tuple[int, ...]) -> None:
    assert WORK.lacking_soon(at(now)) == years


def test_a_missing_year_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    log_missing_years(WORK, at("2026-12-01T12:00"))
    assert not caplog.messages
    log_missing_years(WORK, at("2026-12-05T12:00"))
    (line,) = caplog.messages
    assert "2027" in line


# local exceptions


def test_local_days_win_over_the_table() -> None:
    holidays = [date(2026, 4, 3), date(2026, 10, 10), date(2026, 10, 11)]
    ours = calendar(workdays=[date(2026, 10, 7), date(2026, 11, 21), date(2026, 11, 20)], holidays=holidays)
    assert [ours.is_workday(day) for day in holidays] == [False] * 3
    assert ours.is_workday(date(2026, 10, 7))
    assert ours.is_workday(date(2026, 11, 21))
    assert ours.is_workday(date(2026, 11, 20)), "a workday already"
    assert not ours.is_workday(date(2026, 10, 6))
    assert ours.off == WORK.calendar.off - {date(2026, 10, 7)} | {date(2026, 4, 3)}
    assert ours.made_up == WORK.calendar.made_up - {date(2026, 10, 10)} | {date(2026, 11, 21)}


def test_exceptions_have_their_own_version() -> None:
    first, then = date(2026, 11, 21), date(2026, 11, 22)
    versions = {
        calendar(workdays=[first]).version,
        calendar(holidays=[first]).version,
        calendar(workdays=[first, then]).version,
        calendar(holidays=[first], years=[2026]).version,
        calendar().version,
    }
    assert len(versions) == 5
    assert calendar(workdays=[then, first]).version in versions, "in whatever order they were written"
    assert all(version.startswith("chinesecalendar 1.11.0") and len(version) <= 40 for version in versions)


# working time


def test_the_example_of_the_specification() -> None:
    """§4: 周五 16:50 发现,当日剩 40 分钟,余 2 小时 20 分顺延,周一 11:20 到期."""
    counted = WORK.add(at("2026-11-20T16:50"), timedelta(hours=3))
    assert counted.due == at("2026-11-23T11:20")
    parts = (Part(day=date(2026, 11, 20), span=minutes(40)), Part(day=date(2026, 11, 23), span=minutes(140)))
    assert counted.parts == parts


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-11-20T08:15", 180, "2026-11-20T12:00"),
        ("2026-11-20T11:30", 60, "2026-11-20T14:00"),
        ("2026-11-20T12:30", 30, "2026-11-20T14:00"),
        ("2026-11-20T14:30", 180, "2026-11-20T17:30"),
        ("2026-11-20T17:30", 1, "2026-11-23T09:01"),
        ("2026-11-20T23:00", 420, "2026-11-23T17:30"),
        ("2026-11-20T23:00", 0, "2026-11-20T23:00"),
        # into the make-up Saturday after the National Day week, and over the Spring Festival
        ("2026-10-09T17:00", 60, "2026-10-10T09:30"),
        ("2026-09-30T16:50", 180, "2026-10-08T11:20"),
        ("2026-02-13T17:00", 60, "2026-02-14T09:30"),
        ("2026-02-14T17:00", 60, "2026-02-24T09:30"),
    ],
)
def test_where_a_span_of_working_time_ends(start: str, span: int, due: str) -> None:
    assert WORK.add(at(start), minutes(span)).due == at(due)


@pytest.mark.parametrize(
    ("begin", "end", "span"),
    [
        ("2026-11-20T16:50", "2026-11-23T11:20", 180),
        ("2026-11-20T12:00", "2026-11-20T13:30", 0),
        ("2026-11-21T09:00", "2026-11-22T17:00", 0),
        ("2026-10-01T00:00", "2026-10-11T00:00", 3 * 420),
        ("2026-11-23T11:20", "2026-11-20T16:50", 0),
        ("2026-01-01T00:00", "2036-12-31T00:00", None),
    ],
)
def test_how_much_working_time_lies_between(begin: str, end: str, span: int | None) -> None:
    found = WORK.between(at(begin), at(end))
    if span is None:
        days = (date(2026, 1, 1) + timedelta(days=number) for number in range(365 * 11 + 2))
        assert found == minutes(420) * sum(map(WORK.calendar.is_workday, days)), "eleven years are not cut short"
    else:
        assert found == minutes(span)


def test_the_zone_of_what_is_given_makes_no_difference() -> None:
    start = at("2026-11-20T16:50")
    assert WORK.add(start.astimezone(UTC), minutes(180)) == WORK.add(start, minutes(180))
    assert WORK.add(start, minutes(180)).due.tzinfo is UTC


def test_a_night_on_which_the_clocks_are_put_back_is_longer() -> None:
    """Not in China; a company elsewhere may use the bot too."""
    night = WorkTime(hours=((time(0), time(8)),), zone=ZoneInfo("Europe/Berlin"))
    start = datetime(2026, 10, 23, 0, 0, tzinfo=night.zone)
    every_day = WorkTime(calendar=Calendar(made_up=frozenset([date(2026, 10, 25)])), hours=night.hours, zone=night.zone)
    sunday = datetime(2026, 10, 25, 0, 0, tzinfo=night.zone)
    assert every_day.between(sunday, sunday + timedelta(days=1)) == timedelta(hours=9)
    assert every_day.add(sunday, timedelta(hours=9)).due == datetime(2026, 10, 25, 8, 0, tzinfo=night.zone)
    assert night.between(start, start + timedelta(days=1)) == timedelta(hours=8)


BERLIN = ZoneInfo("Europe/Berlin")
#: open at night, when clocks are put back and forward, on every second Sunday too
SUNDAYS = frozenset(date(2026, 1, 4) + timedelta(days=14 * number) for number in range(26))
NIGHTS = WorkTime(calendar=Calendar(made_up=SUNDAYS), hours=((time(0), time(3)), (time(13), time(17))), zone=BERLIN)
MOMENTS = st.datetimes(datetime(2026, 2, 1), datetime(2026, 12, 1), timezones=st.sampled_from([BERLIN, UTC, SHANGHAI]))


@given(MOMENTS, MOMENTS)
def test_between_is_what_its_days_add_up_to(begin: datetime, end: datetime) -> None:
    """Whole days are kept; cut at every midnight there are none."""
    first, last = NIGHTS.local_day(begin), NIGHTS.local_day(end)
    midnights = [NIGHTS.at(first + timedelta(days=n), time()) for n in range(1, (last - first).days + 1)]
    cuts = [begin, *midnights, end]
    assert NIGHTS.between(begin, end) == sum(starmap(NIGHTS.between, pairwise(cuts)), timedelta(0))


@given(MOMENTS, st.integers(1, 5_000))
def test_so_much_later_lies_so_much_between(begin: datetime, span: int) -> None:
    assert NIGHTS.between(begin, NIGHTS.add(begin, minutes(span)).due) == minutes(span)


def test_a_span_without_end_is_an_error_not_a_wrong_day() -> None:
    with pytest.raises(OverflowError):
        WORK.add(at("2026-11-20T16:50"), timedelta(days=36500))


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-08", 2, "2026-10-10"),
        ("2026-10-10", 1, "2026-10-12"),
        ("2026-11-20", 5, "2026-11-27"),
        ("2026-11-21", 0, "2026-11-21"),
    ],
)
def test_working_days_later_and_before(day: str, count: int, then: str) -> None:
    begin, end = date.fromisoformat(day), date.fromisoformat(then)
    assert WORK.workday_after(begin, count) == end
    assert WORK.workdays_between(begin, end) == count
    assert WORK.workdays_between(end, begin) == 0
    if count == 1:
        assert WORK.workday_before(end) == begin


def test_the_figures_of_the_state_council_are_defaults() -> None:
    """国办发〔2016〕80号: 5 h; 国办发〔2016〕61号: 48 h. Settings, like every figure; an office may be stricter."""
    assert (Spans().authoritative, Spans().ceiling) == (timedelta(hours=5), timedelta(hours=48))
    assert Spans(authoritative=timedelta(hours=2)).authoritative == timedelta(hours=2)


def test_the_table_costs_little_to_load() -> None:
    """O1: a start is quick. It draws in nothing but itself."""
    script = "import sys; old = set(sys.modules); import chinese_calendar; print(*sorted(set(sys.modules) - old))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    drawn = {name.partition(".")[0] for name in ran.stdout.split()} - set(sys.stdlib_module_names)
    assert drawn == {"chinese_calendar"}
