"""jieba's dictionary as a tree of characters: a tenth of the memory that a dict of all words and beginnings takes.

The nodes stand level by level, the children of one side by side, so that `letters.find` between two places steps from a
beginning to a longer one. Everything is laid out by whole columns; no word becomes an object.
"""

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
#: fields of a line: the word, how often, what kind
_FIELDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """Nodes by number; 0 is where all words begin."""

    #: the node of each character that begins a word
    begin: dict[str, int]
    #: the last character of each node
    letters: str
    #: where the children of each node begin; they end where those of the next one begin
    children: Sequence[int]
    #: the logarithm of a word's share of all, None for what only begins words
    scores: list[float | None]
    #: the same for a word that occurs once
    once: float

    @classmethod
    def of(cls, listed: str, names: Collection[str], frequency: int) -> "Dictionary":
        """`listed`: lines of word, count and kind. `names` are words too, so frequent; they replace what is listed."""
        codes, begins, lengths, counts = _lines(listed)
        for name in names:
            begins = np.append(begins, len(codes))
            lengths, counts = np.append(lengths, len(name)), np.append(counts, frequency)
            codes = np.concatenate((codes, _codes(name)))
        letters, parents, ends = _tree(codes, begins, lengths)
        often = np.zeros(len(letters), dtype=np.int64)
        often[ends] = counts
        children = np.searchsorted(parents, np.arange(len(letters) + 1)) + 1
        first = letters[1 : children[1]].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        total = log(int(counts.sum()))
        return cls(
            begin={char: node for node, char in enumerate(first, start=1)},
            letters=letters.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass"),
            children=array("I", children.astype(np.uintc).tobytes()),
            scores=_scores(often, total),
            once=-total,
        )

    def score(self, word: str) -> float | None:
        """The logarithm of its share of all words; None for none, and for what only begins words."""
        node = self.begin.get(word[:1], 0)
        for char in word[1:]:
            if node <= 0:
                return None
            node = self.letters.find(char, self.children[node], self.children[node + 1])
        return self.scores[node] if node > 0 else None


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _lines(listed: str) -> tuple[NDArray[np.uint32], Places, Places, Places]:
    """The text as code points; of each word where it begins, how long it is, how often it occurs."""
    codes = _codes(listed)
    # a mark at both ends, so that every field has two borders
    blank = np.concatenate(([True], codes <= ord(" "), [True]))
    borders = np.flatnonzero(blank[1:] != blank[:-1])
    starts, lengths = borders[0::2], borders[1::2] - borders[0::2]
    at, digits = starts[1::_FIELDS], lengths[1::_FIELDS]
    counts = np.zeros(len(at), dtype=np.int64)
    for place in range(int(digits.max(initial=0))):
        more = digits > place
        counts[more] = counts[more] * 10 + codes[at[more] + place] - ord("0")
    return codes, starts[0::_FIELDS], lengths[0::_FIELDS], counts


def _tree(codes: NDArray[np.uint32], begins: Places, lengths: Places) -> tuple[NDArray[np.uint32], Places, Places]:
    """The character of each node, the parent of each but the first, and the node at which each word ends."""
    letters, parents = [np.zeros(1, dtype=np.uint32)], []
    ends, known, words = np.zeros(len(begins), dtype=np.int64), 1, np.arange(len(begins))
    for place in range(int(lengths.max(initial=0))):
        words = words[lengths[words] > place]
        pairs, which = np.unique((ends[words] << 32) | codes[begins[words] + place], return_inverse=True)
        ends[words] = which + known
        letters.append((pairs & 0xFFFFFFFF).astype(np.uint32))
        parents.append(pairs >> 32)
        known += len(pairs)
    return np.concatenate(letters), np.concatenate(parents), ends


def _scores(often: Places, total: float) -> list[float | None]:
    """There are few thousand different figures: each is one object, however many words have it."""
    counts, which = np.unique(often, return_inverse=True)
    figures = np.array([log(count) - total if count else None for count in counts.tolist()], dtype=object)
    scores: list[float | None] = figures[which].tolist()
    return scores
