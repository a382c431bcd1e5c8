"""Scales and places: round numbers, ticks that stand apart, names side by side, acts that matter."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pictures.charts import Mark, Mood
from jobs.drawing.pictures.acts import chosen
from jobs.drawing.pictures.axis import apart, counted, number, scaled, thinned
from jobs.drawing.pictures.lettering import TICK, width
from jobs.drawing.pictures.timeline import spanned
from tests.unit.pictures.charts import BEGIN, HOUR


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ([0, 0], [0, 1]),
        ([], [0, 1]),
        ([1], [0, 1]),
        ([3, 2], [0, 1, 2, 3]),
        ([6], [0, 2, 4, 6]),
        ([7], [0, 5, 10]),
        ([140], [0, 50, 100, 150]),
        ([0.4, 0.9], [0, 0.5, 1.0]),
        ([2_000_000], [0, 1_000_000, 2_000_000]),
    ],
)
def test_the_grid_has_round_numbers(values: list[float], lines: list[float]) -> None:
    scale = scaled(values, 0, 100)
    assert scale.lines == pytest.approx(lines)
    assert (scale.y(0), scale.y(scale.most)) == (100, 0)


@given(st.lists(st.floats(min_value=0, max_value=1e9), min_size=1, max_size=20))
def test_every_value_has_room_and_the_grid_is_coarse(values: list[float]) -> None:
    scale = scaled([counted(value) for value in values], 0, 100)
    assert all(-1e-6 <= scale.y(value) <= 100 for value in values)
    assert 2 <= len(scale.lines) <= 5


def test_numbers_are_read_easily() -> None:
    assert [number(value) for value in (0, 3, 2.5, 99.96, 1234, 1234567.4)] == [
        "0", "3", "2.5", "100.0", "1,234", "1,234,567",
    ]  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 2, 7, 31, 366])
def test_ticks_stand_apart_equally_and_the_newest_is_among_them(count: int) -> None:
    ticks = [(100 + 800 * at / max(1, count - 1), f"{at:02}-01") for at in range(count)]
    kept = thinned(ticks, 56, 1024)
    assert len(kept) == count or count > 7
    if count:
        assert kept[-1][1] == ticks[-1][1]
    names = [name for _, name in kept]
    steps = {int(b[:-3]) - int(a[:-3]) for a, b in pairwise(names)}
    assert len(steps) <= 1
    assert all(b - a > width("00-01", TICK) for (a, _), (b, _) in pairwise(kept))
    assert count < 31 or len(kept) >= 4


def test_a_tick_at_the_edge_is_moved_inward() -> None:
    ((x, _),) = thinned([(1024.0, "2026-11-22")], 56, 1024)
    assert x + width("2026-11-22", TICK) / 2 <= 1024


@given(st.lists(st.floats(min_value=0, max_value=1000), max_size=8).map(sorted))
def test_places_are_apart_in_order_and_inside(wanted: list[float]) -> None:
    places = apart(wanted, 60, 0, 1000)
    assert len(places) == len(wanted)
    assert all(b - a >= 60 - 1e-6 for a, b in pairwise(places))
    assert all(-1e-6 <= place <= 1000 + 1e-6 for place in places)


def test_places_that_are_free_are_taken_and_others_shared_evenly() -> None:
    assert apart([100, 300, 500], 60, 0, 1000) == [100, 300, 500]
    assert apart([300, 300, 300], 60, 0, 1000) == [240, 300, 360]
    assert apart([990, 995], 60, 0, 1000) == [940, 1000]


def test_of_many_acts_the_first_the_last_and_what_went_well_or_wrong_stay() -> None:
    moods = [Mood.PLAIN] * 14
    moods[6], moods[9] = Mood.BAD, Mood.GOOD
    marks = [Mark(at=BEGIN + at * HOUR, said=str(at), mood=mood) for at, mood in enumerate(moods)]
    kept = [mark.said for mark in chosen(marks[::-1])]
    assert len(kept) == 8
    assert kept == sorted(kept, key=int)
    assert {"0", "6", "9", "13"} <= set(kept)
    assert chosen(marks[:3]) == marks[:3]


def test_what_is_near_widens_the_line_and_what_is_far_does_not() -> None:
    end = BEGIN + 20 * HOUR
    assert spanned(BEGIN, end, [end + 4 * HOUR], 0, 100).end == end + 4 * HOUR
    far = spanned(BEGIN, end, [end + timedelta(days=30), BEGIN - timedelta(days=30)], 0, 100)
    assert (far.begin, far.end) == (BEGIN, end)
    assert (far.x(end + timedelta(days=30)), far.x(BEGIN - timedelta(days=30))) == (100, 0)
    assert far.x(BEGIN + 10 * HOUR) == pytest.approx(50)


@pytest.mark.parametrize("hours", [7, 12, 30, 72, 400, 4000, 40_000])
def test_the_line_of_time_has_a_few_round_ticks(hours: int) -> None:
    line = spanned(BEGIN, BEGIN + hours * HOUR, [], 60, 1020)
    names = [name for _, name in line.ticks]
    assert 1 <= len(names) <= 9
    assert len(names) == len(set(names)) or hours > 8760 or hours < 100
    assert all(name.endswith(":00") or "-" in name for name in names)


def test_a_short_line_of_time_is_told_in_minutes() -> None:
    noon, midnight = datetime(2026, 11, 20, 12, 4), datetime(2026, 11, 21)
    short = spanned(noon, noon + timedelta(minutes=12), [], 60, 1020)
    assert [name for _, name in short.ticks] == ["12:04", "12:06", "12:08", "12:10", "12:12", "12:14", "12:16"]
    over = spanned(midnight - timedelta(minutes=10), midnight + timedelta(minutes=40), [], 60, 1020)
    assert [name for _, name in over.ticks] == ["23:50", "11-21", "00:10", "00:20", "00:30", "00:40"]
