"""What a restored database must know before the bot goes on: the chat has seen more than it has."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.backups import restored_notice
from storage import audit
from storage.audit import Head
from storage.commands import load
from storage.downtime import redraw
from storage.outbox import enqueue
from storage.policy import Policies, own_event
from storage.search import index_anew
from storage.tables import finds, incidents, sources

#: incidents whose words are gathered at once
_AT_ONCE = 200


class Restoring(Policies):
    """After a restore."""

    async def restored(self, made_at: datetime, head: Head, next_number: int, now: datetime) -> None:
        """Cards are drawn anew, the group is told, and the log too."""
        async with self.db.write() as connection:
            await _index(connection)
            await redraw(connection, now)
            # what was with the workers is found again like all that came after; who failed is still left in peace
            await connection.execute(delete(finds))
            healthy = (sources.c.failures == 0) & (sources.c.next_at > now)
            await connection.execute(update(sources).where(healthy).values(next_at=now))
            seen = {"backup": (None, made_at.isoformat()), "head": (None, f"{head.seq}:{head.hash[:16]}")}
            await audit.append(connection, (own_event("store", "restore", seen, now),), self.figures)
            policy = await self._load_policy(connection)
            await enqueue(connection, restored_notice(policy, made_at, next_number, now), now)


async def _index(connection: AsyncConnection) -> None:
    """The index of full-text search is no part of a backup: it follows from the rows."""
    found = (await connection.execute(select(incidents.c.id).order_by(incidents.c.id))).scalars().all()
    for at in range(0, len(found), _AT_ONCE):
        await index_anew(connection, await load(connection, found[at : at + _AT_ONCE]))
