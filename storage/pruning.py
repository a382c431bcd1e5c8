"""What was kept goes by age: the bytes, never the row with their hash and their time, so that every list stays true."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.incident import OPEN
from storage.engine import Database
from storage.tables import bindings, evidence, incidents, pages, posts, snapshots

#: so many of each kind go in one transaction
AT_ONCE = 200
#: by so much time is believed to have gone on since it was asked last, whatever the clock says
STEP = timedelta(hours=6)
_STEADY = bindings.c.name == "steady_at"
_PRUNED, _FALSE = {"state": "pruned"}, False
_OPEN = select(incidents.c.id).where(incidents.c.status.in_(OPEN))
_OPEN_POSTS = select(posts.c.id).where(posts.c.incident.in_(_OPEN))
#: every place that may still need a file
_NEEDED = (
    (evidence.c.sha256, evidence.c.state == "kept"),
    (pages.c.sha256, pages.c.state == "kept"),
    (snapshots.c.sha256, snapshots.c.kept.is_(True)),
    (snapshots.c.text_sha256, snapshots.c.text_kept.is_(True)),
)


class Pruning:
    """Forgets bytes."""

    db: Database

    async def steady(self, now: datetime) -> datetime:
        """How far time has surely come, asked once an hour: what is thrown away is thrown away by this.

        A clock that jumps ahead for a moment would else end every retention at once; after long rest this catches up.
        """
        async with self.db.write() as connection:
            found = await connection.scalar(select(bindings.c.value).where(_STEADY))
            if found is None:
                # the newest post tells how far time had come at least
                last = await connection.scalar(select(func.max(posts.c.seen_at))) or now
                steady = min(now, last)
                await connection.execute(bindings.insert().values(name="steady_at", value=steady.isoformat()))
                return steady
            steady = min(now, datetime.fromisoformat(found) + STEP)
            await connection.execute(update(bindings).where(_STEADY).values(value=steady.isoformat()))
            return steady

    async def prune_kept(
        self, evidence_before: datetime, pages_before: datetime, drop: Callable[[Sequence[str]], Awaitable[None]]
    ) -> int:
        """Some of what was kept before: the rows say so, and `drop` removes the files that nobody else has.

        What an incident rests on stays while it is open, however long that lasts. How many there were; 0 = nothing is
        left to prune.
        """
        html, words = snapshots.c.kept.is_(True), snapshots.c.text_kept.is_(True) & snapshots.c.post.not_in(_OPEN_POSTS)
        ended = evidence.c.incident.not_in(_OPEN)
        async with self.db.write() as connection:
            found = [
                await _take(
                    connection, evidence.c.sha256, ended & _older(evidence, evidence.c.at, evidence_before), _PRUNED
                ),
                await _take(connection, pages.c.sha256, _older(pages, pages.c.asked_at, pages_before), _PRUNED),
                await _take(connection, snapshots.c.sha256, html & (snapshots.c.at < pages_before), {"kept": _FALSE}),
                await _take(
                    connection,
                    snapshots.c.text_sha256,
                    words & (snapshots.c.at < evidence_before),
                    {"text_kept": _FALSE},
                ),
            ]
            hashes = {one for some in found for one in some}
            await drop(sorted(hashes - await _needed(connection, hashes)))
        return sum(map(len, found))


def _older(table: Any, at: Any, before: datetime) -> Any:
    return (table.c.state == "kept") & (at < before)


async def _take(connection: AsyncConnection, sha256: Any, which: Any, values: dict[str, Any]) -> list[str]:
    table = sha256.table
    query = select(table.c.id, sha256).where(which).order_by(table.c.id).limit(AT_ONCE)
    found = (await connection.execute(query)).all()
    if found:
        these = table.c.id.in_([row[0] for row in found])
        await connection.execute(update(table).where(these).values(**values))
    return [row[1] for row in found]


async def _needed(connection: AsyncConnection, hashes: Iterable[str]) -> set[str]:
    wanted, needed = list(hashes), set()
    for sha256, kept in _NEEDED:
        needed |= set((await connection.execute(select(sha256).where(sha256.in_(wanted), kept))).scalars())
    return needed
