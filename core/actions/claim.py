"""认领: suspected → claimed; one owner, everybody else is told who."""

from core.actions.common import TEAM, already_claimed, is_open
from core.changes import Change, Turn, decided
from core.incident import Incident, Phase, Status
from core.people import Role
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """Only what nobody owns."""
    is_open(incident)
    if incident.owner is not None:
        raise already_claimed(incident, turn)
    return Role.MEMBER


def claim(incident: Incident, turn: Turn, role: Role) -> Change:
    """The presser becomes owner."""
    return decided(incident, turn, "claim", role, status=Status.CLAIMED, owner=turn.actor.id, claimed_at=turn.now)


ACTION = Action(
    code="cl",
    label=N_("🙋 我来认领"),
    roles=TEAM,
    offered=lambda i, _: i.status is Status.SUSPECTED,
    guard=guard,
    decide=claim,
    done=N_("已认领，请核实"),
    places={Phase.SUSPECTED: 1},
    undoable=True,
)
