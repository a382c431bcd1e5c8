"""Activities made by hand: a week in November, incidents found on its Friday."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from core.digest.facts import Act, Activity, Run
from core.digest.figures import Summary
from core.digest.periods import Period, Span, containing
from core.digest.summary import summarise
from core.incident import Incident
from core.timer import Clock, TimerState
from tests.conftest import LIN, NOON
from tests.unit.making import POLICY, incident

WEEK = containing(Span.WEEK, NOON.date())
BEGIN, AS_OF = WEEK.bounds(POLICY.figures.timezone)
HOUR = timedelta(hours=1)
_seq = count(1)


def found(ident: int = 1, **changes: Any) -> Incident:
    """An incident of that Friday."""
    return replace(incident(id=ident), **changes)


def did(type_: str, ident: int = 1, *, at: datetime = NOON, person: int = LIN, **new: object) -> Act:
    """An act with what it changed."""
    return Act(seq=next(_seq), incident=ident, type=type_, at=at, person=person, new=new)


def ran(clock: Clock, ident: int = 1, **changes: Any) -> Run:
    """A run of three hours from noon on that nobody has met."""
    base = Run(
        incident=ident,
        clock=clock,
        about="",
        generation=1,
        started_at=NOON,
        due_at=NOON + 3 * HOUR,
        state=TimerState.RUNNING,
        ended_at=None,
    )
    return replace(base, **changes)


def met(clock: Clock, after: float, ident: int = 1, **changes: Any) -> Run:
    """The same, met so many hours after noon."""
    return ran(clock, ident, state=TimerState.MET, ended_at=NOON + after * HOUR, **changes)


def figures(*parts: Incident | Run | Act, period: Period = WEEK, **others: Any) -> Summary:
    """The figures of what these tell."""
    _, as_of = period.bounds(POLICY.figures.timezone)
    activity = Activity(
        period=period,
        as_of=as_of,
        incidents=tuple(one for one in parts if isinstance(one, Incident)),
        runs=tuple(one for one in parts if isinstance(one, Run)),
        acts=tuple(one for one in parts if isinstance(one, Act)),
        **others,
    )
    return summarise(activity, POLICY)
