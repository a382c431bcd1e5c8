"""How things stood at the end of the period: what was open, late, asleep, promised."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from core.digest.facts import Run
from core.digest.figures import Late
from core.digest.ground import Ground
from core.digest.periods import Period, Span, after
from core.incident import Incident, Phase, phase
from core.response import Promise, PromiseState
from core.timer import Clock


def standing(ground: Ground) -> dict[str, Any]:
    """What waits, and for how long."""
    still = [one for one in ground.incidents.values() if one.is_open]
    phases = Counter(phase(one) for one in still)
    oldest = min(still, key=lambda one: (one.detected_at, one.id), default=None)
    late = sorted(_late(ground), key=lambda one: (one.due_at, one.incident, one.clock or "", one.promise))
    return {
        "open": tuple((where, phases[where]) for where in Phase if phases[where]),
        "oldest": None if oldest is None else _item(oldest, None, oldest.detected_at),
        "snoozed": sum(one.snoozed_until is not None and one.snoozed_until > ground.as_of for one in still),
        "untouched": sum(one.clock is None for one in late),
        "late": tuple(late),
        **_promises(ground),
    }


def _late(ground: Ground) -> Iterator[Late]:
    for run in ground.runs:
        if run.runs_at(ground.as_of) and run.started_at < ground.as_of and run.due_at < ground.as_of:
            yield _overdue(ground.incidents[run.incident], run)


def _overdue(incident: Incident, run: Run) -> Late:
    if run.clock is Clock.LEASE:
        return _item(incident, None, run.due_at)
    kept = next(
        (one for one in incident.promises if run.clock is Clock.PROMISE and run.about == f"p{one.number}"), None
    )
    return _item(incident, run.clock, run.due_at, kept)


def _item(incident: Incident, clock: Clock | None, due_at: datetime, promise: Promise | None = None) -> Late:
    return Late(
        incident=incident.id,
        title=incident.title,
        clock=clock,
        due_at=due_at,
        person=promise.owner if promise else incident.owner,
        department=promise.department if promise else incident.department,
        phase=phase(incident),
        promise=promise.number if promise else 0,
    )


def _promises(ground: Ground) -> dict[str, int]:
    """承诺, of closed incidents too: they outlive the work."""
    due = [
        one.due
        for incident in ground.incidents.values()
        for one in incident.promises
        if one.state is not PromiseState.KEPT
    ]
    today, following = ground.activity.period.end, _following(ground.activity.period)
    return {
        "promises": len(due),
        "promises_due": sum(today <= day < following for day in due),
        "promises_late": sum(day < today for day in due),
    }


def _following(period: Period) -> date:
    """The first day after the period that follows this one."""
    return period.end + (period.end - period.begin) if period.span is Span.OTHER else after(period).end
