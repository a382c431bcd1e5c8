"""From prepared posts to rows: one transaction for a look, whatever comes of its posts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from core import intake, opening
from core.detect import Action, Decision, Prepared
from core.detect.adding import by_itself
from core.incident import Incident, Status
from core.limiting import Chosen, Place, limits, over_limit, without
from core.numbers import is_drill
from core.outgoing import Notice, Show
from core.policy import Policy
from core.posts import Cursor, Post
from storage.incidents import Incidents
from storage.mentions import count_mentions, note_burst
from storage.original_rows import watch
from storage.outbox import enqueue
from storage.posts import JOINABLE, Posts, recount
from storage.real import insert_incident
from storage.rule_hits import hold_hits
from storage.rush import show_new
from storage.sources import Watched, note_look
from storage.sweep import Sweep
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
    #: incidents marked invalid that looked like the same event: nothing joins them any more
    left: tuple[int, ...] = ()
    #: the incident was opened for a burst of our name
    burst: bool = False


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
            sweep = Sweep(connection, watched, await self._load_policy(connection), now)
            done = []
            for one in prepared:
                stored = await self._placed(sweep, one, place)
                remember(stored)
                done.append(stored)
            await self._grown(sweep, grown)
            await self._write_down(sweep)
            await note_look(connection, watched, cursor, moved_to, next_at, now)
            for notice in notices:
                await enqueue(connection, notice, now)
        return tuple(done)

    def take_regrouped(self, *, drill: bool = False) -> tuple[int, ...]:
        """The incidents, real ones or a drill's, whose posts people moved since this was asked last."""
        moved = {ident for ident in self.regrouped if is_drill(ident) is drill}
        self.regrouped -= moved
        return tuple(sorted(moved))

    async def _take(
        self,
        connection: AsyncConnection,
        watched: Watched,
        one: Prepared,
        place: Place,
        policy: Policy,
        now: datetime,
    ) -> Stored:
        """A single post, written down at once."""
        sweep = Sweep(connection, watched, policy, now)
        stored = await self._placed(sweep, one, place)
        await self._write_down(sweep)
        return stored

    async def _write_down(self, sweep: Sweep) -> None:
        await self.store_changes(sweep.connection, sweep.changes, sweep.now)
        await watch(sweep, self.figures.evidence)
        if not sweep.watched.source.drill:
            await count_mentions(sweep.connection, sweep.mentions, sweep.now)
        if sweep.burst:
            await note_burst(sweep.connection, sweep.now)
        for ident in sorted(sweep.joined):
            this = update(incidents).where(incidents.c.id == ident)
            await sweep.connection.execute(this.values(last_post_at=sweep.now))

    async def _placed(self, sweep: Sweep, one: Prepared, place: Place) -> Stored:
        full, left = await sweep.full(one), dict[int, None]()
        chosen, subject = await sweep.choose(one, place, full)
        if why := await sweep.adds(one, chosen.decision, subject):
            place = by_itself(place, why)
            chosen, subject = await sweep.choose(one, place, full)
        while chosen.decision.action is Action.ATTACH and subject is not None and subject.status is Status.INVALID:
            # what somebody called a false alarm must not swallow a real one in other words; copies of it still go there
            left[chosen.decision.incident or subject.id] = None
            chosen, subject = await sweep.choose(one, without(place, left), full)
        stored = replace(await self._kept(sweep, chosen, subject), left=tuple(left))
        for rule in chosen.held:
            await enqueue(sweep.connection, over_limit(rule, limits(one)[rule], sweep.policy, sweep.now), sweep.now)
        await hold_hits(sweep.connection, stored.post, chosen.held)
        return stored

    async def _kept(self, sweep: Sweep, chosen: Chosen, subject: Incident | None) -> Stored:
        one, decision = chosen.prepared, chosen.decision
        if chosen.over:
            return Stored(post=await sweep.keep(one, None), prepared=one)
        if decision.action is Action.OPEN:
            stored = await self._open(sweep, one, decision)
            return await _with_original(sweep.connection, stored, decision.duplicate_of)
        if subject is None:
            return Stored(post=await sweep.keep(one, None, decision.duplicate_of), prepared=one)
        ident = await sweep.keep(one, subject.id, decision.duplicate_of)
        sightings = await sweep.sightings(subject.id, one)
        sweep.note(intake.attached(subject, one, decision, sightings, sweep.policy, sweep.now))
        return _stored(ident, one, await sweep.incident(subject.id))

    async def _grow(
        self, connection: AsyncConnection, watched: Watched, post: Post, policy: Policy, now: datetime
    ) -> None:
        """A single known post that is reposted more, written down at once."""
        sweep = Sweep(connection, watched, policy, now)
        await self._grown(sweep, (post,))
        await self._write_down(sweep)

    async def _grown(self, sweep: Sweep, grown: Sequence[Post]) -> None:
        """All counts first: an incident rises once a look, however many of its posts do."""
        hotter = [await recount(sweep.connection, sweep.watched.id, post) for post in grown]
        sweep.heat.forget()
        for ident in dict.fromkeys(ident for ident in hotter if ident is not None):
            subject, sightings = await sweep.incident(ident), await sweep.heat.of(ident)
            sweep.note(intake.grown(subject, sightings, sweep.policy, sweep.now))

    async def _open(self, sweep: Sweep, one: Prepared, decision: Decision) -> Stored:
        connection, policy, now = sweep.connection, sweep.policy, sweep.now
        draft = opening.draft(one, decision, policy, now)
        ident = await insert_incident(connection, draft, now)
        change = opening.opened(draft, ident, policy, now, quiet=opening.hushed(draft, one, policy, now))
        subject = change.subject
        sweep.note((change,))
        sweep.opened[one.topic] += 1
        if policy.group:
            show = Show(chat=policy.group, loud=intake.rings(subject, one, policy, now))
            await show_new(connection, subject, show, now)
        stored = _stored(await sweep.keep(one, subject.id), one, subject)
        sweep.burst = sweep.burst or decision.burst is not None
        return replace(stored, burst=decision.burst is not None)


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
