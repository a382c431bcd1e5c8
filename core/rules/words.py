"""Reads one line of alternatives: `alts = near { "|" near }`. Names (`$本院`) stay unresolved here.

Full-width signs from a phone's keyboard mean the same as the narrow ones; mapped one to one, so columns stay true.
"""

import re
from dataclasses import dataclass

from core.rules.document import Field
from core.rules.errors import RuleError
from core.texts import N_, Message

#: the signs of the rule language as Chinese keyboards write them
SIGNS = str.maketrans("！＋？：｜～＝＄＊＃［］＂“”／", '!+?:|~=$*#[]"""/')
FIELDS = {field.value: field for field in Field}
NAME = re.compile(r"\w+")
_FIELD = re.compile(r"(\w+)\s*:")
_FARTHEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term as written. `kind` is one of: word, quoted, regex, name. `column` counts from 1."""

    kind: str
    text: str
    column: int
    field: Field | None = None
    exact: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """`left`, or `left ~distance right`."""

    left: Term
    right: Term | None = None
    distance: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """What one line offers; `line` counts from 1."""

    line: int
    pairs: tuple[Pair, ...]


def alternatives(line: str, number: int, start: int) -> Alternatives:
    """The alternatives of a line from character `start` on; raises `RuleError` at the first mistake."""
    return Alternatives(line=number, pairs=_Reader(line, number, start).pairs())


class _Reader:
    """Walks one line; `at` is the next character, from 0."""

    def __init__(self, line: str, number: int, start: int) -> None:
        self._raw = line
        self._line = line.translate(SIGNS)
        self._number = number
        self._at = start

    def pairs(self) -> tuple[Pair, ...]:
        found = [self._pair()]
        while self._take("|"):
            found.append(self._pair())
        if self._peek():
            raise self._wrong(N_("词的后面多出内容"), N_("应换行，或用 | 分开；词里有空格时请加引号"))
        return tuple(found)

    def _pair(self) -> Pair:
        left = self._term()
        if not self._take("~"):
            return Pair(left=left)
        distance = self._distance()
        return Pair(left=left, right=self._term(), distance=distance)

    def _distance(self) -> int:
        self._peek()
        digits = re.compile(r"[0-9]*").match(self._line, self._at)
        text = digits.group() if digits else ""
        if not text or len(text) > 4 or not 0 < int(text) <= _FARTHEST:
            raise self._wrong(N_("~ 后面没有可用的字数"), N_("应为 1 到 1000 的整数，例如 ~10"))
        self._at += len(text)
        return int(text)

    def _term(self) -> Term:
        self._peek()
        column, field = self._at + 1, self._field()
        sign = self._peek()
        if sign == '"':
            return Term(kind="quoted", text=self._until('"'), column=column, field=field)
        if sign == "/":
            return Term(kind="regex", text=self._until("/"), column=column, field=field)
        if sign == "$":
            self._at += 1
            return Term(kind="name", text=self._name(), column=column, field=field)
        return self._word(column, field)

    def _field(self) -> Field | None:
        named = _FIELD.match(self._line, self._at)
        if not named:
            return None
        if (field := FIELDS.get(named[1])) is None:
            problem = Message(N_("没有“{name}”这个范围"), {"name": named[1]})
            raise self._wrong(problem, N_("应为 标题、正文、作者、来源 或 链接；冒号是词的一部分时请加引号"))
        self._at = named.end()
        return field

    def _name(self) -> str:
        name = NAME.match(self._line, self._at)
        if not name:
            raise self._wrong(N_("$ 后面没有名称"), N_("应为词组名称，例如 $本院"))
        self._at = name.end()
        return name.group()

    def _word(self, column: int, field: Field | None) -> Term:
        exact = self._take("=")
        word = re.compile(r'[^\s|~"]*').match(self._line, self._at)
        text = word.group() if word else ""
        prefix = text.endswith("*")
        text = text.removesuffix("*")
        if not text:
            raise self._wrong(N_("这里缺一个词"), N_("应为词、“带引号的词”、/正则/ 或 $名称"))
        begin = self._at
        self._at += len(text) + prefix
        raw = self._raw[begin : begin + len(text)]
        return Term(kind="word", text=raw, column=column, field=field, exact=exact, prefix=prefix)

    def _until(self, mark: str) -> str:
        """What stands between two marks, as written; a backslash keeps the next mark inside a regular expression."""
        begin = at = self._at + 1
        while at < len(self._line) and self._line[at] != mark:
            at += 2 if mark == "/" and self._line[at] == "\\" else 1
        if at >= len(self._line):
            raise self._wrong(Message(N_("{mark} 没有成对"), {"mark": mark}), N_("应在同一行写上结尾的那一个"))
        self._at = at + 1
        return self._raw[begin:at]

    def _peek(self) -> str:
        """The next sign after blanks, "" at the end."""
        while self._at < len(self._line) and self._line[self._at].isspace():
            self._at += 1
        return self._line[self._at : self._at + 1]

    def _take(self, sign: str) -> bool:
        taken = self._peek() == sign
        self._at += taken
        return taken

    def _wrong(self, problem: str | Message, expected: str) -> RuleError:
        said = problem if isinstance(problem, Message) else Message(problem)
        return RuleError(self._number, self._at + 1, said, Message(expected))
