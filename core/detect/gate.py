"""The gate (门槛): an alert needs our organisation, and more than its name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from core.evasion import reading
from core.normalise import fold, tidy
from core.posts import Source
from core.rules import Document, Field, Matched, RuleSet
from core.severity import Risk
from core.texts import N_, Message, several
from core.voice import Account

_SHOWN = 6


#: why a post that names us is held back, all the same
NO_RULE, NAME_ONLY = N_("没有命中监测规则"), N_("只提到名称，没有风险信号，不作提醒")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Whose affairs the gate looks for."""

    name: str
    aliases: tuple[str, ...] = ()
    #: 官方账号
    accounts: frozenset[Account] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the full one first, no blanks."""
        return tuple(dict.fromkeys(name for name in (self.name, *self.aliases) if name.strip()))

    @property
    def without_accounts(self) -> "Organisation":
        """For what people report by hand: that is looked at, whoever wrote it."""
        return replace(self, accounts=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Whether a candidate may alarm, and why."""

    passed: bool
    reasons: tuple[Message, ...]


def candidate(rules: RuleSet, matched: Matched) -> Gate | None:
    """None where the post is a candidate: a rule hit, or there are no rules at all."""
    if matched.hits or not rules.groups:
        return None
    return Gate(passed=False, reasons=() if matched.excluded else (Message(NO_RULE),))


def gate(
    document: Document,
    source: Source,
    matched: Matched,
    organisation: Organisation | None,
    risk: Risk,
    negative: float,
) -> Gate:
    """About us, and more than a name alone. Without an organisation everything passes.

    `negative`: from this probability on a text alarms by itself.
    """
    said = tuple(_alarms(source, matched, risk, negative))
    if organisation is None:
        return Gate(passed=True, reasons=said)
    about_us = _about_us(document, source, matched, organisation)
    if about_us is None:
        return Gate(passed=False, reasons=(*said, Message(N_("未提到本单位，不作提醒"))))
    if not said:
        return Gate(passed=False, reasons=(about_us, Message(NAME_ONLY)))
    return Gate(passed=True, reasons=(about_us, *said))


def named(document: Document, matched: Matched, organisation: Organisation) -> Message | None:
    """Where the text itself speaks of us: by a name of ours, or by a rule of our own affairs."""
    if said := by_name(document, organisation):
        return said
    if subject := next((hit.group for hit in matched.hits if hit.subject), None):
        return Message(N_("规则「{group}」属于本单位的事"), {"group": subject})
    return None


def by_name(document: Document, organisation: Organisation) -> Message | None:
    """Where the text has a name of ours."""
    texts = {field: document.folded.get(field, "") for field in (Field.TITLE, Field.TEXT)}
    evaded = {field: reading(text) for field, text in texts.items()}
    for name in organisation.names:
        for field, text in texts.items():
            read = evaded[field]
            if _names(text, _folded(name)) or (read and read.has(_folded(name))):
                return Message(N_("提到本单位：「{name}」（{field}）"), {"name": name, "field": Message(field.value)})
    return None


@lru_cache(maxsize=256)
def _folded(name: str) -> str:
    return fold(tidy(name))


def _about_us(document: Document, source: Source, matched: Matched, organisation: Organisation) -> Message | None:
    if said := named(document, matched, organisation):
        return said
    return Message(N_("监测源「{source}」属于本地"), {"source": source.name}) if source.own_area else None


def _names(text: str, name: str) -> bool:
    """A Chinese name anywhere, a Latin one as a whole word."""
    if not name.isascii():
        return name in text
    return bool(name) and re.search(rf"(?<![0-9a-z_]){re.escape(name)}(?![0-9a-z_])", text) is not None


def _spelt(word: str, written: str) -> Message:
    return Message(N_("{word}（写作「{written}」）"), {"word": word, "written": written})


def _alarms(source: Source, matched: Matched, risk: Risk, negative: float) -> Iterator[Message]:
    """What makes more of a post than a name."""
    if risk.words:
        spelt = dict(risk.spelt)
        words = (_spelt(word, spelt[word]) if word in spelt else word for word in risk.words[:_SHOWN])
        yield Message(N_("风险词：{words}"), {"words": several(words)})
    if risk.negative is not None and risk.negative >= negative:
        yield Message(N_("负面倾向达到提醒线 {percent}%"), {"percent": round(100 * negative)})
    if source.watched:
        yield Message(N_("来自重点监测源"))
    for hit in matched.hits:
        if hit.level:
            params = {"group": hit.group, "level": Message(hit.level.label)}
            yield Message(N_("规则「{group}」指定为{level}"), params)
