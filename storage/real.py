"""What is real, in one place: numbers of drills are negative (core.numbers), so are those of their sources.

Whatever is counted, learnt from, looked up as a precedent or joined by real posts is read through these. A test walks
every question of the store and proves that a drill changes none of its answers but those named there.
"""

import json
from typing import Any

from sqlalchemy import Column, ColumnElement, Text, and_, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.incident import Incident
from core.outgoing import rehearsed
from core.texts import Message
from storage import rows
from storage.tables import incidents, outbox, posts, sources

#: what keys of messages of a drill begin with that are about none of its incidents
DRILL = "drill:"
INCIDENTS = incidents.c.id > 0
SOURCES = sources.c.id > 0
POSTS = posts.c.source > 0
#: as the mark lies in a message that is about no number
_UNMARKED = ~cast(outbox.c.body, Text).contains(json.dumps(rehearsed(Message("")).text)[1:-1], autoescape=True)
MESSAGES = or_(outbox.c.incident > 0, and_(outbox.c.incident.is_(None), _UNMARKED, ~outbox.c.key.startswith(DRILL)))


def posts_of(*, drill: bool) -> ColumnElement[bool]:
    """The posts of one of the two worlds."""
    return posts.c.source < 0 if drill else POSTS


def sources_of(*, drill: bool) -> ColumnElement[bool]:
    """The sources of one of the two worlds."""
    return sources.c.id < 0 if drill else SOURCES


def incidents_of(*, drill: bool) -> ColumnElement[bool]:
    """The incidents of one of the two worlds."""
    return incidents.c.id < 0 if drill else INCIDENTS


async def insert_incident(connection: AsyncConnection, incident: Incident, last_post_at: Any) -> int:
    """A new incident; returns the number that it gets."""
    row = rows.incident_row(incident) | {"last_post_at": last_post_at}
    if incident.drill:
        row["id"] = await below(connection, incidents.c.id)
    inserted = await connection.execute(incidents.insert().values(**row))
    (ident,) = inserted.inserted_primary_key or (0,)
    return int(ident)


async def below(connection: AsyncConnection, column: Column[int]) -> int:
    """The next number of a drill: no row of them is ever deleted."""
    lowest = await connection.scalar(select(func.min(column)))
    return min(lowest or 0, 0) - 1
