"""From a placed post to an incident: what opens, what is attached, when the level rises."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.alerts import FOUND, RAISED, duty_told
from core.bysystem import system_turn
from core.changes import Change, noted
from core.detect import Prepared
from core.followup import asked_to_raise, flared_again, flared_up, just_graded
from core.headline import headline
from core.incident import Incident, Status
from core.outgoing import Lane, Notice
from core.people import Role
from core.policy import Policy
from core.posts import Source
from core.severity import Grade, Severity
from core.spreading import Sighting, graded, spread
from core.texts import N_, Message


def draft(prepared: Prepared, now: datetime) -> Incident:
    """The new incident before it has a number."""
    post, source = prepared.post, prepared.source
    first = Sighting(source=source, reposts=post.reposts or 0, seen_at=now)
    level = graded((first,), now, by=prepared)
    title, excerpt = headline(post)
    return Incident(
        severity=level.severity,
        title=title,
        excerpt=excerpt,
        url=post.url,
        source=source.name,
        platform=source.platform,
        published_at=post.published_at,
        detected_at=now,
        topic=prepared.topic,
        suggested=prepared.department,
        posts=1,
        platforms=(source.platform,) if source.platform else (),
        reposts=post.reposts or 0,
        reasons=(*prepared.reasons, because(level)),
    )


def opened(incident: Incident, ident: int, policy: Policy, now: datetime) -> Change:
    """The first event of an incident, now that it has its number: from nothing to the draft."""
    blank = Incident(id=ident, detected_at=incident.detected_at)
    values = {name: getattr(incident, name) for name in _DETECTED}
    told = duty_told(replace(incident, id=ident), FOUND, policy, now)
    return noted(blank, system_turn(policy, now), "detect", Role.SYSTEM, outgoing=told, **values)


_DETECTED = (
    "severity",
    "title",
    "excerpt",
    "url",
    "source",
    "platform",
    "published_at",
    "topic",
    "suggested",
    "platforms",
    "reposts",
    "reasons",
)


def attached(
    incident: Incident, prepared: Prepared, sightings: Sequence[Sighting], policy: Policy, now: datetime
) -> tuple[Change, ...]:
    """One more post. An invalid or merged incident takes it silently; an open one may rise; a page known is no news."""
    if incident.status in (Status.INVALID, Status.MERGED):
        return ()
    told = flared_again(incident, sightings, policy, now) if incident.is_open else (afterwards(incident, policy),)
    change = noted(
        incident,
        system_turn(policy, now),
        "add_post",
        Role.SYSTEM,
        notes={"source": prepared.source.name, "key": prepared.post.key},
        outgoing=told,
        posts=sum(seen.times for seen in sightings),
        platforms=_platforms(incident, prepared.source),
        reposts=max(incident.reposts, prepared.post.reposts or 0),
    )
    news = (change,) if change.event.diffs else ()
    subject = change.subject if news else incident
    if not subject.is_open:
        return (*news, *flared_up(subject, sightings, policy, now))
    return (*news, *_rise(subject, graded(sightings, now, by=prepared), policy, now))


def grown(incident: Incident, sightings: Sequence[Sighting], policy: Policy, now: datetime) -> tuple[Change, ...]:
    """Its posts are reposted more. An open one may rise by it, loudly."""
    heat = spread(sightings, now).reposts
    if not incident.is_open or heat <= incident.reposts:
        return ()
    change = noted(incident, system_turn(policy, now), "heat", Role.SYSTEM, reposts=heat)
    return (change, *_rise(change.subject, graded(sightings, now), policy, now))


def _rise(incident: Incident, level: Grade, policy: Policy, now: datetime) -> tuple[Change, ...]:
    """Where an open incident now deserves a higher level: the rise, or where a person has just judged, the question."""
    if not incident.is_open or level.severity <= incident.severity:
        return ()
    if just_graded(incident, now):
        return asked_to_raise(incident, level, policy, now)
    return (raised(incident, level, policy, now),)


def afterwards(incident: Incident, policy: Policy) -> Notice:
    """One that has ended goes on: said once for each time it ended, so that no flare-up stays unseen."""
    text = N_("{number} 办结后又有新帖；需要时请带班领导重开")
    if incident.status is Status.TRANSFERRED:
        text = N_("{number} 转出后又有新帖；需要时请带班领导退回我方")
    return Notice(
        # an answered proposal is a decision too, and no new end
        key=f"afterwards:{incident.id}:{incident.reopened}:{incident.transfer.at if incident.transfer else ''}",
        chat=policy.group,
        text=Message(text, {"number": incident.number}),
        lane=Lane.NEW_CARD,
        loud=incident.severity >= Severity.MAJOR,
        incident=incident.id,
    )


def raised(incident: Incident, level: Grade, policy: Policy, now: datetime) -> Change:
    """The system raises by itself, and says so with sound; it never lowers."""
    higher = replace(incident, severity=level.severity, revision=incident.revision + 1)
    return noted(
        incident,
        system_turn(policy, now),
        "severity",
        Role.SYSTEM,
        outgoing=(rise(incident, level, policy, now), *duty_told(higher, RAISED, policy, now)),
        severity=level.severity,
        reasons=(*incident.reasons, because(level)),
    )


def rise(incident: Incident, level: Grade, policy: Policy, now: datetime) -> Notice:
    """What is said when the level rises: with sound, at night from 重大 on."""
    text = Message(
        N_("{symbol} {number} 升为「{level}」：{reason}"),
        {
            "symbol": level.severity.symbol,
            "number": incident.number,
            "level": Message(level.severity.label),
            "reason": level.reason,
        },
    )
    return Notice(
        key=f"raised:{incident.id}:{level.severity.value}:{incident.revision + 1}",
        chat=policy.group,
        text=text,
        lane=Lane.ESCALATION,
        loud=policy.rings(level.severity, now),
        incident=incident.id,
        card_tells=True,
    )


def rings(incident: Incident, prepared: Prepared, policy: Policy, now: datetime) -> bool:
    """Does the new card make a sound? By level and hour; a rule may ask for quiet, 重大 and above is never quiet."""
    if incident.severity < Severity.MAJOR and any(policy.within(hit.quiet, now) for hit in prepared.hits if hit.quiet):
        return False
    return sounds(incident.severity, policy, now)


def sounds(level: Severity, policy: Policy, now: datetime) -> bool:
    """Does a new card of this level make a sound at this hour?"""
    return level >= Severity.SIGNIFICANT and policy.rings(level, now)


def _platforms(incident: Incident, source: Source) -> tuple[str, ...]:
    known = incident.platforms
    return known if not source.platform or source.platform in known else (*known, source.platform)


def because(level: Grade) -> Message:
    """Why the incident has its level, as 为什么 tells it."""
    return Message(N_("等级「{level}」：{reason}"), {"level": Message(level.severity.label), "reason": level.reason})
