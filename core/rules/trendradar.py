"""Reads TrendRadar's word file (frequency_words.txt) and writes ours; where the meaning differs, a warning says so.

Its groups stand between blank lines: words, `+must`, `!not`, `@count`, `/regex/flags`, `word => alias`, and perhaps
`[name]` first. A `[GLOBAL_FILTER]` part cancels everywhere, `[WORD_GROUPS]` begins the groups.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.errors import InputError
from core.rules.errors import RuleError, RuleErrors
from core.rules.parse import GLOBAL, lines_of
from core.rules.ruleset import RuleSet
from core.rules.words import SIGNS
from core.texts import N_, Message

_PARTS = {"[GLOBAL_FILTER]": True, "[WORD_GROUPS]": False}
_REGEX = re.compile(r"/(.+)/([a-z]*)")
_ALIAS = re.compile(r"\s*=>\s*")
#: looking around a word for letters is what our whole words do
_EDGES = re.compile(r"\(\?<?!\[(?:a-z|A-Z|a-zA-Z|A-Za-z|0-9|\\w)+\]\)|\\b")
#: what of an expression is no word
_PLAIN = re.compile(r"\(\?\W*|\\[A-Za-z]|[\W_]+")
_LATIN = re.compile(r"[A-Za-z0-9_]+")
#: what is no plain word in our language
_SIGNS = re.compile(r'[\s|~"/:：＝=$＄*＊#＃\[\]［］＂“”／｜～]')
#: a stroke ends our regular expressions
_SLASH = re.compile(r"(?<!\\)/")
#: a group whose words give it no name, and our key for their count
_UNNAMED, _LIMIT = "未命名", ":上限"
_SIGN_FIRST = "+!?＋！？"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Where the meaning differs: a line of their file, from 1."""

    line: int
    message: Message


@dataclass(slots=True)
class _Group:
    """One of their groups while it is written."""

    line: int
    name: str = ""
    #: our lines, each with the number of theirs
    lines: list[tuple[int, str]] = field(default_factory=list)
    #: has it a word that hits?
    hits: bool = False


def converted(text: str) -> tuple[str, tuple[Warned, ...]]:
    """Our rule file, and where its meaning differs. What our own parser refuses is left out, with a warning."""
    reader = _Reader()
    for block in _blocks(lines_of(text)):
        reader.block(block)
    return reader.written(), tuple(sorted(reader.warned, key=lambda one: one.line))


