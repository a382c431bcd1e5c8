"""核实依据: the line that a verdict rests on; needed before closing."""

from core.actions.common import TEAM, is_open, owner_or_lead
from core.changes import Change, Turn, noted
from core.incident import NEEDS_BASIS, Incident
from core.people import Role
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Owner or lead, once there is a verdict that needs a basis."""
    is_open(incident)
    if incident.verdict not in NEEDS_BASIS:
        raise Refused("no_verdict", N_("请先给出核实结论"))
    return owner_or_lead(incident, turn)


def basis(incident: Incident, turn: Turn, role: Role) -> Change:
    """Keep the line; a later one replaces it, the audit holds both."""
    return noted(incident, turn, "basis", role, basis=turn.words)


ACTION = Action(
    code="bs",
    label=N_("📝 核实依据"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and i.verdict in NEEDS_BASIS,
    guard=guard,
    decide=basis,
    done=N_("已记下核实依据"),
    asks=N_("请用一句话写明 {number} 的核实依据"),
    commutes=True,
)
