"""承诺: what will be done, and by which day, in one line; any member, closed incidents included (A7)."""

from core.actions.common import TEAM
from core.changes import Change, Turn, noted
from core.errors import InputError
from core.grouping import number_of
from core.incident import Incident, Phase, Status
from core.people import Role
from core.promises import LONGEST, MOST, following, promised, unkept
from core.response import Promise
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Anybody, as long as not too many wait; a line without a day is asked for again."""
    if incident.status is Status.MERGED:
        raise Refused("merged", N_("已并入 {number}，请在那里记承诺"), number=number_of(incident.merged_into))
    if len(unkept(incident.promises)) >= MOST:
        raise Refused("enough", N_("已有 {count} 项承诺待兑现，请先兑现"), count=MOST)
    if turn.words:
        try:
            promised(turn.words, turn.policy.local(turn.now).date())
        except InputError as error:
            raise Refused("no_due", N_("{text}"), ask=ACTION.code, text=error.message) from None
    return Role.MEMBER


def promise(incident: Incident, turn: Turn, role: Role) -> Change:
    """One more promise; whoever wrote it is reminded, and the head of the department that handles it is told."""
    text, due = promised(turn.words, turn.policy.local(turn.now).date())
    one = Promise(
        number=following(incident),
        text=text,
        due=due,
        owner=turn.actor.id,
        department=incident.department,
        by=turn.actor.id,
        at=turn.now,
    )
    return noted(
        incident,
        turn,
        "promise",
        role,
        reason=turn.words,
        notes={"promise": one.number},
        promises=(*incident.promises, one),
    )


ACTION = Action(
    code="pm",
    label=N_("🤝 承诺"),
    roles=TEAM,
    offered=lambda i, _: i.is_open or i.status is Status.CLOSED,
    guard=guard,
    decide=promise,
    done=N_("已记下承诺，到期前提醒您"),
    places={Phase.HANDLING: 2, Phase.FOLLOWING: 3},
    asks=N_("请回复 {number} 承诺的内容和日期，例如：修好路灯，11-28 前"),
    longest=LONGEST,
    commutes=True,
)
