"""What storage tells about one incident for its row of the ledger."""

from dataclasses import dataclass
from datetime import datetime

from core.digest.facts import Run
from core.incident import Incident
from core.timer import CLOCK_LABELS, UNDECIDED, Clock, TimerState


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An incident with every run of its clocks; `closed_at` only where it is closed now."""

    incident: Incident
    runs: tuple[Run, ...] = ()
    closed_at: datetime | None = None


def missed(run: Run, now: datetime) -> bool:
    """Was it met too late, or had it run out before it ended, or has it run out by now?"""
    if run.state in UNDECIDED:
        return False
    if run.state is TimerState.RUNNING or run.ended_at is None:
        return now > run.due_at
    return run.ended_at > run.due_at


def missed_clocks(entry: Entry, now: datetime, *, overdue: bool) -> tuple[Clock, ...]:
    """Which kinds were missed, in the order of the table; those that were over when they began stand apart."""
    late = {run.clock for run in entry.runs if run.overdue is overdue and missed(run, now)}
    return tuple(clock for clock in CLOCK_LABELS if clock in late)
