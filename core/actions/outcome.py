"""结果与经验: one line kept with a closed incident."""

from core.actions.common import TEAM, not_now, owner_or_lead
from core.changes import Change, Turn, noted
from core.incident import Incident, Status
from core.people import Role
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """Owner or lead, once it is closed."""
    if incident.status is not Status.CLOSED:
        raise not_now(incident)
    return owner_or_lead(incident, turn)


def outcome(incident: Incident, turn: Turn, role: Role) -> Change:
    """Keep the line; a later one replaces it, the audit holds both."""
    return noted(incident, turn, "outcome", role, outcome=turn.words)


ACTION = Action(
    code="oc",
    label=N_("📝 结果与经验"),
    roles=TEAM,
    offered=lambda i, _: i.status is Status.CLOSED,
    guard=guard,
    decide=outcome,
    done=N_("已记下结果与经验"),
    asks=N_("请用一句话写明 {number} 的处置结果和经验"),
    commutes=True,
)
