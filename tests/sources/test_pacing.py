"""When a source is looked at again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.watching.pacing import after_failure, next_look

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
LUCK = st.floats(0, 1, exclude_max=True)
INTERVALS = st.floats(60, 86_400)


def wait(moment: datetime) -> float:
    return (moment - NOW).total_seconds()


@pytest.mark.parametrize(("luck", "seconds"), [(0.0, 270), (0.5, 300), (0.999999999, 330)])
def test_a_look_strays_by_a_tenth(luck: float, seconds: float) -> None:
    assert wait(next_look(300, now=NOW, luck=luck)) == pytest.approx(seconds)


def test_failures_double_the_wait_up_to_six_hours() -> None:
    waits = [wait(after_failure(300, failures, now=NOW, luck=0.5)) for failures in range(1, 10)]
    assert waits == [300, 600, 1200, 2400, 4800, 9600, 19_200, 21_600, 21_600]
    assert wait(after_failure(300, 10_000, now=NOW, luck=0.5)) == 21_600


def test_a_slow_source_is_never_asked_sooner_because_it_fails() -> None:
    assert wait(after_failure(86_400, 5, now=NOW, luck=0.5)) >= 86_400


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [(3600, 3600), (0, 300), (-5, 300), (120, 300), (10**9, 86_400), (float("inf"), 86_400), (float("nan"), 4800)],
)
def test_what_the_far_end_asks_is_obeyed_for_a_day(asked: float, seconds: float) -> None:
    moment = after_failure(300, 5, now=NOW, luck=0.0, retry_after=asked)
    assert wait(moment) == pytest.approx(seconds, rel=0.11)
    assert not wait(moment) < min(max(asked, 0), 86_400)


@given(INTERVALS, LUCK)
def test_a_look_is_always_within_a_tenth(interval: float, luck: float) -> None:
    assert 0.899 * interval <= wait(next_look(interval, now=NOW, luck=luck)) <= 1.101 * interval


@given(INTERVALS, st.integers(1, 100), LUCK, st.none() | st.floats(0, 1e7))
def test_a_failure_never_makes_us_faster_nor_forget_the_source(
    interval: float, failures: int, luck: float, asked: float | None
) -> None:
    moment = after_failure(interval, failures, now=NOW, luck=luck, retry_after=asked)
    assert 0.899 * interval <= wait(moment) <= max(timedelta(hours=24).total_seconds(), 1.101 * interval)
    later = after_failure(interval, failures + 1, now=NOW, luck=luck, retry_after=asked)
    assert later >= moment
