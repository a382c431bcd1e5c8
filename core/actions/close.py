"""办结: needs a verdict, its basis, and a public answer or a waiver; second press."""

from core.actions.common import TEAM, is_open, owner_or_lead
from core.changes import Change, Turn, decided
from core.effects import closed, nothing_missing
from core.incident import Incident, Phase, Verdict
from core.people import Role
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """Owner or lead; names the one thing that is still missing."""
    is_open(incident)
    role = owner_or_lead(incident, turn)
    nothing_missing(incident, turn)
    return role


def close(incident: Incident, turn: Turn, role: Role) -> Change:
    """The work is over; which drafts go with it is told in its event."""
    effect = closed(incident)
    return decided(incident, turn, "close", role, notes=effect.notes, **effect.changes)


ACTION = Action(
    code="fi",
    label=N_("🏁 办结"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and i.verdict is not Verdict.UNVERIFIED,
    guard=guard,
    decide=close,
    done=N_("已办结"),
    places={Phase.VERIFIED: 3, Phase.HANDLING: 3, Phase.FOLLOWING: 2},
    then="oc",
    confirm=True,
)
