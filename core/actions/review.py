"""复盘: the lessons of a closed 重大 incident; what happened and when is filled in from the log."""

from core.actions.common import LEADS, lead_only, not_now
from core.changes import Change, Turn, noted
from core.forms.review import LONGEST, wants_review
from core.incident import Incident, Status
from core.people import Role
from core.response import Review
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """A lead, when the work is over."""
    if incident.status is not Status.CLOSED:
        raise not_now(incident)
    if not wants_review(incident):
        raise Refused("level", N_("「重大」及以上的事件才需要复盘"))
    return lead_only(incident, turn)


def review(incident: Incident, turn: Turn, role: Role) -> Change:
    """A later one replaces it, the audit holds both."""
    written = Review(text=turn.words, by=turn.actor.id, at=turn.now)
    return noted(incident, turn, "review", role, reason=turn.words, review=written)


ACTION = Action(
    code="rv",
    label=N_("🔎 复盘"),
    roles=LEADS,
    offered=lambda i, _: wants_review(i),
    guard=guard,
    decide=review,
    done=N_("已记下复盘"),
    asks=N_("请回复 {number} 的复盘：原因、经验教训、今后怎么改"),
    longest=LONGEST,
    paragraphs=True,
    commutes=True,
)
