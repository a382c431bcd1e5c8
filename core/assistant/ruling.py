"""May the assistant be used now? Judged on the day's uses, which stand in the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.assistant.task import Order
from core.assistant.trouble import Came
from core.assistant_settings import DEAREST
from core.changes import Event, Turn
from core.incident import Incident
from core.people import Role
from core.texts import N_
from core.workflow import Refused

#: subjects of its events: none of an incident's own, so that no story, figure or card knows of them
SUBJECT = "assistant:{0}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """One use, as far as the audit tells; `tokens` None = no end is known."""

    incident: int
    at: datetime
    tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """The uses since the day began, and those before that may still go on; by the key of the press."""

    day: datetime
    begun: Mapping[str, Begun] = field(default_factory=dict)

    @property
    def today(self) -> Sequence[Begun]:
        """What counts against the day's ceiling."""
        return [one for one in self.begun.values() if one.at >= self.day]


def asked(incident: Incident, order: Order, key: str, uses: Uses, turn: Turn) -> Event:
    """One more use begins; raises Refused with words."""
    allowed = turn.policy.figures.assistant
    if not turn.actor.may(Role.MEMBER):
        raise Refused("role", N_("只有在岗成员可以使用助手"))
    if not allowed.model:
        raise Refused("off", N_("本单位没有启用助手"))
    if any(_goes_on(one, incident, turn) for one in uses.begun.values()):
        raise Refused("busy", N_("助手正在写这件事，写完会发出来，请稍等"))
    today = uses.today
    if len(today) >= allowed.uses:
        raise Refused("uses", N_("今天的助手额度已用完（{count} 次），请照常人工处理"), count=allowed.uses)
    spent = sum(DEAREST if one.tokens is None else one.tokens for one in today)
    if spent + DEAREST > allowed.tokens:
        raise Refused("tokens", N_("今天的助手额度已用完（约 {count} 个 token），请照常人工处理"), count=spent)
    return _event("assistant_asked", incident, order, key, turn)


def answered(
    incident: Incident, order: Order, key: str, turn: Turn, *, came: Came, tokens: int, seconds: float
) -> Event:
    """It came to an end: how, at what cost; what was written is nobody's but the reader's."""
    cost = {"came": came.value, "tokens": tokens, "tenths": round(seconds * 10)}
    return _event("assistant_answered", incident, order, key, turn, **cost)


def _event(type_: str, incident: Incident, order: Order, key: str, turn: Turn, **cost: object) -> Event:
    model = turn.policy.figures.assistant.model
    return Event(
        type=type_,
        actor=turn.actor,
        role=Role.MEMBER,
        origin=turn.origin,
        at=turn.now,
        subject=SUBJECT.format(incident.id),
        notes={"use": key, "task": order.task.code, "about": order.about, "model": model} | cost,
        drill=incident.drill,
    )


def _goes_on(one: Begun, incident: Incident, turn: Turn) -> bool:
    patience = turn.policy.figures.assistant.patience
    return one.tokens is None and one.incident == incident.id and turn.now - one.at < patience
