"""What the clock and new posts make of an incident: its reminder, and what a lead is asked to consider.

The system only proposes; it never acts over a person who acted within the last minute.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.bysystem import system_turn
from core.cards.heat import last_public
from core.changes import Change, noted
from core.dossier import Proposed
from core.effects import nothing_missing, proposed
from core.grading import Grade
from core.incident import Incident, Status
from core.outgoing import Lane, Notice
from core.people import Role
from core.policy import Policy
from core.proposals import pending, rested
from core.severity import Severity
from core.showing import shown
from core.spreading import Sighting, graded
from core.texts import N_, Message
from core.workflow import Refused

_A_MINUTE, _AN_HOUR = timedelta(seconds=60), timedelta(hours=1)
#: so many new posts within an hour are a flare-up, whatever the table says
HOT_POSTS = 3


def woken(incident: Incident, policy: Policy, now: datetime, *, reachable: bool) -> tuple[Change, ...]:
    """The reminder's time has come: said once, late rather than never; what has ended is only cleared.

    `reachable`: the owner's private chat is not known to be closed.
    """
    if incident.snoozed_until is None or incident.snoozed_until > now:
        return ()
    said = (_reminder(incident, policy, now, reachable=reachable),) if incident.is_open else ()
    what = "wake" if said else "unsnooze"
    return (noted(incident, system_turn(policy, now), what, Role.SYSTEM, outgoing=said, snoozed_until=None),)


def _reminder(incident: Incident, policy: Policy, now: datetime, *, reachable: bool) -> Notice:
    until = incident.snoozed_until or now
    owner = incident.owner if incident.owner is not None and policy.actor(incident.owner) else None
    private = owner is not None and reachable
    return Notice(
        key=f"wake:{incident.id}:{until.isoformat()}",
        chat=owner if owner is not None and private else policy.group,
        text=Message(
            N_("⏰ {number} 已到 {time} 的提醒时间：{title}"),
            {
                "number": incident.number,
                "time": policy.clock(until, beside=now),
                "title": shown(incident.title, 60),
            },
        ),
        lane=Lane.ESCALATION,
        loud=private or policy.rings(incident.severity, now),
        incident=incident.id,
        mentions=() if owner is None else (owner,),
    )


def considered(
    incident: Incident, last_post_at: datetime, regraded_at: datetime | None, policy: Policy, now: datetime
) -> tuple[Change, ...]:
    """What silence makes worth asking, one question at a time: closing first, else a lower level.

    `regraded_at`: when the level was last set, by whomever, None if that was long ago.
    """
    silent = now - last_post_at
    if not incident.is_open or silent < _A_MINUTE:
        return ()
    since = {"time": policy.clock(last_post_at, beside=now)}
    if (
        _is_calm(incident, silent, policy, now)
        and _free(incident, Proposed.CLOSE, now)
        and _could_close(incident, policy, now)
    ):
        reason = Message(N_("自 {time} 起没有新帖，办结条件已齐备"), since)
        return (proposed(incident, system_turn(policy, now), Role.SYSTEM, Proposed.CLOSE, reason),)
    lower = _lower(incident)
    fresh = regraded_at is not None and now - regraded_at < policy.figures.calm
    if lower is None or fresh or silent < policy.figures.calm or not _free(incident, Proposed.LOWER, now):
        return ()
    if pending(incident, Proposed.CLOSE):
        return ()
    reason = Message(N_("自 {time} 起没有新帖，传播已平息"), since)
    return (proposed(incident, system_turn(policy, now), Role.SYSTEM, Proposed.LOWER, reason, severity=lower),)


def _is_calm(incident: Incident, silent: timedelta, policy: Policy, now: datetime) -> bool:
    """Silent for the whole watch; after an answer the watch runs from its publication, and a day of silence ends it."""
    public = last_public(incident)
    if incident.status is Status.FOLLOWING and public is not None and public.published_at is not None:
        return now - public.published_at >= policy.figures.quiet and silent >= policy.figures.calm
    return silent >= policy.figures.quiet


def flared_again(
    incident: Incident, sightings: Sequence[Sighting], policy: Policy, now: datetime
) -> tuple[Notice, ...]:
    """An open incident that was answered goes on, hot, within the watch: said with sound, once a day.

    What was said since of its pace, this or a burst, rests first.
    """
    public = last_public(incident)
    if public is None or public.published_at is None or now - public.published_at > policy.figures.quiet:
        return ()
    if not _fresh(incident, public.published_at, policy, now):
        return ()
    count = sum(one.times for one in sightings if now - one.seen_at < _AN_HOUR and one.seen_at > public.published_at)
    if count < HOT_POSTS:
        return ()
    day = policy.local(now).strftime("%Y-%m-%d")
    text = Message(
        N_("📈 {number} 发布回应后又热起来：近一小时 {count} 条新帖，请研判是否再回应"),
        {"number": incident.number, "count": count},
    )
    return (
        Notice(
            key=f"flare:{incident.id}:{public.number}:{day}",
            chat=policy.group,
            text=text,
            lane=Lane.ESCALATION,
            loud=policy.rings(incident.severity, now),
            incident=incident.id,
            mentions=(incident.owner,) if incident.owner is not None else (),
        ),
    )


def _fresh(incident: Incident, published_at: datetime, policy: Policy, now: datetime) -> bool:
    """Was nothing said of its pace since the answer, or not today and not just now?"""
    told_at = incident.burst_at
    if told_at is None or told_at < published_at:
        return True
    rested = policy.figures.grading_at(now).burst.rested(told_at, now)
    return rested and policy.local(told_at).date() != policy.local(now).date()


def just_graded(incident: Incident, now: datetime) -> bool:
    """Did a person set the level within the last minute? Then the system asks instead of raising it."""
    last = incident.last
    return last is not None and last.type in ("severity", "agree") and now - last.at < _A_MINUTE


def asked_to_raise(incident: Incident, level: Grade, policy: Policy, now: datetime) -> tuple[Change, ...]:
    """What new posts call for is not lost: a lead is asked to raise the level."""
    if not rested(incident, Proposed.RAISE, now):
        return ()
    reason, severity = level.reason, level.severity
    return (proposed(incident, system_turn(policy, now), Role.SYSTEM, Proposed.RAISE, reason, severity=severity),)


def _lower(incident: Incident) -> Severity | None:
    """One step down, now that nothing new was seen."""
    return tuple(Severity)[incident.severity.rank - 1] if incident.severity > Severity.GENERAL else None


def flared_up(incident: Incident, sightings: Sequence[Sighting], policy: Policy, now: datetime) -> tuple[Change, ...]:
    """An ended incident goes on, hot: a lead is asked to reopen it, once for each time it ended."""
    if incident.status not in (Status.CLOSED, Status.TRANSFERRED) or not _free(incident, Proposed.REOPEN, now):
        return ()
    began = incident.transfer.at if incident.transfer else incident.claimed_at or incident.detected_at
    if any(one.what is Proposed.REOPEN and one.at >= began for one in incident.proposals):
        return ()
    lately = [one for one in sightings if now - one.seen_at < _AN_HOUR]
    level = graded(lately, now, policy.figures.grading_at(now))
    count = sum(one.times for one in lately)
    if count >= HOT_POSTS:
        reason = Message(N_("近一小时有 {count} 条新帖"), {"count": count})
    elif level.severity >= Severity.SIGNIFICANT:
        reason = level.reason
    else:
        return ()
    return (proposed(incident, system_turn(policy, now), Role.SYSTEM, Proposed.REOPEN, reason),)


def _could_close(incident: Incident, policy: Policy, now: datetime) -> bool:
    try:
        nothing_missing(incident, system_turn(policy, now))
    except Refused:
        return False
    return True


def _free(incident: Incident, what: Proposed, now: datetime) -> bool:
    """May the system ask this now?"""
    acted = (incident.last.at if incident.last else None, incident.acted_at)
    return rested(incident, what, now) and not any(at is not None and now - at < _A_MINUTE for at in acted)
