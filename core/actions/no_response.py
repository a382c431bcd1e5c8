"""无需回应: a lead waives the public answer, with a reason, so that the incident can be closed."""

from core.actions.common import is_open, lead_only
from core.changes import Change, Turn, decided
from core.incident import Incident
from core.people import Role
from core.statements.rulings import nothing_pending
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Once, by a lead, while nothing is being signed."""
    is_open(incident)
    if incident.no_response:
        raise Refused("same", N_("已定为无需回应"))
    role = lead_only(incident, turn)
    nothing_pending(incident)
    return role


def no_response(incident: Incident, turn: Turn, role: Role) -> Change:
    """Keep the reason; whose it is and how far it has come stays as it is."""
    return decided(incident, turn, "no_response", role, reason=turn.words, no_response=turn.words)


ACTION = Action(
    code="nr",
    label=N_("🔕 无需回应"),
    roles=frozenset({Role.LEAD}),
    offered=lambda i, _: i.is_open and not i.no_response,
    guard=guard,
    decide=no_response,
    done=N_("已定为无需回应"),
    asks=N_("请回复 {number} 无需回应的理由"),
)
