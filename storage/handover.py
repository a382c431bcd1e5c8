"""What a handover tells: what is open, what nobody has claimed, what is due next; and that it is told once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.incident import OPEN, Status
from core.outgoing import Notice
from core.rostering.handover import NEXT, Desk, Due
from core.timer import Clock, TimerState
from core.watching.pacing import hurried
from storage import rows
from storage.engine import Database
from storage.outbox import enqueue
from storage.real import INCIDENTS
from storage.roster_rows import put_binding
from storage.tables import bindings, deadlines, incidents, outbox, sources

#: which shift was the last to be handed over
_LAST = "roster:told"
_IS_OPEN = incidents.c.status.in_([status.value for status in OPEN]) & INCIDENTS


class Handover:
    """Read for the one who comes on duty."""

    db: Database

    async def last_handover(self) -> date | None:
        """The date of the last shift that was handed over; None where none ever was."""
        async with self.db.read() as connection:
            return await _last(connection)

    async def hand_over(self, day: date, notices: Sequence[Notice], now: datetime) -> bool:
        """Say it and keep that it was said, together; False where somebody else did meanwhile."""
        async with self.db.write() as connection:
            last = await _last(connection)
            if last is not None and last >= day:
                return False
            await put_binding(connection, _LAST, day.isoformat())
            for notice in notices:
                await enqueue(connection, notice, now)
            return True

    async def desk(self, now: datetime) -> Desk:
        """What is on the table."""
        count = select(func.count()).select_from(incidents).where(_IS_OPEN)
        suspected = select(incidents.c.id).where(_IS_OPEN, incidents.c.status == Status.SUSPECTED.value)
        asleep = select(incidents.c.id).where(_IS_OPEN, incidents.c.snoozed_until > now)
        running = (
            select(deadlines.c.incident, deadlines.c.clock, deadlines.c.due_at)
            .join(incidents, incidents.c.id == deadlines.c.incident)
            .where(deadlines.c.state == TimerState.RUNNING.value, _IS_OPEN)
        )
        ahead = running.where(deadlines.c.due_at > now).order_by(deadlines.c.due_at, deadlines.c.id).limit(NEXT)
        over = select(func.count()).select_from(running.where(deadlines.c.due_at <= now).subquery())
        async with self.db.read() as connection:
            due = [
                Due(incident=row.incident, clock=Clock(row.clock), at=row.due_at)
                for row in await connection.execute(ahead)
            ]
            return Desk(
                open=await connection.scalar(count) or 0,
                unclaimed=tuple((await connection.execute(suspected.order_by(incidents.c.id))).scalars()),
                due=tuple(due),
                overdue=await connection.scalar(over) or 0,
                snoozed=tuple((await connection.execute(asleep.order_by(incidents.c.snoozed_until))).scalars()),
            )

    async def hurry_sources(self, factor: float, now: datetime) -> None:
        """A key period begins: no healthy source waits longer than its pauses are from now on."""
        later = select(sources.c.id, sources.c.body, sources.c.next_at).where(
            sources.c.active, sources.c.failures == 0, sources.c.next_at > now
        )
        async with self.db.write() as connection:
            for row in (await connection.execute(later)).all():
                soon = now + timedelta(seconds=hurried(rows.source(row.body).interval, factor))
                if row.next_at > soon:
                    mine = sources.c.id == row.id
                    await connection.execute(update(sources).where(mine).values(next_at=soon))

    async def told_before(self, keys: Sequence[str]) -> frozenset[str]:
        """Under which of these keys something was said."""
        async with self.db.read() as connection:
            found = await connection.execute(select(outbox.c.key).where(outbox.c.key.in_(keys)))
            return frozenset(found.scalars())


async def _last(connection: AsyncConnection) -> date | None:
    kept = await connection.scalar(select(bindings.c.value).where(bindings.c.name == _LAST))
    return date.fromisoformat(kept) if kept else None
