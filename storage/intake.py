"""From prepared posts to rows: one transaction for a look, whatever comes of its posts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core import intake
from core.changes import Change
from core.detect import Action, Decision, Prepared
from core.incident import Incident, Status
from core.outgoing import Notice, Show
from core.policy import Policy
from core.posts import Cursor, Post
from storage import rows
from storage.cards import show_card
from storage.commands import load
from storage.incidents import Incidents
from storage.outbox import enqueue
from storage.posts import JOINABLE, Posts, insert_post, recount, sightings
from storage.sources import Watched, note_look
from storage.tables import incidents, posts


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


class Intake(Incidents, Posts):
    """The door for posts, polled ones and later those brought by hand."""

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
        grown: Sequence[Post] = (),
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
            for post in grown:
                await self._grow(connection, watched, post, policy, now)
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
        if original is None:
            return Stored(
                post=await insert_post(connection, watched, one, None, decision.duplicate_of, now), prepared=one
            )
        (subject,) = await load(connection, (original,))
        if decision.action is Action.ATTACH and subject.status is Status.INVALID:
            # what somebody called a false alarm must not swallow a real one in other words; copies of it still go there
            return replace(await self._open(connection, watched, one, policy, now), left=original)
        ident = await insert_post(connection, watched, one, original, decision.duplicate_of, now)
        return _stored(ident, one, await self._attach(connection, subject, one, policy, now))

    async def _grow(
        self, connection: AsyncConnection, watched: Watched, post: Post, policy: Policy, now: datetime
    ) -> None:
        ident = await recount(connection, watched.id, post)
        if ident is not None:
            (subject,) = await load(connection, (ident,))
            changes = intake.grown(subject, await sightings(connection, ident), policy, now)
            await self.store_changes(connection, changes, now)

    async def _open(
        self, connection: AsyncConnection, watched: Watched, one: Prepared, policy: Policy, now: datetime
    ) -> Stored:
        limit = intake.daily_limit(one)
        if limit is not None and await _opened_today(connection, one.topic, policy, now) >= limit:
            await enqueue(connection, intake.over_limit(one, limit, policy, now), now)
            ident = await insert_post(connection, watched, one, None, None, now)
            return Stored(post=ident, prepared=one)
        change = await self._insert_incident(connection, intake.draft(one, now), policy, now)
        subject = change.subject
        await self.store_changes(connection, (change,), now)
        if policy.group:
            show = Show(chat=policy.group, loud=intake.rings(subject, one, policy, now))
            await show_card(connection, subject.id, show)
        ident = await insert_post(connection, watched, one, subject.id, None, now)
        return _stored(ident, one, subject)

    async def _insert_incident(
        self, connection: AsyncConnection, draft: Incident, policy: Policy, now: datetime
    ) -> Change:
        row = rows.incident_row(draft)
        inserted = await connection.execute(incidents.insert().values(**row, last_post_at=now))
        (ident,) = inserted.inserted_primary_key or (0,)
        return intake.opened(draft, ident, policy, now)

    async def _attach(
        self, connection: AsyncConnection, subject: Incident, one: Prepared, policy: Policy, now: datetime
    ) -> Incident:
        changes = intake.attached(subject, one, await sightings(connection, subject.id), policy, now)
        await self.store_changes(connection, changes, now)
        await connection.execute(update(incidents).where(incidents.c.id == subject.id).values(last_post_at=now))
        return changes[-1].subject if changes else subject


def _stored(post: int, one: Prepared, subject: Incident) -> Stored:
    return Stored(
        post=post, prepared=one, incident=subject.id, joinable=subject.status in JOINABLE, topic=subject.topic
    )


async def _with_original(connection: AsyncConnection, stored: Stored, original: int | None) -> Stored:
    """A copy opened what its original did not: the original goes along, so that later copies find the incident."""
    if original is None or stored.incident is None:
        return stored
    await connection.execute(update(posts).where(posts.c.id == original).values(incident=stored.incident))
    return replace(stored, original=original)


async def _opened_today(connection: AsyncConnection, topic: str, policy: Policy, now: datetime) -> int:
    midnight = policy.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    same = (incidents.c.topic == topic) & (incidents.c.detected_at >= midnight)
    return await connection.scalar(select(func.count()).select_from(incidents).where(same)) or 0
