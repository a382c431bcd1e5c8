"""The axes of an incident, and the phase that they fold into: status and verdict (severity has its own file)."""

from enum import StrEnum

from core.texts import N_


class Status(StrEnum):
    """办理状态: how far the team has come."""

    #: 疑似
    SUSPECTED = "suspected"
    #: 已认领
    CLAIMED = "claimed"
    #: 已交办
    ASSIGNED = "assigned"
    #: 办理中
    HANDLING = "handling"
    #: 跟踪中
    FOLLOWING = "following"
    #: 已办结
    CLOSED = "closed"
    #: 无效
    INVALID = "invalid"
    #: 已并案
    MERGED = "merged"
    #: 已转出
    TRANSFERRED = "transferred"


OPEN = frozenset({Status.SUSPECTED, Status.CLAIMED, Status.ASSIGNED, Status.HANDLING, Status.FOLLOWING})


class Verdict(StrEnum):
    """核实结论. FALSE is a found rumour: neither closed nor a false alarm."""

    #: 待核实
    UNVERIFIED = "unverified"
    #: 属实
    TRUE = "true"
    #: 部分属实
    PARTLY = "partly"
    #: 不实
    FALSE = "false"
    #: 无法核实
    UNDETERMINABLE = "undeterminable"


VERDICT_LABELS = {
    Verdict.UNVERIFIED: N_("待核实"),
    Verdict.TRUE: N_("属实"),
    Verdict.PARTLY: N_("部分属实"),
    Verdict.FALSE: N_("不实"),
    Verdict.UNDETERMINABLE: N_("无法核实"),
}

#: these say something about the world, so they need a basis before the incident may close
NEEDS_BASIS = frozenset({Verdict.TRUE, Verdict.PARTLY, Verdict.FALSE})


class Phase(StrEnum):
    """What stands on the card: status and verdict folded into one word."""

    MERGED = "merged"
    TRANSFERRED = "transferred"
    INVALID = "invalid"
    CLOSED = "closed"
    #: a statement is signed and waits to be published
    TO_PUBLISH = "to_publish"
    FOLLOWING = "following"
    HANDLING = "handling"
    ASSIGNED = "assigned"
    VERIFIED = "verified"
    CLAIMED = "claimed"
    SUSPECTED = "suspected"


PHASE_LABELS = {
    Phase.MERGED: N_("已并案"),
    Phase.TRANSFERRED: N_("已转出"),
    Phase.INVALID: N_("无效"),
    Phase.CLOSED: N_("已办结"),
    Phase.TO_PUBLISH: N_("待发布"),
    Phase.FOLLOWING: N_("跟踪中"),
    Phase.HANDLING: N_("办理中"),
    Phase.ASSIGNED: N_("待签收"),
    Phase.VERIFIED: N_("已核实"),
    Phase.CLAIMED: N_("待核实"),
    Phase.SUSPECTED: N_("待认领"),
}
