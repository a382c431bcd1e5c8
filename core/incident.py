"""An incident (舆情事件), its axes and its phase."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.dossier import Category, Child, Jurisdiction, LastAct, Proposal, Report, Transfer, Undo
from core.severity import Severity
from core.texts import N_, Message


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
    Phase.FOLLOWING: N_("跟踪中"),
    Phase.HANDLING: N_("办理中"),
    Phase.ASSIGNED: N_("待签收"),
    Phase.VERIFIED: N_("已核实"),
    Phase.CLAIMED: N_("待核实"),
    Phase.SUSPECTED: N_("待认领"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """The state of one incident. `revision` counts every change, `decision` only people's non-commuting acts."""

    #: 0 until the inserting transaction issues the number
    id: int = 0
    revision: int = 0
    decision: int = 0
    status: Status = Status.SUSPECTED
    verdict: Verdict = Verdict.UNVERIFIED
    severity: Severity = Severity.GENERAL
    title: str = ""
    excerpt: str = ""
    url: str = ""
    source: str = ""
    platform: str = ""
    published_at: datetime | None = None
    detected_at: datetime
    delivered_at: datetime | None = None
    #: the rule group that fired, "" where none did
    topic: str = ""
    #: the department that the rule names
    suggested: str = ""
    posts: int = 1
    platforms: tuple[str, ...] = ()
    reposts: int = 0
    #: why it became a card, and why this level (D2)
    reasons: tuple[Message, ...] = ()
    owner: int | None = None
    claimed_at: datetime | None = None
    #: the owner's last act: the lease runs from here
    acted_at: datetime | None = None
    assistants: tuple[int, ...] = ()
    department: str = ""
    handler: int | None = None
    basis: str = ""
    invalid_reason: str = ""
    no_response: str = ""
    outcome: str = ""
    reopened: int = 0
    category: Category = Category.NONE
    jurisdiction: Jurisdiction = Jurisdiction.UNSET
    #: nags pause until then, due times do not
    snoozed_until: datetime | None = None
    #: told upward, oldest first
    reports: tuple[Report, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    transfer: Transfer | None = None
    #: how many photos and files were added
    evidence: int = 0
    #: departments that help since their incident was merged into this one
    assisting: tuple[str, ...] = ()
    #: what was merged into this one, for unmerge
    children: tuple[Child, ...] = ()
    merged_into: int | None = None
    merged_at: datetime | None = None
    #: the status that a merge replaced
    former: Status | None = None
    #: who reported it by hand before any rule fired (a miss), and how: link, phone, visit
    reported_by: int | None = None
    channel: str = ""
    drill: bool = False
    #: acts of people, commuting ones included: their cards are drawn sooner than one more repost
    acts: int = 0
    undo: Undo | None = None
    last: LastAct | None = None
    #: subjects of an incident's audit events carry this word
    kind: str = field(default="incident", init=False)

    @property
    def number(self) -> str:
        """The number people say: at least four digits."""
        return f"#{self.id:04d}"

    @property
    def is_open(self) -> bool:
        """Is there still work to do?"""
        return self.status in OPEN


_BY_STATUS = {
    Status.MERGED: Phase.MERGED,
    Status.TRANSFERRED: Phase.TRANSFERRED,
    Status.INVALID: Phase.INVALID,
    Status.CLOSED: Phase.CLOSED,
    Status.FOLLOWING: Phase.FOLLOWING,
    Status.HANDLING: Phase.HANDLING,
    Status.ASSIGNED: Phase.ASSIGNED,
    Status.SUSPECTED: Phase.SUSPECTED,
}


def phase(incident: Incident) -> Phase:
    """Choose the keyboard: total over every combination of the axes."""
    if incident.status is Status.CLAIMED:
        return Phase.CLAIMED if incident.verdict is Verdict.UNVERIFIED else Phase.VERIFIED
    return _BY_STATUS[incident.status]