def _blocks(lines: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    """Lines between blank ones with their numbers, comments left out."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*lines, ""], start=1):
        said = line.strip()
        if said and not said.startswith("#"):
            block.append((number, said))
        elif not said and block:
            yield block
            block = []


class _Reader:
    """What is known of their file so far."""

    def __init__(self) -> None:
        self.warned: list[Warned] = []
        self._global: list[str] = []
        self._groups: list[_Group] = []
        self._in_global = False

    def block(self, block: list[tuple[int, str]]) -> None:
        """One group, or a piece of the global filter."""
        part = _PARTS.get(block[0][1].upper())
        if part is not None:
            self._in_global = part
            block = block[1:]
        if self._in_global:
            self._banned(block)
        elif block:
            self._group(block)

    def _banned(self, block: list[tuple[int, str]]) -> None:
        for number, line in block:
            if line[0] in "!+@":
                self._warn(number, N_("全局过滤里的 {word} 在 TrendRadar 里不起作用，没有导入"), word=line)
            elif word := self._word(number, line)[0]:
                self._global.append(word)

    def _group(self, block: list[tuple[int, str]]) -> None:
        group = _Group(line=block[0][0])
        if not self._groups and not any(one.line == 1 for one in self.warned):
            self._warn(1, N_("TrendRadar 只看标题，这里标题和正文都看；只看标题的词前请加 标题:"))
        first = block[0][1]
        if first.startswith("[") and first.endswith("]"):
            group.name, block = first[1:-1].strip(), block[1:]
        aliases = [alias for number, line in block if (alias := self._line(group, number, line))]
        if not group.hits:
            words = N_("这一组没有会命中的词，没有导入；TrendRadar 会把其中的 ! 用于所有组")
            self._warn(group.line, words)
            return
        group.name = self._name(group.name or " ".join(aliases[:3]))
        self._groups.append(group)

    def _line(self, group: _Group, number: int, line: str) -> str:
        """Adds one of their lines; returns what the group may be called by it."""
        if line.startswith("@"):
            self._count(group, number, line[1:].strip())
            return ""
        sign = line[0] if line[0] in "+!" else ""
        word, alias = self._word(number, line[len(sign) :].strip())
        if not word:
            return ""
        if sign == "!":
            self._warn(number, N_("! 在 TrendRadar 里拦下所有组，这里只拦下本组；要拦所有组请写进 [全局排除]"))
        group.hits = group.hits or sign != "!"
        group.lines.append((number, sign + word))
        return alias if sign != "!" else ""

    def _count(self, group: _Group, number: int, count: str) -> None:
        if not re.fullmatch(r"[1-9][0-9]{0,3}", count):
            self._warn(number, N_("@{count} 不是 1 到 9999 的数，没有导入"), count=count)
            return
        group.lines = [(n, line) for n, line in group.lines if not line.startswith(_LIMIT)]
        group.lines.append((number, f"{_LIMIT} {count}"))
        self._warn(number, N_("@ 在 TrendRadar 里是每次显示几条，这里改为每天最多几张卡片（:上限）"))

    def _word(self, number: int, written: str) -> tuple[str, str]:
        """Our term for one of their words, "" where it has none, and what it is called."""
        said, *alias = _ALIAS.split(written, maxsplit=1)
        called = alias[0].strip() if alias and alias[0].strip() else ""
        if regex := _REGEX.fullmatch(said):
            return self._regex(number, regex[1]), called or _PLAIN.sub(" ", regex[1]).strip()
        word = said.strip()
        if not word:
            return "", ""
        quoted = f'"{word}"' if _SIGNS.search(word) or word[0] in _SIGN_FIRST else word
        if _LATIN.fullmatch(word):
            words = N_("{word} 在 TrendRadar 里可在单词中间命中，这里只命中整个单词；要命中开头请写 {word}*")
            self._warn(number, words, word=word)
        return (quoted, called or word) if self._fits(number, quoted) else ("", "")

    def _regex(self, number: int, pattern: str) -> str:
        plain = _EDGES.sub("", pattern)
        if plain != pattern:
            words = plain.removeprefix("(").removesuffix(")").removeprefix("?:").split("|")
            if all(_LATIN.fullmatch(word) for word in words):
                # a whole word is what they meant, and what ours are
                return "|".join(words)
            self._warn(number, N_("正则里的词边界已去掉：/{pattern}/ 改为 /{plain}/"), pattern=pattern, plain=plain)
        term = "/" + _SLASH.sub(r"\\/", plain) + "/"
        return term if self._fits(number, term) else ""

    def _fits(self, number: int, term: str) -> bool:
        """Does our own parser take it?"""
        try:
            RuleSet.parse(f"[{_UNNAMED}]\n{term}\n")
        except RuleErrors as wrong:
            error: RuleError = wrong.errors[0]
            params = {"term": term, "problem": error.problem}
            self.warned.append(Warned(line=number, message=Message(N_("{term} 没有导入：{problem}"), params)))
            return False
        return True

    def _name(self, wished: str) -> str:
        """A name that no other group has."""
        # wide brackets are brackets to our parser too
        name = re.sub(r"[\[\]\s]+", " ", wished.translate(SIGNS)).strip()[:30] or _UNNAMED
        taken = {group.name for group in self._groups} | {GLOBAL}
        number = 2
        free = name
        while free in taken:
            free, number = f"{name}{number}", number + 1
        return free

    def _warn(self, line: int, text: str, **params: object) -> None:
        self.warned.append(Warned(line=line, message=Message(text, params)))

    def written(self) -> str:
        """The whole file."""
        blocks = ["\n".join([f"[{group.name}]", *(line for _, line in group.lines)]) for group in self._groups]
        if self._global:
            blocks.insert(0, "\n".join([f"[{GLOBAL}]", *self._global]))
        if not blocks:
            raise InputError(N_("文件里没有可以导入的词组"))
        text = "\n\n".join(blocks) + "\n"
        RuleSet.parse(text)
        return text
