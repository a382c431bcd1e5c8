"""What a piece of advice on a draft is (口径检查, S2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.incident import Incident
from core.texts import Message


class DraftRule(StrEnum):
    """What it is about, the gravest first."""

    #: 个人信息
    PERSONAL = "personal"
    #: 未经核实
    UNVERIFIED = "unverified"
    #: 数字前后不一
    FIGURES = "figures"
    #: 空格未填
    GAP = "gap"
    #: 指责
    BLAME = "blame"
    #: 绝对化
    ABSOLUTE = "absolute"
    #: 承诺没有日期
    DATE = "date"
    #: 没有联系方式
    CONTACT = "contact"
    #: 官话套话
    STIFF = "stiff"
    #: 谦和: no thanks, no apology
    MODEST = "modest"
    #: 克制
    RESTRAINED = "restrained"
    #: 权威: nobody says who speaks
    AUTHORITATIVE = "authoritative"
    #: 篇幅
    LENGTH = "length"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One piece of advice; `begin` and `end` in characters, equal where something is missing and has no place."""

    rule: DraftRule
    begin: int
    end: int
    text: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is looked at: the text, whose matter it is, and what was said before, the newest last."""

    text: str
    incident: Incident
    earlier: Sequence[str]
