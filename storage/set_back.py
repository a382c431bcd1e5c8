"""The clock was set back: what was to wait for a moment waits for an instant that is now far away."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Database
from storage.tables import cards, chats, evidence, outbox, pages, sources, storms

#: what is done no sooner than, and when it was done last
_WAITING = (
    sources.c.next_at,
    cards.c.not_before,
    cards.c.edited_at,
    storms.c.not_before,
    storms.c.edited_at,
    outbox.c.not_before,
    evidence.c.not_before,
    pages.c.not_before,
    chats.c.paused_until,
)


class SetBack:
    """Puts right what a wrong clock left behind."""

    db: Database

    async def clock_set_back(self, now: datetime) -> None:
        """Nothing waits any longer; where somebody really asked for a pause, they will ask again."""
        async with self.db.write() as connection:
            await nothing_waits(connection, now)


async def nothing_waits(connection: AsyncConnection, now: datetime) -> None:
    """What was to wait for a moment that is yet to come waits no longer."""
    for column in _WAITING:
        await connection.execute(update(column.table).where(column > now).values({column: now}))
