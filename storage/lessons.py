"""What merges and splits teach, as rows: written with the act, measured later, taken back with the act."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, Select, delete, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.borders import NEWEST, Border, Lesson, border_of
from core.grouping import Handover, Move
from core.numbers import is_drill
from storage.engine import Database
from storage.posts import Remembered, remembered_by
from storage.tables import incidents, lessons, posts, sources

#: a database takes only so many parameters
_AT_ONCE = 500
#: posts of the other incident that one is compared with
_OTHERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A lesson that nobody has measured: how alike are the post and the others?"""

    id: int
    together: bool
    post: Remembered
    others: tuple[Remembered, ...]


class Lessons:
    """Reads and measures what the team taught."""

    db: Database

    async def pending_lessons(self) -> tuple[Pending, ...]:
        """Those that nobody has measured, the oldest first."""
        waiting = select(lessons).where(lessons.c.cosine.is_(None)).order_by(lessons.c.id)
        async with self.db.read() as connection:
            found = (await connection.execute(waiting)).mappings().all()
            return tuple([one for row in found if (one := await _pending(connection, row))])

    async def measure_lessons(self, measured: Sequence[tuple[int, float | None]]) -> None:
        """What was measured of each; None = it teaches nothing, and goes."""
        if not measured:
            return
        async with self.db.write() as connection:
            for ident, cosine in measured:
                this = lessons.c.id == ident
                change = delete(lessons) if cosine is None else update(lessons).values(cosine=cosine)
                await connection.execute(change.where(this))

    async def borders(self) -> dict[str, Border]:
        """The border of each source, by name, that the team has taught anything; the newest lessons count."""
        measured = lessons.c.cosine.is_not(None)
        place = func.row_number().over(partition_by=lessons.c.source, order_by=lessons.c.id.desc()).label("place")
        newest = select(lessons.c.source, lessons.c.cosine, lessons.c.together, place).where(measured).subquery()
        query = (
            select(sources.c.name, newest.c.cosine, newest.c.together)
            .join(newest, newest.c.source == sources.c.id)
            .where(newest.c.place <= NEWEST)
        )
        taught: dict[str, list[Lesson]] = {}
        async with self.db.read() as connection:
            for name, cosine, together in await connection.execute(query):
                taught.setdefault(name, []).append(Lesson(cosine=cosine, together=together))
        return {name: border_of(known) for name, known in taught.items()}


async def learn(connection: AsyncConnection, what: Move | Handover, of: int) -> None:
    """What an act teaches, before its posts move. An act that undoes another takes its lesson back; a drill none."""
    if is_drill(of):
        return
    if isinstance(what, Handover) and what.brought:
        await _take_back(connection, child=what.to, parent=of)
    elif isinstance(what, Handover):
        if not await _take_back(connection, child=of, parent=what.to):
            opener = select(func.min(posts.c.id)).where(posts.c.incident == of, posts.c.came_from.is_(None))
            await _write(connection, opener, child=of, parent=what.to, together=True)
    else:
        # of each source the first text that went; copies follow their text, they were not joined by its words
        going = select(func.min(posts.c.id)).where(
            posts.c.id.in_(what.posts[:_AT_ONCE]), posts.c.duplicate_of.is_(None)
        )
        await _write(connection, going.group_by(posts.c.source), child=what.to, parent=of, together=False)


async def _take_back(connection: AsyncConnection, *, child: int, parent: int) -> bool:
    these = (lessons.c.child == child) & (lessons.c.parent == parent)
    return bool((await connection.execute(delete(lessons).where(these))).rowcount)


async def _write(connection: AsyncConnection, which: Select[int], *, child: int, parent: int, together: bool) -> None:
    """Only between incidents of one subject: across subjects no likeness joins anything."""
    subjects = select(func.count(incidents.c.topic.distinct())).where(incidents.c.id.in_((child, parent)))
    if await connection.scalar(subjects) != 1:
        return
    row = select(posts.c.source, literal(child), literal(parent), posts.c.id, literal(together))
    columns = ["source", "child", "parent", "post", "together"]
    await connection.execute(insert(lessons).from_select(columns, row.where(posts.c.id.in_(which))))


async def _pending(connection: AsyncConnection, row: RowMapping) -> Pending | None:
    mine = await remembered_by(connection, posts.c.id == row["post"])
    here = (posts.c.incident == row["parent"]) & (posts.c.id != row["post"])
    # the parent's own texts: what another merge brought is another lesson
    own = here & posts.c.came_from.is_(None) & posts.c.duplicate_of.is_(None)
    others = await remembered_by(connection, own, _OTHERS)
    if not mine:
        return None
    return Pending(id=row["id"], together=row["together"], post=mine[0], others=others)
