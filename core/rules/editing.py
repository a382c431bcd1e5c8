"""Changing rules piece by piece: what somebody wrote is looked at among all the others, and is taken whole or not."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.errors import InputError
from core.rules.errors import RuleError, RuleErrors
from core.rules.parse import lines_of
from core.rules.ruleset import RuleSet
from core.rules.sections import Kind, Rule, Section, compose, split
from core.showing import utf16
from core.texts import N_, Message

#: UTF-16 units of what is written at once: it has to fit into a message, to be given back
LONGEST = 3000
#: mistakes that are told at once
_TOLD = 5


class Mistakes(InputError):  # noqa: N818 - several of them, as RuleErrors
    """What is wrong with what somebody wrote, place by place."""

    def __init__(self, errors: Sequence[Message]) -> None:
        super().__init__(N_("监测规则有 {count} 处错误，{first}"), count=len(errors), first=errors[0])
        self.errors = tuple(errors[:_TOLD])


def used(rules: Iterable[Rule]) -> tuple[Section, ...]:
    """The pieces that posts are compared with."""
    return tuple(rule.section for rule in rules if rule.active)


def assembled(rules: Iterable[Rule]) -> RuleSet:
    """The rule set of what is kept; what does not fit together raises `Mistakes`, which name the rule."""
    sections = used(rules)
    try:
        return RuleSet.parse(compose(sections))
    except RuleErrors as wrong:
        raise Mistakes([_placed(error, sections, 0) for error in wrong.errors]) from None


def with_sections(rules: Sequence[Rule], sections: Sequence[Section]) -> tuple[Section, ...]:
    """The pieces in use with these in the place of their namesakes, new ones at the end."""
    by_key = {section.key: section for section in used(rules)}
    return tuple((by_key | {section.key: section for section in sections}).values())


def linted(written: str, rules: Sequence[Rule], only: str = "") -> tuple[Section, ...]:
    """The pieces that somebody wrote, fit to be used with the others; raises `Mistakes` with places in `written`.

    `only`: the handle of the piece that is edited; a group's name in brackets need not be repeated.
    """
    if utf16(written) > LONGEST:
        words = N_("一次最多写 {limit} 个字，这里有 {length} 个；请分几次发")
        raise Mistakes([Message(words, {"limit": LONGEST, "length": utf16(written)})])
    return fitting(written, rules, only)


def fitting(written: str, rules: Sequence[Rule], only: str = "") -> tuple[Section, ...]:
    """As `linted`, of any length: what the file says may be longer than a message."""
    added = 1 if only and not only.startswith("$") and not split(written) else 0
    text = f"[{only}]\n{written}" if added else written
    sections = split(text)
    keys = {section.key for section in sections if _replaces(section, only)}
    others = tuple(section for section in used(rules) if section.key not in keys)
    try:
        RuleSet.parse(f"{text}\n\n{compose(others)}")
    except RuleErrors as wrong:
        own = len(lines_of(text))
        raise Mistakes([_told(error, others, own, added) for error in wrong.errors]) from None
    _is_meant(sections, only)
    known = {rule.section.key: rule.section for rule in rules}
    return tuple(one if _replaces(one, only) else _added(known.get(one.key), one) for one in sections)


def _replaces(section: Section, only: str) -> bool:
    """Does it stand in the place of its namesake? Global exclusions add to those that are there, as in a file."""
    return section.kind is not Kind.GLOBAL or bool(only)


def _added(old: Section | None, new: Section) -> Section:
    """The exclusions that are there with those of the new ones that are not."""
    if old is None:
        return new
    there = frozenset(map(str.strip, lines_of(old.text)))
    more = [line for line in lines_of(new.text) if line.strip() not in there and not line.strip().startswith("[")]
    return replace(old, text="\n".join([old.text, *more]))


def excluding(rule: Rule, term: str) -> Section:
    """The group with one more word that cancels it."""
    return replace(rule.section, text=f"{rule.section.text}\n!{term}")


def _is_meant(sections: Sequence[Section], only: str) -> None:
    if not sections:
        raise Mistakes([Message(N_("没有写规则；应先写组名，例如 [停水停电]，下一行起写词"))])
    if only and [section.handle for section in sections] != [only]:
        raise Mistakes([Message(N_("修改「{name}」时只能写这一组，名称不变"), {"name": only})])


def _told(error: RuleError, others: Sequence[Section], own: int, added: int) -> Message:
    if error.line > own:
        return _placed(error, others, own + 1)
    if error.line <= added:
        # about the whole group, whose name nobody wrote
        return Message(N_("{problem}；{expected}"), {"problem": error.problem, "expected": error.expected})
    return RuleError(error.line - added, error.column, error.problem, error.expected).message


def _placed(error: RuleError, sections: Sequence[Section], before: int) -> Message:
    """A mistake with its place in the piece that it is in; `before`: lines that stand above the pieces."""
    line = error.line - before
    for section in sections:
        height = len(lines_of(section.text)) + 1
        if line <= height:
            params = {"name": section.name, "line": line, "column": error.column}
            words = N_("规则「{name}」第 {line} 行第 {column} 列：{problem}；{expected}")
            return Message(words, params | {"problem": error.problem, "expected": error.expected})
        line -= height
    return error.message
