"""JOBS on one machine: APScheduler only rings, what is due stands in rows."""

import asyncio
import logging
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs import JOBS
from jobs.tools import Job, Tools
from jobs.trace import doing

log = logging.getLogger(__name__)


class Timer:
    """Rings every job in its turn. A late run is still run, several missed ones count as one."""

    def __init__(self, tools: Tools, jobs: tuple[Job, ...] = JOBS) -> None:
        self._tools = tools
        self._runs: set[asyncio.Task[None]] = set()
        self._bell = AsyncIOScheduler(timezone="UTC")
        for job in jobs:
            self._bell.add_job(
                self._run,
                "interval",
                args=(job, tools),
                seconds=job.every.total_seconds(),
                id=job.name,
                misfire_grace_time=None,
                coalesce=True,
                max_instances=job.at_once,
            )

    def start(self) -> None:
        """Ring from now on."""
        self._bell.start()

    async def clock_set_back(self, now: datetime) -> None:
        """Neither the bell nor the rows wait for the old time."""
        for job in self._bell.get_jobs():
            job.reschedule("interval", seconds=job.trigger.interval.total_seconds())
        await self._tools.store.clock_set_back(now)

    async def stop(self, within: float) -> None:
        """Ring no more and cut off what runs; back when all of it has given back its connections, `within` seconds."""
        self._bell.pause()
        # what was rung a moment ago begins first: cut off before that it would be logged as an error
        await asyncio.sleep(0)
        runs = tuple(self._runs)
        self._bell.shutdown(wait=False)
        if runs:
            await asyncio.wait(runs, timeout=within)

    async def _run(self, job: Job, tools: Tools) -> None:
        """A run that the stop cuts off is no failure: what it did stands in rows, what it did not is due again."""
        run = asyncio.current_task()
        assert run is not None
        self._runs.add(run)
        try:
            with doing(f"job {job.name}"):
                await job.run(tools)
        except asyncio.CancelledError:
            log.info("job %s was cut off by the stop", job.name)
        except Exception:
            log.exception("job %s failed", job.name)
        finally:
            self._runs.discard(run)
