"""Closed incidents that nobody has looked back on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.incident import Incident, Status
from core.severity import Severity
from storage import rows
from storage.engine import Database
from storage.real import INCIDENTS
from storage.tables import incidents, outbox

#: so many are taken up in one go, the newest first
AT_ONCE = 200
_SERIOUS = tuple(level.value for level in Severity if level >= Severity.MAJOR)


class Reviews:
    """Reads what a review is wanted of; the job decides who is told."""

    db: Database

    async def closed_since(self, since: datetime) -> tuple[Incident, ...]:
        """Closed incidents of 重大 and above whose last decision is not older, the newest numbers first."""
        decided = incidents.c.body["last"]["at"].as_string()
        query = (
            select(incidents)
            .where(
                incidents.c.status == Status.CLOSED,
                incidents.c.severity.in_(_SERIOUS),
                # a drill is looked back on by its score card
                INCIDENTS,
                # ISO instants in UTC, compared to the second
                decided >= since.strftime("%Y-%m-%dT%H:%M:%S"),
            )
            .order_by(incidents.c.id.desc())
            .limit(AT_ONCE)
        )
        async with self.db.read() as connection:
            return tuple(rows.incident(row) for row in (await connection.execute(query)).mappings())

    async def said_before(self, keys: Sequence[str]) -> frozenset[str]:
        """Which of these messages were said or wait to be: a look that finds all of them needs no writer."""
        async with self.db.read() as connection:
            found = await connection.execute(select(outbox.c.key).where(outbox.c.key.in_(keys)))
            return frozenset(found.scalars())
