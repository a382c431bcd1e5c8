"""A text as entries of an index: pairs of Chinese characters, Latin words and numbers whole.

Chinese has no blanks between words, and a tokenizer of three characters finds no word of two: every two neighbouring
characters are one entry.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from core.normalise import fold, readable

#: an entry of a title stands in the index a second time, behind this sign, which no entry itself has
TITLED = "^"
#: characters of one text that are looked at
_LONGEST = 8_000
#: characters of a word that is not divided; two that begin alike for so long count as the same
_WORD = 40
_RUN = re.compile(r"[^\W_]+")


def entries(text: str) -> tuple[str, ...]:
    """The distinct entries of a text in order: pairs of Chinese characters; Latin words and numbers whole."""
    return tuple(dict.fromkeys(entry for run in _runs(text) for entry in run))


def document(title: str, others: Iterable[str]) -> tuple[str, ...]:
    """The entries of one text of the index; its title counts twice."""
    head = entries(title)
    body = (entry for other in others for entry in entries(other))
    return tuple(dict.fromkeys((*head, *body, *(TITLED + entry for entry in head))))


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    """What stands together: a word of letters or digits, or the pairs of a line of Chinese characters."""
    for run in _RUN.findall(fold(readable(text[:_LONGEST]))):
        for part in _divided(run):
            yield tuple(a + b for a, b in pairwise(part)) if _is_wide(part[0]) else (part[:_WORD],)


def _divided(run: str) -> Iterable[str]:
    """路3号abc → 路 3 号 abc: where the script changes, a word ends."""
    begin = 0
    for at in range(1, len(run) + 1):
        if at == len(run) or _is_wide(run[at]) != _is_wide(run[begin]):
            yield run[begin:at]
            begin = at


def _is_wide(char: str) -> bool:
    """Chinese characters and others that are written without blanks."""
    return char > "\u2e7f" and unicodedata.east_asian_width(char) in "WF"
