"""When the steps of a running clock are called, as its incident is now."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from core.clocks.running import about_stage
from core.clocks.spanning import along, in_days
from core.clocks.table import STEPS, Step, When, Whom
from core.incident import Incident
from core.policy import Policy
from core.severity import Severity
from core.timer import Clock, Timer


def steps_of(timer: Timer, incident: Incident) -> tuple[Step, ...]:
    """The steps of its clock; once the stand-ins were asked, the end of their time-box calls lead and chief."""
    if timer.clock is Clock.APPROVAL and any(
        one.standin_asked and about_stage(one) == timer.about for one in incident.statements
    ):
        return (replace(STEPS[Clock.APPROVAL][-1], when=When.DUE),)
    return STEPS[timer.clock]


def moments(timer: Timer, incident: Incident, policy: Policy) -> Iterator[tuple[datetime, Step]]:
    """When each step of the timer is called, in order. At night what is missed below 重大 waits for the morning."""
    urgent = incident.severity >= Severity.MAJOR
    for step in steps_of(timer, incident):
        at = _paced(step, timer, incident, policy)
        if at is not None:
            waits = step.late and not urgent and policy.at_night(at) and not _asks_for_signature(step)
            yield (policy.morning_after(at) if waits else at), step


def _paced(step: Step, timer: Timer, incident: Incident, policy: Policy) -> datetime | None:
    """Where the clocks run faster (演练), its steps come sooner in the same measure."""
    begin, pace = timer.started_at, incident.pace
    if pace <= 1:
        return _moment(step, timer, incident.severity, policy)
    slow = replace(timer, due_at=begin + (timer.due_at - begin) * pace)
    at = _moment(step, slow, incident.severity, policy)
    return at and begin + (at - begin) / pace


def _asks_for_signature(step: Step) -> bool:
    """Whoever stands in is asked by night too."""
    return Whom.STANDIN in step.whom


def next_call(timer: Timer, incident: Incident, policy: Policy) -> datetime | None:
    """When the next of its steps is called; None where none is left."""
    return next((at for at, _ in list(moments(timer, incident, policy))[timer.called :]), None)


def _moment(step: Step, timer: Timer, severity: Severity, policy: Policy) -> datetime | None:
    """A reminder that would come before the clock began, or whose clock was over when it began, is none."""
    figures, begin, due = policy.figures, timer.started_at, timer.due_at
    if step.when is When.DUE:
        return due
    if step.when is When.NEXT:
        return along(timer.clock, due, figures.spans.step, severity, figures.work)
    if step.when is When.TWICE:
        return along(timer.clock, due, _length(timer, severity, policy), severity, figures.work)
    if timer.overdue:
        return due
    if in_days(timer.clock) or timer.clock is Clock.PROMISE:
        before = figures.work.workday_before(figures.work.local_day(due))
        return max(begin, figures.work.at(before, figures.work.hours[0][0]))
    if timer.clock is Clock.SAME_DAY:
        length = due - begin
        part = length / 2 if step.when is When.HALF else length - step.before
        return begin + max(part, timedelta(0))
    length = _length(timer, severity, policy)
    part = length / 2 if step.when is When.HALF else length - step.before
    return along(timer.clock, begin, max(part, timedelta(0)), severity, figures.work)


def _length(timer: Timer, severity: Severity, policy: Policy) -> timedelta:
    if timer.clock in (Clock.APPROVAL, Clock.CLAIM):
        return timer.due_at - timer.started_at
    return policy.figures.spans.of(timer.clock, severity)
