"""People give posts and evidence of one incident to another: merge, unmerge and split, as rows."""

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.grouping import Carry, Handover, Move
from storage.lessons import learn
from storage.tables import evidence, incidents, posts
from storage.versions import move_versions

#: a database takes only so many parameters
_AT_ONCE = 500


async def move(connection: AsyncConnection, what: Move | Handover | Carry, of: int) -> None:
    """Give it to the other incident; for both it is known anew when their newest post came."""
    if isinstance(what, Carry):
        await move_versions(connection, what.of, what.statement, what.to, what.number)
        return
    await learn(connection, what, of)
    if isinstance(what, Move):
        for at in range(0, len(what.posts), _AT_ONCE):
            these = posts.c.id.in_(what.posts[at : at + _AT_ONCE]) & (posts.c.incident == of)
            await connection.execute(update(posts).where(these).values(incident=what.to, came_from=None))
    else:
        await _hand_over(connection, what)
    await _newest_post(connection, of)
    await _newest_post(connection, what.to)


async def _hand_over(connection: AsyncConnection, what: Handover) -> None:
    for table in (posts, evidence):
        here, origin = table.c.incident == what.of, table.c.came_from
        if what.brought:
            # what was merged into it before stays marked, so that it can be taken out there in its turn
            back = update(table).where(here, origin.in_(what.brought))
            await connection.execute(back.values(incident=what.to, came_from=func.nullif(origin, what.to)))
        else:
            all_of_it = update(table).where(here)
            await connection.execute(all_of_it.values(incident=what.to, came_from=func.coalesce(origin, what.of)))


async def _newest_post(connection: AsyncConnection, ident: int) -> None:
    newest = select(func.max(posts.c.seen_at)).where(posts.c.incident == ident).scalar_subquery()
    this = update(incidents).where(incidents.c.id == ident)
    await connection.execute(this.values(last_post_at=func.coalesce(newest, incidents.c.last_post_at)))
