"""Turns terms into atoms: `$names` are replaced by their words, and each word is looked at (lint)."""

import re
from dataclasses import replace

from core.normalise import fold, tidy
from core.rules.errors import RuleError
from core.rules.regex import as_normalised, refusal
from core.rules.terms import Atom, Near
from core.rules.words import Alternatives, Pair, Term
from core.texts import N_, Message

_HAN = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U000323af]")
_DEEPEST = 20


class Resolver:
    """Knows the `$` definitions of one file."""

    def __init__(self) -> None:
        self._written: dict[str, Alternatives] = {}
        self._known: dict[str, tuple[Near, ...]] = {}
        self._promised: set[str] = set()
        self._errors: list[RuleError] = []

    def promise(self, name: str) -> None:
        """The name is being defined; should its line be wrong, its users shall not be blamed."""
        self._promised.add(name)

    def define(self, name: str, alternatives: Alternatives, column: int) -> None:
        """Raises `RuleError` where the name has a meaning already."""
        if (first := self._written.setdefault(name, alternatives)) is not alternatives:
            problem = Message(N_("${name} 重复，第 {line} 行已经定义过"), {"name": name, "line": first.line})
            raise RuleError(alternatives.line, column, problem, Message(N_("应换一个名称")))

    def check(self) -> list[RuleError]:
        """Resolves every definition, used or not, and gives what is wrong with them."""
        for name in self._written:
            self._words_of(name, ())
        return self._errors

    def resolve(self, alternatives: Alternatives, path: tuple[str, ...] = ()) -> tuple[Near, ...]:
        """The alternatives with every name replaced; raises `RuleError` at the first mistake."""
        found: dict[Near, None] = {}
        for pair in alternatives.pairs:
            found |= dict.fromkeys(self._near(pair, alternatives.line, path))
        return tuple(found)

    def _near(self, pair: Pair, line: int, path: tuple[str, ...]) -> tuple[Near, ...]:
        left = self._term(pair.left, line, path)
        if pair.right is None:
            return left
        right = self._term(pair.right, line, path)
        if any(near.right for near in left + right):
            problem = Message(N_("~ 的一边已经含有 ~"))
            raise RuleError(line, pair.left.column, problem, Message(N_("应只写两个词，例如 医院~10收费")))
        sides = [tuple(atom for near in side for atom in near.left) for side in (left, right)]
        return (Near(left=sides[0], right=sides[1], distance=pair.distance),) if all(sides) else ()

    def _term(self, term: Term, line: int, path: tuple[str, ...]) -> tuple[Near, ...]:
        if term.kind != "name":
            return (Near(left=(_atom(term, line),)),)
        if term.text not in self._promised:
            problem = Message(N_("${name} 没有定义"), {"name": term.text})
            raise RuleError(line, term.column, problem, Message(N_("应先写一行 ${name} = 词|词"), {"name": term.text}))
        if term.text in path:
            problem = Message(
                N_("${name} 绕回了自己：{path}"), {"name": term.text, "path": " → ".join([*path, term.text])}
            )
            raise RuleError(line, term.column, problem, Message(N_("应去掉其中一处引用")))
        if len(path) >= _DEEPEST:
            problem = Message(N_("$ 引用超过 {limit} 层"), {"limit": _DEEPEST})
            raise RuleError(line, term.column, problem, Message(N_("应减少层数")))
        return tuple(_within(near, term) for near in self._words_of(term.text, path))

    def _words_of(self, name: str, path: tuple[str, ...]) -> tuple[Near, ...]:
        """Resolved once; a definition with a mistake is reported once, and stands for nothing."""
        if name not in self._known and name in self._written:
            self._known[name] = ()
            try:
                self._known[name] = self.resolve(self._written[name], (*path, name))
            except RuleError as error:
                self._errors.append(error)
        return self._known.get(name, ())


def _within(near: Near, term: Term) -> Near:
    """`标题:$本院`: the field holds for every word of the name that has none of its own."""
    if term.field is None:
        return near
    sides = [tuple(replace(a, field=a.field or term.field) for a in side) for side in (near.left, near.right)]
    return replace(near, left=sides[0], right=sides[1])


def _atom(term: Term, line: int) -> Atom:
    if term.kind == "regex":
        pattern = as_normalised(term.text)
        if why := refusal(pattern):
            raise RuleError(line, term.column, why, Message(N_("应为 RE2 支持的正则，例如 /停(水|电)\\d+小时/")))
        return Atom(shown=f"/{term.text}/", text=pattern, field=term.field, regex=True)
    text = tidy(term.text)
    chinese = bool(_HAN.search(text))
    if problem := _useless(term, text, chinese):
        raise RuleError(line, term.column, Message(problem[0], {"word": term.text}), Message(problem[1]))
    return Atom(
        shown=("=" if term.exact else "") + term.text + ("*" if term.prefix else ""),
        text=fold(text),
        field=term.field,
        whole=not chinese and not term.prefix,
        prefix=term.prefix,
        exact=text if term.exact else "",
    )


def _useless(term: Term, text: str, chinese: bool) -> tuple[str, str] | None:
    """What makes a word unfit for a rule, and what should stand there."""
    if not any(char.isalnum() for char in text):
        return N_("“{word}”里没有文字"), N_("应含汉字、字母或数字")
    if len(text) == 1 and chinese:
        return N_("“{word}”只有一个字，会命中太多帖文"), N_("应至少两个字")
    if term.prefix and chinese:
        return N_("“{word}*”的 * 没有用处"), N_("应去掉 *：汉字词本来就按片段匹配")
    return None
