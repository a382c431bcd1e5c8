"""Marks: read off the audit and the rows, so that whatever way a judgement came about, its mark follows.

The acts know nothing of marks. Every change of an incident stands in the audit; `gather` goes through what is new
there and brings the marks of the incidents named into line with their present state. It may begin anew at any time:
the same rows give the same marks, and what happened before there were marks is learnt from too.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.grouping import number_of
from core.incident import Incident
from core.learning import Mark
from core.marks import OF_ONE, lesson, text_of
from storage import rows
from storage.assignments import TYPES, note_assignment
from storage.commands import load
from storage.engine import Database
from storage.tables import events, learning, marks, posts

#: events taken up in one transaction, and marks read in one go: nobody else waits for long
_AT_ONCE = 50
_PAGE = 500
_PREFIX = "incident:"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many marks there are."""

    positive: int = 0
    negative: int = 0


class Marks:
    """What people's judgements teach."""

    db: Database

    async def gather(self) -> bool:
        """Take up what happened since the last time; True where more is waiting."""
        async with self.db.read() as connection:
            if not (await connection.execute(_news(await _gathered(connection)).limit(1))).first():
                return False
        async with self.db.write() as connection:
            found = (await connection.execute(_news(await _gathered(connection)).limit(_AT_ONCE))).all()
            named = [row for row in found if row.subject.startswith(_PREFIX) and row.type != "refused"]
            for row in named:
                if row.type in TYPES:
                    await note_assignment(connection, row.seq, _number(row.subject), row.type, row.body)
            idents = tuple(dict.fromkeys(_number(row.subject) for row in named))
            changed = sum([await _follow(connection, one) for one in await _readable(connection, idents)])
            newest = {"gathered": found[-1].seq, "fresh": learning.c.fresh + changed} if found else {}
            if newest:
                await keep_learning(connection, **newest)
        return len(found) == _AT_ONCE

    async def marked(self, after: int = 0) -> tuple[Mark, ...]:
        """The next marks by number, a page of them; none where there are no more."""
        query = select(marks).where(marks.c.label.is_not(None), marks.c.id > after).order_by(marks.c.id).limit(_PAGE)
        async with self.db.read() as connection:
            found = (await connection.execute(query)).all()
        return tuple(Mark(id=str(row.id), text=row.text, label=row.label, at=row.at) for row in found)


async def count_marks(connection: AsyncConnection) -> Tally:
    """Of either kind."""
    query = select(marks.c.label, func.count().label("marks")).where(marks.c.label.is_not(None)).group_by(marks.c.label)
    counts = {bool(row.label): int(row.marks) for row in await connection.execute(query)}
    return Tally(positive=counts.get(True, 0), negative=counts.get(False, 0))


async def keep_learning(connection: AsyncConnection, **values: Any) -> None:
    """Change the one row that says how far learning has come."""
    if (await connection.execute(select(learning.c.id))).first() is None:
        await connection.execute(learning.insert().values(id=1))
    await connection.execute(update(learning).values(**values))


async def _gathered(connection: AsyncConnection) -> int:
    return await connection.scalar(select(learning.c.gathered)) or 0


def _news(after: int) -> Select[Any]:
    query = select(events.c.seq, events.c.subject, events.c.type, events.c.body)
    return query.where(events.c.seq > after).order_by(events.c.seq)


def _number(subject: str) -> int:
    return int(subject.removeprefix(_PREFIX))


async def _readable(connection: AsyncConnection, idents: Sequence[int]) -> list[Incident]:
    """These incidents; one that cannot be read keeps no other from being learnt from."""
    found: list[Incident] = []
    for ident in idents:
        try:
            found += await load(connection, (ident,))
        except Exception:
            log.exception("incident %s cannot be read, nothing is learnt from it", number_of(ident))
    return found


async def _follow(connection: AsyncConnection, incident: Incident) -> int:
    """Bring the marks of its posts into line; returns how many lessons changed."""
    label = lesson(incident)
    here = select(posts.c.id).where(posts.c.incident == incident.id)
    theirs = marks.c.post.in_(here)
    # a merge may have brought more than one incident teaches
    first = select(marks.c.post).where(theirs).order_by(marks.c.post).limit(OF_ONE).scalar_subquery()
    values = {"incident": incident.id, "label": label, "at": incident.detected_at}
    changed = await _change(connection, values, marks.c.post.in_(first))
    changed += await _change(connection, {**values, "label": None}, theirs, marks.c.post.not_in(first))
    if label is None:
        return changed
    room = OF_ONE - (await connection.scalar(select(func.count()).select_from(marks).where(theirs)) or 0)
    if room <= 0:
        return changed
    found = (await connection.execute(_unmarked(incident.id).limit(room))).all()
    texts = ((row.id, text_of(rows.post(row.body))) for row in found)
    new = [{**values, "post": post, "text": text} for post, text in texts if text]
    if new:
        await connection.execute(insert(marks), new)
    return changed + len(new)


async def _change(connection: AsyncConnection, values: dict[str, Any], *which: ColumnElement[bool]) -> int:
    """Where they say something else; returns how many lessons that were."""
    other = or_(marks.c.label.is_distinct_from(values["label"]), marks.c.incident != values["incident"])
    return (await connection.execute(update(marks).where(*which, other).values(**values))).rowcount


def _unmarked(incident: int) -> Select[Any]:
    """Its posts without a mark, the first seen first. A copy of one of them says nothing new."""
    original = posts.alias()
    copied = exists().where(and_(original.c.id == posts.c.duplicate_of, original.c.incident == incident))
    marked = exists().where(marks.c.post == posts.c.id)
    query = select(posts.c.id, posts.c.body).where(posts.c.incident == incident, ~copied, ~marked)
    return query.order_by(posts.c.id)
