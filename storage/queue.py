"""What may be worked on by any process, handed out through procrastinate, in a schema of its own.

The queue holds numbers only, and nothing that rows do not know: what is lost with it falls due again. So another
version of procrastinate simply begins with an empty one.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self
from zlib import crc32

import procrastinate
from procrastinate.types import JSONValue
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import patience

#: what stands here is made by this very version
SCHEMA = "tingfeng_queue_" + procrastinate.__version__.replace(".", "_")
#: what is of one host has one lock, so that no two workers ask it at once
LOCKS = 64
#: parts that one process works on at once
AT_ONCE = 8
#: seconds: a worker says that it lives, and is not believed any more
BEAT, DEAD = 3.0, 10.0
#: seconds that a stop waits for what is under way
GRACE = 2

_MAKING = 0x7F6E_7175
_MINE = f"SELECT set_config('search_path', '{SCHEMA},' || current_setting('search_path'), true)"
_WAITING = text(
    "SELECT jsonb_array_elements_text(args -> 'numbers')::bigint FROM procrastinate_jobs"
    " WHERE status = 'todo' AND task_name = :name"
)
_MANNED = (
    "SELECT count(*) AS many FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %(dead)s)"
)

Work = Callable[[Sequence[int]], Awaitable[None]]

log = logging.getLogger(__name__)


class Queue:
    """One per process. `works`: what this process can do, by name. Use as `async with Queue(...) as queue`."""

    def __init__(self, url: URL, holder: str, works: Mapping[str, Work]) -> None:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        options = {"options": f"-c search_path={SCHEMA}", "application_name": holder, **patience(url)}
        connector = procrastinate.PsycopgConnector(conninfo=plain, kwargs=options, min_size=1, max_size=AT_ONCE)
        self._app = procrastinate.App(connector=connector)
        for name, work in works.items():
            self._app.task(name=name)(_task(work))

    async def __aenter__(self) -> Self:
        await self._app.open_async()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._app.close_async()

    async def defer(self, name: str, connection: AsyncConnection, numbers: Mapping[int, str]) -> None:
        """Hand these numbers (with the host each is about) out in the connection's own transaction.

        One that still waits from before is not handed out twice: where workers are too few, that would make them fewer.
        """
        await connection.execute(text(_MINE))
        waiting = set(await connection.scalars(_WAITING, {"name": name}))
        parts: dict[int, list[JSONValue]] = {}
        for number, host in numbers.items():
            if number not in waiting:
                parts.setdefault(crc32(host.encode()) % LOCKS, []).append(number)
        raw = (await connection.get_raw_connection()).driver_connection
        for part, members in parts.items():
            lock = f"{name}:{part}"
            await self._app.configure_task(name, lock=lock, connection=raw).defer_async(numbers=members)

    async def run(self, *, wait: bool = True) -> None:
        """Work until cancelled; without `wait` until nothing is left."""
        await self._app.run_worker_async(
            wait=wait,
            concurrency=AT_ONCE,
            install_signal_handlers=False,
            delete_jobs="always",
            fetch_job_polling_interval=1.0,
            update_heartbeat_interval=BEAT,
            stalled_worker_timeout=DEAD,
            shutdown_graceful_timeout=GRACE if wait else 3600.0,
        )

    async def manned(self) -> bool:
        """Does any process work?"""
        found = await self._app.connector.execute_query_one_async(query=_MANNED, dead=DEAD)
        return bool(found["many"])

    async def revive(self) -> int:
        """What a worker had begun that died is begun anew by another; how many those were."""
        lost = list(await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD))
        for job in lost:
            await self._app.job_manager.retry_job(job)
        return len(lost)


def _task(work: Work) -> Callable[..., Awaitable[None]]:
    async def task(*, numbers: list[int]) -> None:
        await work(numbers)

    return task


async def made(connection: AsyncConnection) -> None:
    """The queue's schema is there; what an earlier version left is dropped. Inside the connection's transaction."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MAKING})
    known = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tingfeng_queue_%'"
    there = set((await connection.execute(text(known))).scalars())
    if SCHEMA in there:
        return
    for old in there:
        await connection.exec_driver_sql(f'DROP SCHEMA "{old}" CASCADE')
    await connection.exec_driver_sql(f'CREATE SCHEMA "{SCHEMA}"')
    await connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
    raw: Any = (await connection.get_raw_connection()).driver_connection
    await raw.execute(procrastinate.schema.SchemaManager.get_schema())
    log.info("the queue %s is made", SCHEMA)
