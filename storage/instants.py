"""Where a span of time lies in what only has numbers: they rise with time, so halving finds it in a few reads."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import events, outbox

#: the first row with this number or a higher one: its number and when it was written, None where there is none
Look = Callable[[int], Awaitable[tuple[int, datetime] | None]]


class _Moment(msgspec.Struct):
    at: datetime


_moment = msgspec.json.Decoder(_Moment).decode


def moment_of(body: str) -> datetime:
    """When an event happened, from its body."""
    return _moment(body).at


async def first_event_since(connection: AsyncConnection, instant: datetime) -> int:
    """The number of the first event at the instant or later; one above the newest where there is none."""

    async def look(seq: int) -> tuple[int, datetime] | None:
        found = select(events.c.seq, events.c.body).where(events.c.seq >= seq).order_by(events.c.seq).limit(1)
        row = (await connection.execute(found)).first()
        return (row.seq, moment_of(row.body)) if row else None

    return await _first(look, (await connection.scalar(select(func.max(events.c.seq))) or 0) + 1, instant)


async def first_message_since(connection: AsyncConnection, instant: datetime) -> int:
    """The same of messages."""

    async def look(ident: int) -> tuple[int, datetime] | None:
        found = select(outbox.c.id, outbox.c.created_at).where(outbox.c.id >= ident).order_by(outbox.c.id).limit(1)
        row = (await connection.execute(found)).first()
        return (row.id, row.created_at) if row else None

    return await _first(look, (await connection.scalar(select(func.max(outbox.c.id))) or 0) + 1, instant)


async def _first(look: Look, end: int, instant: datetime) -> int:
    low, high = 1, end
    while low < high:
        middle = (low + high) // 2
        found = await look(middle)
        if found is None or found[1] >= instant:
            high = middle
        else:
            low = found[0] + 1
    return low
