"""撤回签发: a lead takes a signed text back before it is public; it is a draft again."""

from dataclasses import replace

from core.actions.common import LEADS, is_open, lead_only
from core.changes import Change, Turn
from core.incident import Incident, Phase
from core.people import Role
from core.statement import Stand
from core.statements.guards import choices, meant, only, the
from core.statements.rulings import redrafted, ruled
from core.statements.standing import standing
from core.statements.telling import line, to_author
from core.texts import N_
from core.workflow import Action

_SIGNED = frozenset({Stand.APPROVED})


def guard(incident: Incident, turn: Turn) -> Role:
    """What is signed and neither public nor on its way."""
    is_open(incident)
    meant(incident, turn, _SIGNED)
    return lead_only(incident, turn)


def withdraw_approval(incident: Incident, turn: Turn, role: Role) -> Change:
    """The author hears why."""
    statement = replace(redrafted(the(incident, turn)), reason=turn.words, ruled_by=turn.actor.id, ruled_at=turn.now)
    text = N_("↩️ {number} 回应 {version}（{kind}）已撤回签发，退为草稿")
    told = line(incident, statement, turn.policy, "unsigned", text)
    outgoing = (*to_author(statement, turn.policy), told)
    return ruled(incident, turn, "withdraw_approval", role, statement, reason=turn.words, outgoing=outgoing)


ACTION = Action(
    code="wa",
    label=N_("↩️ 撤回签发"),
    roles=LEADS,
    offered=lambda i, _: i.is_open and bool(standing(i, _SIGNED)),
    guard=guard,
    decide=withdraw_approval,
    done=N_("已撤回签发，退为草稿"),
    places={Phase.TO_PUBLISH: 3},
    choices=choices(Stand.APPROVED),
    columns=1,
    asks=N_("请回复 {number} 撤回签发的原因"),
    commutes=True,
    names=only(Stand.APPROVED),
)
