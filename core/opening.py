"""From a post to an incident of its own: what its first event says."""

from dataclasses import replace
from datetime import datetime

from core.alerts import FOUND, duty_told
from core.bysystem import system_turn
from core.changes import Change, noted
from core.detect import Decision, Prepared
from core.detect.explain import explained
from core.detect.score import Score, score
from core.dossier import Category
from core.grading import Spread
from core.headline import headline
from core.incident import Incident
from core.people import Role
from core.policy import Policy
from core.severity import Severity
from core.spreading import graded, sighted, spread


def draft(prepared: Prepared, decision: Decision, policy: Policy, now: datetime) -> Incident:
    """The new incident before it has a number."""
    post, source = prepared.post, prepared.source
    first = (sighted(prepared, now),)
    level = graded(first, now, policy.figures.grading_at(now), by=prepared, burst=decision.burst)
    scored = scored_now(prepared, spread(first, now), policy, now)
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
        category=Category(next((hit.category for hit in prepared.hits if hit.category), "")),
        posts=1,
        platforms=(source.platform,) if source.platform else (),
        regions=(source.region,) if source.region else (),
        reposts=post.reposts or 0,
        rank=post.rank or 0,
        # a burst of our name was told by the card itself
        burst_at=now if decision.burst else None,
        score=scored.total,
        scored=scored.message,
        reasons=explained(decision, scored, level),
        drill=source.drill,
        pace=source.pace or 1.0,
    )


def hushed(incident: Incident, prepared: Prepared, policy: Policy, now: datetime) -> bool:
    """Does every rule that found it ask for quiet now (静默)? 重大 and above is never quiet."""
    quiet = all(hit.quiet is not None and policy.within(hit.quiet, now) for hit in prepared.hits)
    return incident.severity < Severity.MAJOR and bool(prepared.hits) and quiet


def opened(incident: Incident, ident: int, policy: Policy, now: datetime, *, quiet: bool = False) -> Change:
    """The first event of an incident, now that it has its number: from nothing to the draft."""
    blank = Incident(id=ident, detected_at=incident.detected_at)
    values = {name: getattr(incident, name) for name in _DETECTED}
    told = () if quiet else duty_told(replace(incident, id=ident), FOUND, policy, now)
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
    "category",
    "platforms",
    "regions",
    "reposts",
    "rank",
    "burst_at",
    "score",
    "scored",
    "reasons",
    "drill",
    "pace",
)


def scored_now(prepared: Prepared, seen: Spread, policy: Policy, now: datetime) -> Score:
    """What the post scores with its incident as far as it has come."""
    return score(prepared, seen, policy.figures.weights, policy.figures.grading_at(now).burst)
