"""What recognises every post of the last weeks, read in a few long rows."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Subquery, cast, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import incidents, posts
from storage.windows import Window

#: posts of one page
_PAGE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprints:
    """Thousands of posts as six texts, put together by the database: 200 000 rows would hold the loop for seconds."""

    #: with commas between; an incident of 0 is none
    ids: str
    incidents: str
    #: end to end: instants of 19 characters in UTC, the others as hexadecimal digits
    instants: str
    digests: str
    sketches: str
    simhashes: str


_COLUMNS = (
    posts.c.id,
    func.substr(type_coerce(posts.c.seen_at, String), 1, 19).label("instant"),
    posts.c.digest,
    posts.c.sketch,
    posts.c.simhash,
)


async def pages(
    connection: AsyncConnection, since: datetime, window: Window | None, mine: ColumnElement[bool], *, is_sqlite: bool
) -> AsyncGenerator[Fingerprints]:
    """Every post of `mine` with a text seen since, oldest first. `window`: those before it, as they stood then."""
    incident: ColumnElement[Any] = posts.c.incident
    if window is not None:
        # an old post goes along with the incident that a copy opens; before that it belonged to none
        there = (incidents.c.id == posts.c.incident) & (incidents.c.detected_at < window.begin)
        incident = select(incidents.c.id).where(there).scalar_subquery()
    columns = (*_COLUMNS, func.coalesce(incident, 0).label("incident"))
    known, last = select(*columns).where(posts.c.seen_at >= since, posts.c.digest != b"", mine), 0
    known = known.order_by(posts.c.id)
    if window is not None:
        known = known.where(posts.c.id <= window.after)
    while True:
        page = known.where(posts.c.id > last).limit(_PAGE).subquery()
        row = (await connection.execute(_end_to_end(page, is_sqlite=is_sqlite))).mappings().one()
        if row["last"] is None:
            return
        yield Fingerprints(**{name: row[name] for name in Fingerprints.__slots__})
        last = row["last"]


def _end_to_end(page: Subquery, *, is_sqlite: bool) -> Select[Any, Any, Any, Any, Any, Any, Any]:
    """One row. In whichever order the database goes through the page, it is the same for every column."""
    digests, sketches, simhashes = (
        func.aggregate_strings(func.hex(column) if is_sqlite else func.encode(column, "hex"), "")
        for column in (page.c.digest, page.c.sketch, page.c.simhash)
    )
    return select(
        func.max(page.c.id).label("last"),
        func.aggregate_strings(cast(page.c.id, String), ",").label("ids"),
        func.aggregate_strings(cast(page.c.incident, String), ",").label("incidents"),
        func.aggregate_strings(page.c.instant, "").label("instants"),
        digests.label("digests"),
        sketches.label("sketches"),
        simhashes.label("simhashes"),
    )
