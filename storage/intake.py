"""From prepared posts to rows: one transaction for a look, whatever comes of its posts."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core import intake
from core.changes import Change, Notice, Show
from core.detect import Action, Decision, Prepared
from core.incident import OPEN, Incident, Status
from core.policy import Policy
from core.posts import Cursor, Post, Source
from storage import rows
from storage.cards import show_card
from storage.commands import load
from storage.incidents import Incidents
from storage.outbox import enqueue
from storage.sources import Watched, note_look
from storage.tables import incidents, posts, sources


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of one post."""

    post: int
    prepared: Prepared
    incident: int | None = None
    #: its incident is open and may take more posts of the same event
    joinable: bool = False
    #: the incident's rule group
    topic: str = ""
    #: an earlier post of the same text that had raised no card, and now belongs to this incident
    original: int | None = None
    #: an incident marked invalid that looked like the same event: nothing joins it any more
    left: int | None = None


Place = Callable[[Prepared], Decision]
Remember = Callable[[Stored], None]


class Intake(Incidents):
    """The door for posts, polled ones and later those brought by hand."""

    async def unseen(self, source: int, found: Sequence[Post]) -> tuple[Post, ...]:
        """The posts whose key this source has not shown before; the last of equal keys wins."""
        by_key = {short(post.key): post for post in found}
        query = select(posts.c.key).where(posts.c.source == source, posts.c.key.in_(by_key))
        async with self.db.read() as connection:
            known = set((await connection.execute(query)).scalars())
        return tuple(post for key, post in by_key.items() if key not in known)

    async def intake(
        self,
        watched: Watched,
        prepared: Sequence[Prepared],
        place: Place,
        remember: Remember,
        *,
        cursor: Cursor,
        moved_to: str,
        next_at: datetime,
        now: datetime,
        notices: Sequence[Notice] = (),
    ) -> tuple[Stored, ...]:
        """Store a look: posts, incidents, events, cards and the cursor, or nothing of it.

        `place` decides on each post, `remember` tells the indexes; both are in memory, and the caller rebuilds them
        if this raises.
        """
        async with self.db.write() as connection:
            policy = await self._load_policy(connection)
            done = []
            for one in prepared:
                stored = await self._take(connection, watched, one, place(one), policy, now)
                remember(stored)
                done.append(stored)
            await note_look(connection, watched, cursor, moved_to, next_at, now)
            for notice in notices:
                await enqueue(connection, notice, now)
        return tuple(done)

    async def _take(
        self,
        connection: AsyncConnection,
        watched: Watched,
        one: Prepared,
        decision: Decision,
        policy: Policy,
        now: datetime,
    ) -> Stored:
        original = decision.incident
        if decision.action is Action.OPEN:
            stored = await self._open(connection, watched, one, policy, now)
            return await _with_original(connection, stored, decision.duplicate_of)
        if decision.action is Action.ATTACH and original is not None and await _is_invalid(connection, original):
            # what somebody called a false alarm must not swallow a real one in other words; copies of it still go there
            return replace(await self._open(connection, watched, one, policy, now), left=original)
        ident = await _insert_post(connection, watched, one, original, decision.duplicate_of, now)
        if original is None:
            return Stored(post=ident, prepared=one)
        subject = await self._attach(connection, original, one, policy, now)
        return _stored(ident, one, subject)

    async def _open(
        self, connection: AsyncConnection, watched: Watched, one: Prepared, policy: Policy, now: datetime
    ) -> Stored:
        limit = intake.daily_limit(one)
        if limit is not None and await _opened_today(connection, one.topic, policy, now) >= limit:
            await enqueue(connection, intake.over_limit(one, limit, policy, now), now)
            ident = await _insert_post(connection, watched, one, None, None, now)
            return Stored(post=ident, prepared=one)
        change = await self._insert_incident(connection, intake.draft(one, now), policy, now)
        subject = change.subject
        await self.store_changes(connection, (change,), now)
        if policy.group:
            show = Show(chat=policy.group, loud=intake.rings(subject, one, policy, now))
            await show_card(connection, subject.id, show, now)
        ident = await _insert_post(connection, watched, one, subject.id, None, now)
        return _stored(ident, one, subject)

    async def _insert_incident(
        self, connection: AsyncConnection, draft: Incident, policy: Policy, now: datetime
    ) -> Change:
        row = rows.incident_row(draft)
        inserted = await connection.execute(incidents.insert().values(**row, last_post_at=now))
        (ident,) = inserted.inserted_primary_key or (0,)
        return intake.opened(draft, ident, policy, now)

    async def _attach(
        self, connection: AsyncConnection, ident: int, one: Prepared, policy: Policy, now: datetime
    ) -> Incident:
        (subject,) = await load(connection, (ident,))
        changes = intake.attached(subject, one, await _sightings(connection, ident), policy, now)
        await self.store_changes(connection, changes, now)
        await connection.execute(update(incidents).where(incidents.c.id == ident).values(last_post_at=now))
        return changes[-1].subject if changes else subject

    async def remembered(self, since: datetime) -> AsyncIterator[Remembered]:
        """Every post seen since, oldest first, in pages: what the indexes are rebuilt from."""
        last = 0
        columns = (posts, incidents.c.status, incidents.c.topic, sources.c.body.label("watched"))
        joined = (
            select(*columns)
            .join(sources, sources.c.id == posts.c.source)
            .outerjoin(incidents, incidents.c.id == posts.c.incident)
        )
        async with self.db.read() as connection:
            while True:
                page = joined.where(posts.c.id > last, posts.c.seen_at >= since).order_by(posts.c.id).limit(2000)
                found = (await connection.execute(page)).mappings().all()
                if not found:
                    return
                for row in found:
                    yield _remembered(row)
                last = found[-1]["id"]


