"""更正答复: what the publisher did about our request (A8)."""

from dataclasses import replace

from core.actions.common import TEAM
from core.changes import Change, Turn, noted
from core.incident import Incident
from core.people import Role
from core.response import Correction
from core.showing import shown
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Refused


def open_requests(incident: Incident) -> tuple[Correction, ...]:
    """The requests that nobody has answered yet."""
    return tuple(one for one in incident.corrections if one.answered_at is None)


def guard(incident: Incident, turn: Turn) -> Role:
    """Any member, in any status, on a request that waits for its answer."""
    if turn.arg:
        _chosen(incident, turn)
    elif not open_requests(incident):
        raise Refused("no_request", N_("没有等待答复的更正请求"))
    return Role.MEMBER


def _chosen(incident: Incident, turn: Turn) -> Correction:
    one = next((one for one in incident.corrections if str(one.number) == turn.arg), None)
    if one is None:
        raise Refused("argument", N_("没有这个选项"))
    if one.answered_at is not None:
        time = turn.policy.clock(one.answered_at, beside=turn.now)
        raise Refused("answered", N_("{time} 已记下答复"), time=time)
    return one


def correct_answer(incident: Incident, turn: Turn, role: Role) -> Change:
    """The outcome stays beside the request."""
    one = _chosen(incident, turn)
    answered = replace(one, outcome=turn.words, answered_at=turn.now)
    corrections = tuple(answered if other.number == one.number else other for other in incident.corrections)
    return noted(
        incident,
        turn,
        "correct_answer",
        role,
        reason=turn.words,
        notes={"correction": one.number},
        corrections=corrections,
    )


def requests(incident: Incident, around: Around) -> tuple[Choice, ...]:
    """The requests that wait, the oldest first."""
    words, local = N_("{day} {text}"), around.policy.local
    return tuple(
        Choice(
            arg=str(one.number),
            label=Message(words, {"day": f"{local(one.at):%m-%d}", "text": shown(one.publisher, 32)}),
        )
        for one in open_requests(incident)
    )


ACTION = Action(
    code="ca",
    label=N_("📬 更正答复"),
    roles=TEAM,
    offered=lambda i, _: bool(open_requests(i)),
    guard=guard,
    decide=correct_answer,
    done=N_("已记下更正答复"),
    choices=requests,
    columns=1,
    asks=N_("请回复 {number} 对方的答复：已更正、未更正，还是没有回音"),
    commutes=True,
)
