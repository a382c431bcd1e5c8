"""What arrives again: new, tried anew after it had failed, or known and only reposted more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.arrivals import Arrival
from core.changes import Entry
from storage.arrival_rows import arrival_values
from storage.tables import arrivals

#: keys looked up in one go: databases limit the parameters of a query
_KEYS = 500
#: the doors by which programs come again with newer counts
_COUNTING = (Entry.WEBHOOK.value, Entry.IMPORT.value)


async def receive(connection: AsyncConnection, found: Mapping[str, Arrival], now: datetime) -> int:
    """Store arrivals by their keys; returns how many are taken in from the start: new ones, and failed ones again."""
    known = await _known(connection, tuple(found))
    fresh = [one for key, one in found.items() if key not in known]
    if fresh:
        await connection.execute(arrivals.insert(), [arrival_values(one, "new", now) for one in fresh])
    failed = [key for key, row in known.items() if row.state == "failed"]
    grown = [key for key, row in known.items() if _grew(row, found[key])]
    for key in (*failed, *grown):
        body = arrival_values(found[key], "new", now)["body"]
        again = {"body": body, "state": "new", "attempts": 0, "error": "", "received_at": now}
        await connection.execute(update(arrivals).where(arrivals.c.key == key).values(**again))
    return len(fresh) + len(failed)


async def _known(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, Row[Any]]:
    known: dict[str, Row[Any]] = {}
    for at in range(0, len(keys), _KEYS):
        columns = (arrivals.c.key, arrivals.c.state, arrivals.c.entry, arrivals.c.body)
        query = select(*columns).where(arrivals.c.key.in_(keys[at : at + _KEYS]))
        known |= {row.key: row for row in await connection.execute(query)}
    return known


def _grew(row: Row[Any], now: Arrival) -> bool:
    """Taken in already, and reposted more now: whether a card moves for it, the intake decides."""
    if row.state != "done" or row.entry not in _COUNTING:
        return False
    return (now.post.reposts or 0) > (row.body["post"]["reposts"] or 0)
