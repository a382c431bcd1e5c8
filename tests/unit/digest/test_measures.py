"""Nearest rank, lists of few, and values that are larger than known."""

from hypothesis import given
from hypothesis import strategies as st

from core.digest.figures import ENOUGH, FEW, Named, Rate, Spread
from core.digest.measures import WORST, by_name, rank, rate, spread, worst

SECONDS = st.lists(st.integers(0, 10**7).map(float), max_size=60)


@given(SECONDS, SECONDS)
def test_half_and_nine_tenths_lie_at_or_below_their_rank(ended: list[float], waiting: list[float]) -> None:
    found, values = spread(ended, waiting), ended + waiting
    assert (found.ended, found.open, found.count) == (len(ended), len(waiting), len(values))
    if not values:
        assert found == Spread()
        return
    for value, part in ((found.median, 0.5), (found.p90, 0.9)):
        assert value in values
        # so many lie at or below it, and one fewer would not be enough
        assert sum(one <= value for one in values) >= part * len(values)
        assert sum(one < value for one in values) < part * len(values)


@given(SECONDS, SECONDS)
def test_a_rank_is_more_exactly_where_something_open_stands_before_it(ended: list[float], waiting: list[float]) -> None:
    found = spread(ended, waiting)
    if found.median is None or found.p90 is None:
        assert not found.count
        return
    assert found.median_more <= found.p90_more
    if not waiting:
        assert (found.median_more, found.p90_more) == (False, False)
    if waiting and min(waiting) < found.median:
        assert found.median_more
    if waiting and min(waiting) > found.p90:
        assert not found.p90_more
    if not ended:
        assert found.median_more


@given(SECONDS, SECONDS)
def test_few_are_listed_and_many_are_not(ended: list[float], waiting: list[float]) -> None:
    found = spread(ended, waiting)
    if found.count >= FEW:
        assert found.listed == found.listed_open == ()
    else:
        assert sorted(ended + waiting) == list(found.listed)
        assert sum(found.listed_open) == len(waiting)


@given(SECONDS, SECONDS, st.randoms())
def test_the_order_of_values_does_not_matter(ended: list[float], waiting: list[float], luck: object) -> None:
    shuffled = sorted(ended, key=lambda _: luck.random())  # type: ignore[attr-defined]
    assert spread(ended, waiting) == spread(shuffled, waiting[::-1])


def test_of_ten_the_ninth_and_of_eleven_the_tenth() -> None:
    assert [rank(0.9, count) for count in (1, 5, 9, 10, 11, 20, 70)] == [1, 5, 9, 9, 10, 18, 63]
    assert [rank(0.5, count) for count in (1, 2, 3, 4, 5)] == [1, 1, 2, 2, 3]


def test_an_open_one_that_ties_counts_as_later() -> None:
    """At the same length the one that ended is surely not longer."""
    found = spread([60.0] * 3, [60.0] * 2)
    assert (found.median, found.median_more, found.p90_more) == (60.0, False, True)


def test_rates_by_name_leave_out_what_has_none() -> None:
    found = by_name([("道路", True), ("道路", False), ("", True), ("供水", False)])
    assert found == {"道路": Rate(part=1, whole=2), "供水": Rate(whole=1)}
    assert rate([]) == Rate()
    assert (rate([]).share, rate([True, False]).share) == (None, 0.5)
    assert rate([True] * (FEW - 1)).few
    assert not rate([True] * FEW).few
    assert ENOUGH > FEW


def test_the_worst_have_the_most_cases_then_the_larger_share() -> None:
    rates = {
        "道路": Rate(part=3, whole=30),
        "供水": Rate(part=3, whole=10),
        "物业": Rate(part=1, whole=1),
        "绿化": Rate(part=1, whole=2),
        "供暖": Rate(part=0, whole=9),
    }
    assert [one.name for one in worst(rates)] == ["供水", "道路", "物业"]
    assert len(worst(rates)) == WORST
    assert worst({"供暖": Rate(whole=9)}) == ()
    assert worst({"甲": Rate(part=1, whole=1)}) == (Named(name="甲", rate=Rate(part=1, whole=1)),)
