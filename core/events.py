"""Same event (同一事件): does a post in other words belong to an open incident?"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest
from itertools import islice
from math import exp, fsum, log, sqrt

from core.similar import Features
from core.vectors import RARE, Cut, Words, is_place, is_tag, length_of

__all__ = ["Cut", "Events", "Same"]

#: so many incidents are looked at: those with the most of the post's most telling words
_LEADING, _CANDIDATES = 20, 16
#: words that a post and an incident must share; a #topic# counts for two, a place as well
_SHARED = 3
#: nobody is looked for by a word that more incidents have, and more than a fifth of them
_EVERYWHERE = 20
#: what the dictionary says of a word stands for so many incidents without a look at them
_PRIOR = 300
#: words kept of one incident; the least telling go
_WORDS = 1000
#: words whose rarity is at hand; more are looked up anew
_LOOKED_UP = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """An incident that a post may be about, and the cosine of both."""

    incident: int
    cosine: float


@dataclass(slots=True, kw_only=True)
class _Event:
    """An open incident: the sum of its posts' vectors, which points where their mean does."""

    topic: str
    #: its newest post; None = always new enough
    last: datetime | None
    words: dict[str, float] = field(default_factory=dict)
    #: where it is, apart from what it is
    places: dict[str, float] = field(default_factory=dict)
    length: float = 0.0

    def take(self, words: Words) -> None:
        """One more post."""
        for word, weight in words.items():
            kept = self.places if is_place(word) else self.words
            kept[word] = kept.get(word, 0.0) + weight


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A post as it is compared."""

    words: Words
    places: frozenset[str]


class Events:
    """The open incidents by their words.

    A word counts by how rare it is: what the dictionary says of it, corrected by how many of the incidents here have
    it. So the word of the day, the county's name and a running #栏目# lose their weight by themselves.
    """

    def __init__(self, weight: Callable[[str], float]) -> None:
        """`weight`: what the posts' vectors were made with, so that no word's rarity counts twice."""
        self._weight = weight
        self._rarity: dict[str, tuple[float, float]] = {}
        self._events: dict[int, _Event] = {}
        self._having: dict[str, set[int]] = defaultdict(set)

    def add(self, incident_id: int, topic: str, features: Features, at: datetime | None = None) -> None:
        """A post of this incident; the first makes it known. Without `at` the incident never gets too old to join."""
        event = self._events.setdefault(incident_id, _Event(topic=topic, last=at))
        event.last = max(event.last, at) if event.last and at else None
        event.take(features.words)
        for word in features.words:
            self._having[word].add(incident_id)
        if len(event.words) > 2 * _WORDS:
            self._shorten(incident_id, event)
        event.length = self._length(event.words)

    def find(self, topics: Collection[str], features: Features, since: datetime, border: float) -> Same | None:
        """The incident of one of the topics that is most like the post; None where none is as like as `border`."""
        nearest = self.nearest(topics, features, since)
        return nearest if nearest and nearest.cosine >= border else None

    def nearest(self, topics: Collection[str], features: Features, since: datetime) -> Same | None:
        """The same without a border: how near the nearest is."""
        fitting = (ident for ident in self._near(features.words) if self._fits(ident, topics, since))
        if not (near := tuple(islice(fitting, _CANDIDATES))):
            return None
        said = self._said(features.words)
        alike = [Same(incident=ident, cosine=self._alike(said, self._events[ident])) for ident in near]
        best = max(alike, key=lambda one: (one.cosine, -one.incident))
        return best if best.cosine else None

    def elsewhere(self, incident_id: int | None, features: Features) -> bool:
        """Both name places of ours, and none in common: the words may be the same, the matter is not."""
        event, here = self._events.get(incident_id or 0), set(filter(is_place, features.words))
        return bool(event and event.places and here and here.isdisjoint(event.places))

    def likeness(self, features: Features, others: Iterable[Features]) -> float:
        """How like the post is to the mean of others, by the words' weight of today."""
        event = _Event(topic="", last=None)
        for other in others:
            event.take(other.words)
        event.length = self._length(event.words)
        return self._alike(self._said(features.words), event)

    def remove(self, incident_id: int) -> None:
        """Closed, merged or invalid: nothing joins it any more. An unknown number is no mistake."""
        event = self._events.pop(incident_id, None)
        for word in (*event.words, *event.places) if event else ():
            self._forget_word(word, incident_id)

    def forget(self, before: datetime) -> None:
        """Let go of the incidents whose newest post is older."""
        for ident in [ident for ident, event in self._events.items() if event.last and event.last < before]:
            self.remove(ident)

    def _near(self, words: Words) -> list[int]:
        """The incidents that have any of the post's leading words, those with the most first."""
        found: Counter[int] = Counter()
        often = max(_EVERYWHERE, len(self._events) // 5)
        for word in nlargest(_LEADING, words, key=lambda word: words[word]):
            having = self._having.get(word, ())
            if len(having) <= often:
                found.update(having)
        return [ident for ident, _ in found.most_common()]

    def _fits(self, ident: int, topics: Collection[str], since: datetime) -> bool:
        event = self._events[ident]
        return event.topic in topics and (event.last is None or event.last >= since)

    def _said(self, words: Words) -> _Said:
        """Each word with its weight of today squared, as a cosine needs it; the vector of length 1."""
        matter = {word: weight for word, weight in words.items() if not is_place(word)}
        telling = tuple(self._telling(matter))
        weighed = [weight * times for weight, times in zip(matter.values(), telling, strict=True)]
        length = length_of(weighed)
        squared = {word: one * times / length for word, one, times in zip(matter, weighed, telling, strict=True)}
        return _Said(words=squared, places=frozenset(words.keys() - matter.keys()))

    def _alike(self, said: _Said, event: _Event) -> float:
        """The cosine of the matters; where both name places, of what and where together: the geometric mean.

        So one matter at two places is two events, two matters at one place are, and a place alone joins nothing.
        """
        if not (said.places and event.places):
            return self._cosine(said.words, event, 0)
        there = max((event.places.get(place, 0.0) for place in said.places), default=0.0)
        shared = 2 * len(said.places & event.places.keys())
        return sqrt(there / max(event.places.values()) * self._cosine(said.words, event, shared))

    def _cosine(self, said: Words, event: _Event, besides: int) -> float:
        """Fewer than three things in common prove nothing: headlines may name one person. `besides`: what else is."""
        shared = said.keys() & event.words.keys()
        if not shared or len(shared) + sum(map(is_tag, shared)) + besides < _SHARED:
            return 0.0
        # exact, so that the order of a set does not matter
        return fsum(said[word] * event.words[word] for word in shared) / event.length

    def _length(self, words: Words) -> float:
        return length_of(weight * telling for weight, telling in zip(words.values(), self._telling(words), strict=True))

    def _telling(self, words: Iterable[str]) -> Iterator[float]:
        """How much of its weight each word keeps, now that so many incidents have it."""
        everything, having = log(len(self._events) + _PRIOR), self._having
        for word in words:
            rare, expected = self._rarity.get(word) or self._look_up(word)
            # a word that nobody has is no more telling than one that a single incident has
            there = len(having[word]) if word in having else 1
            yield (everything - log(there + expected)) / rare if rare else 0.0

    def _look_up(self, word: str) -> tuple[float, float]:
        """What the dictionary says of a word: how rare it is, and in how many of `_PRIOR` incidents it would be."""
        if len(self._rarity) >= _LOOKED_UP:
            self._rarity.clear()
        rare = RARE if is_tag(word) else self._weight(word)
        self._rarity[word] = found = (rare, _PRIOR * exp(-rare))
        return found

    def _shorten(self, ident: int, event: _Event) -> None:
        kept = nlargest(_WORDS, event.words, key=lambda word: event.words[word])
        for word in event.words.keys() - set(kept):
            self._forget_word(word, ident)
        event.words = {word: event.words[word] for word in kept}

    def _forget_word(self, word: str, ident: int) -> None:
        self._having[word].discard(ident)
        if not self._having[word]:
            del self._having[word]
