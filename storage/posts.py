"""Posts: stored as seen, remembered for the indexes, counted for their incident's spread."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.detect import Prepared
from core.grouping import Kept
from core.incident import OPEN, Status
from core.pace import happened
from core.posts import Post, Source
from storage import rows
from storage.engine import Database
from storage.fingerprints import Fingerprints, pages
from storage.real import posts_of
from storage.rule_hits import note_hits
from storage.sources import Watched
from storage.tables import incidents, posts, sources
from storage.windows import Window

#: what more posts of the same event may join: one that has ended tells the group that it goes on
JOINABLE = OPEN | {Status.CLOSED, Status.TRANSFERRED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A stored post as the indexes need it."""

    id: int
    post: Post
    source: Source
    seen_at: datetime
    incident: int | None
    #: its incident is open and may take more posts of the same event
    joinable: bool
    topic: str
    digest: bytes
    sketch: bytes
    simhash: bytes


class Posts:
    """What was seen."""

    db: Database

    async def unseen(self, source: int, found: Sequence[Post]) -> tuple[tuple[Post, ...], tuple[Post, ...]]:
        """The posts that this source had not shown (of equal keys the last), and known ones that are reposted more."""
        by_key = {short(post.key): post for post in found}
        mine = (posts.c.source == source) & posts.c.key.in_(by_key)
        query = select(posts.c.key, posts.c.body, posts.c.incident).where(mine)
        async with self.db.read() as connection:
            known = {row.key: row for row in await connection.execute(query)}
        fresh = tuple(post for key, post in by_key.items() if key not in known)
        grown = (by_key[row.key] for row in known.values() if row.incident and _grew(row.body, by_key[row.key]))
        return fresh, tuple(grown)

    async def remembered_of(self, idents: Sequence[int]) -> tuple[Remembered, ...]:
        """The posts of these incidents, as the indexes need them, oldest first."""
        async with self.db.read() as connection:
            return await remembered_by(connection, posts.c.incident.in_(idents))

    async def remembered(
        self, since: datetime, window: Window | None = None, *, drill: bool = False
    ) -> AsyncGenerator[Remembered]:
        """The posts seen since of incidents that more may join, oldest first; `window`: of those before it."""
        past = () if window is None else (posts.c.id <= window.after, incidents.c.detected_at < window.begin)
        lately = (posts.c.seen_at >= since, posts_of(drill=drill), *past)
        last, joined = 0, _joined().where(incidents.c.status.in_(JOINABLE), *lately)
        async with self.db.read() as connection:
            while True:
                page = joined.where(posts.c.id > last).order_by(posts.c.id).limit(500)
                found = (await connection.execute(page)).mappings().all()
                if not found:
                    return
                for row in found:
                    yield _remembered(row)
                last = found[-1]["id"]

    async def fingerprints(
        self, since: datetime, window: Window | None = None, *, drill: bool = False
    ) -> AsyncGenerator[Fingerprints]:
        """Every post with a text seen since, oldest first, in pages: what copies are known by. `window`: before it."""
        mine, sqlite = posts_of(drill=drill), self.db.is_sqlite
        async with (
            self.db.read() as connection,
            aclosing(pages(connection, since, window, mine, is_sqlite=sqlite)) as found,
        ):
            async for page in found:
                yield page


async def remembered_by(
    connection: AsyncConnection, which: ColumnElement[bool], limit: int | None = None
) -> tuple[Remembered, ...]:
    """Posts as the indexes need them, oldest first."""
    query = _joined().where(which).order_by(posts.c.id).limit(limit)
    return tuple(_remembered(row) for row in (await connection.execute(query)).mappings())


def _joined() -> Select[Any]:
    return (
        select(posts, incidents.c.status, incidents.c.topic, sources.c.body.label("watched"))
        .join(sources, sources.c.id == posts.c.source)
        .outerjoin(incidents, incidents.c.id == posts.c.incident)
    )


async def insert_post(
    connection: AsyncConnection,
    watched: Watched,
    one: Prepared,
    incident: int | None,
    duplicate_of: int | None,
    now: datetime,
) -> int:
    """One post; returns its number."""
    said = happened(one.post.published_at, now)
    row = {
        "source": watched.id,
        "key": short(one.post.key),
        "page": page_of(one.post),
        "body": rows.plain(one.post),
        "seen_at": now,
        "said_at": None if said == now else said,
        "incident": incident,
        "duplicate_of": duplicate_of,
        "digest": one.features.digest,
        "sketch": one.features.sketch,
        "simhash": one.features.simhash,
        "tone": one.tone,
        "voice": one.voice.value,
    }
    (ident,) = (await connection.execute(posts.insert().values(**row))).inserted_primary_key or (0,)
    await note_hits(connection, int(ident), one, now, watched.source)
    return int(ident)


async def kept(connection: AsyncConnection, of: Sequence[int]) -> tuple[Kept, ...]:
    """The posts of these incidents, the first seen first."""
    query = (
        select(posts, sources.c.body.label("watched"))
        .join(sources, sources.c.id == posts.c.source)
        .where(posts.c.incident.in_(of))
        .order_by(posts.c.id)
    )
    return tuple(_kept(row) for row in (await connection.execute(query)).mappings())


def _kept(row: Any) -> Kept:
    names = ("id", "incident", "came_from", "duplicate_of", "seen_at")
    return Kept(**{name: row[name] for name in names}, post=rows.post(row["body"]), source=rows.source(row["watched"]))


def page_of(post: Post) -> str:
    """By what two findings of one page are known as such; "" where a post has no address."""
    return short(post.page) if post.url else ""


def short(key: str) -> str:
    """A source's own key, or an address, of any length and content, as 32 characters that every index takes."""
    return blake2b(key.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _remembered(row: Any) -> Remembered:
    return Remembered(
        id=row["id"],
        post=rows.post(row["body"]),
        source=rows.source(row["watched"]),
        seen_at=row["seen_at"],
        incident=row["incident"],
        joinable=row["status"] in JOINABLE,
        topic=row["topic"] or "",
        digest=row["digest"],
        sketch=row["sketch"],
        simhash=row["simhash"],
    )


async def recount(connection: AsyncConnection, source: int, post: Post) -> int | None:
    """Keep the counts that a known post shows now, and its first wording; returns its incident."""
    mine = (posts.c.source == source) & (posts.c.key == short(post.key))
    row = (await connection.execute(select(posts.c.body, posts.c.incident).where(mine))).one()
    counts = {"reposts": post.reposts, "comments": post.comments, "likes": post.likes}
    await connection.execute(update(posts).where(mine).values(body={**row.body, **counts}))
    return row.incident  # type: ignore[no-any-return]


def _grew(body: Mapping[str, Any], now: Post) -> bool:
    """By a fifth at least: a card need not move for every single repost."""
    before = body["reposts"] or 0
    return (now.reposts or 0) * 5 >= before * 6 and (now.reposts or 0) > before
