"""How far incidents have spread, counted by the database once a look and kept up by hand for the look's own posts.

A look may bring thousands of copies of one post; each is graded by everything seen so far.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, String, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.spreading import Sighting, age, together
from storage import rows
from storage.tables import posts, sources

_HOUR = timedelta(hours=1)
#: number of the source, age of the posts
_Seen = dict[tuple[int, int], Sighting]


class Heat:
    """The sightings of incidents during one look, posts of one source and one age counted as one."""

    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._seen: dict[int, _Seen] = {}
        self._pages: dict[int, set[str]] = {}

    async def of(self, incident: int) -> tuple[Sighting, ...]:
        """Everything seen of the incident."""
        if incident not in self._seen:
            self._seen[incident] = await _counted(self._connection, incident, self._now)
            self._pages[incident] = await _pages(self._connection, incident)
        return tuple(self._seen[incident].values())

    async def after(self, incident: int, source: int, sighting: Sighting, page: str) -> tuple[Sighting, ...]:
        """Everything seen of the incident, this post of this source included, whose row was just inserted."""
        seen = self._seen.get(incident)
        if seen is not None:
            pages = self._pages[incident]
            one = replace(sighting, times=int(not page or page not in pages))
            pages.add(page)
            key = (source, age(one.seen_at, self._now))
            seen[key] = together(seen[key], one) if key in seen else one
        return await self.of(incident)

    def forget(self) -> None:
        """Counts of known posts have changed: ask again."""
        self._seen.clear()


async def _counted(connection: AsyncConnection, incident: int, now: datetime) -> _Seen:
    reposts = cast(posts.c.body["reposts"].as_string(), BigInteger)
    # the first finding of a page is a post; further ones tell only how far it is seen
    page = case((posts.c.page == "", cast(posts.c.id, String)), else_=posts.c.page)
    nth = func.row_number().over(partition_by=page, order_by=posts.c.id)
    first, second = posts.c.seen_at > now - _HOUR, posts.c.seen_at > now - 2 * _HOUR
    aged = (
        select(
            posts.c.source,
            posts.c.seen_at,
            reposts.label("reposts"),
            case((first, 0), (second, 1), else_=2).label("age"),
            case((nth == 1, 1), else_=0).label("post"),
        )
        .where(posts.c.incident == incident)
        .subquery()
    )
    totals = (func.sum(aged.c.post).label("times"), func.max(aged.c.reposts).label("reposts"))
    grouped = (
        select(aged.c.source, aged.c.age, *totals, func.max(aged.c.seen_at).label("seen_at"))
        .group_by(aged.c.source, aged.c.age)
        .subquery()
    )
    query = select(grouped, sources.c.body).join(sources, sources.c.id == grouped.c.source)
    return {
        (row.source, row.age): Sighting(
            source=rows.source(row.body), reposts=row.reposts or 0, seen_at=row.seen_at, times=int(row.times)
        )
        for row in await connection.execute(query.order_by(grouped.c.source, grouped.c.age))
    }


async def _pages(connection: AsyncConnection, incident: int) -> set[str]:
    shown = select(posts.c.page).where(posts.c.incident == incident)
    return set(await connection.scalars(shown)) - {""}
