"""JOBS on one machine: APScheduler only rings, what is due stands in rows."""

import asyncio
import logging

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs import JOBS
from jobs.tools import Job, Tools

log = logging.getLogger(__name__)


def scheduler(tools: Tools) -> AsyncIOScheduler:
    """A scheduler with every job, not yet started. A late run is still run, several missed ones count as one."""
    made = AsyncIOScheduler(timezone="UTC")
    for job in JOBS:
        made.add_job(
            _run,
            "interval",
            args=(job, tools),
            seconds=job.every.total_seconds(),
            id=job.name,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=job.at_once,
        )
    return made


async def _run(job: Job, tools: Tools) -> None:
    """A run that the stop cuts off is no failure: what it did stands in rows, what it did not is due again."""
    try:
        await job.run(tools)
    except asyncio.CancelledError:
        log.info("job %s was cut off by the stop", job.name)
    except Exception:
        log.exception("job %s failed", job.name)
