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
    """A post of an incident as it counts for its spread."""

    source: Source
    reposts: int
    seen_at: datetime


def spread(sightings: Iterable[Sighting], now: datetime) -> Spread:
    """How far it has come; an hour is rising when it saw more than the hour before."""
    seen = tuple(sightings)
    last = sum(1 for s in seen if now - s.seen_at < _HOUR)
    before = sum(1 for s in seen if _HOUR <= now - s.seen_at < 2 * _HOUR)
    return Spread(
        posts=len(seen),
        platforms=frozenset(s.source.platform for s in seen if s.source.platform),
        sources=frozenset(s.source.name for s in seen),
        tiers=frozenset(s.source.tier for s in seen),
        regions=frozenset(s.source.region for s in seen if s.source.region),
        reposts=max((s.reposts for s in seen), default=0),
        last_hour=last,
        rising=last > before,
    )


def graded(sightings: Sequence[Sighting], now: datetime, *, by: Prepared | None = None) -> Grade:
    """The level that everything seen of the incident calls for, and the words and rules of the post `by`, if any."""
    return grade(
        spread(sightings, now),
        risk=by.risk if by else Risk(),
        rule_level=by.rule_level if by else None,
        watched=any(s.source.watched for s in sightings),
    )
