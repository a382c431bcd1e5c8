"""签收: the department takes it: assigned → handling."""

from core.actions.common import not_now
from core.changes import Change, Turn, decided
from core.incident import Incident, Phase, Status
from core.people import Role
from core.texts import N_
from core.workflow import Action, Refused

HANDLERS = frozenset({Role.HANDLER})


def guard(incident: Incident, turn: Turn) -> Role:
    """A handler of that very department."""
    if incident.status is not Status.ASSIGNED:
        raise not_now(incident)
    if turn.actor.department != incident.department:
        people = "、".join(m.name for m in turn.policy.contacts(incident.department)) or "—"
        raise Refused(
            "department",
            N_("这件事交给了{department}，请其承办人（{who}）操作"),
            department=incident.department,
            who=people,
        )
    return Role.HANDLER


def accept(incident: Incident, turn: Turn, role: Role) -> Change:
    """The presser handles it."""
    return decided(incident, turn, "accept", role, status=Status.HANDLING, handler=turn.actor.id)


ACTION = Action(
    code="ac",
    label=N_("👌 签收"),
    roles=HANDLERS,
    offered=lambda i, _: i.status is Status.ASSIGNED,
    guard=guard,
    decide=accept,
    done=N_("已签收，请办理"),
    places={Phase.ASSIGNED: 2},
)
