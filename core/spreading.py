"""How far an incident has come, counted from what we saw ourselves, and the level that calls for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.detect import Prepared
from core.posts import Source
from core.severity import Grade, Risk, Spread, grade

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A post of an incident as it counts for its spread, or several of one source and about one time as one."""

    source: Source
    #: the most that any of them shows
    reposts: int
    #: of the newest of them
    seen_at: datetime
    #: a page that was found already counts nothing more, but its place, its tier and its platform do
    times: int = 1


def age(seen_at: datetime, now: datetime) -> int:
    """Sightings of one source and one age may be counted as one: 0 = this hour's, 1 = the hour's before, 2 = older."""
    return min(2, max(0, (now - seen_at) // _HOUR))


def together(one: Sighting, other: Sighting) -> Sighting:
    """Two sightings of one source and one age as one."""
    return Sighting(
        source=one.source,
        reposts=max(one.reposts, other.reposts),
        seen_at=max(one.seen_at, other.seen_at),
        times=one.times + other.times,
    )


def spread(sightings: Iterable[Sighting], now: datetime) -> Spread:
    """How far it has come; an hour is rising when it saw more than the hour before."""
    seen = tuple(sightings)
    last = sum(s.times for s in seen if age(s.seen_at, now) == 0)
    before = sum(s.times for s in seen if age(s.seen_at, now) == 1)
    return Spread(
        posts=sum(s.times for s in seen),
        platforms=frozenset(s.source.platform for s in seen if s.source.platform),
        sources=frozenset(s.source.name for s in seen),
        tiers=frozenset(s.source.tier for s in seen),
        regions=frozenset(s.source.region for s in seen if s.source.region),
        reposts=max((s.reposts for s in seen), default=0),
        last_hour=last,
        rising=last > before,
    )


def graded(
    sightings: Sequence[Sighting], now: datetime, *, by: Prepared | None = None, risk: Risk | None = None
) -> Grade:
    """The level that everything seen of the incident calls for, and the words and rules of the post `by`, if any.

    Where the post was judged long ago, only the `risk` of its words is known.
    """
    return grade(
        spread(sightings, now),
        risk=by.risk if by else risk or Risk(),
        rule_level=by.rule_level if by else None,
        watched=any(s.source.watched for s in sightings),
    )
