"""Watched sources: the list, who is due, and how each stands."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import ColumnElement, Text, cast, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import InputError
from core.pace import SKEW
from core.policy import Figures
from core.posts import Cursor, Source
from core.texts import N_
from core.watching.health import Health, Standing
from core.watching.listing import Week
from core.watching.pacing import LONGEST_PAUSE
from storage import rows
from storage.looks import Looks, Watched, note_look
from storage.real import SOURCES, below
from storage.source_seeding import seed
from storage.source_weeks import posts_since, source_weeks
from storage.tables import sources

__all__ = ["Health", "SourceState", "Sources", "Watched", "insert_source", "note_look", "set_active"]

#: puts sources (number → host) into a queue, in the transaction of this connection
Send = Callable[[AsyncConnection, Mapping[int, str]], Awaitable[None]]
#: given away at once
_MOST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source as people ask about it. `since`: its health began then; `today`: new posts since midnight."""

    id: int
    name: str
    platform: str
    kind: str
    url: str
    active: bool
    health: Health
    since: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    error: str
    moved_to: str
    today: int
    week: Week


class Sources(Looks):
    """The list of what is watched."""

    figures: Figures

    async def seed_sources(self, listed: Iterable[Source], now: datetime) -> tuple[str, ...]:
        """Bring the file's sources in. Returns the names of those changed in chat and left alone."""
        async with self.db.write() as connection:
            return await seed(connection, listed, now, self.figures)

    async def due_sources(self, now: datetime) -> tuple[Watched, ...]:
        """Sources whose next look is due, the longest waiting first."""
        due = _wrong(now) | (sources.c.next_at <= now)
        query = _WATCHED.where(sources.c.active, due).order_by(sources.c.next_at)
        async with self.db.read() as connection:
            return tuple(_watched(row) for row in await connection.execute(query))

    async def watched(self, idents: Sequence[int]) -> tuple[Watched, ...]:
        """These sources as they stand, those that are watched no more left out."""
        async with self.db.read() as connection:
            found = await connection.execute(_WATCHED.where(sources.c.active, sources.c.id.in_(idents)))
            return tuple(_watched(row) for row in found)

    async def hand_out(self, now: datetime, until: datetime, send: Send) -> int:
        """Give due sources away, with their hosts; one that nobody has looked at is due again at `until`."""
        # one that was given away is not before then
        due = (sources.c.next_at <= now) | (_wrong(now) & (sources.c.next_at > until))
        query = select(sources.c.id, sources.c.body["url"].as_string().label("url")).where(sources.c.active, due)
        async with self.db.write() as connection:
            found = (await connection.execute(query.order_by(sources.c.next_at).limit(_MOST))).all()
            if found:
                theirs = sources.c.id.in_([row.id for row in found])
                await connection.execute(update(sources).where(theirs).values(next_at=until))
                await send(connection, {row.id: urlsplit(row.url).netloc for row in found})
        return len(found)

    async def all_sources(self) -> tuple[Watched, ...]:
        """Every active source by number."""
        async with self.db.read() as connection:
            found = await connection.execute(_WATCHED.where(sources.c.active).order_by(sources.c.id))
            return tuple(_watched(row) for row in found)

    async def source_states(self, now: datetime) -> tuple[SourceState, ...]:
        """Every source by name, paused ones too."""
        midnight = now.astimezone(self.figures.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
        async with self.db.read() as connection:
            today = await posts_since(connection, midnight)
            weeks = await source_weeks(connection, now)
            found = (await connection.execute(select(sources).where(SOURCES).order_by(sources.c.name))).mappings().all()
        return tuple(_state(row, today.get(row["id"], 0), weeks[row["id"]]) for row in found)


def _wrong(now: datetime) -> ColumnElement[bool]:
    """No pause is so long, and no look was good at a time that is yet to come: a clock stood wrong then."""
    return (sources.c.next_at > now + LONGEST_PAUSE) | (sources.c.last_ok_at > now + SKEW)


async def insert_source(connection: AsyncConnection, source: Source, now: datetime) -> int:
    """One more source, due at once; returns its number. InputError where the name is taken."""
    if await connection.scalar(select(sources.c.id).where(sources.c.name == source.name)):
        raise InputError(N_("已有名为「{name}」的监测源；请换个名称"), name=source.name)
    row = {"name": source.name, "body": rows.plain(source), "next_at": now}
    if source.drill:
        row["id"] = await below(connection, sources.c.id)
    (ident,) = (await connection.execute(sources.insert().values(**row))).inserted_primary_key or (0,)
    return int(ident)


async def set_active(connection: AsyncConnection, name: str, active: bool) -> bool:
    """Pause or resume a source; False where no source of this name stood otherwise."""
    other = (sources.c.name == name) & (sources.c.active != active)
    return (await connection.execute(update(sources).where(other).values(active=active))).rowcount > 0


# the body as text: decoded into a Source in one step, which a round of a thousand sources feels
_BODY = cast(sources.c.body, Text).label("source")
_STANDING = tuple(sources.c[name] for name in Standing.__dataclass_fields__)
_WATCHED = select(sources.c.id, sources.c.name, _BODY, sources.c.etag, sources.c.last_modified, *_STANDING)
_decode = msgspec.json.Decoder(Source).decode


def _watched(row: Any) -> Watched:
    source = _decode(row.source)
    standing = {name: getattr(row, name) for name in Standing.__dataclass_fields__}
    return Watched(
        id=row.id,
        source=source if source.name == row.name else replace(source, name=row.name),
        cursor=Cursor(etag=row.etag, last_modified=row.last_modified),
        standing=Standing(**standing | {"health": Health(row.health)}),
    )


def _state(row: Mapping[Any, Any], today: int, week: Week) -> SourceState:
    source = rows.source(row["body"])
    return SourceState(
        id=row["id"],
        name=row["name"],
        platform=source.platform,
        kind=source.kind,
        url=source.url,
        active=row["active"],
        health=Health(row["health"]),
        since=row["since"],
        last_ok_at=row["last_ok_at"],
        last_new_at=row["last_new_at"],
        error=row["error"],
        moved_to=row["moved_to"],
        today=today,
        week=week,
    )
