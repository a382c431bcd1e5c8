"""How far incidents have come, their levels and scores, where no database counts: for a file of posts."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.detect import Decision, Prepared
from core.detect.mentions import SLOT, slot
from core.detect.score import Score
from core.grading import Grade
from core.opening import scored_now
from core.pace import BACK, OLD, OLDEST, age
from core.policy import Policy
from core.spreading import Sighting, graded, sighted, spread, together

#: stretches kept before old ones are put together
_MOST = 2 * OLDEST // SLOT


@dataclass(slots=True)
class _Seen:
    """One incident, in little room however many posts it has: what each source showed, and how many came when."""

    sources: dict[str, Sighting] = field(default_factory=dict)
    #: posts by stretches of five minutes; those too old to tell of the pace stand under None
    counts: Counter[datetime | None] = field(default_factory=Counter)
    pages: set[str] = field(default_factory=set)
    level: Grade | None = None
    #: posts by age, as it was counted in the stretch `_at`: in a flood not anew for each
    _by_age: Counter[int] = field(default_factory=Counter)
    _at: datetime | None = None

    def add(self, one: Sighting, page: str, now: datetime) -> None:
        # a page that was found already is no post more
        times = int(not page or page not in self.pages)
        self.pages.add(page)
        known = self.sources.get(one.source.name)
        bare = replace(one, times=0)
        self.sources[one.source.name] = together(known, bare) if known else bare
        self.counts[slot(one.seen_at)] += times
        self._by_age[age(one.seen_at, now)] += times
        if len(self.counts) > _MOST:
            self._fold(one.seen_at)

    def _fold(self, now: datetime) -> None:
        for begin in [one for one in self.counts if one is not None and now - one > OLDEST]:
            self.counts[None] += self.counts.pop(begin)

    def sightings(self, now: datetime) -> tuple[Sighting, ...]:
        """As many as there are sources, and one for each age of their posts."""
        if self._at != slot(now):
            self._at, self._by_age = slot(now), Counter()
            for begin, count in self.counts.items():
                self._by_age[age(begin, now) if begin else OLD] += count
        some = next(iter(self.sources.values()))
        ages = (replace(some, times=count, seen_at=now - BACK[of]) for of, count in self._by_age.items())
        return (*self.sources.values(), *ages)


class Tally:
    """All incidents of a run, as intake would have them."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._seen: dict[int, _Seen] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def take(
        self, incident: int | None, prepared: Prepared, decision: Decision, *, at: datetime, seen_at: datetime
    ) -> tuple[Score, Grade | None]:
        """One more post of the incident, or of none: its score, and the level, which only rises."""
        if incident is None:
            return scored_now(prepared, spread((sighted(prepared, seen_at),), at), self._policy, at), None
        seen = self._seen.setdefault(incident, _Seen())
        seen.add(sighted(prepared, seen_at), prepared.post.page, at)
        found = seen.sightings(at)
        table = self._policy.figures.grading_at(at)
        level = graded(found, at, table, by=prepared, burst=decision.burst)
        if seen.level is None or level.severity > seen.level.severity:
            seen.level = level
        return scored_now(prepared, spread(found, at), self._policy, at), seen.level
