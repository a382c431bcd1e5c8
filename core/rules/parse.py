"""Reads a rule file: lines into groups. Every mistake is collected; `parse` gives all groups or raises them all."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from core.rules.errors import RuleError, RuleErrors
from core.rules.keys import EXPECTED, KEYS
from core.rules.resolve import Resolver
from core.rules.terms import Group, Line, Near, Settings
from core.rules.words import NAME, SIGNS, Alternatives, alternatives
from core.texts import N_, Message

GLOBAL = "全局排除"
_SIGNS = {"+": "must", "!": "unless", "?": "weak"}


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A group while it is read: per kind, one entry per line."""

    name: str
    line: int
    column: int
    any: list[Alternatives] = field(default_factory=list)
    must: list[Alternatives] = field(default_factory=list)
    unless: list[Alternatives] = field(default_factory=list)
    weak: list[Alternatives] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    seen: set[str] = field(default_factory=set)
    #: a line could not be read; what is missing then is not worth a second complaint
    broken: bool = False


def parse(text: str) -> tuple[tuple[Group, ...], Line]:
    """Groups in the order of the file, and the global exclusions. Raises `RuleErrors`."""
    reader = _File()
    for number, line in enumerate(lines_of(text), start=1):
        reader.read(line, number)
    groups = tuple(reader.groups())
    banned = reader.banned()
    if errors := sorted(reader.errors, key=lambda error: (error.line, error.column)):
        raise RuleErrors(tuple(errors))
    return groups, banned


def lines_of(text: str) -> list[str]:
    """Lines as an editor counts them; `splitlines` knows more ends than people see."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def is_definition(plain: str, start: int) -> bool:
    """Does a `$` at `start` define a name? Its signs are narrow already."""
    name = NAME.match(plain, start + 1)
    return plain[name.end() if name else start + 1 :].lstrip().startswith("=")


class _File:
    """What is known of a rule file so far."""

    def __init__(self) -> None:
        self.errors: list[RuleError] = []
        self._drafts: dict[str, _Draft] = {}
        self._global: list[Alternatives] = []
        self._here: _Draft | None = None
        self._in_global = False
        self._resolver = Resolver()

    def read(self, line: str, number: int) -> None:
        """Takes one line; a mistake in it is remembered, not raised."""
        plain = line.translate(SIGNS)
        start = len(plain) - len(plain.lstrip())
        sign = plain[start : start + 1]
        try:
            if not sign:
                self._here, self._in_global = None, False
            elif sign == "[":
                self._header(plain, number, start)
            elif sign == "$" and is_definition(plain, start):
                self._define(line, number, start)
            elif sign != "#":
                self._body(line, plain, number, start)
        except RuleError as error:
            self.errors.append(error)
            if self._here:
                self._here.broken = True

    def _header(self, plain: str, number: int, start: int) -> None:
        self._here, self._in_global = None, False
        end = plain.find("]", start)
        name = plain[start + 1 : end].strip() if end >= 0 else ""
        if end < 0 or plain[end + 1 :].strip() or not name:
            # the lines below belong to it all the same: they must not be called homeless one by one
            self._here = _Draft(name="", line=number, column=start + 1, broken=True)
            column = start + 1 if end < 0 or not name else end + 2
            raise _wrong(number, column, N_("组名没有写完整"), N_("应独占一行，例如 [停水停电]"))
        self._in_global = name == GLOBAL
        if self._in_global:
            return
        self._here = _Draft(name=name, line=number, column=start + 1)
        if (first := self._drafts.setdefault(name, self._here)) is not self._here:
            problem = Message(N_("组名“{name}”重复，第 {line} 行已经用过"), {"name": name, "line": first.line})
            raise RuleError(number, start + 1, problem, Message(N_("应换一个组名，或合并成一组")))

    def _define(self, line: str, number: int, start: int) -> None:
        plain = line.translate(SIGNS)
        if not (name := NAME.match(plain, start + 1)):
            raise _wrong(number, start + 2, N_("$ 后面没有名称"), N_("应为词组名称，例如 $本院 = 某县医院"))
        self._resolver.promise(name.group())
        meaning = alternatives(line, number, plain.index("=", name.end()) + 1)
        self._resolver.define(name.group(), meaning, start + 1)

    def _body(self, line: str, plain: str, number: int, start: int) -> None:
        sign = plain[start]
        if self._in_global:
            self._global.append(alternatives(line, number, start + (sign == "!")))
            return
        if not self._here:
            raise _wrong(number, start + 1, N_("这一行不属于任何组"), N_("应先写组名，例如 [停水停电]"))
        if sign == ":":
            self._setting(self._here, line, number, start)
            return
        kind = _SIGNS.get(sign, "any")
        getattr(self._here, kind).append(alternatives(line, number, start + (kind != "any")))

    @staticmethod
    def _setting(draft: _Draft, line: str, number: int, start: int) -> None:
        parts = line[start + 1 :].split(maxsplit=1)
        key, value = (parts[0] if parts else ""), (parts[1].strip() if len(parts) > 1 else "")
        if key not in KEYS:
            raise RuleError(number, start + 2, Message(N_("没有“{key}”这一项"), {"key": key}), Message(EXPECTED))
        if key in draft.seen:
            problem = Message(N_("“{key}”在这一组里写了两次"), {"key": key})
            raise RuleError(number, start + 2, problem, Message(N_("应只留一行")))
        draft.seen.add(key)
        name, read, expected = KEYS[key]
        narrow = value if name in {"note", "department"} else value.translate(SIGNS)
        try:
            draft.settings = replace(draft.settings, **{name: read(narrow)})  # type: ignore[arg-type]
        except (ValueError, KeyError):
            column = line.index(value, start + 1 + len(key)) + 1 if value else len(line.rstrip()) + 2
            problem = Message(N_("“{key}”的值“{value}”看不懂"), {"key": key, "value": value})
            raise RuleError(number, column, problem, Message(expected)) from None

    def groups(self) -> Iterator[Group]:
        """The groups with every name resolved; empty and exclude-only ones become errors."""
        self.errors += self._resolver.check()
        for draft in self._drafts.values():
            yield Group(
                name=draft.name,
                line=draft.line,
                any=self._flat(draft.any),
                must=tuple(self._flat([line]) for line in draft.must),
                unless=self._flat(draft.unless),
                weak=self._flat(draft.weak),
                settings=draft.settings,
            )
            if not (draft.any or draft.must or draft.broken):
                self.errors.append(_nothing_fires(draft))

    def banned(self) -> Line:
        """The global exclusions with every name resolved."""
        return self._flat(self._global)

    def _flat(self, lines: list[Alternatives]) -> Line:
        """Several lines of one kind are one list of alternatives."""
        found: dict[Near, None] = {}
        for line in lines:
            try:
                found |= dict.fromkeys(self._resolver.resolve(line))
            except RuleError as error:
                self.errors.append(error)
        return Line(found)


def _nothing_fires(draft: _Draft) -> RuleError:
    if draft.unless and not draft.weak:
        problem = N_("组“{name}”只有排除词，永远不会命中")
    elif draft.weak:
        problem = N_("组“{name}”只有弱信号，永远不会命中")
    else:
        problem = N_("组“{name}”没有词，永远不会命中")
    expected = Message(N_("应至少有一行普通词或 + 必须词"))
    return RuleError(draft.line, draft.column, Message(problem, {"name": draft.name}), expected)


def _wrong(line: int, column: int, problem: str, expected: str) -> RuleError:
    return RuleError(line, column, Message(problem), Message(expected))
