"""What the words of a text say where they stand: denied, strengthened, only wished for, taken back by a 但是."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from core.sentiment.lexicon import Meaning, Part, Wordbook

_MARK = re.compile(r"[\s,.!?;:()，。！？；：、（）]")
_END = re.compile(r"[.!?;。！？；\n]")
#: characters between a word and what turns or strengthens it; between a wish and what is wished for
_NEAR, _WISHED = 3, 16
#: what is left of a word: denied praise is a complaint, a denied complaint says little; a wish; before a 但是
_NOT_BAD, _HOPED, _CONCEDED = 0.2, 0.5, 0.7


@dataclass(slots=True)
class Weighed:
    """What stands at `[start, end)` says so much: below 0 negative."""

    value: float
    start: int
    end: int
    #: a word of our own list
    ours: bool


class Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, lexicon: Wordbook) -> None:
        self._text = text
        self._lexicon = lexicon
        self._found: list[Weighed] = []
        #: degrees and denials that no word has taken up yet
        self._open: list[tuple[int, int, Meaning]] = []
        self._wished = -_WISHED
        #: where each 但是 stands
        self._buts: list[int] = []

    def read(self) -> list[Weighed]:
        """Everything that says something, in order."""
        meanings = self._lexicon.meanings
        for which, start, end in self._lexicon.words.find_matches_as_indexes(self._text):
            meaning = meanings[which]
            if meaning.part is Part.VALUE:
                self._say(meaning, start, end)
            elif meaning.part is Part.WISH:
                self._wished = end
            elif meaning.part is Part.BUT:
                self._buts.append(start)
            else:
                self._open.append((start, end, meaning))
        self._left_over(())
        if self._buts:
            self._concede()
        return self._found

    def _say(self, said: Meaning, start: int, end: int) -> None:
        value = said.value
        if value > 0 and start - self._wished < _WISHED and not _MARK.search(self._text, self._wished, start):
            value *= _HOPED
        begin = start
        if self._open:
            used = [one for one in self._open if self._reaches(one[1], start)]
            for at, _, meaning in used:
                value = _turned(value, meaning)
                begin = min(begin, at)
            self._left_over(used)
        self._found.append(Weighed(value, begin, end, said.ours))

    def _reaches(self, end: int, start: int) -> bool:
        return start - end <= _NEAR and not (start > end and _MARK.search(self._text, end, start))

    def _left_over(self, used: object) -> None:
        """What turned nothing round says what it says by itself."""
        if not used:
            self._found += [Weighed(one.value, start, end, False) for start, end, one in self._open if one.value]
        self._open.clear()

    def _concede(self) -> None:
        """What stands before a 但是 of its sentence counts less, once for each of them."""
        ends = [found.start() for found in _END.finditer(self._text)] + [len(self._text)]
        for one in self._found:
            end = ends[bisect_left(ends, one.end)]
            behind = bisect_left(self._buts, end) - bisect_left(self._buts, one.end)
            one.value *= _CONCEDED**behind


def _turned(value: float, meaning: Meaning) -> float:
    if meaning.part is Part.DEGREE:
        return value * meaning.factor
    return -value if value > 0 else -_NOT_BAD * value
