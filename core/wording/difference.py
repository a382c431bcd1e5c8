"""What changed between two versions of a statement, readable: whole clauses first, then words within them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby


class Fate(StrEnum):
    """What became of a piece of text."""

    #: 未改
    SAME = "same"
    #: 删去
    GONE = "gone"
    #: 新增
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of the old or the new text."""

    kind: Fate
    text: str


_CLAUSE = re.compile(r"[^，,。；;：:！!？?、\n]*[，,。；;：:！!？?、\n]+|[^，,。；;：:！!？?、\n]+")
#: a number or a foreign word is changed as a whole, a Chinese character alone
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|\s+|.", re.DOTALL)
#: comparing costs up to the product of both lengths, times the shorter: above these it is not gone into
_CLAUSES, _WORDS = 200, 160
#: fewer characters that happen to be the same between two changes help nobody
_KEPT = 2


def difference(old: str, new: str) -> tuple[Passage, ...]:
    """Pieces in reading order. SAME and GONE together are the old text, SAME and NEW the new one."""
    if old == new:
        return (Passage(kind=Fate.SAME, text=old),) if old else ()
    return tuple(_joined(_compared(_CLAUSE.findall(old), _CLAUSE.findall(new), _CLAUSES)))


def _compared(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[Passage]:
    """What stands the same at both ends is set aside first: most changes are small."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    yield _passage(Fate.SAME, old[:head])
    yield from _inner(old[head : len(old) - tail], new[head : len(new) - tail], most)
    yield _passage(Fate.SAME, old[len(old) - tail :])


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many stand the same from the beginning."""
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _inner(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[Passage]:
    if not old or not new:
        yield from _replaced(old, new)
        return
    if len(old) > most or len(new) > most:
        yield from _within(old, new, most)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal" and (most == _CLAUSES or len("".join(old[a:b])) >= _KEPT):
            yield _passage(Fate.SAME, old[a:b])
        else:
            yield from _within(old[a:b], new[c:d], most)


def _within(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[Passage]:
    """Clauses that were replaced are looked into; words are not."""
    if most == _WORDS or not old or not new:
        yield from _replaced(old, new)
        return
    yield from _compared(_WORD.findall("".join(old)), _WORD.findall("".join(new)), _WORDS)


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Passage]:
    yield _passage(Fate.GONE, old)
    yield _passage(Fate.NEW, new)


def _passage(kind: Fate, parts: Sequence[str]) -> Passage:
    return Passage(kind=kind, text="".join(parts))


def _joined(passages: Iterator[Passage]) -> Iterator[Passage]:
    """Neighbours of one kind as one piece, what went before what came; empty ones go."""
    for same, run in groupby((one for one in passages if one.text), key=lambda one: one.kind is Fate.SAME):
        pieces = list(run)
        for kind in (Fate.SAME,) if same else (Fate.GONE, Fate.NEW):
            text = "".join(one.text for one in pieces if one.kind is kind)
            if text:
                yield Passage(kind=kind, text=text)
