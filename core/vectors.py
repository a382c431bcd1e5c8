"""The words of a post as a vector: which say something, and how much."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import sqrt
from typing import Protocol

from core.formulas import telling, without_formulas
from core.normalise import fold, normalise

_TITLE, _HEADLINE = 4, 2
#: how telling a rare word is: the negative logarithm of its share of all words. A #话题# is one word, as rare
RARE = 14.0
_TAG_WEIGHT = 20.0
#: the shortest that is the name of a place; what stands among the words before one, and before a rule
_NAME_LENGTH, _PLACE, _ASKED = 3, "@", "+"
_TAG = re.compile(r"#([^#\n]{2,30})#")
_HEAD = re.compile(r"[^\w【\[]*[【\[]([^】\]\n]{4,60})[】\]]")
#: characters that are cut into words: at a second per megabyte more would hold up the others
_LONGEST = 20_000


Words = Mapping[str, float]


class Cut(Protocol):
    """Divides a text into words and says how telling each is; `bot.words` makes one."""

    def cut(self, text: str) -> list[str]:
        """The words of the text, in order."""

    def weight(self, word: str) -> float:
        """High for rare words, 0 for what says nothing."""


def word_weights(title: str, text: str, cut: Cut) -> dict[str, float]:
    """All words of a post as it was written as a vector of length 1: √count times how telling each is.

    Words of the title count 4 times, of a 【headline】 in the text twice.
    """
    return _vector(normalise(title[:_LONGEST]), normalise(text[:_LONGEST]), cut)


def weights_of(
    title: str, text: str, cut: Cut, names: Iterable[str] = (), asked: Iterable[str] = ()
) -> dict[str, float]:
    """As `word_weights`, of what a post in its comparing form says of its matter; and the places where that is.

    `names` are what a rule of our own affairs found in it (a street, a school): they say where, and no word of them
    what. Formulas of complaint do not count, and whom it concerns counts little. `asked`: the rules of our own affairs
    that asked for more than a place, which is a word in common, however people put it.
    """
    places = {fold(name) for name in names if len(name) >= _NAME_LENGTH}
    topics = {f"{_ASKED}{rule}": _TAG_WEIGHT for rule in asked}
    words = _vector(title[:_LONGEST], text[:_LONGEST], _Matter(cut, places), topics)
    return words | {f"{_PLACE}{place}": 1.0 for place in places}


class _Matter:
    """Divides a text into the words of its matter."""

    def __init__(self, cut: Cut, places: Iterable[str]) -> None:
        self._cut = cut
        # 城关派出所 before 派出所
        self._places = sorted(places, key=len, reverse=True)

    def cut(self, text: str) -> list[str]:
        for place in self._places:
            # a line's end: nothing grows together across it
            text = text.replace(place, "\n")
        return self._cut.cut(without_formulas(text))

    def weight(self, word: str) -> float:
        return telling(word) * self._cut.weight(word)


def _vector(title: str, text: str, cut: Cut, topics: Words | None = None) -> dict[str, float]:
    counts: Counter[str] = Counter()
    headline = "" if title else _headline(text)
    for part, times in ((title, _TITLE), (headline, _HEADLINE - 1), (text, 1)):
        for word in cut.cut(part) if part else ():
            # a single character says little and occurs everywhere
            if len(word) > 1:
                counts[word] += times
    weights = {word: sqrt(count) * cut.weight(word) for word, count in counts.items()}
    # a tag of nothing but our own name, a place or a formula is no topic
    tags = (tag for tag in _TAG.findall(f"{title}\n{text}") if any(map(cut.weight, cut.cut(tag))))
    weights |= {f"#{tag}": _TAG_WEIGHT for tag in tags} | dict(topics or {})
    length = length_of(weights.values())
    return {word: weight / length for word, weight in weights.items() if weight > 0}


def length_of(weights: Iterable[float]) -> float:
    """The length of a vector."""
    return sqrt(sum(weight * weight for weight in weights))


def is_tag(word: str) -> bool:
    """Is it a #话题# or what a rule asked for, rather than a word?"""
    return word.startswith(("#", _ASKED))


def is_place(word: str) -> bool:
    """Is it the name of a place of ours, rather than a word of the matter?"""
    return word.startswith(_PLACE)


def _headline(text: str) -> str:
    found = _HEAD.match(text)
    return found[1] if found else ""
