"""稍后提醒: nags rest until then; due times do not."""

from datetime import datetime, time, timedelta

from core.actions.common import TEAM, is_open, no_such_choice, owner_or_lead
from core.changes import Change, Turn, noted
from core.incident import Incident
from core.people import Role
from core.policy import Policy
from core.texts import N_, Message
from core.workflow import Action, Around, Choice

SPANS = {
    "30m": (N_("30 分钟后"), timedelta(minutes=30)),
    "1h": (N_("1 小时后"), timedelta(hours=1)),
    "2h": (N_("2 小时后"), timedelta(hours=2)),
    "4h": (N_("4 小时后"), timedelta(hours=4)),
}
MORNING, _MORNING_AT = "am", time(8, 30)


def guard(incident: Incident, turn: Turn) -> Role:
    """Owner or lead."""
    is_open(incident)
    if turn.arg and turn.arg != MORNING and turn.arg not in SPANS:
        raise no_such_choice()
    return owner_or_lead(incident, turn)


def until(arg: str, policy: Policy, now: datetime) -> datetime:
    """When to remind."""
    if arg != MORNING:
        return now + SPANS[arg][1]
    local = policy.local(now)
    return datetime.combine(local.date() + timedelta(days=1), _MORNING_AT, policy.figures.timezone)


def snooze(incident: Incident, turn: Turn, role: Role) -> Change:
    """A later one replaces it."""
    return noted(incident, turn, "snooze", role, snoozed_until=until(turn.arg, turn.policy, turn.now))


def moments(_incident: Incident, _around: Around) -> tuple[Choice, ...]:
    """Soon, or tomorrow when work begins."""
    spans = tuple(Choice(arg=arg, label=Message(label)) for arg, (label, _) in SPANS.items())
    return (*spans, Choice(arg=MORNING, label=Message(N_("明天 08:30"))))


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
