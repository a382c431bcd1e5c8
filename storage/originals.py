"""The pages of posts (原帖): what is to be looked at, and what a look found, told to the story in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.bysystem import system_turn
from core.changes import noted
from core.incident import Incident, Status
from core.originals.gone import Gone
from core.originals.page import Original, Snapshot, State
from core.originals.standing import SLACK, PageEvent, Standing
from core.people import Role
from core.posts import Cursor
from core.texts import Message
from storage import rows
from storage.commands import load
from storage.incidents import Incidents
from storage.original_rows import joined, of_incident, read_originals
from storage.tables import incidents, originals, posts, snapshots, sources

#: so many are read in one go: what one run takes of them is chosen by host
AT_ONCE = 60


class Originals(Incidents):
    """Pages of posts."""

    async def due_originals(self, now: datetime) -> tuple[Original, ...]:
        """What is to be looked at now: first what was never tried, then what was never saved."""
        waiting = originals.c.state == State.WAITING.value
        new_first = case((waiting & (originals.c.attempts == 0), 0), (waiting, 1), else_=2)
        wrong = originals.c.due_at > now + 2 * self.figures.evidence.every + SLACK
        query = (
            joined()
            .join(incidents, incidents.c.id == posts.c.incident)
            .where(wrong | (originals.c.due_at <= now), incidents.c.status != Status.INVALID.value)
            .order_by(new_first, originals.c.due_at, originals.c.post)
            .limit(AT_ONCE)
        )
        async with self.db.read() as connection:
            return await read_originals(connection, query)

    async def originals_of(self, incident: int) -> tuple[Original, ...]:
        """The pages of an incident's posts, the first seen first."""
        async with self.db.read() as connection:
            return await read_originals(connection, of_incident(incident))

    async def snapshot_bytes(self, incident: int) -> int:
        """What the kept pages of an incident take on the disk."""
        async with self.db.read() as connection:
            return await snapshot_bytes(connection, incident)

    async def original_looked_at(
        self,
        original: Original,
        standing: Standing,
        now: datetime,
        *,
        snapshot: Snapshot | None = None,
        cursor: Cursor | None = None,
        error: Message | None = None,
    ) -> None:
        """A look is over: the row says how the page stands, the audit what became of it. Done once a look."""
        mine = (originals.c.post == original.post) & (originals.c.due_at == original.due_at)
        mine &= originals.c.attempts == original.attempts
        async with self.db.write() as connection:
            values = _values(standing, cursor, error)
            if not (await connection.execute(update(originals).where(mine).values(**values))).rowcount:
                return
            notes: dict[str, object] = {"post": original.post}
            if snapshot is not None:
                notes |= await _keep(connection, snapshot)
            if standing.event is not None:
                await self._tell(connection, original.post, standing.event, notes, now)

    async def _tell(
        self, connection: AsyncConnection, post: int, event: PageEvent, notes: Mapping[str, object], now: datetime
    ) -> None:
        """To the incident that has the post now: a merge may have moved it."""
        ident = await connection.scalar(select(posts.c.incident).where(posts.c.id == post))
        (subject,) = await load(connection, (int(ident or 0),))
        turn = system_turn(await self._load_policy(connection), now)
        pages, gone = await _kept_pages(connection, subject.id), await _gone(connection, subject)
        change = noted(subject, turn, event.value, Role.SYSTEM, notes=notes, pages=pages, gone=gone)
        await self.store_changes(connection, (change,), now)


def _values(standing: Standing, cursor: Cursor | None, error: Message | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": standing.state.value,
        "attempts": standing.attempts,
        "missed_at": standing.missed_at,
        "gone_at": standing.gone_at,
        "due_at": standing.due_at,
        "error": rows.plain(error),
    }
    if cursor is not None:
        values |= {"etag": cursor.etag, "last_modified": cursor.last_modified}
    return values


async def _keep(connection: AsyncConnection, snapshot: Snapshot) -> dict[str, object]:
    names = ("post", "at", "url", "status", "sha256", "size", "text_sha256", "text_size", "own", "added", "removed")
    row = {name: getattr(snapshot, name) for name in names} | {"headers": [list(one) for one in snapshot.headers]}
    inserted = await connection.execute(snapshots.insert().values(**row))
    (ident,) = inserted.inserted_primary_key or (0,)
    return {"snapshot": ident, **{name: row[name] for name in ("sha256", "size", "text_sha256")}}


async def snapshot_bytes(connection: AsyncConnection, incident: int) -> int:
    """What the kept pages of an incident take on the disk."""
    taken = snapshots.c.size * _one(snapshots.c.kept) + snapshots.c.text_size * _one(snapshots.c.text_kept)
    query = select(func.coalesce(func.sum(taken), 0)).join(posts, posts.c.id == snapshots.c.post)
    return int(await connection.scalar(query.where(posts.c.incident == incident)) or 0)


def _one(column: Any) -> Any:
    return case((column.is_(True), 1), else_=0)


async def _kept_pages(connection: AsyncConnection, incident: int) -> int:
    pages = select(func.count(func.distinct(snapshots.c.post))).join(posts, posts.c.id == snapshots.c.post)
    return int(await connection.scalar(pages.where(posts.c.incident == incident)) or 0)


async def _gone(connection: AsyncConnection, subject: Incident) -> tuple[Gone, ...]:
    query = (
        select(originals.c.post, originals.c.url, originals.c.gone_at, sources.c.body)
        .join(posts, posts.c.id == originals.c.post)
        .join(sources, sources.c.id == posts.c.source)
        .where(posts.c.incident == subject.id, originals.c.state == State.GONE.value)
        .order_by(originals.c.post)
    )
    return tuple(
        Gone(post=row.post, platform=rows.source(row.body).platform, at=row.gone_at, first=row.url == subject.url)
        for row in await connection.execute(query)
    )
