"""What the clock does. JOBS is the one list; a new job is its file and its line here."""

from jobs import (
    analysis,
    arrivals,
    backup,
    calendar_year,
    calming,
    deadlines,
    digest,
    disk,
    drill,
    evidence,
    followup,
    handover,
    learn,
    originals,
    pages,
    poll,
    reminders,
    reviews,
    rule_checkup,
    upkeep,
)
from jobs.tools import Job, Tools

__all__ = ["JOBS", "Job", "Tools"]

JOBS: tuple[Job, ...] = (
    poll.JOB,
    drill.JOB,
    arrivals.JOB,
    evidence.JOB,
    pages.JOB,
    originals.JOB,
    deadlines.JOB,
    reminders.JOB,
    followup.JOB,
    calming.JOB,
    reviews.JOB,
    analysis.JOB,
    handover.JOB,
    upkeep.JOB,
    backup.JOB,
    disk.JOB,
    calendar_year.JOB,
    digest.JOB,
    learn.JOB,
    rule_checkup.JOB,
)
