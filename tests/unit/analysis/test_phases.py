"""The curve and its phases: one rule, the same whenever it is asked."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.phases import ENOUGH, FEWEST, MOST, Stage, Steps, phases, stage_at, steps
from core.texts import Texts
from tests.conftest import NOON

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = 3600
ALL = tuple(Stage)


def of(*counts: int) -> Steps:
    return Steps(begin=NOON.astimezone(ZONE), length=HOUR, counts=counts)


def lengths(*counts: int) -> list[tuple[Stage, int]]:
    return [(one.stage, (one.end - one.begin) // timedelta(hours=1)) for one in phases(of(*counts))]


def test_a_textbook_curve_has_all_five() -> None:
    # sums of three: 1 1 1 6 15 34 49 49 39 24 14 8 6 4 3; peak 49, a tenth 4.9, a half 24.5, a fifth 9.8
    assert lengths(1, 0, 0, 1, 5, 9, 20, 20, 9, 10, 5, 0, 1, 1, 1) == [
        (Stage.LATENT, 3),
        (Stage.GROWING, 2),
        (Stage.OUTBREAK, 4),
        (Stage.LASTING, 2),
        (Stage.FADING, 4),
    ]


def test_what_begins_at_its_peak_has_neither_latency_nor_growth() -> None:
    assert [stage for stage, _ in lengths(100, 10, 0, 0, 0, 0)] == [Stage.OUTBREAK, Stage.FADING]


def test_a_second_wave_belongs_to_what_lasts() -> None:
    found = lengths(0, 40, 40, 0, 0, 0, 0, 20, 0, 0, 0, 0)
    assert found == [(Stage.OUTBREAK, 4), (Stage.LASTING, 5), (Stage.FADING, 3)]


def test_too_few_posts_have_no_phases() -> None:
    assert phases(of(0, ENOUGH - 1, 0)) == ()
    assert phases(of(0, ENOUGH, 0)) != ()


@given(st.lists(st.integers(0, 500), min_size=1, max_size=80).filter(lambda counts: sum(counts) >= ENOUGH))
def test_phases_cover_the_span_in_their_order(counts: list[int]) -> None:
    curve = of(*counts)
    found = phases(curve)
    assert found[0].begin == curve.begin
    assert found[-1].end == curve.end
    assert all(one.end == other.begin for one, other in pairwise(found))
    places = [ALL.index(one.stage) for one in found]
    assert places == sorted(set(places))
    assert all(one.begin < one.end for one in found)
    assert Stage.OUTBREAK in [one.stage for one in found]
    for begin in curve.begins:
        assert stage_at(found, begin) is not None
    assert stage_at(found, curve.end) is None


@given(st.lists(st.integers(0, 3 * 365 * 24 * HOUR), min_size=1, max_size=60), st.integers(0, 90 * 24 * HOUR))
def test_every_post_is_in_one_step_and_the_steps_are_few(seconds: list[int], more: int) -> None:
    times = [NOON + timedelta(seconds=second) for second in seconds]
    curve = steps(times, max(times) + timedelta(seconds=more), ZONE)
    assert curve is not None
    assert sum(curve.counts) == len(times)
    assert FEWEST <= len(curve.counts) <= MOST
    assert curve.begin <= min(times)
    assert curve.end > max(times) + timedelta(seconds=more)


@pytest.mark.parametrize(
    ("hours", "each", "first"),
    [
        (0.1, "每 1 分钟", "12:00"),
        (1, "每 2 分钟", "12:00"),
        (24, "每 30 分钟", "12:00"),
        (72, "每 2 小时", "12:00"),
        (24 * 30, "每 1 天", "00:00"),
    ],
)
def test_steps_begin_at_round_times(hours: float, each: str, first: str) -> None:
    begin = NOON + timedelta(seconds=20)
    curve = steps([begin], begin + timedelta(hours=hours), ZONE)
    assert curve is not None
    assert Texts().say(curve.each) == each
    assert f"{curve.begin:%H:%M}" == first


def test_a_day_of_twenty_five_hours_loses_no_post() -> None:
    zone, begin = ZoneInfo("Europe/Berlin"), datetime(2026, 10, 24, 10, tzinfo=UTC)
    times = [begin + timedelta(hours=hour) for hour in range(48)]
    curve = steps(times, times[-1], zone)
    assert curve is not None
    assert sum(curve.counts) == len(times)
    assert curve.counts.count(1) == len(times)


def test_without_posts_there_is_no_curve() -> None:
    assert steps([], NOON, ZONE) is None
