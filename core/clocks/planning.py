"""From when a clock of an incident counts, and until when: what level, extension, rest and merge make of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.clocks.pausing import gone_on
from core.clocks.running import about_stage
from core.clocks.spanning import STARTED, Due, due_in, due_of, due_on, on_the_clock
from core.incident import Incident
from core.policy import Figures
from core.statement import Statement
from core.texts import N_, Message
from core.timer import Clock, Timer
from core.workdays import WorkTime

#: these run from the detection, or from the reopening
FROM_DETECTION = frozenset(
    {
        Clock.REPORT_UP,
        Clock.FIRST_RESPONSE,
        Clock.SAME_DAY,
        Clock.AUTHORITATIVE,
        Clock.BRIEFING,
        Clock.CEILING,
    }
)
#: where a statement's way names no time-box
_TIMEBOX = timedelta(minutes=30)


def start_of(incident: Incident, clock: Clock, about: str, now: datetime, *, again: bool = False) -> datetime:
    """When it began to count. `again`: it ran before, and what it is about is older than this run."""
    if clock in FROM_DETECTION:
        return incident.reopened_at or incident.detected_at
    if clock is Clock.APPROVAL:
        return _statement(incident, about).asked_at or now
    if clock is Clock.LEASE:
        return max(incident.acted_at or now, incident.claimed_at or now)
    if clock is Clock.PROMISE:
        return next((one.at for one in incident.promises if about == f"p{one.number}"), now)
    if clock is Clock.INSTRUCT and not again:
        return next((one.at for one in incident.instructions if about == f"i{one.number}"), now)
    return now


def planned(
    incident: Incident,
    clock: Clock,
    about: str,
    start: datetime,
    figures: Figures,
    *,
    act: str = "",
    timer: Timer | None = None,
) -> Due:
    """When it is due. Of a `timer` that rested only what was left counts; one that a merge brought forward stays so.

    The clocks of a drill may run faster: what is left of the span by the calendar is divided.
    """
    rested = timer is not None and timer.since is not None
    due = (
        gone_on(timer, incident.severity, figures)
        if rested and timer
        else _due(incident, clock, about, start, figures, act)
    )
    return capped(paced(due, start, incident.pace, figures.work), timer.cap if timer else None, figures.work)


def paced(due: Due, start: datetime, pace: float, work: WorkTime) -> Due:
    """So many times sooner."""
    if pace <= 1 or due.due_at <= start:
        return due
    sooner = start + (due.due_at - start) / pace
    words = {"why": due.why, "pace": f"{pace:g}", "due": on_the_clock(sooner, work)}
    return Due(due_at=sooner, why=Message(N_("{why}；演练时钟 {pace} 倍速，{due} 到期"), words))


def capped(due: Due, cap: datetime | None, work: WorkTime) -> Due:
    """Not later than what was merged in."""
    if cap is None or cap >= due.due_at:
        return due
    words = {"why": due.why, "due": on_the_clock(cap, work)}
    return Due(due_at=cap, why=Message(N_("{why}；并案后以较早的为准，{due} 到期"), words))


def redue(timer: Timer, incident: Incident, figures: Figures) -> Timer:
    """The same run, its due time counted anew."""
    due = planned(incident, timer.clock, timer.about, timer.started_at, figures, timer=timer)
    return replace(timer, due_at=due.due_at, why=due.why)


def _due(incident: Incident, clock: Clock, about: str, start: datetime, figures: Figures, act: str) -> Due:
    if clock is Clock.APPROVAL:
        stated = _statement(incident, about)
        span = timedelta(minutes=stated.stages[stated.stage].timebox) if stated.stages else _TIMEBOX
        return due_in(start, span, figures, event=N_("转B角") if stated.standin_asked else STARTED[clock])
    if clock is Clock.PROMISE:
        day = next(one.due for one in incident.promises if about == f"p{one.number}")
        return due_on(start, day, figures, event=STARTED[clock])
    if clock is Clock.FINAL and incident.extended_to is not None:
        return due_on(start, incident.extended_to, figures, event=N_("延期"))
    event = N_("签收") if clock is Clock.FINAL and act == "accept" else ""
    if clock in FROM_DETECTION and incident.reopened_at is not None:
        event = N_("重开")
    return due_of(clock, start, incident.severity, figures, event=event)


def _statement(incident: Incident, about: str) -> Statement:
    return next(one for one in incident.statements if about_stage(one) == about)
