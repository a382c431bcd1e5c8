"""同意: a lead accepts a proposal, and what it asked for is done in the same event."""

from core.actions.common import LEADS, lead_only, proposal_of, proposals
from core.changes import Change, Turn, decided
from core.dossier import Answered, Proposed
from core.effects import agreed, nothing_missing
from core.incident import Incident
from core.people import Role
from core.proposals import answered, waiting
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """A lead, on a proposal that still waits; closing obeys its own guard."""
    proposal = proposal_of(incident, turn)
    role = lead_only(incident, turn)
    if turn.arg and proposal.what is Proposed.CLOSE:
        nothing_missing(incident, turn)
    return role


def closes(incident: Incident, turn: Turn) -> bool:
    """Is it the end of the work? That is pressed twice, wherever it is pressed."""
    return proposal_of(incident, turn).what is Proposed.CLOSE


def agree(incident: Incident, turn: Turn, role: Role) -> Change:
    """One event: the answer, and all that the act itself changes."""
    proposal = proposal_of(incident, turn)
    effect = agreed(incident, proposal, turn)
    return decided(
        incident,
        turn,
        "agree",
        role,
        reason=proposal.reason.plain(),
        notes={"proposal": proposal.number, "act": effect.act, **effect.notes},
        outgoing=effect.outgoing,
        proposals=answered(incident, proposal.number, Answered.AGREED, turn.actor.id, turn.now),
        **effect.changes,
    )


ACTION = Action(
    code="ye",
    label=N_("✅ 同意提议"),
    roles=LEADS,
    offered=lambda i, _: bool(waiting(i)),
    guard=guard,
    decide=agree,
    done=N_("已同意，并已照办"),
    choices=proposals,
    columns=1,
    confirm=True,
    confirm_when=closes,
    # only of what was closed by it
    then="oc",
)
