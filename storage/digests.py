"""Figures as they were told (汇总留存): one row of a period for ever, so that nothing is told twice or otherwise."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.digest.figures import Summary
from core.digest.periods import Period, Span
from storage import rows
from storage.engine import Database
from storage.tables import digests


class Digests:
    """Reads what was told."""

    db: Database

    async def kept_summary(self, period: Period) -> Summary | None:
        """The figures that were told of this period, None where none were."""
        mine = (digests.c.span == period.span.value) & (digests.c.period == period.key)
        async with self.db.read() as connection:
            body = await connection.scalar(select(digests.c.body).where(mine))
        return None if body is None else msgspec.convert(body, Summary)


async def keep_summary(connection: AsyncConnection, summary: Summary, now: datetime) -> bool:
    """Keep what is told in this very transaction; False where the period was told before, and nothing is kept."""
    period = summary.period
    return await settle(connection, period.span, period.key, rows.plain(summary), now)


async def settle(connection: AsyncConnection, span: Span, key: str, body: Any, now: datetime) -> bool:
    """The period is told; False where it was before."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = {"span": span.value, "period": key, "body": body, "at": now}
    adding = dialect.insert(digests).values(**row).on_conflict_do_nothing().returning(digests.c.span)
    return (await connection.execute(adding)).first() is not None
