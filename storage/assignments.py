"""Which department took what, read off the audit: what proposes a department."""

import json
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.assigning import LOOKED_AT, Past, Uptake
from storage.tables import assignments, incidents

#: events that say who has an incident
TYPES = ("assign", "accept", "bounce", "undo")


async def note_assignment(connection: AsyncConnection, seq: int, incident: int, what: str, body: str) -> None:
    """Take up one event of the audit, in its order; the same event taken up again changes nothing."""
    told: dict[str, Any] = json.loads(body)
    if told["drill"]:
        return
    if what == "accept":
        given = (assignments.c.incident == incident) & (assignments.c.stand == Uptake.GIVEN.value)
        await connection.execute(update(assignments).where(given).values(stand=Uptake.TAKEN.value, seq=seq))
        return
    old, new = told["diffs"].get("department", ("", ""))
    if old:
        await _put(connection, seq, incident, old, Uptake.BOUNCED if what == "bounce" else None)
    if new:
        await _put(connection, seq, incident, new, Uptake.GIVEN)


async def _put(connection: AsyncConnection, seq: int, incident: int, department: str, stand: Uptake | None) -> None:
    """How it stands with this department; None = it says nothing any more: it was taken back, or given to another."""
    mine = (assignments.c.incident == incident) & (assignments.c.department == department)
    await connection.execute(delete(assignments).where(mine))
    if stand is not None:
        row = {"incident": incident, "department": department, "stand": stand.value, "seq": seq}
        await connection.execute(assignments.insert().values(**row))


async def past_assignments(connection: AsyncConnection) -> tuple[Past, ...]:
    """The newest, with what their incidents were about."""
    title = incidents.c.body["title"].as_string().label("title")
    query = (
        select(assignments.c.department, assignments.c.stand, incidents.c.topic, title)
        .join(incidents, incidents.c.id == assignments.c.incident)
        .order_by(assignments.c.seq.desc())
        .limit(LOOKED_AT)
    )
    return tuple(
        Past(department=row.department, stand=Uptake(row.stand), topic=row.topic, title=row.title or "")
        for row in await connection.execute(query)
    )
