"""Arrivals: stored first, acknowledged, then taken in on the road of all posts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.actions.add_evidence import add_evidence
from core.arrivals import KIND, Arrival
from core.changes import Change, Origin, Turn
from core.detect import Decision, Prepared
from core.outgoing import Notice
from core.people import SYSTEM, Actor, Role
from core.policy import Policy
from core.posts import Post
from core.reporting import arrived, entered
from storage import rows
from storage.arrival_rows import read_arrival
from storage.commands import load
from storage.intake import Intake, Remember
from storage.looks import Watched
from storage.outbox import enqueue
from storage.real import sources_of
from storage.receiving import receive
from storage.sources import insert_source, set_active
from storage.tables import arrivals, results, sources

#: each try waits so long after the arrival was received: a short trouble of the database or the disk loses no post,
#: and a reporter hears within minutes that it did not work
PAUSES = (timedelta(0), timedelta(seconds=2), timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5))
#: what failed is kept so much longer than what was taken in, for a person to look at
FAILED_LONGER = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """An arrival on its way in; `prepared` is None where its source had shown that post before."""

    arrival: Arrival
    prepared: Prepared | None = None
    #: a known post that is reposted more now
    grown: Post | None = None


PlaceArrival = Callable[[Taking], Decision]


class Arrivals(Intake):
    """The door for posts that nobody polled."""

    async def receive_arrivals(
        self, found: Sequence[Arrival], now: datetime, *, key: str = "", refused: Sequence[Mapping[str, Any]] = ()
    ) -> dict[str, Any]:
        """Store what is new; says how many were accepted, known and refused. The same `key` gets the same answer.

        What had failed and comes again is accepted once more; a known post that is only reposted more stays known.
        """
        async with self.db.write() as connection:
            if key and (before := await connection.scalar(select(results.c.result).where(results.c.key == key))):
                return dict(before)
            accepted = await receive(connection, {one.key: one for one in found}, now)
            answer = {
                "accepted": accepted,
                "known": len(found) - accepted,
                "refused": [dict(one) for one in refused],
            }
            if key:
                await connection.execute(results.insert().values(key=key, result=answer, at=now))
        return answer

    async def new_arrivals(self, limit: int, now: datetime | None = None) -> tuple[Arrival, ...]:
        """What waits to be taken in, the oldest first; with `now`, what is not to be tried before is left out."""
        query = select(arrivals).where(arrivals.c.state == "new").order_by(arrivals.c.id).limit(limit)
        if now is not None:
            tried, last = arrivals.c.attempts, len(PAUSES) - 1
            waited = [and_(tried == n, arrivals.c.received_at <= now - PAUSES[n]) for n in range(1, len(PAUSES))]
            query = query.where(or_(tried == 0, tried > last, *waited))
        async with self.db.read() as connection:
            return tuple(read_arrival(row) for row in (await connection.execute(query)).mappings())

    async def arrival_source(self, one: Arrival, now: datetime) -> Watched:
        """The row of the source that it counts under; one that is not polled is made at need."""
        async with self.db.write() as connection:
            # a name of the other world is refused as taken: what is made up and what is real share no source
            mine = (sources.c.name == one.source.name) & sources_of(drill=one.source.drill)
            row = (await connection.execute(select(sources.c.id, sources.c.body).where(mine))).first()
            if row is None:
                ident = await insert_source(connection, one.source, now)
                await set_active(connection, one.source.name, active=False)
                return Watched(id=ident, source=one.source)
            if one.source.kind == KIND == row.body["kind"] and row.body != rows.plain(one.source):
                # the file tells what platform and tier it is now
                await connection.execute(update(sources).where(mine).values(body=rows.plain(one.source)))
                return Watched(id=row.id, source=one.source)
            return Watched(id=row.id, source=rows.source(row.body))

    async def take_in(
        self, watched: Watched, takings: Sequence[Taking], place: PlaceArrival, remember: Remember, now: datetime
    ) -> None:
        """All of them in one transaction, or none: posts, incidents, events, evidence, answers to the reporters.

        What another run has taken in meanwhile is passed by.
        """
        among = [taking.arrival.id for taking in takings]
        waiting = select(arrivals.c.id).where(arrivals.c.id.in_(among), arrivals.c.state == "new")
        async with self.db.write() as connection:
            policy = await self._load_policy(connection)
            still = set(await connection.scalars(waiting))
            for taking in (one for one in takings if one.arrival.id in still):
                entering = _Entering(self, taking.arrival, policy)
                ident = await entering.enter(connection, watched, taking, place, remember, now)
                done = {"state": "done", "incident": ident, "error": ""}
                await connection.execute(update(arrivals).where(arrivals.c.id == taking.arrival.id).values(**done))

    async def arrival_failed(
        self, one: Arrival, error: str, now: datetime, *, final: bool, notices: Sequence[Notice] = ()
    ) -> None:
        """It could not be taken in: once more, or kept as failed for a person to look at."""
        state = "failed" if final else "new"
        values = {"state": state, "error": error[:2000], "attempts": arrivals.c.attempts + 1}
        async with self.db.write() as connection:
            await connection.execute(update(arrivals).where(arrivals.c.id == one.id).values(**values))
            for notice in notices:
                await enqueue(connection, notice, now)

    async def forget_arrivals(self, before: datetime, drafts_before: datetime) -> None:
        """Drop what was taken in long ago: its posts are known by then; and reports that nobody went on with.

        What failed goes too, `FAILED_LONGER` later.
        """
        lives = {"done": before, "draft": drafts_before, "dropped": drafts_before, "failed": before - FAILED_LONGER}
        async with self.db.write() as connection:
            for state, moment in lives.items():
                old = (arrivals.c.state == state) & (arrivals.c.received_at < moment)
                await connection.execute(delete(arrivals).where(old))


class _Entering(Intake):
    """The same intake, whose events say by which door the post came, and who reported it."""

    def __init__(self, store: Arrivals, arrival: Arrival, policy: Policy) -> None:
        super().__init__(store.figures)
        self.db, self.regrouped, self.username = store.db, store.regrouped, store.username
        self._arrival = arrival
        self._ground = policy
        self._opened: set[str] = set()

    async def store_changes(self, connection: AsyncConnection, changes: Sequence[Change], now: datetime) -> None:
        """As every intake does, under the name of whoever brought it."""
        named = [entered(change, self._arrival, self._ground) for change in changes]
        self._opened |= {one.event.subject for one in named if one.event.type in ("detect", "report_manual")}
        await super().store_changes(connection, named, now)

    async def enter(
        self,
        connection: AsyncConnection,
        watched: Watched,
        taking: Taking,
        place: PlaceArrival,
        remember: Remember,
        now: datetime,
    ) -> int | None:
        """One arrival; returns its incident."""
        if taking.grown is not None:
            await self._grow(connection, watched, taking.grown, self._ground, now)
        if taking.prepared is None:
            # one that came again with newer counts stays with its incident
            return self._arrival.incident
        stored = await self._take(
            connection, watched, taking.prepared, lambda one: place(replace(taking, prepared=one)), self._ground, now
        )
        remember(stored)
        if stored.incident is not None and self._arrival.by_hand:
            await self._answer(connection, stored.incident, now)
        return stored.incident

    async def _answer(self, connection: AsyncConnection, ident: int, now: datetime) -> None:
        """What came with the report is evidence; its reporter hears where the report is now."""
        query = select(arrivals).where(arrivals.c.id == self._arrival.id)
        # read once more: another photo of its album may have come since
        one = read_arrival((await connection.execute(query)).mappings().one())
        member = self._ground.members.get(one.person)
        (subject,) = await load(connection, (ident,))
        origin = Origin(entry=one.entry, chat=one.chat, message=one.message)
        actor = Actor.of(member) if member else SYSTEM
        for file in one.files:
            turn = Turn(actor=actor, now=now, policy=self._ground, origin=origin, file=file)
            change = add_evidence(subject, turn, Role.MEMBER)
            await super().store_changes(connection, (change,), now)
            subject = change.subject
        await enqueue(connection, arrived(one, subject, opened=f"incident:{ident}" in self._opened), now)
