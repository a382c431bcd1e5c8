"""退回我方: the other unit gives it back: transferred → claimed, with its former owner."""

from core.actions.common import LEADS, lead_only, not_now
from core.changes import Change, Turn, decided
from core.effects import taken_back
from core.incident import Incident, Phase, Status
from core.people import Role
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """Only what was transferred, only by a lead."""
    if incident.status is not Status.TRANSFERRED:
        raise not_now(incident)
    return lead_only(incident, turn)


def transfer_back(incident: Incident, turn: Turn, role: Role) -> Change:
    """Claimed again; department and handler are chosen anew."""
    effect = taken_back(incident, turn, turn.words)
    return decided(incident, turn, "transfer_back", role, reason=turn.words, outgoing=effect.outgoing, **effect.changes)


ACTION = Action(
    code="tb",
    label=N_("↩️ 退回我方"),
    roles=LEADS,
    offered=lambda i, _: i.status is Status.TRANSFERRED,
    guard=guard,
    decide=transfer_back,
    done=N_("已退回我方"),
    places={Phase.TRANSFERRED: 2},
    asks=N_("请回复 {number} 退回我方的原因"),
)
