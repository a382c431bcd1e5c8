"""JOBS on several machines: who leads rings the same list, and what any process may do goes through a queue."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from jobs.tools import Job, Tools
from storage.queue import Queue

log = logging.getLogger(__name__)

Work = Callable[[Sequence[int]], Awaitable[None]]


def works(jobs: Sequence[Job], tools: Tools) -> Mapping[str, Work]:
    """What a worker can do, by the jobs' names."""
    return {job.name: partial(job.spread.work, tools) for job in jobs if job.spread is not None}


def for_leader(jobs: Sequence[Job], queue: Queue) -> tuple[Job, ...]:
    """The list as who leads rings it."""
    shared = [job for job in jobs if job.spread is not None]
    alone = tuple(job for job in jobs if job.spread is None)
    handing = (
        Job(name=job.name, every=job.every, run=partial(_hand_out, job, queue), at_once=job.at_once) for job in shared
    )
    taking = (Job(name=f"{job.name}-take", every=job.every, run=job.spread.take) for job in shared if job.spread)
    return (*handing, *taking, *alone, Job(name="revive", every=timedelta(seconds=5), run=partial(_revive, queue)))


async def _hand_out(job: Job, queue: Queue, tools: Tools) -> None:
    """Where nobody works, who leads does it: a quiet monitor must never look like a calm day."""
    assert job.spread is not None
    if await queue.manned():
        await job.spread.hand_out(tools, partial(queue.defer, job.name))
    else:
        await job.run(tools)


async def _revive(queue: Queue, _tools: Tools) -> None:
    if lost := await queue.revive():
        log.warning("a worker is gone: %d parts of its work are begun anew", lost)
