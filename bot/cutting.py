"""Cuts Chinese text exactly as jieba does, about twice as quickly: its dictionary and its guesses, in one pass.

text → runs of characters → the likeliest row of dictionary words (`_row`) → characters that stay single side by side
are guessed by the hidden Markov model (`_guessed`): is each the beginning, middle or end of a word, or alone?
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from bot.dictionary import Dictionary

_RUN = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&\._%\-]+)")
_BLANK = re.compile(r"(\r\n|\s)")
_HAN = re.compile(r"([\u4E00-\u9FD5]+)")
_LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
#: what the model says of a character that it never saw
_NEVER = -3.14e100
#: runs of single characters whose guess is at hand, and how long they are at most
_SINGLE, _USUAL = 20_000, 8

#: logarithms of the chance of a character at the beginning, in the middle, at the end of a word, and alone
Chances = tuple[float, float, float, float]


class Cutter:
    """`start`, `moves`, `emits`: jieba's model of unknown words."""

    def __init__(
        self,
        dictionary: Dictionary,
        *,
        start: Mapping[str, float],
        moves: Mapping[str, Mapping[str, float]],
        emits: Mapping[str, Mapping[str, float]],
    ) -> None:
        self._dictionary = dictionary
        self._start: Chances = (start["B"], start["M"], start["E"], start["S"])
        self._moves = tuple(moves[a][b] for a, b in ("EB", "SB", "MM", "BM", "BE", "ME", "SS", "ES"))
        # what stands between the words of the dictionary is much the same everywhere
        self._usual = lru_cache(maxsize=_SINGLE)(self._guess)
        known = set().union(*emits.values())
        self._emits: dict[str, Chances] = {
            char: (
                emits["B"].get(char, _NEVER),
                emits["M"].get(char, _NEVER),
                emits["E"].get(char, _NEVER),
                emits["S"].get(char, _NEVER),
            )
            for char in known
        }

    def cut(self, text: str) -> list[str]:
        """The words of the text, in order; nothing of it is lost."""
        words: list[str] = []
        for number, piece in enumerate(_RUN.split(text)):
            if number % 2:
                self._cut_run(piece, words)
            elif piece:
                for place, blank in enumerate(_BLANK.split(piece)):
                    words += (blank,) if place % 2 else blank
        return words

    def _cut_run(self, run: str, words: list[str]) -> None:
        ends, at, single = self._row(run), 0, 0
        while at < len(run):
            end = ends[at]
            if end - at > 1:
                words += self._single(run[single:at])
                words.append(run[at:end])
                single = end
            at = end
        words += self._single(run[single:])

    def _single(self, run: str) -> Sequence[str]:
        """Characters that make no word of the dictionary together with their neighbours."""
        return self._usual(run) if len(run) <= _USUAL else self._guess(run)

    def _guess(self, run: str) -> Sequence[str]:
        return tuple(self._guessed(run)) if len(run) > 1 and self._dictionary.score(run) is None else run

    def _row(self, run: str) -> list[int]:
        """For each place the end of the word that begins there in the likeliest row of words."""
        known, length = self._dictionary, len(run)
        begin, find, children, scores, once = (
            known.begin.get,
            known.letters.find,
            known.children,
            known.scores,
            known.once,
        )
        best, ends = [0.0] * (length + 1), [0] * length
        for at in range(length - 1, -1, -1):
            top, to, end = None, at + 1, at + 1
            node = begin(run[at], -1)
            while node > 0:
                # of equals the longest
                if (score := scores[node]) is not None and (top is None or score + best[end] >= top):
                    top, to = score + best[end], end
                if end == length:
                    break
                node = find(run[end], children[node], children[node + 1])
                end += 1
            best[at] = once + best[at + 1] if top is None else top
            ends[at] = to
        return ends

    def _guessed(self, run: str) -> Iterator[str]:
        for number, piece in enumerate(_HAN.split(run)):
            if number % 2:
                yield from _by_states(piece, self._states(piece))
            else:
                yield from filter(None, _LATIN.split(piece))

    def _states(self, run: str) -> list[str]:
        """The likeliest row of states (Viterbi). Of equal ways the later letter wins, as jieba compares."""
        eb, sb, mm, bm, be, me, ss, es = self._moves
        emits, never = self._emits.get, (_NEVER, _NEVER, _NEVER, _NEVER)
        b, m, e, s = (a + c for a, c in zip(self._start, emits(run[0], never), strict=True))
        came: list[tuple[str, str, str, str]] = []
        for char in run[1:]:
            to_b, to_m, to_e, to_s = emits(char, never)
            from_e, from_s = e + eb + to_b, s + sb + to_b
            from_m, from_b = m + mm + to_m, b + bm + to_m
            end_m, end_b = m + me + to_e, b + be + to_e
            one_s, one_e = s + ss + to_s, e + es + to_s
            came.append((
                "E" if from_e > from_s else "S",
                "B" if from_b > from_m else "M",
                "B" if end_b > end_m else "M",
                "E" if one_e > one_s else "S",
            ))  # fmt: skip
            b, m, e, s = max(from_e, from_s), max(from_m, from_b), max(end_m, end_b), max(one_s, one_e)
        states = ["E" if e > s else "S"]
        for ways in reversed(came):
            states.append(ways["BMES".index(states[-1])])
        states.reverse()
        return states


def _by_states(run: str, states: list[str]) -> Iterator[str]:
    begin = after = 0
    for place, state in enumerate(states):
        if state == "B":
            begin = place
        elif state in "ES":
            yield run[begin if state == "E" else place : place + 1]
            after = place + 1
    if after < len(run):
        yield run[after:]
