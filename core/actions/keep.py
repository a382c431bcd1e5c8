"""兑现: a promise was kept, with the proof; a missed one too, in any status (A7)."""

from dataclasses import replace

from core.actions.common import TEAM
from core.changes import Change, Turn, noted
from core.incident import Incident
from core.people import Role
from core.promises import day_words, unkept
from core.response import Promise, PromiseState
from core.showing import shown
from core.statements.standing import followed
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Any member, on a promise that is still to be kept."""
    if not incident.promises:
        raise Refused("no_promise", N_("这件事没有待兑现的承诺"))
    if turn.arg:
        _chosen(incident, turn)
    elif not unkept(incident.promises):
        raise Refused("no_promise", N_("承诺都已兑现"))
    return Role.MEMBER


def _chosen(incident: Incident, turn: Turn) -> Promise:
    one = next((one for one in incident.promises if str(one.number) == turn.arg), None)
    if one is None:
        raise Refused("argument", N_("没有这个选项"))
    if one.state is PromiseState.KEPT:
        raise Refused(
            "kept",
            N_("{name} 已于 {time} 记为兑现"),
            name=turn.policy.name(one.kept_by),
            time=turn.policy.clock(one.kept_at or one.at, beside=turn.now),
        )
    return one


def keep(incident: Incident, turn: Turn, role: Role) -> Change:
    """What shows that it was done stays with the promise; where it was the last thing due, following begins."""
    one = _chosen(incident, turn)
    kept = replace(one, state=PromiseState.KEPT, proof=turn.words, kept_by=turn.actor.id, kept_at=turn.now)
    promises = tuple(kept if other.number == one.number else other for other in incident.promises)
    return noted(
        incident,
        turn,
        "keep",
        role,
        reason=turn.words,
        notes={"promise": one.number},
        promises=promises,
        status=followed(replace(incident, promises=promises)),
    )


def waiting(incident: Incident, around: Around) -> tuple[Choice, ...]:
    """The promises that wait, the nearest day first."""
    words, local = N_("{day} {text}"), around.policy.local
    return tuple(
        Choice(
            arg=str(one.number),
            label=Message(words, {"day": day_words(one.due, local(one.at).date()), "text": shown(one.text, 32)}),
        )
        for one in unkept(incident.promises)
    )


ACTION = Action(
    code="kp",
    label=N_("✅ 已兑现"),
    roles=TEAM,
    offered=lambda i, _: bool(unkept(i.promises)),
    guard=guard,
    decide=keep,
    done=N_("已记下兑现"),
    choices=waiting,
    columns=1,
    asks=N_("请回复 {number} 兑现的情况：做了什么，有什么为证"),
    commutes=True,
)
