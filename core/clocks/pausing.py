"""A clock rests while another unit has the matter (转出), and goes on with what was left when it comes back."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.clocks.spanning import Due, due_of, due_on, in_days, in_wall_time, on_the_clock
from core.policy import Figures
from core.severity import Severity
from core.texts import N_
from core.timer import Clock, Timer, TimerState


def left_of(timer: Timer, severity: Severity, figures: Figures, now: datetime) -> int:
    """What is left of it: working days, or seconds in its own time; negative where it is over."""
    work = figures.work
    if in_days(timer.clock):
        return work.workdays_between(work.local_day(now), work.local_day(timer.due_at))
    if in_wall_time(timer.clock, severity) or timer.due_at <= now:
        return int((timer.due_at - now).total_seconds())
    return int(work.between(now, timer.due_at).total_seconds())


def resumed(paused: Timer, severity: Severity, figures: Figures, now: datetime) -> Timer:
    """Ours again: what was left runs from now. What was used is kept, so that another level can count with it."""
    used = _whole(paused.clock, severity, figures) - paused.left
    timer = replace(paused, state=TimerState.RUNNING, ended_at=None, left=0, since=now, used=used, cap=None)
    due = gone_on(timer, severity, figures)
    return replace(timer, due_at=due.due_at, why=due.why)


def gone_on(timer: Timer, severity: Severity, figures: Figures) -> Due:
    """When a timer that rested is due at this level."""
    work, clock, since = figures.work, timer.clock, timer.since or timer.started_at
    left = _whole(clock, severity, figures) - timer.used
    if in_days(clock):
        due = work.closing(work.workday_after(work.local_day(since), left))
    elif clock is Clock.SAME_DAY:
        due = due_of(clock, since, severity, figures).due_at
    elif in_wall_time(clock, severity) or left <= 0:
        due = since + timedelta(seconds=left)
    else:
        due = work.add(since, timedelta(seconds=left)).due
    why = due_on(since, work.local_day(due), figures, event=N_("退回我方")).why
    return Due(due_at=due, why=replace(why, params={**why.params, "due": on_the_clock(due, work)}))


def _whole(clock: Clock, severity: Severity, figures: Figures) -> int:
    """The whole of it: working days, or seconds in its own time; 0 where it runs to a time of the day."""
    if in_days(clock):
        return figures.spans.final if clock is Clock.FINAL else figures.spans.instruct
    return 0 if clock is Clock.SAME_DAY else int(figures.spans.of(clock, severity).total_seconds())
