"""From a placed post to an incident: what opens, what is attached, when the level rises."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.alerts import RAISED, duty_told
from core.bursts import burst_told, surge
from core.bysystem import system_turn
from core.changes import Change, noted
from core.detect import Decision, Prepared
from core.detect.explain import explained
from core.followup import asked_to_raise, flared_again, flared_up, just_graded
from core.grading import Grade, Spread
from core.incident import Incident, Status
from core.opening import hushed, scored_now
from core.outgoing import Lane, Notice
from core.people import Role
from core.policy import Policy
from core.severity import Severity
from core.spreading import Sighting, best, graded, spread
from core.texts import N_, Message


def attached(
    incident: Incident,
    prepared: Prepared,
    decision: Decision,
    sightings: Sequence[Sighting],
    policy: Policy,
    now: datetime,
) -> tuple[Change, ...]:
    """One more post. An invalid or merged incident takes it silently; an open one may rise; a page known is no news."""
    if incident.status in (Status.INVALID, Status.MERGED):
        return ()
    seen, level = spread(sightings, now), graded(sightings, now, policy.figures.grading_at(now), by=prepared)
    told = _told(incident, seen, level, sightings, policy, now)
    change = noted(
        incident,
        system_turn(policy, now),
        "add_post",
        Role.SYSTEM,
        notes={"source": prepared.source.name, "key": prepared.post.key},
        outgoing=told.notices,
        burst_at=now if told.of_pace else incident.burst_at,
        **_counted(incident, prepared, decision, seen, policy, now),
    )
    news = (change,) if change.event.diffs else ()
    subject = change.subject if news else incident
    if not subject.is_open:
        return (*news, *flared_up(subject, sightings, policy, now))
    return (*news, *_rise(subject, level, policy, now))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a post itself is reason to say, and whether its pace is told by it or by a higher level."""

    notices: tuple[Notice, ...]
    of_pace: bool = False


def _told(
    incident: Incident, seen: Spread, level: Grade, sightings: Sequence[Sighting], policy: Policy, now: datetime
) -> _Told:
    """One of: it goes on after its end, after our answer, in a burst. A burst that raises the level is told by that."""
    if not incident.is_open:
        return _Told(notices=(afterwards(incident, policy),))
    raises = level.severity > incident.severity
    if again := flared_again(incident, sightings, policy, now):
        # the higher level is told by the same post, with sound
        return _Told(notices=tuple(replace(one, loud=one.loud and not raises) for one in again), of_pace=True)
    if not surge(incident, seen, policy, now).news:
        return _Told(notices=())
    return _Told(notices=() if raises else (burst_told(incident, seen, policy, now),), of_pace=True)


def _counted(
    incident: Incident, prepared: Prepared, decision: Decision, seen: Spread, policy: Policy, now: datetime
) -> dict[str, Any]:
    """How far it has come with the post, how fast, and what the post scores."""
    scored = scored_now(prepared, seen, policy, now)
    # a page that was found already is no news: only its place counts
    fresh = seen.posts > incident.posts
    higher = {"score": scored.total, "scored": scored.message} if fresh and scored.total > incident.score else {}
    return higher | {
        "posts": seen.posts,
        "platforms": _with(incident.platforms, prepared.source.platform),
        "regions": _with(incident.regions, prepared.source.region),
        "reposts": max(incident.reposts, prepared.post.reposts or 0),
        "rank": best((incident.rank, seen.rank)),
        "rising": surge(incident, seen, policy, now).rising,
        "newest": explained(decision, scored, None),
    }


def grown(incident: Incident, sightings: Sequence[Sighting], policy: Policy, now: datetime) -> tuple[Change, ...]:
    """Its posts are reposted more. An open one may rise by it, loudly."""
    heat = spread(sightings, now).reposts
    if not incident.is_open or heat <= incident.reposts:
        return ()
    change = noted(incident, system_turn(policy, now), "heat", Role.SYSTEM, reposts=heat)
    return (change, *_rise(change.subject, graded(sightings, now, policy.figures.grading_at(now)), policy, now))


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
        reasons=(*incident.reasons, level.because),
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
    return not hushed(incident, prepared, policy, now) and sounds(incident.severity, policy, now)


def sounds(level: Severity, policy: Policy, now: datetime) -> bool:
    """Does a new card of this level make a sound at this hour?"""
    return level >= Severity.SIGNIFICANT and policy.rings(level, now)


def _with(known: tuple[str, ...], one: str) -> tuple[str, ...]:
    return known if not one or one in known else (*known, one)
