"""稍后提醒: nags rest until then; due times do not."""

from datetime import datetime, time, timedelta

from core.actions.common import TEAM, is_open, no_such_choice, owner_or_lead
from core.changes import Change, Turn, noted
from core.clocks.running import next_due
from core.incident import Incident
from core.people import Role
from core.policy import Policy
from core.texts import N_, Message
from core.timer import CLOCK_LABELS
from core.workflow import Action, Around, Choice, Refused

SPANS = {
    "30m": (N_("30 分钟后"), timedelta(minutes=30)),
    "1h": (N_("1 小时后"), timedelta(hours=1)),
    "2h": (N_("2 小时后"), timedelta(hours=2)),
    "4h": (N_("4 小时后"), timedelta(hours=4)),
}
MORNING, _MORNING_AT = "am", time(8, 30)


def guard(incident: Incident, turn: Turn) -> Role:
    """Owner or lead; never beyond what is due next."""
    is_open(incident)
    if turn.arg and turn.arg != MORNING and turn.arg not in SPANS:
        raise no_such_choice()
    role = owner_or_lead(incident, turn)
    due = next_due(incident, turn.now)
    if turn.arg and due is not None and until(turn.arg, turn.policy, turn.now) > due.due_at:
        raise Refused(
            "due_before",
            N_("{clock} {time} 到期，提醒不能晚于它"),
            clock=Message(CLOCK_LABELS[due.clock]),
            time=turn.policy.clock(due.due_at, beside=turn.now),
        )
    return role


def until(arg: str, policy: Policy, now: datetime) -> datetime:
    """When to remind."""
    if arg != MORNING:
        return now + SPANS[arg][1]
    local = policy.local(now)
    return datetime.combine(local.date() + timedelta(days=1), _MORNING_AT, policy.figures.timezone)


def snooze(incident: Incident, turn: Turn, role: Role) -> Change:
    """A later one replaces it."""
    return noted(incident, turn, "snooze", role, snoozed_until=until(turn.arg, turn.policy, turn.now))


def moments(incident: Incident, around: Around) -> tuple[Choice, ...]:
    """Soon, or tomorrow when work begins; what would be later than the next due time is left out."""
    spans = tuple(Choice(arg=arg, label=Message(label)) for arg, (label, _) in SPANS.items())
    every = (*spans, Choice(arg=MORNING, label=Message(N_("明天 08:30"))))
    due = next_due(incident, around.now) if around.now is not None else None
    if around.now is None or due is None:
        return every
    now = around.now
    return tuple(one for one in every if until(one.arg, around.policy, now) <= due.due_at) or every[:1]


ACTION = Action(
    code="sn",
    label=N_("⏰ 稍后提醒"),
    roles=TEAM,
    offered=lambda i, _: i.is_open,
    guard=guard,
    decide=snooze,
    done=N_("到时提醒负责人"),
    choices=moments,
    commutes=True,
)
