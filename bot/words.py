"""jieba's dictionary, cut by our own walk: dividing Chinese text into words, the organisation's names among them."""

import warnings
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from bot.cutting import Cutter
from bot.dictionary import Dictionary
from core.analysis.matter import Lexicon

with warnings.catch_warnings():
    # its source has invalid escapes, which Python 3.12 and later complain about when they compile it
    warnings.simplefilter("ignore")
    import jieba
    from jieba.finalseg import emit_P, start_P, trans_P

#: as frequent as the most usual words: the name is always cut out whole
_NAME_FREQUENCY = 100_000
#: words whose weight is at hand, and how long they are at most
_WEIGHED, _USUAL = 20_000, 16


class Words:
    """Divides texts into words and says how telling each word is. See `core.events.Cut`.

    The dictionary is read for the first word, which takes a quarter of a second; nobody's start waits for it.
    """

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._read: tuple[Dictionary, Cutter] | None = None
        # posts are looked into in several threads: one reads, the others wait for it
        self._reading = Lock()
        # people write the same words again and again
        self._usual = lru_cache(maxsize=_WEIGHED)(self._weigh)

    def cut(self, text: str) -> list[str]:
        """The words of the text, in order; unknown ones are guessed from their characters."""
        return self._known[1].cut(text)

    def weight(self, word: str) -> float:
        """The negative logarithm of how often jieba's own corpus has the word; 0 for marks, numbers, our own names."""
        return self._usual(word) if len(word) <= _USUAL else self._weigh(word)

    def _weigh(self, word: str) -> float:
        if word in self._names or not (word.isalpha() or any(char.isalpha() for char in word)):
            return 0.0
        dictionary = self._known[0]
        score = dictionary.score(word)
        return -(dictionary.once if score is None else score)

    @property
    def _known(self) -> tuple[Dictionary, Cutter]:
        return self._read or self._read_once()

    def _read_once(self) -> tuple[Dictionary, Cutter]:
        with self._reading:
            if self._read is None:
                self._read = _dictionary(self._names)
            return self._read


def words(names: Iterable[str] = ()) -> Words:
    """The dictionary with the organisation's names; the same names again are the same dictionary."""
    return _made(frozenset(name for name in names if name))


def lexicon(names: Iterable[str]) -> Lexicon:
    """What reports divide texts with: the dictionary, and which of its words are ours."""
    ours = frozenset(name for name in names if name)
    return Lexicon(cut=words(ours), names=ours)


@lru_cache(maxsize=2)
def _made(names: frozenset[str]) -> Words:
    return Words(names)


def _dictionary(names: frozenset[str]) -> tuple[Dictionary, Cutter]:
    # read from the package itself: jieba's cache lies in the shared temporary directory, where anybody could plant one
    with jieba.Tokenizer().get_dict_file() as file:
        listed = file.read().decode()
    dictionary = Dictionary.of(listed, names, _NAME_FREQUENCY)
    return dictionary, Cutter(dictionary, start=start_P, moves=trans_P, emits=emit_P)
