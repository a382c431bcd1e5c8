"""How far incidents have spread, counted by the database once a look and kept up by hand for the look's own posts.

A look may bring thousands of copies of one post; each is graded by everything seen so far.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, String, Subquery, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.pace import BEFORE, OLD
from core.spreading import MANY, Sighting, age, together
from storage import rows
from storage.tables import posts, sources

_HOUR = timedelta(hours=1)
#: when a post counts (core.pace.happened)
_said = func.coalesce(posts.c.said_at, posts.c.seen_at)
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
    aged = _each(incident, now)
    totals = (
        func.sum(aged.c.post).label("times"),
        func.max(aged.c.reposts).label("reposts"),
        func.min(aged.c.rank).label("rank"),
    )
    grouped = (
        select(aged.c.source, aged.c.age, *totals, func.max(aged.c.seen_at).label("seen_at"))
        .group_by(aged.c.source, aged.c.age)
        .subquery()
    )
    query = select(grouped, sources.c.body).join(sources, sources.c.id == grouped.c.source)
    authors = await _authors(connection, incident)
    return {
        (row.source, row.age): Sighting(
            source=rows.source(row.body),
            reposts=row.reposts or 0,
            seen_at=row.seen_at,
            times=int(row.times),
            # of whatever age: they are counted once a source
            authors=frozenset(authors.pop(row.source, ())),
            rank=row.rank or 0,
        )
        for row in await connection.execute(query.order_by(grouped.c.source, grouped.c.age))
    }


def _each(incident: int, now: datetime) -> Subquery:
    """Every post of the incident as it counts."""
    reposts, rank = (cast(posts.c.body[name].as_string(), BigInteger).label(name) for name in ("reposts", "rank"))
    # the first finding of a page is a post; further ones tell only how far it is seen
    page = case((posts.c.page == "", cast(posts.c.id, String)), else_=posts.c.page)
    nth = func.row_number().over(partition_by=page, order_by=posts.c.id)
    first = case((nth == 1, 1), else_=0).label("post")
    columns = (posts.c.source, _said.label("seen_at"), reposts, rank, _aged(now).label("age"), first)
    return select(*columns).where(posts.c.incident == incident).subquery()


def _aged(now: datetime) -> ColumnElement[int]:
    """core.pace.age of a post, by the database."""
    hours = {age(now - n * _HOUR, now): _said > now - (n + 1) * _HOUR for n in (0, BEFORE)}
    yesterday = (_said <= now - 24 * _HOUR) & (_said > now - 25 * _HOUR)
    # written by a clock that stood wrong
    yet_to_come = (_said > now + _HOUR, OLD)
    return case(yet_to_come, *((is_so, value) for value, is_so in hours.items()), (yesterday, 2), else_=OLD)


async def _authors(connection: AsyncConnection, incident: int) -> dict[int, set[str]]:
    """By source; more than a few say nothing more."""
    author = posts.c.body["author"].as_string()
    named = select(posts.c.source, author).where(posts.c.incident == incident, author != "").distinct().limit(MANY)
    found: dict[int, set[str]] = {}
    for source, name in await connection.execute(named):
        found.setdefault(source, set()).add(name)
    return found


async def _pages(connection: AsyncConnection, incident: int) -> set[str]:
    shown = select(posts.c.page).where(posts.c.incident == incident)
    return set(await connection.scalars(shown)) - {""}
