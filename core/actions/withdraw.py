"""撤回发布: what was published is taken down again; what was done there is kept, and clocks that were met stay met."""

from dataclasses import replace

from core.actions.common import LEADS, lead_only
from core.changes import Change, Turn
from core.incident import Incident
from core.people import Role
from core.statement import Stand
from core.statements.guards import choices, meant, only, the
from core.statements.rulings import ruled
from core.statements.standing import standing
from core.statements.telling import line
from core.texts import N_
from core.workflow import Action

_PUBLIC = frozenset({Stand.PUBLISHED})


def guard(incident: Incident, turn: Turn) -> Role:
    """In any status: what is wrong in public must never stay there."""
    meant(incident, turn, _PUBLIC)
    return lead_only(incident, turn)


def withdraw(incident: Incident, turn: Turn, role: Role) -> Change:
    """The reason says what was done at the platform."""
    statement = replace(
        the(incident, turn),
        stand=Stand.WITHDRAWN,
        reason=turn.words,
        ruled_by=turn.actor.id,
        ruled_at=turn.now,
    )
    told = line(incident, statement, turn.policy, "withdrawn", N_("🗑 {number} 回应 {version}（{kind}）已撤回发布"))
    return ruled(incident, turn, "withdraw", role, statement, reason=turn.words, outgoing=(told,))


ACTION = Action(
    code="wd",
    label=N_("🗑 撤回发布"),
    roles=LEADS,
    offered=lambda i, _: bool(standing(i, _PUBLIC)),
    guard=guard,
    decide=withdraw,
    done=N_("已撤回发布"),
    choices=choices(Stand.PUBLISHED),
    columns=1,
    asks=N_("请回复 {number} 撤回的原因，以及平台上做了什么"),
    commutes=True,
    names=only(Stand.PUBLISHED),
)
