"""What the clock looks for: reminders that are due, and open incidents that have been silent for long."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, cast, select

from core.incident import OPEN, Incident
from storage import rows
from storage.engine import Database
from storage.tables import chats, incidents

#: so many of either are taken up in one go, the longest waiting first; the rest a run later
AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """An open incident, and when its last post was seen."""

    incident: Incident
    last_post_at: datetime


class Followup:
    """Reads what may need a word; the jobs decide."""

    db: Database

    async def snoozed(self, now: datetime) -> tuple[Incident, ...]:
        """Incidents whose reminder is due, ended ones included."""
        due = incidents.c.snoozed_until <= now
        query = select(incidents).where(due).order_by(incidents.c.snoozed_until, incidents.c.id).limit(AT_ONCE)
        async with self.db.read() as connection:
            return tuple(rows.incident(row) for row in (await connection.execute(query)).mappings())

    async def silent(self, before: datetime, after: int = 0) -> tuple[Silent, ...]:
        """Open incidents whose last post was seen before, a page of them by number, those after `after`."""
        query = (
            select(incidents)
            .where(incidents.c.status.in_(OPEN), incidents.c.last_post_at <= before, incidents.c.id > after)
            .order_by(incidents.c.id)
            .limit(AT_ONCE)
        )
        return await self._silent(query)

    async def risen(self, before: datetime) -> tuple[Silent, ...]:
        """Open incidents that are said to rise and whose last post was seen before."""
        # the word is looked for first: to search a body costs a tenth of taking it apart
        rising = cast(incidents.c.body, Text).contains("rising") & incidents.c.body["rising"].as_boolean()
        still = incidents.c.status.in_(OPEN) & (incidents.c.last_post_at <= before)
        return await self._silent(select(incidents).where(still, rising).order_by(incidents.c.id).limit(AT_ONCE))

    async def _silent(self, query: Select[Any]) -> tuple[Silent, ...]:
        async with self.db.read() as connection:
            found = (await connection.execute(query)).mappings().all()
        return tuple(Silent(incident=rows.incident(row), last_post_at=row["last_post_at"]) for row in found)

    async def reachable(self, chat: int) -> bool:
        """Is nothing known that keeps us from writing there? Who was never written to counts as reachable."""
        async with self.db.read() as connection:
            return not await connection.scalar(select(chats.c.unreachable).where(chats.c.id == chat))
