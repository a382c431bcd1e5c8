"""签收: the department takes it: assigned → handling."""

from core.actions.common import HANDLERS, assigned_handler
from core.changes import Change, Turn, decided
from core.incident import Incident, Phase, Status
from core.people import Role
from core.texts import N_
from core.workflow import Action


def accept(incident: Incident, turn: Turn, role: Role) -> Change:
    """The presser handles it."""
    return decided(incident, turn, "accept", role, status=Status.HANDLING, handler=turn.actor.id, accepted=True)


ACTION = Action(
    code="ac",
    label=N_("👌 签收"),
    roles=HANDLERS,
    offered=lambda i, _: i.status is Status.ASSIGNED,
    guard=assigned_handler,
    decide=accept,
    done=N_("已签收，请办理"),
    places={Phase.ASSIGNED: 2},
)
