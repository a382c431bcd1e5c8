"""What an incident's file gathers beside its state: category, place, reports upward, proposals, what was merged in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.severity import Severity
from core.texts import N_, Message


class Category(StrEnum):
    """分类: what kind of matter it is; each will have its own checklist and clocks."""

    #: 未分类
    NONE = ""
    #: 咨询诉求
    INQUIRY = "inquiry"
    #: 炒作
    HYPE = "hype"
    #: 不实信息
    FABRICATION = "fabrication"
    #: 建设性意见
    SUGGESTION = "suggestion"


CATEGORY_LABELS = {
    Category.INQUIRY: N_("咨询诉求"),
    Category.HYPE: N_("炒作"),
    Category.FABRICATION: N_("不实信息"),
    Category.SUGGESTION: N_("建设性意见"),
}


class Jurisdiction(StrEnum):
    """属地: is it ours to answer?"""

    #: 未定
    UNSET = ""
    #: 本地
    LOCAL = "local"
    #: 外地
    OUTSIDE = "outside"


JURISDICTION_LABELS = {Jurisdiction.LOCAL: N_("本地"), Jurisdiction.OUTSIDE: N_("外地")}


class Proposed(StrEnum):
    """What a proposal (提议) asks for; accepting it does it in the same event."""

    #: 提议升级
    RAISE = "propose_raise"
    #: 提议降级
    LOWER = "propose_lower"
    #: 提议办结
    CLOSE = "propose_close"
    #: 提议重开
    REOPEN = "propose_reopen"


class Answered(StrEnum):
    """What became of a proposal."""

    #: 待定
    OPEN = "open"
    #: 同意
    AGREED = "agreed"
    #: 不同意
    DECLINED = "declined"
    #: 作废: what it asked for came about in another way, or makes no sense any more
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One proposal: by a member, or by the system (`by` 0)."""

    number: int
    what: Proposed
    by: int
    at: datetime
    reason: Message
    #: the level asked for by RAISE and LOWER
    severity: Severity | None = None
    answer: Answered = Answered.OPEN
    answered_by: int | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """上报: told upward, to whom and how; `how` holds the reference too."""

    to: str
    how: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """转出: to which unit and why; the reference of its receipt once it has signed."""

    unit: str
    by: int
    at: datetime
    receipt: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """An incident that was merged into this one."""

    id: int
    at: datetime
    #: who came along as assistant, and goes again when it is taken out
    people: tuple[int, ...] = ()
    departments: tuple[str, ...] = ()
    #: whose posts and evidence came along: its own, and of what had been merged into it before
    brought: tuple[int, ...] = ()
    #: when its clocks were due that the parent ran too
    dues: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What the last undoable act replaced, and who may take it back until when."""

    by: int
    until: datetime
    decision: int
    before: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAct:
    """The newest decision, told to whoever presses a stale button."""

    type: str
    by: int
    at: datetime


#: how the words of a label come from a value of these axes; UNSET and NONE read as a dash
LABELS: Mapping[object, str] = dict[object, str]((*CATEGORY_LABELS.items(), *JURISDICTION_LABELS.items()))
