"""All words that say how a text sounds, and what each does."""

from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from core.normalise import fold
from core.wordlist import read_list

#: what a value of the kept list counts: most of its words are mild, so a part is taken off all of them
_KEPT_LESS, _KEPT_TIMES = 0.5, 1.3
_MORE, _LESS = 1.4, 0.8
#: a word that only turns others round says a little by itself: people deny more when they complain
_DENIED, _NEVER = -0.5, -1.5


class Part(IntEnum):
    """What a word does."""

    #: it has a value
    VALUE = auto()
    #: the next word weighs more or less
    DEGREE = auto()
    #: it turns the next word round
    DENIAL = auto()
    #: what follows is only wished for
    WISH = auto()
    #: what follows is what is meant
    BUT = auto()


@dataclass(frozen=True, slots=True)
class Meaning:
    """`value` is what it says itself: below 0 negative; `factor` what a degree does to the next word."""

    part: Part
    value: float
    factor: float = 1.0
    #: of our own list
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Wordbook:
    """`words` finds them, the longest first; `meanings` by their number."""

    words: AhoCorasick
    meanings: tuple[Meaning, ...]


_GRAMMAR = {
    "more": (Part.DEGREE, 0.0, _MORE),
    "less": (Part.DEGREE, 0.0, _LESS),
    "deny": (Part.DENIAL, _DENIED, 1.0),
    "never": (Part.DENIAL, _NEVER, 1.0),
    "wish": (Part.WISH, 0.0, 1.0),
    "but": (Part.BUT, 0.0, 1.0),
}


@cache
def wordbook() -> Wordbook:
    """Made for the first text: a fortieth of a second."""
    known: dict[str, Meaning] = {}
    for head, words in read_list(__package__, "jionlp.txt"):
        # thirty thousand words share a few meanings
        known |= dict.fromkeys(words, Meaning(Part.VALUE, _kept(float(head))))
    own: dict[str, Meaning] = {}
    for head, words in read_list(__package__, "own.txt"):
        for word in words:
            own.setdefault(fold(word), _own(head, known.get(word)))
    known |= own
    # most posts pass here; the quickest kind of search would take ten times the memory
    found = AhoCorasick(known, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)
    return Wordbook(found, tuple(known.values()))


def _own(head: str, kept: Meaning | None) -> Meaning:
    if head not in _GRAMMAR:
        return Meaning(Part.VALUE, float(head), ours=True)
    part, value, factor = _GRAMMAR[head]
    return Meaning(part, kept.value if kept else value, factor)


def _kept(value: float) -> float:
    strength = _KEPT_TIMES * (abs(value) - _KEPT_LESS)
    return strength if value > 0 else -strength
