"""A burst of one incident (集中出现): told once while it rises, and again only after a rest; silently on a new card."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.bysystem import system_turn
from core.changes import Change, noted
from core.grading import Spread
from core.incident import Incident
from core.outgoing import Lane, Notice
from core.pace import lately
from core.people import Role
from core.policy import Policy
from core.severity import Severity
from core.texts import N_, Message

#: without a new post for so long nothing rises any more
CALM = timedelta(hours=1)
#: who was just rung for the new card needs no second ring for more of the same
JUST_RUNG = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """Whether it rises just now, and whether that is to be told with this post."""

    rising: bool
    news: bool


def surge(incident: Incident, seen: Spread, policy: Policy, now: datetime) -> Surge:
    """What one more post of an open incident makes of its pace."""
    burst = policy.figures.grading_at(now).burst
    rising = incident.is_open and burst.fires(seen.pace)
    return Surge(rising=rising, news=rising and burst.rested(incident.burst_at, now))


def burst_told(incident: Incident, seen: Spread, policy: Policy, now: datetime) -> Notice:
    """What the group hears of it, where no higher level says it."""
    text = Message(
        N_("📈 {number} 短时间内集中出现：近一小时 {count} 条，{usually}"),
        {"number": incident.number, "count": seen.pace.last, "usually": seen.pace.usually},
    )
    return Notice(
        key=f"burst:{incident.id}:{now.isoformat()}",
        chat=policy.group,
        text=text,
        lane=Lane.ESCALATION,
        loud=_is_loud(incident, policy, now),
        incident=incident.id,
        card_tells=True,
    )


def _is_loud(incident: Incident, policy: Policy, now: datetime) -> bool:
    if incident.severity < Severity.SIGNIFICANT or not policy.rings(incident.severity, now):
        return False
    found_at = incident.detected_at
    return not (lately(found_at, now, JUST_RUNG) and policy.rings(incident.severity, found_at))


def calmed(incident: Incident, last_post_at: datetime, policy: Policy, now: datetime) -> tuple[Change, ...]:
    """The arrow goes from the card when nothing came for an hour; nobody is told."""
    if not incident.is_open or not incident.rising or lately(last_post_at, now, CALM):
        return ()
    return (noted(incident, system_turn(policy, now), "calm", Role.SYSTEM, rising=False),)
