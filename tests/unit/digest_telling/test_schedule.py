"""What is due when: after its time, once, and after a downtime."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.digest.periods import Span
from core.digest.schedule import brief_due, brief_window, candidates, missing
from core.digest.settings import Reports

ZONE = ZoneInfo("Asia/Shanghai")
REPORTS = Reports()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def at(day: str, clock: str = "08:30") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE)


def due(now: datetime, began: datetime = LONG_AGO, told: frozenset[str] = frozenset()) -> list[str]:
    found = missing(candidates(now, began, REPORTS, ZONE), told)
    return [one.period.key + (" late" if one.late else "") for one in found]


def told_until(*keys: str) -> frozenset[str]:
    return frozenset(keys)


def test_a_week_is_due_on_its_monday_at_its_time() -> None:
    told = told_until("2026-W46", "2026-10", "2025")
    assert due(at("2026-11-23", "08:29"), told=told) == []
    assert due(at("2026-11-23"), told=told) == ["2026-W47"]
    assert due(at("2026-11-23"), told=told | {"2026-W47"}) == []


def test_later_than_an_hour_is_late() -> None:
    told = told_until("2026-W46", "2026-10", "2025")
    assert due(at("2026-11-23", "09:30"), told=told) == ["2026-W47"]
    assert due(at("2026-11-23", "09:31"), told=told) == ["2026-W47 late"]
    assert due(at("2026-11-29", "23:00"), told=told) == ["2026-W47 late"]


def test_missed_mondays_are_caught_up_the_oldest_first_and_at_most_four() -> None:
    told = told_until("2026-W40", "2026-10", "2025")
    assert due(at("2026-11-25"), told=told | {"2026-W45"}) == ["2026-W46 late", "2026-W47 late"]
    assert due(at("2026-11-25"), told=told) == ["2026-W44 late", "2026-W45 late", "2026-W46 late", "2026-W47 late"]


def test_nothing_before_one_that_was_told() -> None:
    """A gap behind a told week is not filled later: the chat has moved on."""
    assert due(at("2026-11-23"), told=told_until("2026-W47", "2026-10", "2025")) == []


def test_nothing_that_ended_before_the_installation() -> None:
    installed = at("2026-11-20", "12:00")
    assert due(at("2026-11-20", "12:01"), installed) == []
    assert due(at("2026-11-23"), installed) == ["2026-W47"]
    assert due(at("2026-11-23"), at("2026-11-23", "00:00")) == []
    assert due(at("2026-12-01"), installed, told_until("2026-W47", "2026-W48")) == ["2026-11"]


def test_the_first_of_january_brings_all_three_weeks_first() -> None:
    told = told_until("2027-W51", "2027-11", "2026")
    # 2028-01-01 is a Saturday: the week of it is told on Monday
    assert due(at("2028-01-01"), told=told) == ["2027-12", "2027"]
    assert due(at("2028-01-03"), told=told_until("2027-W51", "2027-12", "2027")) == ["2027-W52"]


def test_the_time_of_day_is_a_setting() -> None:
    late = Reports(digest_at=time(9), brief_at=time(18))
    assert candidates(at("2026-11-23", "08:59"), at("2026-11-20"), late, ZONE) == ()
    (one,) = candidates(at("2026-11-23", "09:00"), at("2026-11-20"), late, ZONE)
    assert (one.period.span, one.period.begin) == (Span.WEEK, date(2026, 11, 16))
    assert brief_window(at("2026-11-23", "17:30"), late, ZONE) is None


def test_a_zone_with_summer_time_keeps_its_wall_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    # the night of 2026-10-25 has 25 hours
    now = datetime(2026, 10, 26, 8, 30, tzinfo=berlin)
    began = now - timedelta(days=3)
    assert candidates(now - timedelta(minutes=1), began, REPORTS, berlin) == ()
    assert [one.period.key for one in candidates(now, began, REPORTS, berlin)] == ["2026-W43"]


@pytest.mark.parametrize("clock", ["17:00", "23:59"])
def test_a_brief_tells_from_yesterdays_time_to_todays(clock: str) -> None:
    assert brief_window(at("2026-11-20", clock), REPORTS, ZONE) == (
        at("2026-11-19", "17:00"),
        at("2026-11-20", "17:00"),
    )


def test_before_its_time_and_after_midnight_there_is_no_brief() -> None:
    assert brief_window(at("2026-11-20", "16:59"), REPORTS, ZONE) is None
    assert brief_window(at("2026-11-21", "00:00"), REPORTS, ZONE) is None


def test_what_is_due_until_tomorrow_noon_is_told() -> None:
    assert brief_due(at("2026-11-20", "17:00")) == at("2026-11-21", "12:00")
