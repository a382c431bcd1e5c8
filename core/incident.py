"""An incident (舆情事件) and its phase."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from core.axes import NEEDS_BASIS, OPEN, PHASE_LABELS, VERDICT_LABELS, Phase, Status, Verdict
from core.dossier import Category, Child, Jurisdiction, LastAct, Proposal, Report, Transfer, Undo
from core.numbers import spoken
from core.originals.gone import Gone
from core.response import Correction, Form, Instruction, Promise, Review
from core.severity import Severity
from core.statement import WAITING, Statement
from core.texts import Message
from core.timer import Timer

__all__ = ["NEEDS_BASIS", "OPEN", "PHASE_LABELS", "VERDICT_LABELS", "Incident", "Phase", "Status", "Verdict", "phase"]


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
    regions: tuple[str, ...] = ()
    #: the best place of any of its posts in a hot list, 0 = in none
    rank: int = 0
    #: more posts come just now than the hours before let expect, and when that was told last
    rising: bool = False
    burst_at: datetime | None = None
    #: 评分: the highest that any of its posts had, and its parts; orders what has one level
    score: int = 0
    scored: Message | None = None
    #: why the newest post was counted here
    newest: tuple[Message, ...] = ()
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
    #: the response clocks of a reopened incident run from here, and only later publications count
    reopened_at: datetime | None = None
    #: when the present verdict was given
    judged_at: datetime | None = None
    #: a department has taken it: the final answer's clock began anew, once
    accepted: bool = False
    #: 延期: the final answer may come as late as the end of this day
    extended_to: date | None = None
    #: what the lead wants of the department, and whom of it
    instruction: str = ""
    appointed: int | None = None
    statements: tuple[Statement, ...] = ()
    promises: tuple[Promise, ...] = ()
    #: 全面通报: when, and where it can be read
    briefed_at: datetime | None = None
    briefing: str = ""
    forms: tuple[Form, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    corrections: tuple[Correction, ...] = ()
    review: Review | None = None
    #: what the report upward needs and no post tells: place, units, course, state
    facts: Mapping[str, str] = field(default_factory=dict)
    #: points of the category's checklist that somebody ticked
    ticked: tuple[str, ...] = ()
    #: running clocks, and the newest ended one of each kind; every row stands in storage
    clocks: tuple[Timer, ...] = ()
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
    #: of how many posts the page was kept, and which posts are gone
    pages: int = 0
    gone: tuple[Gone, ...] = ()
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
    #: how many times faster its clocks run than they are set: above 1 only in a drill
    pace: float = 1.0
    #: acts of people, commuting ones included: their cards are drawn sooner than one more repost
    acts: int = 0
    undo: Undo | None = None
    last: LastAct | None = None
    #: subjects of an incident's audit events carry this word
    kind: str = field(default="incident", init=False)

    @property
    def number(self) -> str:
        """The number people say: at least four digits."""
        return spoken(self.id)

    @property
    def to_publish(self) -> Statement | None:
        """The signed statement that waits to be published, the newest of several."""
        waiting = (one for one in reversed(self.statements) if one.stand in WAITING)
        return next(waiting, None)

    @property
    def is_open(self) -> bool:
        """Is there still work to do?"""
        return self.status in OPEN


#: where a signed statement chooses the keyboard
_PUBLISHING = frozenset({Status.CLAIMED, Status.HANDLING, Status.FOLLOWING})
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
    if incident.status in _PUBLISHING and incident.to_publish:
        verified = incident.verdict is not Verdict.UNVERIFIED
        if verified or incident.status is not Status.CLAIMED:
            return Phase.TO_PUBLISH
    if incident.status is Status.CLAIMED:
        return Phase.CLAIMED if incident.verdict is Verdict.UNVERIFIED else Phase.VERIFIED
    return _BY_STATUS[incident.status]
