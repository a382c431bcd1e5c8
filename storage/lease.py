"""Who leads, among several processes on one PostgreSQL: an advisory lock on a connection of its own, and a row.

The lock says that at most one leads, and is free the moment its holder's connection ends. The row's epoch fences the
writes of whoever was replaced without noticing; its beat tells the others that the holder lives.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from sqlalchemy.engine import URL

from storage.engine import WRITER_LOCK, patience
from storage.inbox import CHANNEL

#: any constant will do
_LOCK = 0x7F6E_6C64

#: chat → when something was said there lately, as ISO text
Said = Mapping[str, Sequence[str]]

_BEGIN = """
INSERT INTO leases (name, epoch, holder, beat, said) VALUES ('leader', 1, %(holder)s, 1, '{}')
ON CONFLICT (name) DO UPDATE SET epoch = leases.epoch + 1, beat = leases.beat + 1, holder = %(holder)s
RETURNING epoch, said
"""
_RENEW = "UPDATE leases SET beat = beat + 1, said = %(said)s WHERE name = 'leader' AND epoch = %(epoch)s"
_SEEN = """
SELECT (SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND classid = 0 AND objid = %(lock)s AND granted AND datname = current_database()),
       (SELECT beat FROM leases WHERE name = 'leader')
"""
_EVICT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = %(holder)s AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The lease as everybody sees it. `holder`: of the lock, whose row may not be written yet; None: of nobody."""

    holder: str | None = None
    #: None before anybody ever led
    beat: int | None = None


class Lease:
    """A candidate's own connection. Whatever goes wrong with it is an OSError: then it is to be opened anew."""

    def __init__(self, url: URL, holder: str) -> None:
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._patience = patience(url)
        self._holder = holder
        self._open: psycopg.AsyncConnection[Any] | None = None

    async def open(self) -> None:
        """Connect. A connection of before is given up, and with it the lock."""
        await self.close()
        with _told():
            self._open = await psycopg.AsyncConnection.connect(
                self._address, autocommit=True, application_name=self._holder, **self._patience
            )
            await self._open.execute(f"LISTEN {CHANNEL}")

    async def close(self) -> None:
        """Let go: the lock is free."""
        connection, self._open = self._open, None
        if connection is not None:
            with suppress(psycopg.Error, OSError):
                await connection.close()

    async def won(self) -> bool:
        """Nobody else holds the lock."""
        (row,) = await self._ask("SELECT pg_try_advisory_lock(%(lock)s)", lock=_LOCK)
        return bool(row[0])

    async def begin(self) -> tuple[int, Said]:
        """The lock is ours: the new epoch, and what was said lately. No write of the one before is under way then."""
        with _told():
            async with self._connection.transaction():
                await self._ask("SELECT pg_advisory_xact_lock(%(lock)s)", lock=WRITER_LOCK)
                (row,) = await self._ask(_BEGIN, holder=self._holder)
        return int(row[0]), cast("Said", row[1])

    async def renew(self, epoch: int, said: Said) -> bool:
        """The holder lives, and has said this; False where the lease has another holder."""
        with _told():
            done = await self._connection.execute(_RENEW, {"epoch": epoch, "said": json.dumps(said)})
            return done.rowcount == 1

    async def seen(self) -> Seen:
        """Who leads, or did."""
        ((holder, beat),) = await self._ask(_SEEN, lock=_LOCK)
        return Seen(holder=holder, beat=beat)

    async def evict(self, holder: str | None) -> None:
        """End all connections of a process that does not move any more, so that neither lock nor rows wait for it."""
        await self._ask(_EVICT, holder=holder)

    async def heard(self, seconds: float) -> bool:
        """Wait until somebody has put something into the inbox, at most so long."""
        with _told():
            return bool([one async for one in self._connection.notifies(timeout=seconds, stop_after=1)])

    @property
    def _connection(self) -> psycopg.AsyncConnection[Any]:
        if self._open is None:
            raise ConnectionError("the lease's connection is not open")
        return self._open

    async def _ask(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        with _told():
            found = await self._connection.execute(cast("Any", query), values)
            return list(await found.fetchall())


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise ConnectionError(f"the lease's connection: {type(error).__name__}") from error
