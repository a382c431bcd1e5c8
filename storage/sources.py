"""Watched sources: when to look, where we stopped, how they are."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.outgoing import Notice
from core.posts import Cursor, Source
from storage import rows
from storage.engine import Database
from storage.outbox import enqueue
from storage.tables import sources


class Health(StrEnum):
    """How a source is (监测源状态)."""

    #: 未读
    NEW = "new"
    #: 正常
    OK = "ok"
    #: 失败
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A source with its place in time."""

    id: int
    source: Source
    cursor: Cursor
    failures: int
    health: Health
    since: datetime | None
    moved_to: str


class Sources:
    """The list of what is watched."""

    db: Database

    async def seed_sources(self, listed: Iterable[Source], now: datetime) -> tuple[str, ...]:
        """Bring the file's sources in. Returns the names of those changed in chat and left alone."""
        async with self.db.write() as connection:
            return tuple([s.name for s in listed if not await _seed_source(connection, s, now)])

    async def due_sources(self, now: datetime) -> tuple[Watched, ...]:
        """Sources whose next look is due, the longest waiting first."""
        query = select(sources).where(sources.c.active, sources.c.next_at <= now).order_by(sources.c.next_at)
        async with self.db.read() as connection:
            found = (await connection.execute(query)).mappings().all()
        return tuple(_watched(row) for row in found)

    async def all_sources(self) -> tuple[Watched, ...]:
        """Every active source by number."""
        query = select(sources).where(sources.c.active).order_by(sources.c.id)
        async with self.db.read() as connection:
            return tuple(_watched(row) for row in (await connection.execute(query)).mappings())

    async def looked(self, watched: Watched, cursor: Cursor, moved_to: str, next_at: datetime, now: datetime) -> None:
        """A look without anything new to store."""
        async with self.db.write() as connection:
            await note_look(connection, watched, cursor, moved_to, next_at, now)

    async def look_failed(
        self, watched: Watched, error: str, next_at: datetime, now: datetime, notice: Notice | None
    ) -> None:
        """A look failed; `notice` tells of the change of health, in the same transaction."""
        values: dict[str, Any] = {"failures": watched.failures + 1, "error": error[:500], "next_at": next_at}
        if notice is not None:
            values |= {"health": Health.FAILING.value, "since": now}
        async with self.db.write() as connection:
            await connection.execute(update(sources).where(sources.c.id == watched.id).values(**values))
            if notice is not None:
                await enqueue(connection, notice, now)


async def note_look(
    connection: AsyncConnection, watched: Watched, cursor: Cursor, moved_to: str, next_at: datetime, now: datetime
) -> None:
    """A good look: cursor, next time, health."""
    values: dict[str, Any] = {
        "etag": cursor.etag,
        "last_modified": cursor.last_modified,
        "next_at": next_at,
        "failures": 0,
        "error": "",
        "health": Health.OK.value,
        "last_ok_at": now,
        "moved_to": moved_to,
    }
    if watched.health is not Health.OK:
        values["since"] = now
    await connection.execute(update(sources).where(sources.c.id == watched.id).values(**values))


async def _seed_source(connection: AsyncConnection, source: Source, now: datetime) -> bool:
    body = rows.plain(source)
    found = (await connection.execute(select(sources).where(sources.c.name == source.name))).mappings().first()
    if found is None:
        await connection.execute(sources.insert().values(name=source.name, body=body, seeded=body, next_at=now))
        return True
    if found["seeded"] == body:
        return True
    if found["seeded"] is not None and found["body"] != found["seeded"]:
        return False
    # what was read at the old address says nothing about the new one
    fresh = {} if found["body"]["url"] == body["url"] else {"etag": "", "last_modified": "", "moved_to": ""}
    changed = update(sources).where(sources.c.id == found["id"])
    await connection.execute(changed.values(body=body, seeded=body, next_at=now, **fresh))
    return True


def _watched(row: Any) -> Watched:
    source = rows.source(row["body"])
    return Watched(
        id=row["id"],
        source=replace(source, name=row["name"]),
        cursor=Cursor(etag=row["etag"], last_modified=row["last_modified"]),
        failures=row["failures"],
        health=Health(row["health"]),
        since=row["since"],
        moved_to=row["moved_to"],
    )
