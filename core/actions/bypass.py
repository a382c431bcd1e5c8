"""特批签发: the chief alone goes past the stages, with a reason that stays visible for ever."""

from dataclasses import replace

from core.actions.common import is_open
from core.changes import Change, Turn
from core.incident import Incident
from core.people import Role
from core.statement import Signature, Stand
from core.statements.guards import choices, meant, only, the
from core.statements.rulings import approved
from core.statements.standing import standing
from core.texts import N_
from core.workflow import Action

_STANDS = (Stand.DRAFT, Stand.SUBMITTED)


def guard(incident: Incident, turn: Turn) -> Role:
    """The gate lets only the chief in."""
    is_open(incident)
    meant(incident, turn, frozenset(_STANDS))
    return Role.CHIEF


def bypass(incident: Incident, turn: Turn, role: Role) -> Change:
    """Signed by the chief, whatever stage it had come to."""
    before = the(incident, turn)
    mark = Signature(stage=before.stage, by=turn.actor.id, at=turn.now, hash=before.hash)
    statement = replace(
        before,
        bypass=turn.words,
        signed=(*before.signed, mark),
        solo=before.solo or turn.actor.id in (before.author, before.editor),
    )
    notes = {"from": before.stand.value, "solo": statement.solo}
    return approved(incident, statement, turn, role, "bypass", reason=turn.words, notes=notes)


ACTION = Action(
    code="by",
    label=N_("⚡ 特批签发"),
    roles=frozenset({Role.CHIEF}),
    offered=lambda i, _: i.is_open and bool(standing(i, _STANDS)),
    guard=guard,
    decide=bypass,
    done=N_("已特批签发"),
    choices=choices(*_STANDS),
    columns=1,
    asks=N_("请回复 {number} 特批签发的理由，会一直显示"),
    confirm=True,
    commutes=True,
    names=only(*_STANDS),
)
