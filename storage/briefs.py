"""What was told of periods and days (汇总留痕): each once, its row and its messages in one transaction."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from core.digest.charts import Spell
from core.digest.figures import Summary
from core.digest.periods import Period, Span
from core.outgoing import Enclosure, Notice
from core.policy import Figures
from core.watching.health import Health
from storage.digests import keep_summary, settle
from storage.enclosures import enqueue_either
from storage.engine import Database
from storage.outages import blind_within
from storage.outbox import enqueue
from storage.tables import digests, events, outages, sources


class Briefs:
    """Digests and briefs as they go out."""

    db: Database
    figures: Figures
    _began: datetime | None = None

    async def began(self) -> datetime | None:
        """When the first audit event happened; None where none has yet. It never changes, so it is read once."""
        if self._began is None:
            async with self.db.read() as connection:
                body = await connection.scalar(select(events.c.body).order_by(events.c.seq).limit(1))
            self._began = datetime.fromisoformat(json.loads(body)["at"]) if body else None
        return self._began

    async def told_periods(self, keys: Sequence[str]) -> frozenset[str]:
        """Which of these periods were told."""
        async with self.db.read() as connection:
            found = await connection.execute(select(digests.c.period).where(digests.c.period.in_(keys)))
            return frozenset(found.scalars())

    async def tell(self, summary: Summary, parcel: Sequence[Notice | Enclosure], now: datetime) -> bool:
        """Keep the figures and say them, together; False where somebody else did meanwhile."""
        async with self.db.write() as connection:
            if not await keep_summary(connection, summary, now):
                return False
            for one in parcel:
                await enqueue_either(connection, one, now)
            return True

    async def tell_brief(self, day: date, notice: Notice | None, now: datetime) -> bool:
        """The day is settled, with a message or without one; False where it was before."""
        async with self.db.write() as connection:
            added = await settle(connection, Span.DAY, day.isoformat(), {"told": notice is not None}, now)
            if added and notice is not None:
                await enqueue(connection, notice, now)
            return added

    async def spells(self, period: Period) -> tuple[Spell, ...]:
        """When sources were blind in the period."""
        begin, end = period.bounds(self.figures.timezone)
        query = select(sources.c.name, outages).join(sources, sources.c.id == outages.c.source)
        async with self.db.read() as connection:
            found = (await connection.execute(query.where(blind_within(begin, end)).order_by(outages.c.id))).all()
        return tuple(
            Spell(source=row.name, health=Health(row.health), begin=row.began_at, end=row.ended_at) for row in found
        )
