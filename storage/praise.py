"""正面报道 of a period that is worth naming in its digest."""

from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.digest.facts import Praise
from core.posts import Tier
from core.voice import Voice
from storage import rows
from storage.real import POSTS
from storage.tables import posts, sources

_NAMED = 2
#: of a text that stands for a title
_LONGEST = 100
_RANK = {tier.value: rank for rank, tier in enumerate(Tier)}


async def best_praise(connection: AsyncConnection, begin: datetime, as_of: datetime) -> tuple[Praise, ...]:
    """The widest read first, of equals the earliest; a copy of another is left out."""
    tier = sources.c.body["tier"].as_string()
    within = (posts.c.seen_at >= begin) & (posts.c.seen_at < as_of) & POSTS
    mine = within & (posts.c.voice == Voice.PRAISE.value) & posts.c.incident.is_(None) & posts.c.duplicate_of.is_(None)
    query = (
        select(posts.c.body, sources.c.name, tier.label("tier"))
        .join(sources, sources.c.id == posts.c.source)
        .where(mine)
        .order_by(case(_RANK, value=tier, else_=len(_RANK)), posts.c.id)
        .limit(_NAMED)
    )
    found = await connection.execute(query)
    return tuple(
        Praise(title=post.title or post.text[:_LONGEST], source=row.name, tier=Tier(row.tier))
        for row, post in ((row, rows.post(row.body)) for row in found)
    )
