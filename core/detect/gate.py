"""The gate (门槛): an alert needs our organisation, and more than its name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.normalise import fold, tidy
from core.posts import Source
from core.rules import Document, Field, Matched, RuleSet
from core.severity import Risk
from core.texts import N_, Message

#: probability of being negative from which a text alarms by itself
_NEGATIVE = 0.7
_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Whose affairs the gate looks for."""

    name: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the full one first, no blanks."""
        return tuple(dict.fromkeys(name for name in (self.name, *self.aliases) if name.strip()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Whether a candidate may alarm, and why."""

    passed: bool
    reasons: tuple[Message, ...]


def candidate(rules: RuleSet, matched: Matched) -> Gate | None:
    """None where the post is a candidate: a rule hit, or there are no rules at all."""
    if matched.hits or not rules.groups:
        return None
    return Gate(passed=False, reasons=() if matched.excluded else (Message(N_("没有命中监测规则")),))


def gate(
    document: Document, source: Source, matched: Matched, organisation: Organisation | None, risk: Risk, *, burst: bool
) -> Gate:
    """About us, and more than a name alone. Without an organisation everything passes."""
    said = tuple(_alarms(source, matched, risk, burst=burst))
    if organisation is None:
        return Gate(passed=True, reasons=said)
    about_us = _about_us(document, source, matched, organisation)
    if about_us is None:
        return Gate(passed=False, reasons=(*said, Message(N_("未提到本单位，不作提醒"))))
    if not said:
        return Gate(passed=False, reasons=(about_us, Message(N_("只提到名称，没有风险信号，不作提醒"))))
    return Gate(passed=True, reasons=(about_us, *said))


def _about_us(document: Document, source: Source, matched: Matched, organisation: Organisation) -> Message | None:
    for name in organisation.names:
        for field in (Field.TITLE, Field.TEXT):
            if _names(document.folded.get(field, ""), fold(tidy(name))):
                return Message(N_("提到本单位：「{name}」（{field}）"), {"name": name, "field": Message(field.value)})
    if subject := next((hit.group for hit in matched.hits if hit.subject), None):
        return Message(N_("规则「{group}」属于本单位的事"), {"group": subject})
    return Message(N_("监测源「{source}」属于本地"), {"source": source.name}) if source.own_area else None


def _names(text: str, name: str) -> bool:
    """A Chinese name anywhere, a Latin one as a whole word."""
    if not name.isascii():
        return name in text
    return bool(name) and re.search(rf"(?<![0-9a-z_]){re.escape(name)}(?![0-9a-z_])", text) is not None


def _alarms(source: Source, matched: Matched, risk: Risk, *, burst: bool) -> Iterator[Message]:
    """What makes more of a post than a name."""
    if risk.words:
        yield Message(N_("风险词：{words}"), {"words": "、".join(risk.words[:_SHOWN])})
    if risk.negative is not None and risk.negative >= _NEGATIVE:
        yield Message(N_("负面倾向 {percent}%"), {"percent": round(100 * risk.negative)})
    if burst:
        yield Message(N_("短时间内集中出现"))
    if source.watched:
        yield Message(N_("来自重点监测源"))
    for hit in matched.hits:
        if hit.level:
            params = {"group": hit.group, "level": Message(hit.level.label)}
            yield Message(N_("规则「{group}」指定为{level}"), params)
