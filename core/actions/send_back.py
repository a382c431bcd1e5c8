"""退回修改: whoever is asked for a signature wants another text, and says why; the author hears it at once."""

from dataclasses import replace

from core.actions.common import TEAM, is_open
from core.changes import Change, Turn
from core.incident import Incident
from core.people import Role
from core.statement import Stand
from core.statements.guards import choices, only, signing, the
from core.statements.rulings import ruled
from core.statements.standing import standing
from core.statements.telling import line, to_author
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """The approvers of the present stage."""
    is_open(incident)
    return signing(incident, turn)


def send_back(incident: Incident, turn: Turn, role: Role) -> Change:
    """Nothing is signed any more; its card comes to the author with the reason."""
    before = the(incident, turn)
    statement = replace(
        before,
        stand=Stand.RETURNED,
        reason=turn.words,
        ruled_by=turn.actor.id,
        ruled_at=turn.now,
        standin_asked=False,
    )
    told = line(
        incident,
        statement,
        turn.policy,
        f"returned.{before.round}",
        N_("↩️ {number} 回应 {version}（{kind}）被退回修改"),
    )
    outgoing = (*to_author(statement, turn.policy), told)
    notes = {"stage": before.stage}
    return ruled(incident, turn, "return", role, statement, reason=turn.words, notes=notes, outgoing=outgoing)


ACTION = Action(
    code="rt",
    label=N_("↩️ 退回修改"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and bool(standing(i, {Stand.SUBMITTED})),
    guard=guard,
    decide=send_back,
    done=N_("已退回，正在通知起草人"),
    choices=choices(Stand.SUBMITTED, stage=True),
    columns=1,
    asks=N_("请回复 {number} 这份稿子退回修改的原因"),
    commutes=True,
    names=only(Stand.SUBMITTED, stage=True),
)
