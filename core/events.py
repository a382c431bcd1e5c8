"""Same event (同一事件): does a post in other words belong to an open incident?"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from itertools import islice
from math import fsum, sqrt
from typing import Protocol

from core.normalise import normalise
from core.similar import Features

#: cosine from which a post belongs to an incident. Chosen for precision: a wrong merge hides an issue, a missed one
#: costs a tap. The best value differs by source; it is a setting.
CUT = 0.3
_TITLE, _HEADLINE = 4, 2
#: a #话题# is one word, as telling as the rarest, and said twice
_TAG_WEIGHT = 40.0
#: a name of ours in a subject of ours says more than any topic; the shortest that is a name
_NAME_WEIGHT, _NAME_LENGTH = 60.0, 3
_TAG = re.compile(r"#([^#\n]{2,30})#")
_HEAD = re.compile(r"[^\w【\[]*[【\[]([^】\]\n]{4,60})[】\]]")
#: so many incidents are looked at: those with the most of the post's most telling words
_LEADING, _CANDIDATES = 20, 16
#: words that a post and an incident must share; a #topic# counts for two
_SHARED = 3
#: a word tells nothing if more open incidents have it, and more than a fifth of them
_EVERYWHERE = 20
#: characters that are cut into words: at a second per megabyte more would hold up the others
_LONGEST = 20_000
#: words kept of one incident; the least telling go
_WORDS = 2000


class Cut(Protocol):
    """Divides a text into words and says how telling each is; `bot.words` makes one."""

    def cut(self, text: str) -> list[str]:
        """The words of the text, in order."""

    def weight(self, word: str) -> float:
        """High for rare words, 0 for what says nothing."""


def word_weights(title: str, text: str, cut: Cut, names: Iterable[str] = ()) -> dict[str, float]:
    """The words of a post as a vector of length 1: √count times how telling each is.

    Words of the title count 4 times, of a 【headline】 in the text twice. `names` are what a rule of our own affairs
    found in it (a street, a housing estate): one subject at one place is seldom two events.
    """
    title, text = normalise(title[:_LONGEST]), normalise(text[:_LONGEST])
    counts: Counter[str] = Counter()
    headline = "" if title else _headline(text)
    for part, times in ((title, _TITLE), (headline, _HEADLINE - 1), (text, 1)):
        for word in cut.cut(part) if part else ():
            # a single character says little and occurs everywhere
            if len(word) > 1:
                counts[word] += times
    weights = {word: sqrt(count) * cut.weight(word) for word, count in counts.items()}
    weights |= {f"#{tag}": _TAG_WEIGHT for tag in _TAG.findall(f"{title}\n{text}")}
    weights |= {f"#{name}": _NAME_WEIGHT for name in names if len(name) >= _NAME_LENGTH}
    length = _length(weights)
    return {word: weight / length for word, weight in weights.items() if weight > 0}


def _headline(text: str) -> str:
    found = _HEAD.match(text)
    return found[1] if found else ""


def _length(weights: Mapping[str, float]) -> float:
    return sqrt(sum(weight * weight for weight in weights.values()))


@dataclass(slots=True, kw_only=True)
class _Event:
    """An open incident: the sum of its posts' vectors, which points where their mean does."""

    topic: str
    #: its newest post; None = always new enough
    last: datetime | None
    words: dict[str, float]
    length: float = 0.0


class Events:
    """The open incidents by their words."""

    def __init__(self, cut: float = CUT) -> None:
        self._cut = cut
        self._events: dict[int, _Event] = {}
        self._having: dict[str, set[int]] = defaultdict(set)

    def add(self, incident_id: int, topic: str, features: Features, at: datetime | None = None) -> None:
        """A post of this incident; the first makes it known. Without `at` the incident never gets too old to join."""
        event = self._events.setdefault(incident_id, _Event(topic=topic, last=at, words={}))
        event.last = max(event.last, at) if event.last and at else None
        for word, weight in features.words.items():
            event.words[word] = event.words.get(word, 0.0) + weight
            self._having[word].add(incident_id)
        if len(event.words) > 2 * _WORDS:
            self._shorten(incident_id, event)
        event.length = _length(event.words)

    def find(self, topic: str, features: Features, since: datetime) -> tuple[int, float] | None:
        """The incident of the same topic that is most like the post, and the cosine; None below the cut."""
        near = (ident for ident in self._near(features.words) if self._fits(ident, topic, since))
        alike = ((ident, self._cosine(ident, features.words)) for ident in islice(near, _CANDIDATES))
        best = max(alike, key=lambda one: (one[1], -one[0]), default=None)
        return best if best and best[1] >= self._cut else None

    def remove(self, incident_id: int) -> None:
        """Closed, merged or invalid: nothing joins it any more. An unknown number is no mistake."""
        event = self._events.pop(incident_id, None)
        for word in event.words if event else ():
            self._forget_word(word, incident_id)

    def _near(self, words: Mapping[str, float]) -> list[int]:
        """The incidents that have any of the post's leading words, those with the most first."""
        found: Counter[int] = Counter()
        for word in nlargest(_LEADING, words, key=lambda word: words[word]):
            having = self._having.get(word, ())
            if len(having) <= self._often:
                found.update(having)
        return [ident for ident, _ in found.most_common()]

    @property
    def _often(self) -> int:
        """A word of more incidents tells nothing: the county's name."""
        return max(_EVERYWHERE, len(self._events) // 5)

    def _fits(self, ident: int, topic: str, since: datetime) -> bool:
        event = self._events[ident]
        return event.topic == topic and (event.last is None or event.last >= since)

    def _cosine(self, ident: int, words: Mapping[str, float]) -> float:
        """Of words that few incidents have. Fewer than three prove nothing: two headlines may name one person."""
        event = self._events[ident]
        often = self._often
        shared = [word for word in words.keys() & event.words.keys() if len(self._having[word]) <= often]
        if len(shared) + sum(word.startswith("#") for word in shared) < _SHARED:
            return 0.0
        # exact, so that the order of a set does not matter
        return fsum(words[word] * event.words[word] for word in shared) / event.length

    def _shorten(self, ident: int, event: _Event) -> None:
        kept = nlargest(_WORDS, event.words, key=lambda word: event.words[word])
        for word in event.words.keys() - set(kept):
            self._forget_word(word, ident)
        event.words = {word: event.words[word] for word in kept}

    def _forget_word(self, word: str, ident: int) -> None:
        self._having[word].discard(ident)
        if not self._having[word]:
            del self._having[word]
