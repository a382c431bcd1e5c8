"""How far an incident has come, counted from what we saw ourselves, and the level that calls for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.detect import Prepared
from core.grading import Grade, GradingFigures, Spread, grade
from core.pace import Pace, age, happened
from core.posts import Source
from core.severity import Risk
from core.texts import Message

#: authors that are told apart: more say nothing more
MANY = 100

__all__ = ["MANY", "Sighting", "age", "best", "graded", "sighted", "spread", "together"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A post of an incident as it counts for its spread, or several of one source and about one time as one."""

    source: Source
    #: the most that any of them shows
    reposts: int
    #: of the newest of them: when it was written, as far as its source says so
    seen_at: datetime
    #: a page that was found already counts nothing more, but its place, its tier and its platform do
    times: int = 1
    authors: frozenset[str] = frozenset()
    #: the best place in a hot list, 0 = in none
    rank: int = 0


def sighted(one: Prepared, seen_at: datetime) -> Sighting:
    """A post that was just seen."""
    return Sighting(
        source=one.source,
        reposts=one.post.reposts or 0,
        seen_at=happened(one.post.published_at, seen_at),
        authors=frozenset({one.post.author} - {""}),
        rank=one.post.rank or 0,
    )


def together(one: Sighting, other: Sighting) -> Sighting:
    """Two sightings of one source and one age as one."""
    return Sighting(
        source=one.source,
        reposts=max(one.reposts, other.reposts),
        seen_at=max(one.seen_at, other.seen_at),
        times=one.times + other.times,
        authors=one.authors if len(one.authors) >= MANY else one.authors | other.authors,
        rank=best((one.rank, other.rank)),
    )


def best(ranks: Iterable[int]) -> int:
    """The best of several places in hot lists; 0 is none."""
    return min((rank for rank in ranks if rank), default=0)


def spread(sightings: Iterable[Sighting], now: datetime) -> Spread:
    """How far it has come, and how fast."""
    seen = tuple(sightings)
    by_age: Counter[int] = Counter()
    # one name on two sources may be two people
    authors: dict[str, frozenset[str]] = {}
    for one in seen:
        by_age[age(one.seen_at, now)] += one.times
        if one.authors:
            authors[one.source.name] = one.authors | authors.get(one.source.name, frozenset())
    return Spread(
        posts=sum(s.times for s in seen),
        platforms=frozenset(s.source.platform for s in seen if s.source.platform),
        sources=frozenset(s.source.name for s in seen),
        tiers=frozenset(s.source.tier for s in seen),
        regions=frozenset(s.source.region for s in seen if s.source.region),
        authors=sum(map(len, authors.values())),
        reposts=max((s.reposts for s in seen), default=0),
        rank=best(s.rank for s in seen),
        pace=Pace.of(by_age),
    )


def graded(
    sightings: Sequence[Sighting],
    now: datetime,
    figures: GradingFigures,
    *,
    by: Prepared | None = None,
    risk: Risk | None = None,
    burst: Message | None = None,
) -> Grade:
    """The level that everything seen of the incident calls for, and the words and rules of the post `by`, if any.

    `burst` is what is said of a burst of our name that opened it.
    Where the post was judged long ago, only the `risk` of its words is known.
    """
    return grade(
        spread(sightings, now),
        risk=by.risk if by else risk or Risk(),
        rule_level=by.rule_level if by else None,
        watched=any(s.source.watched for s in sightings),
        figures=figures,
        burst=burst,
    )
