"""When nobody saw what happened at a source (盲区): a row from the turn of its health to the next one."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.watching.health import BLIND, Health
from storage.tables import outages, sources
from storage.tables.base import Instant

_BLIND = tuple(health.value for health in BLIND)


async def health_turned(
    connection: AsyncConnection, turned: Iterable[tuple[int, Health, Health]], now: datetime
) -> bool:
    """Each source with its health before and after a look: what ended, and what began. One at rest is not blind.

    Returns whether there was any.
    """
    changed = [one for one, before, after in turned if before is not after and (before in BLIND or after in BLIND)]
    for source in changed:
        await blindness_ends(connection, source, now)
        await blindness_begins(connection, source, now)
    return bool(changed)


async def blindness_ends(connection: AsyncConnection, source: int, now: datetime) -> None:
    """The blind spell is over: it sees again, turned blind for another reason, or is not read any more."""
    lasting = (outages.c.source == source) & outages.c.ended_at.is_(None)
    await connection.execute(update(outages).where(lasting).values(ended_at=now))


async def blindness_begins(connection: AsyncConnection, source: int, now: datetime) -> None:
    """From now on it is blind as its row says, if it is read at all."""
    blind = select(sources.c.id, sources.c.health, literal(now, Instant)).where(
        sources.c.id == source, sources.c.active, sources.c.health.in_(_BLIND)
    )
    await connection.execute(outages.insert().from_select(["source", "health", "began_at"], blind))


def blind_within(begin: datetime, end: datetime) -> ColumnElement[bool]:
    """Spells of which some part lies in the span."""
    return (outages.c.began_at < end) & or_(outages.c.ended_at.is_(None), outages.c.ended_at > begin)
