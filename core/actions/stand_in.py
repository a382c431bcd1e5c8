"""转B角: an approver who cannot look at it now has the stand-ins asked too; whoever signs first counts."""

from core.actions.common import TEAM, is_open
from core.changes import Change, Turn
from core.incident import Incident
from core.people import Role
from core.statement import Stand, Statement
from core.statements.guards import choices, only, signing, the
from core.statements.rulings import stood_in
from core.statements.standing import find, named, standing
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """The approvers of the present stage, once, where somebody can stand in."""
    is_open(incident)
    role = signing(incident, turn)
    statement = _named(incident, turn)
    if statement is None:
        return role
    if statement.standin_asked:
        raise Refused("same", N_("已请备用审签人一并审签"))
    if stood_in(incident, statement.number, turn) is None:
        raise Refused("nobody", N_("没有备用审签人，请自己审签或退回"))
    return role


def _named(incident: Incident, turn: Turn) -> Statement | None:
    asked = named(turn.arg)
    return find(incident, asked.number) if asked else None


def stand_in(incident: Incident, turn: Turn, role: Role) -> Change:  # noqa: ARG001 - the signature of a decision
    """The stand-ins get the same card."""
    change = stood_in(incident, the(incident, turn).number, turn)
    assert change is not None  # the guard saw it
    return change


ACTION = Action(
    code="si",
    label=N_("👥 转B角"),
    roles=TEAM,
    offered=lambda i, _: any(not one.standin_asked for one in standing(i, {Stand.SUBMITTED})),
    guard=guard,
    decide=stand_in,
    done=N_("已请备用审签人一并审签"),
    choices=choices(Stand.SUBMITTED, stage=True),
    columns=1,
    commutes=True,
    names=only(Stand.SUBMITTED, stage=True),
)
