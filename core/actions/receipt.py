"""对方签收: the other unit has signed for it; the reference is kept."""

from dataclasses import replace

from core.actions.common import LEADS, lead_only, not_now
from core.changes import Change, Turn, noted
from core.incident import Incident, Phase, Status
from core.people import Role
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Once for a transfer, by a lead."""
    if incident.status is not Status.TRANSFERRED or incident.transfer is None:
        raise not_now(incident)
    if incident.transfer.received_at is not None:
        when = turn.policy.clock(incident.transfer.received_at, beside=turn.now)
        raise Refused("same", N_("对方已于 {time} 签收"), time=when)
    return lead_only(incident, turn)


def receipt(incident: Incident, turn: Turn, role: Role) -> Change:
    """Their reference and when."""
    assert incident.transfer is not None  # the guard saw it
    signed = replace(incident.transfer, receipt=turn.words, received_at=turn.now)
    return noted(incident, turn, "receipt", role, reason=turn.words, transfer=signed)


ACTION = Action(
    code="rc",
    label=N_("📨 对方签收"),
    roles=LEADS,
    offered=lambda i, _: i.transfer is not None and i.transfer.received_at is None,
    guard=guard,
    decide=receipt,
    done=N_("已记下对方签收"),
    places={Phase.TRANSFERRED: 2},
    asks=N_("请回复 {number} 的签收凭据，例如文号、签收人"),
    commutes=True,
)
