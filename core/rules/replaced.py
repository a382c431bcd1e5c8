"""What a new text does to a rule that is there (改动): which words go, which come."""

from collections.abc import Iterable, Iterator, Sequence

from core.rules.parse import lines_of
from core.rules.sections import Kind, Rule, Section
from core.rules.words import SIGNS
from core.showing import shown
from core.texts import N_, Message, several

#: words of each side that are named
_NAMED = 8


def overwritten(sections: Iterable[Section], known: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that would lose something."""
    pairs = _pairs(sections, known)
    return tuple(old for old, new in pairs if _without(_items(old.section), _items(new)))


def changes(sections: Iterable[Section], known: Sequence[Rule]) -> tuple[Message, ...]:
    """One sentence for each rule that is there already."""
    return tuple(_change(old, new) for old, new in _pairs(sections, known))


def _pairs(sections: Iterable[Section], known: Sequence[Rule]) -> tuple[tuple[Rule, Section], ...]:
    by_key = {rule.section.key: rule for rule in known}
    return tuple((by_key[one.key], one) for one in sections if one.key in by_key)


def _change(old: Rule, new: Section) -> Message:
    before, after = _items(old.section), _items(new)
    gone, come = _without(before, after), _without(after, before)
    params = {"name": shown(old.section.handle, 20), "gone": _named(gone), "come": _named(come)}
    if gone and come:
        return Message(N_("✂️ 「{name}」保存后替换：去掉 {gone}；加上 {come}"), params)
    if gone:
        return Message(N_("✂️ 「{name}」保存后去掉 {gone}"), params)
    if come:
        return Message(N_("「{name}」保存后加上 {come}，原有的保留"), params)
    return Message(N_("「{name}」的词没有变化"), params)


def _items(section: Section) -> tuple[str, ...]:
    """Each word with the sign of its line, each setting, each comment; once, in their order."""
    return tuple(dict.fromkeys(item for line in lines_of(section.text) for item in _of_line(line, section)))


def _of_line(line: str, section: Section) -> Iterator[str]:
    plain = line.translate(SIGNS).strip()
    if not plain or plain.startswith("["):
        return
    if plain.startswith(":"):
        name, _, value = plain[1:].strip().partition(" ")
        yield f"{name}：{value.strip()}"
        return
    if plain.startswith(("#", "/")):
        yield plain
        return
    if section.kind is Kind.NAME:
        plain = plain.partition("=")[2]
    sign = plain[0] if plain[:1] in ("+", "!") else ""
    for word in plain.removeprefix(sign).split("|"):
        if word.strip():
            yield f"{sign}{word.strip()}"


def _without(these: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    left = frozenset(others)
    return tuple(one for one in these if one not in left)


def _named(words: Sequence[str]) -> Message:
    told = several([shown(word, 20) for word in words[:_NAMED]])
    if len(words) <= _NAMED:
        return told
    return Message(N_("{words} 等 {count} 项"), {"words": told, "count": len(words)})
