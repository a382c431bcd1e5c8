"""签发: whoever is asked signs the very text that was shown; one stage counts once."""

from core.actions.common import TEAM, is_open
from core.changes import Change, Turn
from core.incident import Incident
from core.people import Role
from core.statement import Stand
from core.statements.guards import choices, only, signing, the
from core.statements.rulings import signed
from core.statements.standing import standing
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """The approvers of the present stage, and nobody for a text of their own."""
    is_open(incident)
    return signing(incident, turn)


def approve(incident: Incident, turn: Turn, role: Role) -> Change:
    """The next stage is asked, or the text may go out."""
    return signed(incident, the(incident, turn), turn, role)


ACTION = Action(
    code="ap",
    label=N_("✅ 签发"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and bool(standing(i, {Stand.SUBMITTED})),
    guard=guard,
    decide=approve,
    done=N_("已签发"),
    choices=choices(Stand.SUBMITTED, stage=True),
    columns=1,
    confirm=True,
    commutes=True,
    names=only(Stand.SUBMITTED, stage=True),
)
