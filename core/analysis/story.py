"""What we did about it (我方应对): when each stage was reached, which clocks were kept, what was learnt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.analysis.matter import Matter
from core.forms.review import moments
from core.policy import Policy
from core.showing import shown
from core.statement import KIND_LABELS, Stand
from core.texts import N_, Message, several
from core.timer import GONE, Clock, Timer, TimerState

#: clocks that say nothing about how the matter was answered
_INNER = frozenset({Clock.LEASE})


class Kept(StrEnum):
    """What became of a clock."""

    #: 按时
    ON_TIME = N_("按时")
    #: 超时
    LATE = N_("超时")
    #: 计时中
    RUNNING = N_("计时中")
    #: 暂停
    PAUSED = N_("暂停")
    #: 免于计时
    WAIVED = N_("免于计时")
    #: 随办结结束
    ENDED = N_("随办结结束")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A stage that was reached, or a publication."""

    at: datetime
    said: Message
    #: does it stand on the curve?
    leading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A clock with what became of it."""

    timer: Timer
    kept: Kept


#: what stands on the curve beside the publications
_LEADING = frozenset({N_("认领"), N_("核实"), N_("上报"), N_("办结")})
#: told by the publications themselves
_TOLD = frozenset({N_("首次回应"), N_("权威发布")})


def course(matter: Matter) -> tuple[Step, ...]:
    """Every stage and publication by time."""
    reached = (
        Step(at=at, said=Message(label), leading=label in _LEADING)
        for label, at in moments(matter.incident, matter.story)
        if at is not None and label not in _TOLD
    )
    return tuple(sorted((*reached, *_published(matter)), key=lambda step: step.at))


def _published(matter: Matter) -> Iterator[Step]:
    for one in matter.incident.statements:
        if one.is_public and one.published_at is not None:
            kinds = several(Message(KIND_LABELS[kind]) for kind in one.kinds)
            gone = one.stand is Stand.WITHDRAWN
            words = N_("{kinds}（后已撤回）") if gone else N_("{kinds}")
            yield Step(at=one.published_at, said=Message(words, {"kinds": kinds}), leading=True)


def first_answer(matter: Matter) -> datetime | None:
    """When the first statement was published, withdrawn ones too: it was said."""
    public = [one.published_at for one in matter.incident.statements if one.is_public and one.published_at]
    return min(public, default=None)


def clocks(matter: Matter) -> tuple[Judged, ...]:
    """Each clock that counts, by when it was due."""
    counting = [one for one in matter.clocks if one.clock not in _INNER and one.state not in GONE]
    return tuple(
        Judged(timer=one, kept=_kept(one, matter.as_of)) for one in sorted(counting, key=lambda one: one.due_at)
    )


def _kept(timer: Timer, as_of: datetime) -> Kept:
    if timer.state is TimerState.WAIVED:
        return Kept.WAIVED
    if timer.state is TimerState.PAUSED:
        return Kept.PAUSED
    # what was never met and ran out before the matter ended is a miss like any other
    over = timer.state is TimerState.ENDED and timer.ended_at is not None and timer.ended_at > timer.due_at
    if over or timer.missed(as_of):
        return Kept.LATE
    if timer.state is TimerState.ENDED:
        return Kept.ENDED
    return Kept.ON_TIME if timer.state is TimerState.MET else Kept.RUNNING


def lessons(matter: Matter, policy: Policy) -> tuple[Message, ...]:
    """What the review says, line by line; where nobody wrote one, that."""
    review = matter.incident.review
    if review is None:
        return (Message(N_("还没有写复盘")),)
    time = policy.local(review.at).strftime("%m-%d %H:%M")
    signed = Message(N_("（{name} {time}）"), {"name": shown(policy.name(review.by), 20), "time": time})
    lines = [line for raw in review.text.splitlines() if (line := shown(raw, 500))]
    return (*(Message(N_("{text}"), {"text": line}) for line in lines), signed)
