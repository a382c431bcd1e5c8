"""How many cards each rule opened in a day (上限): what the machine found alone, no report by hand and no split."""

from collections import Counter
from datetime import datetime

from sqlalchemy import String, cast, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.policy import Policy
from storage.real import INCIDENTS
from storage.tables import events, incidents


async def cards_opened(connection: AsyncConnection, policy: Policy, now: datetime, until: datetime) -> Counter[str]:
    """By rule, from the midnight that begins the day of `now` on the organisation's clock, up to `until`."""
    # where the clock strikes midnight twice, the day begins at the first
    midnight = policy.local(now).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    subject = literal("incident:").concat(cast(incidents.c.id, String))
    # how it began stands in its first event: a report and a split have another one
    found = exists().where(events.c.subject == subject, events.c.type == "detect")
    today = (incidents.c.detected_at >= midnight) & (incidents.c.detected_at <= until) & INCIDENTS
    query = select(incidents.c.topic, func.count().label("cards")).where(today, found).group_by(incidents.c.topic)
    return Counter({row.topic: row.cards for row in await connection.execute(query)})
