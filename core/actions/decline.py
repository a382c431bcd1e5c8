"""不同意: a lead turns a proposal down; the system asks the same again only after a week."""

from core.actions.common import LEADS, lead_only, proposal_of, proposals
from core.changes import Change, Turn, decided
from core.dossier import Answered
from core.incident import Incident
from core.people import Role
from core.proposals import answered, waiting
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """A lead, on a proposal that still waits."""
    proposal_of(incident, turn)
    return lead_only(incident, turn)


def decline(incident: Incident, turn: Turn, role: Role) -> Change:
    """Nothing but the answer changes."""
    proposal = proposal_of(incident, turn)
    return decided(
        incident,
        turn,
        "decline",
        role,
        notes={"proposal": proposal.number},
        proposals=answered(incident, proposal.number, Answered.DECLINED, turn.actor.id, turn.now),
    )


ACTION = Action(
    code="no",
    label=N_("❌ 不同意提议"),
    roles=LEADS,
    offered=lambda i, _: bool(waiting(i)),
    guard=guard,
    decide=decline,
    done=N_("已记下，不同意"),
    choices=proposals,
    columns=1,
)
