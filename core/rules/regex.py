"""Regular expressions by RE2: bounded in time and memory whatever is written."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import re2

from core.normalise import simplified
from core.texts import N_, Message

LONGEST = 300
#: the program of one expression; larger ones are refused when saved
_MEMORY = 1 << 20
_WIDE = {code: re.escape(chr(code - 0xFEE0)) for code in range(0xFF01, 0xFF5F)}
#: what people bring along from other engines, by its shape
_FOREIGN = (
    (re.compile(r"\\[1-9]|\(\?P="), N_("不支持反向引用（如 \\1）")),
    (re.compile(r"\(\?<?[=!]"), N_("不支持环视（如 (?=…)）")),
)
#: what the engine says, by its first words
_SAID = {
    "invalid repetition size": N_("正则里的重复次数太大"),
    "pattern too large": N_("正则太复杂"),
    "missing )": N_("正则里的括号没有成对"),
    "unexpected )": N_("正则里的括号没有成对"),
    "missing ]": N_("正则里的方括号没有成对"),
    "bad repetition operator": N_("正则里的重复符号连写了"),
    "no argument for repetition operator": N_("正则里的重复符号前面没有内容"),
}


class Match(Protocol):
    """The part of a match that is used."""

    def span(self) -> tuple[int, int]:
        """Begin and end in characters."""


class Pattern(Protocol):
    """The part of a compiled expression that is used."""

    def search(self, text: str) -> Match | None:
        """The first match."""

    def finditer(self, text: str) -> Iterator[Match]:
        """Matches from left to right, not overlapping."""


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Pattern:
    """The expression, ready for folded text. Raises `re2.error`."""
    options = re2.Options()
    options.max_mem = _MEMORY
    options.case_sensitive = False
    options.log_errors = False
    made: Pattern = re2.compile(pattern, options)
    return made


def as_normalised(pattern: str) -> str:
    """Wide signs and traditional characters of the pattern as they stand in a normalised text."""
    return simplified(pattern.translate(_WIDE))


def refusal(pattern: str) -> Message | None:
    """Why the expression may not be saved, None if it may."""
    if len(pattern) > LONGEST:
        return Message(N_("正则太长：{length} 个字符，最多 {limit} 个"), {"length": len(pattern), "limit": LONGEST})
    try:
        if compiled(pattern).search("") is not None:
            return Message(N_("正则能匹配空白，会命中所有帖文"))
    except re2.error as error:
        return Message(_reason(pattern, error.args[0].decode()))
    return None


def _reason(pattern: str, said: str) -> str:
    foreign = (why for shape, why in _FOREIGN if shape.search(pattern))
    known = (why for words, why in _SAID.items() if said.startswith(words))
    return next(foreign, None) or next(known, N_("正则写法有误"))
