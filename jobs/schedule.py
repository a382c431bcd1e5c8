"""JOBS on one machine: APScheduler only rings, what is due stands in rows."""

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs import JOBS
from jobs.tools import Tools


def scheduler(tools: Tools) -> AsyncIOScheduler:
    """A scheduler with every job, not yet started. A late run is still run, several missed ones count as one."""
    made = AsyncIOScheduler(timezone="UTC")
    for job in JOBS:
        made.add_job(
            job.run,
            "interval",
            args=(tools,),
            seconds=job.every.total_seconds(),
            id=job.name,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=job.at_once,
        )
    return made
