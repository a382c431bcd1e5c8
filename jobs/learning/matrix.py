"""Marks as numbers: a row of n-grams for each, and what the lexicon says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.learning import Mark
from core.learning.grams import Keys, grams
from core.learning.model import MOST
from core.normalise import readable
from core.sentiment import judge

#: an n-gram of one post only tells nothing about others
_OFTEN = 2
#: characters of a mark that are read
_LONGEST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Marks as they are learnt from; `same` numbers their letters, so that copies stay together."""

    grams: tuple[Keys, ...]
    odds: NDArray[np.float64]
    negative: NDArray[np.float64]
    labels: NDArray[np.bool_]
    same: NDArray[np.int64]

    @classmethod
    def of(cls, marks: Sequence[Mark]) -> "Read":
        """Each text once normalised, judged and taken apart."""
        texts = [readable(mark.text[:_LONGEST]) for mark in marks]
        sentiments = [judge(text) for text in texts]
        numbers: dict[str, int] = {}
        return cls(
            grams=tuple(grams(text) for text in texts),
            odds=np.array([one.odds for one in sentiments]),
            negative=np.array([one.negative for one in sentiments]),
            labels=np.array([mark.label for mark in marks], dtype=bool),
            same=np.array([numbers.setdefault(_bare(text), len(numbers)) for text in texts], dtype=np.int64),
        )

    @property
    def least_of_a_kind(self) -> int:
        """Different texts of the kind that has fewer: copies teach nothing more."""
        return min(len(np.unique(self.same[self.labels])), len(np.unique(self.same[~self.labels])))

    def part(self, places: NDArray[np.int64]) -> "Read":
        """Some of them."""
        return Read(
            grams=tuple(self.grams[at] for at in places),
            odds=self.odds[places],
            negative=self.negative[places],
            labels=self.labels[places],
            same=self.same[places],
        )


def _bare(text: str) -> str:
    """Its letters alone: marks and little pictures make no other text of it."""
    return "".join(filter(str.isalnum, text.lower()))


def vocabulary(rows: Sequence[Keys]) -> Keys:
    """The n-grams worth a weight, in rising order: of several posts, the most frequent where there are too many."""
    keys, counts = np.unique(np.concatenate(rows), return_counts=True)
    often = counts >= _OFTEN
    keys, counts = keys[often], counts[often]
    if len(keys) > MOST:
        keys = np.sort(keys[np.argsort(-counts, kind="stable")[:MOST]])
    return keys


def matrix(rows: Sequence[Keys], known: Keys) -> Any:
    """A row of length 1 for each post."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - only a worker has need of it

    found = [_places(row, known) for row in rows]
    ends = np.cumsum([0, *map(len, found)])
    values = np.concatenate([np.full(len(one), 1 / np.sqrt(max(1, len(one)))) for one in found])
    return csr_matrix((values, np.concatenate(found), ends), shape=(len(rows), len(known)))


def _places(row: Keys, known: Keys) -> NDArray[np.int64]:
    if not len(known):
        return np.zeros(0, dtype=np.int64)
    places = np.searchsorted(known, row)
    places[places == len(known)] = 0
    found: NDArray[np.int64] = places[known[places] == row]
    return found
