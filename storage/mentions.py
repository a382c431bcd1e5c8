"""Mentions of our name that alarmed nobody, counted by stretches: a restart forgets nothing and repeats nothing."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.detect.mentions import Mentions
from core.pace import OLDEST
from storage.engine import Database
from storage.tables import bursts, mentions

_NAME = "name"


class Mentioned:
    """What the memory of mentions is rebuilt from."""

    db: Database

    async def mentions(self, now: datetime) -> Mentions:
        """As they were counted until now."""
        lately = select(mentions).where(mentions.c.slot > now - OLDEST)
        async with self.db.read() as connection:
            counts = {row["slot"]: row["count"] for row in (await connection.execute(lately)).mappings()}
            told_at = await connection.scalar(select(bursts.c.at).where(bursts.c.about == _NAME))
        return Mentions(counts, told_at)


async def count_mentions(connection: AsyncConnection, fresh: Mapping[datetime, int], now: datetime) -> None:
    """More of them, with the posts they stand in."""
    for begin, count in sorted(fresh.items()):
        there = update(mentions).where(mentions.c.slot == begin).values(count=mentions.c.count + count)
        if not (await connection.execute(there)).rowcount:
            await connection.execute(mentions.insert().values(slot=begin, count=count))
    if fresh:
        await connection.execute(delete(mentions).where(mentions.c.slot <= now - OLDEST))


async def note_burst(connection: AsyncConnection, now: datetime) -> None:
    """An incident was opened for a burst of our name."""
    again = update(bursts).where(bursts.c.about == _NAME).values(at=now)
    if not (await connection.execute(again)).rowcount:
        await connection.execute(bursts.insert().values(about=_NAME, at=now))
