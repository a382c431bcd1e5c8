"""What merging makes of clocks: the parent keeps the earlier due time, the child's rest until it is taken out again."""

from dataclasses import replace
from datetime import datetime

from core.clocks.planning import redue
from core.clocks.steps import moments, next_call
from core.dossier import Child
from core.incident import Incident
from core.policy import Policy
from core.timer import Timer, TimerState


def joined(parent: Incident, child: Incident, policy: Policy) -> tuple[tuple[Timer, ...], dict[str, datetime]]:
    """The parent's clocks, each with the earlier due time of both; and when the child's were due that both run."""
    theirs = {one.clock: one.due_at for one in child.clocks if one.state is TimerState.RUNNING and not one.about}
    shared = {one.clock.value: theirs[one.clock] for one in parent.clocks if _is_shared(one) and one.clock in theirs}
    clocks = (_brought_forward(one, shared, parent, policy) for one in parent.clocks)
    return tuple(clocks), shared


def parted(parent: Incident, staying: tuple[Child, ...], policy: Policy, now: datetime) -> tuple[Timer, ...]:
    """The parent's clocks once a child is taken out: only the children that stay still bring them forward."""
    return tuple(
        _set_free(one, staying, parent, policy, now) if _is_shared(one) and one.cap is not None else one
        for one in parent.clocks
    )


def restored(child: Incident, policy: Policy) -> tuple[Timer, ...]:
    """The child's clocks go on as if they had never rested."""
    clocks = (
        replace(one, state=TimerState.RUNNING, ended_at=None)
        if one.state is TimerState.MERGED and not one.about
        else one
        for one in child.clocks
    )
    return tuple(
        replace(one, next_at=next_call(one, child, policy)) if one.state is TimerState.RUNNING else one
        for one in clocks
    )


def _is_shared(timer: Timer) -> bool:
    """May another incident bring it forward?"""
    return timer.state is TimerState.RUNNING and not timer.about


def _brought_forward(timer: Timer, shared: dict[str, datetime], parent: Incident, policy: Policy) -> Timer:
    due = shared.get(timer.clock.value)
    if due is None or not _is_shared(timer) or due >= timer.due_at:
        return timer
    earlier = redue(replace(timer, cap=due), parent, policy.figures)
    return replace(earlier, next_at=next_call(earlier, parent, policy))


def _set_free(timer: Timer, staying: tuple[Child, ...], parent: Incident, policy: Policy, now: datetime) -> Timer:
    dues = [child.dues[timer.clock.value] for child in staying if timer.clock.value in child.dues]
    later = redue(replace(timer, cap=min(dues, default=None)), parent, policy.figures)
    if later.due_at == timer.due_at:
        return later
    # what was called for the earlier time is called again for the later one
    called = sum(at <= now for at, _ in moments(later, parent, policy))
    return replace(later, called=called, next_at=next_call(replace(later, called=called), parent, policy))
