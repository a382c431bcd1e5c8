"""协助: join the owner; commutes with everything."""

from core.actions.common import TEAM, is_open
from core.changes import Change, Turn, noted
from core.incident import Incident, Phase
from core.people import Role
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Once per person, and not the owner."""
    is_open(incident)
    if incident.owner == turn.actor.id:
        raise Refused("assist", N_("您是负责人，不用再协助"))
    if turn.actor.id in incident.assistants:
        raise Refused("assist", N_("您已在协助"))
    return Role.MEMBER


def assist(incident: Incident, turn: Turn, role: Role) -> Change:
    """One more assistant."""
    return noted(incident, turn, "assist", role, assistants=(*incident.assistants, turn.actor.id))


ACTION = Action(
    code="as",
    label=N_("🤝 协助"),
    roles=TEAM,
    offered=lambda i, _: i.is_open,
    guard=guard,
    decide=assist,
    done=N_("已记下，您在协助"),
    places={Phase.CLAIMED: 1},
    commutes=True,
)
