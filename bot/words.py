"""jieba's dictionary, cut by our own walk: dividing Chinese text into words, the organisation's names among them."""

import warnings
from collections.abc import Iterable
from functools import lru_cache

from bot.cutting import Cutter
from bot.dictionary import Dictionary

with warnings.catch_warnings():
    # its source has invalid escapes, which Python 3.12 and later complain about when they compile it
    warnings.simplefilter("ignore")
    import jieba
    from jieba.finalseg import emit_P, start_P, trans_P

#: as frequent as the most usual words: the name is always cut out whole
_NAME_FREQUENCY = 100_000


class Words:
    """Divides texts into words and says how telling each word is. See `core.events.Cut`."""

    def __init__(self, dictionary: Dictionary, names: frozenset[str]) -> None:
        self._dictionary = dictionary
        self._cutter = Cutter(dictionary, start=start_P, moves=trans_P, emits=emit_P)
        self._names = names

    def cut(self, text: str) -> list[str]:
        """The words of the text, in order; unknown ones are guessed from their characters."""
        return self._cutter.cut(text)

    def weight(self, word: str) -> float:
        """The negative logarithm of how often jieba's own corpus has the word; 0 for marks, numbers, our own names."""
        if word in self._names or not (word.isalpha() or any(char.isalpha() for char in word)):
            return 0.0
        score = self._dictionary.score(word)
        return -(self._dictionary.once if score is None else score)


def words(names: Iterable[str] = ()) -> Words:
    """The dictionary with the organisation's names; loading takes a quarter of a second, the same names again none."""
    return _loaded(frozenset(name for name in names if name))


@lru_cache(maxsize=2)
def _loaded(names: frozenset[str]) -> Words:
    # read from the package itself: jieba's cache lies in the shared temporary directory, where anybody could plant one
    with jieba.Tokenizer().get_dict_file() as file:
        listed = file.read().decode()
    return Words(Dictionary.of(listed, names, _NAME_FREQUENCY), names)
