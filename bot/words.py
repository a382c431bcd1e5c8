"""jieba, as our own Tokenizer: dividing Chinese text into words, with the organisation's names among them."""

import logging
import warnings
from collections.abc import Iterable
from functools import lru_cache
from math import log

with warnings.catch_warnings():
    # its source has invalid escapes, which Python 3.12 and later complain about when they compile it
    warnings.simplefilter("ignore")
    import jieba

#: as frequent as the most usual words: the name is always cut out whole
_NAME_FREQUENCY = 100_000


class Words:
    """Divides texts into words and says how telling each word is. See `core.events.Cut`."""

    def __init__(self, tokenizer: "jieba.Tokenizer", names: frozenset[str]) -> None:
        self._tokenizer = tokenizer
        self._names = names
        self._total = log(tokenizer.total)

    def cut(self, text: str) -> list[str]:
        """The words of the text, in order; unknown ones are guessed from their characters."""
        return [str(word) for word in self._tokenizer.cut(text)]

    def weight(self, word: str) -> float:
        """The negative logarithm of how often jieba's own corpus has the word; 0 for marks, numbers, our own names."""
        if word in self._names or not (word.isalpha() or any(char.isalpha() for char in word)):
            return 0.0
        return self._total - log(self._tokenizer.FREQ.get(word) or 1)


def words(names: Iterable[str] = ()) -> Words:
    """The dictionary with the organisation's names; loading takes about half a second, the same names again nothing."""
    return _loaded(frozenset(name for name in names if name))


@lru_cache(maxsize=2)
def _loaded(names: frozenset[str]) -> Words:
    """Without jieba's cache file: it lies in the shared temporary directory, where anybody could plant one."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for name in names:
        tokenizer.add_word(name, freq=_NAME_FREQUENCY)
    return Words(tokenizer, names)
