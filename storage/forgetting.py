"""What posts said goes by age, and who wrote them: their numbers, addresses and places in the figures stay."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.showing import clip, mask
from storage.engine import Database
from storage.tables import bindings, posts

#: so many in one transaction
AT_ONCE = 500
#: UTF-16 units of a title that stay: by it people know which post it was
TITLE = 40
#: what is looked at again: a clock that was set may have given posts wrong times
AGAIN = timedelta(days=3)
_UNTIL = "posts_forgotten"
_BEGIN = datetime.fromisoformat("2000-01-01T00:00:00+00:00")

Place = tuple[datetime, int]


class Forgetting:
    """Forgets what posts said."""

    db: Database

    async def forget_posts(self, before: datetime) -> int:
        """Of all posts that were seen before; how many were forgotten now. What was done before is not done again."""
        async with self.db.read() as connection:
            found = await connection.scalar(select(bindings.c.value).where(bindings.c.name == _UNTIL))
        place: Place | None = (datetime.fromisoformat(found) - AGAIN if found else _BEGIN, 0)
        forgotten = 0
        while place is not None:
            async with self.db.write() as connection:
                place, count = await _some(connection, place, before)
                if place is not None:
                    await _note(connection, place[0], known=found is not None)
                    found = place[0].isoformat()
            forgotten += count
        return forgotten


async def _some(connection: AsyncConnection, after: Place, before: datetime) -> tuple[Place | None, int]:
    seen, ident = after
    later = or_(posts.c.seen_at > seen, and_(posts.c.seen_at == seen, posts.c.id > ident))
    query = select(posts.c.id, posts.c.seen_at, posts.c.body).where(posts.c.seen_at < before, later)
    rows = (await connection.execute(query.order_by(posts.c.seen_at, posts.c.id).limit(AT_ONCE))).all()
    count = 0
    for row in rows:
        if (less := forgotten_body(row.body)) != row.body:
            await connection.execute(update(posts).where(posts.c.id == row.id).values(body=less))
            count += 1
    return ((rows[-1].seen_at, rows[-1].id) if rows else None), count


def forgotten_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """Without its text and its author; of the title what nobody can be called by."""
    return {**body, "text": "", "author": "", "title": clip(mask(body.get("title", "")), TITLE)}


async def _note(connection: AsyncConnection, until: datetime, *, known: bool) -> None:
    if known:
        mine = update(bindings).where(bindings.c.name == _UNTIL)
        await connection.execute(mine.values(value=until.isoformat()))
    else:
        await connection.execute(bindings.insert().values(name=_UNTIL, value=until.isoformat()))
