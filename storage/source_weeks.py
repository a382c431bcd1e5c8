"""What each source brought in the last seven days, and for how long it was blind."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.watching.listing import Week
from storage.loads import COUNTS
from storage.outages import blind_within
from storage.real import SOURCES
from storage.tables import incidents, outages, posts, sources

WEEK = timedelta(days=7)


async def source_weeks(connection: AsyncConnection, now: datetime) -> dict[int, Week]:
    """By the number of the source; every source is there."""
    since = now - WEEK
    brought = await posts_since(connection, since)
    opened = await _opened(connection, since)
    blind = await _blind(connection, since, now)
    known = await connection.execute(select(sources.c.id, sources.c.name).where(SOURCES))
    return {
        row.id: Week(posts=brought.get(row.id, 0), incidents=opened[row.name], blind=blind[row.id]) for row in known
    }


async def posts_since(connection: AsyncConnection, since: datetime) -> dict[int, int]:
    """How many posts each source has brought since then."""
    # as an expression: SQLite would walk through a million rows in the order of the column, to be spared a sort
    source = posts.c.source + literal_column("0")
    query = select(source.label("source"), func.count()).where(posts.c.seen_at >= since).group_by(source)
    return {row[0]: row[1] for row in await connection.execute(query)}


async def _opened(connection: AsyncConnection, since: datetime) -> Counter[str]:
    """Incidents by the name of the source that brought them."""
    name = incidents.c.body["source"].as_string().label("name")
    query = select(name).where(incidents.c.detected_at >= since, COUNTS)
    return Counter((await connection.execute(query)).scalars())


async def _blind(connection: AsyncConnection, since: datetime, now: datetime) -> dict[int, timedelta]:
    query = select(outages.c.source, outages.c.began_at, outages.c.ended_at).where(blind_within(since, now))
    found: dict[int, timedelta] = defaultdict(timedelta)
    for row in await connection.execute(query):
        found[row.source] += min(row.ended_at or now, now) - max(row.began_at, since)
    return found
