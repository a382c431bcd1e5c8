"""Platforms, regions and kinds of which nothing is seen (监测盲区): a row from the turn to blind until it is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.arrivals import KIND
from core.policy import Policy
from core.watching.health import BLIND, Health
from core.watching.spots import Scope, Sight, Spot, spots, told
from storage import rows
from storage.outbox import enqueue
from storage.tables import blind_spots, sources


async def spots_turned(connection: AsyncConnection, policy: Policy, now: datetime) -> frozenset[str]:
    """After a source's health turned, or somebody let one rest: write down and say what that means in the large.

    Returns the names of the sources whose blindness was just told so.
    """
    sights = await _sights(connection)
    present, before = spots(sights, policy.figures.blind_share), await _lasting(connection)
    for scope, name in before.keys() - present.keys():
        lasting = (blind_spots.c.scope == scope.value) & (blind_spots.c.name == name) & blind_spots.c.ended_at.is_(None)
        await connection.execute(update(blind_spots).where(lasting).values(ended_at=now))
    begun = [spot for spot in present if spot not in before]
    for scope, name in begun:
        await connection.execute(blind_spots.insert().values(scope=scope.value, name=name, began_at=now))
    notices = told(before, sights, policy, now)
    for notice in notices:
        await enqueue(connection, notice, now)
    return frozenset(one.name for spot in begun for one in present[spot]) if notices else frozenset()


async def platforms_unseen(
    connection: AsyncConnection, begin: datetime, as_of: datetime
) -> tuple[tuple[str, float], ...]:
    """The seconds of the period that each platform was unseen as a whole, the longest first."""
    within = (blind_spots.c.began_at < as_of) & or_(blind_spots.c.ended_at.is_(None), blind_spots.c.ended_at > begin)
    query = select(blind_spots).where(within, blind_spots.c.scope == Scope.PLATFORM.value)
    seconds: dict[str, float] = {}
    for row in await connection.execute(query):
        span = min(row.ended_at or as_of, as_of) - max(row.began_at, begin)
        seconds[row.name] = seconds.get(row.name, 0.0) + span.total_seconds()
    return tuple(sorted(seconds.items(), key=lambda pair: (-pair[1], pair[0])))


async def _lasting(connection: AsyncConnection) -> dict[Spot, datetime]:
    query = select(blind_spots).where(blind_spots.c.ended_at.is_(None)).order_by(blind_spots.c.id)
    return {(Scope(row.scope), row.name): row.began_at for row in await connection.execute(query)}


async def _sights(connection: AsyncConnection) -> Sequence[Sight]:
    query = select(sources).where(sources.c.active).order_by(sources.c.id)
    found = ((row, rows.source(row["body"])) for row in (await connection.execute(query)).mappings())
    return tuple(
        Sight(
            name=row["name"],
            kind=source.kind,
            platform=source.platform,
            region=source.region,
            blind=Health(row["health"]) in BLIND,
            last=row["last_new_at"] if row["health"] == Health.SILENT.value else row["last_ok_at"],
        )
        for row, source in found
        if source.kind != KIND
    )
