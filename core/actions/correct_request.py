"""更正请求: a publisher was asked to correct what it had written (A8); openly, in the organisation's own name."""

from core.actions.common import TEAM
from core.changes import Change, Turn, noted
from core.incident import Incident, Status, Verdict
from core.people import Role
from core.response import Correction
from core.texts import N_
from core.workflow import Action, Refused

#: an incident that needs more of them has another trouble
ENOUGH = 50
LONGEST = 200


def guard(incident: Incident, turn: Turn) -> Role:  # noqa: ARG001 - the signature of a guard
    """Any member, in any status."""
    if len(incident.corrections) >= ENOUGH:
        raise Refused("enough", N_("已记下 {count} 次更正请求，不能再加"), count=ENOUGH)
    return Role.MEMBER


def correct_request(incident: Incident, turn: Turn, role: Role) -> Change:
    """Whom we asked for what, and since when an answer is waited for."""
    number = max((one.number for one in incident.corrections), default=0) + 1
    one = Correction(number=number, publisher=turn.words, by=turn.actor.id, at=turn.now)
    return noted(
        incident,
        turn,
        "correct_request",
        role,
        reason=turn.words,
        notes={"correction": number},
        corrections=(*incident.corrections, one),
    )


ACTION = Action(
    code="cq",
    label=N_("✏️ 更正请求"),
    roles=TEAM,
    # only what was looked into can be called wrong
    offered=lambda i, _: (i.is_open or i.status is Status.CLOSED) and i.verdict is not Verdict.UNVERIFIED,
    guard=guard,
    decide=correct_request,
    done=N_("已记下更正请求"),
    asks=N_("请回复 {number} 请谁更正什么，例如：海棠论坛，把停工改为检修"),
    longest=LONGEST,
    commutes=True,
)
