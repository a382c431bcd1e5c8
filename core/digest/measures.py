"""How values become a figure: nearest rank, parts of a whole, the worst of many."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from core.digest.figures import FEW, Named, Rate, Spread

#: so many of the worst rules or sources are named
WORST = 3


def rank(part: float, count: int) -> int:
    """Nearest rank of this part of so many values, counted from 1."""
    # 0.9 of 10 is 9, not the 9.000000000000002 that some parts come to
    return max(1, ceil(round(part * count, 9)))


def spread(ended: Sequence[float], waiting: Sequence[float] = ()) -> Spread:
    """Of values in seconds: those that ended, and those that have come so far."""
    values = sorted([(value, False) for value in ended] + [(value, True) for value in waiting])
    if not values:
        return Spread()
    half, most = (rank(part, len(values)) for part in (0.5, 0.9))
    listed = values if len(values) < FEW else []
    return Spread(
        ended=len(ended),
        open=len(waiting),
        median=values[half - 1][0],
        p90=values[most - 1][0],
        median_more=any(still for _, still in values[:half]),
        p90_more=any(still for _, still in values[:most]),
        listed=tuple(value for value, _ in listed),
        listed_open=tuple(still for _, still in listed),
    )


def rate(found: Iterable[bool]) -> Rate:
    """How many of them hold."""
    known = list(found)
    return Rate(part=sum(known), whole=len(known))


def by_name(found: Iterable[tuple[str, bool]]) -> Mapping[str, Rate]:
    """The same for every name; what has none is left out."""
    grouped: dict[str, list[bool]] = {}
    for name, holds in found:
        if name:
            grouped.setdefault(name, []).append(holds)
    return {name: rate(holds) for name, holds in grouped.items()}


def worst(rates: Mapping[str, Rate]) -> tuple[Named, ...]:
    """Those with the most cases first, of equally many the larger share; who has none is not named."""
    named = [Named(name=name, rate=one) for name, one in rates.items() if one.part]
    return tuple(sorted(named, key=lambda one: (-one.rate.part, -(one.rate.share or 0), one.name))[:WORST])