def _stored(post: int, one: Prepared, subject: Incident) -> Stored:
    return Stored(post=post, prepared=one, incident=subject.id, joinable=subject.is_open, topic=subject.topic)


def short(key: str) -> str:
    """A source's own key, of any length and content, as 32 characters that every index takes."""
    return blake2b(key.encode("utf-8", "replace"), digest_size=16).hexdigest()


async def _with_original(connection: AsyncConnection, stored: Stored, original: int | None) -> Stored:
    """A copy opened what its original did not: the original goes along, so that later copies find the incident."""
    if original is None or stored.incident is None:
        return stored
    await connection.execute(update(posts).where(posts.c.id == original).values(incident=stored.incident))
    return replace(stored, original=original)


async def _is_invalid(connection: AsyncConnection, incident: int) -> bool:
    (subject,) = await load(connection, (incident,))
    return subject.status is Status.INVALID


async def _insert_post(
    connection: AsyncConnection,
    watched: Watched,
    one: Prepared,
    incident: int | None,
    duplicate_of: int | None,
    now: datetime,
) -> int:
    row = {
        "source": watched.id,
        "key": short(one.post.key),
        "body": rows.plain(one.post),
        "seen_at": now,
        "incident": incident,
        "duplicate_of": duplicate_of,
        "digest": one.features.digest,
        "sketch": one.features.sketch,
        "simhash": one.features.simhash,
    }
    (ident,) = (await connection.execute(posts.insert().values(**row))).inserted_primary_key or (0,)
    return int(ident)


async def _sightings(connection: AsyncConnection, incident: int) -> tuple[intake.Sighting, ...]:
    query = (
        select(posts.c.body, posts.c.seen_at, sources.c.body.label("source"))
        .join(sources, sources.c.id == posts.c.source)
        .where(posts.c.incident == incident)
    )
    found = (await connection.execute(query)).mappings()
    return tuple(
        intake.Sighting(source=rows.source(r["source"]), reposts=r["body"]["reposts"] or 0, seen_at=r["seen_at"])
        for r in found
    )


async def _opened_today(connection: AsyncConnection, topic: str, policy: Policy, now: datetime) -> int:
    midnight = policy.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    same = (incidents.c.topic == topic) & (incidents.c.detected_at >= midnight)
    return await connection.scalar(select(func.count()).select_from(incidents).where(same)) or 0


def _remembered(row: Any) -> Remembered:
    return Remembered(
        id=row["id"],
        post=rows.post(row["body"]),
        source=rows.source(row["watched"]),
        seen_at=row["seen_at"],
        incident=row["incident"],
        joinable=row["status"] in OPEN,
        topic=row["topic"] or "",
        digest=row["digest"],
        sketch=row["sketch"],
        simhash=row["simhash"],
    )
