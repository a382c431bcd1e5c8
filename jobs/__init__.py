"""What the clock does. JOBS is the one list; a new job is its file and its line here."""

from jobs import arrivals, evidence, followup, poll, reminders, upkeep
from jobs.tools import Job, Tools

__all__ = ["JOBS", "Job", "Tools"]

JOBS: tuple[Job, ...] = (poll.JOB, arrivals.JOB, evidence.JOB, reminders.JOB, followup.JOB, upkeep.JOB)
