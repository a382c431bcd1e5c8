"""The bot of the long day: the whole of it in a process of its own, by a clock that another process moves, watched.

Its jobs ring as much more often as the clock goes faster, at most every RING seconds of the machine's time.
"""

import asyncio
import gc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from benchmarks.endurance_watch import Sample, Watch
from bot.app import Running, started
from bot.commands.run import ready
from bot.config import Config, load_config
from bot.place import alone
from jobs import Job

#: seconds between two rings of a job at least, and of the sender
RING = timedelta(seconds=0.1)


class Hands(Protocol):
    """The clock: UNIX seconds that somebody else sets."""

    value: float


def serve(config: str, hands: Hands, speed: float, line: Connection) -> None:
    """The process. The line: tells both ports; answers a number with a Sample, None with an Account as the last."""
    checked = load_config(Path(config), {})
    ready(checked)
    gc.freeze()
    asyncio.run(_live(checked, hands, speed, line))


async def _live(config: Config, hands: Hands, speed: float, line: Connection) -> None:
    watch = Watch()
    watch.listen()

    def now() -> datetime:
        return datetime.fromtimestamp(hands.value, UTC)

    async with alone(config, now) as place:
        hurried = tuple(_hurried(job, speed) for job in place.jobs)
        async with started(config, now=now, given=replace(place, jobs=hurried)) as running:
            beside = [asyncio.ensure_future(one) for one in (watch.beat(), _ring(running))]
            line.send((running.port, running.status))
            await _asked(line, watch.sample)
            for one in beside:
                one.cancel()
            await asyncio.wait(beside)
    # what nobody asked for is told when it is thrown away
    for _ in range(3):
        gc.collect()
        await asyncio.sleep(0.05)
    line.send(watch.account())


def _hurried(job: Job, speed: float) -> Job:
    return replace(job, every=max(RING, job.every / speed))


async def _ring(running: Running) -> None:
    """The sender's own second would be minutes."""
    while True:
        await asyncio.sleep(RING.total_seconds())
        running.tools.ring.set()


async def _asked(line: Connection, sample: Callable[[float], Sample]) -> None:
    while True:
        while not line.poll():  # noqa: ASYNC110 - the other end is a process
            await asyncio.sleep(0.02)
        at = line.recv()
        if at is None:
            return
        line.send(sample(at))
