"""作废: a draft is given up, by its author or a lead."""

from dataclasses import replace

from core.actions.common import TEAM, is_open, lead_only
from core.changes import Change, Turn
from core.incident import Incident
from core.people import Role
from core.statement import Stand
from core.statements.guards import choices, meant, only, the, writer
from core.statements.rulings import ruled
from core.statements.standing import WRITTEN, standing
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """What nobody is asked to sign."""
    is_open(incident)
    statement = meant(incident, turn, WRITTEN)
    mine = (statement,) if statement else standing(incident, WRITTEN)
    if any(writer(one, turn.policy) == turn.actor.id for one in mine):
        return Role.MEMBER
    return lead_only(incident, turn)


def discard(incident: Incident, turn: Turn, role: Role) -> Change:
    """It stays in the story, and goes no further."""
    statement = replace(the(incident, turn), stand=Stand.DISCARDED, ruled_by=turn.actor.id, ruled_at=turn.now)
    return ruled(incident, turn, "discard", role, statement, commutes=True)


ACTION = Action(
    code="dc",
    label=N_("🗑 作废"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and bool(standing(i, WRITTEN)),
    guard=guard,
    decide=discard,
    done=N_("稿子已作废"),
    choices=choices(Stand.DRAFT, Stand.RETURNED),
    columns=1,
    commutes=True,
    names=only(Stand.DRAFT, Stand.RETURNED),
)
