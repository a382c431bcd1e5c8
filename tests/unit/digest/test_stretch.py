"""Summing whole days once changes nothing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.digest.stretch import Stretches
from core.workdays import Calendar, WorkTime

INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
HOLIDAYS = Calendar(
    off=frozenset(date(2026, 10, day) for day in range(1, 8)),
    made_up=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)


@given(st.lists(st.tuples(INSTANTS, INSTANTS), max_size=12), st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]))
def test_it_is_what_walking_through_every_day_gives(pairs: list[tuple[datetime, datetime]], zone: str) -> None:
    work = WorkTime(calendar=HOLIDAYS, zone=ZoneInfo(zone))
    stretches = Stretches(work)
    for begin, end in pairs:
        assert stretches.seconds(begin, end) == work.between(begin, end).total_seconds()


def test_a_working_week_has_thirty_five_hours() -> None:
    monday = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert Stretches(WorkTime()).seconds(monday, monday + timedelta(days=7)) == 35 * 3600
    assert Stretches(WorkTime()).seconds(monday, monday - timedelta(days=7)) == 0
