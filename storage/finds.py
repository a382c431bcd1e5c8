"""What workers found, on its way to the process that leads: a look's posts with all that they say by themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, func, select

from core.detect import Prepared
from core.posts import Cursor, Fetched, Post, Source
from core.texts import Message
from storage import rows
from storage.engine import Database
from storage.tables import finds


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A look that failed. `shape`: the page came, and shows nothing that we can read."""

    message: Message
    retry_after: float | None = None
    shape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """What one look came to; `fetched.posts` are only those that are new or reposted more, None for a failed look.

    `edition` names the rules and the model by which the new ones, `prepared`, were looked into.
    """

    source: int
    at: datetime
    fetched: Fetched | None = None
    missed: Missed | None = None
    prepared: tuple[Prepared, ...] = ()
    edition: str = ""
    #: its row
    id: int = 0


class Finds:
    """The raw table: workers add, who leads takes."""

    db: Database

    async def keep_finds(self, found: Sequence[Find]) -> None:
        """For who leads."""
        values = [{"source": one.source, "at": one.at, "body": _encoded(one)} for one in found]
        async with self.db.write() as connection:
            await connection.execute(finds.insert(), values)

    async def make_queue(self) -> None:
        """What workers are handed their work by is there."""
        from storage.queue import made  # noqa: PLC0415 - procrastinate, which one process alone does not need

        async with self.db.write() as connection:
            await made(connection)

    async def finds(self, most: int) -> tuple[Find, ...]:
        """The oldest of each source, `most` at most: the next of one is compared with what became of the first."""
        first = select(func.min(finds.c.id)).group_by(finds.c.source)
        query = select(finds).where(finds.c.id.in_(first)).order_by(finds.c.id).limit(most)
        async with self.db.read() as connection:
            found = (await connection.execute(query)).all()
        return tuple(_decoded(row) for row in found)

    async def drop_finds(self, idents: Sequence[int]) -> None:
        """They are taken in."""
        async with self.db.write() as connection:
            await connection.execute(delete(finds).where(finds.c.id.in_(idents)))


#: who takes a find in knows its source better
_NONE = Source(name="", kind="", url="")


def _encoded(one: Find) -> bytes:
    body = {
        "fetched": rows.plain(one.fetched),
        "missed": rows.plain(one.missed),
        "prepared": [rows.plain(replace(each, source=_NONE)) for each in one.prepared],
        "edition": one.edition,
    }
    return msgspec.json.encode(body)


def _decoded(row: Any) -> Find:
    body = msgspec.json.decode(row.body)
    fetched, missed = body["fetched"], body["missed"]
    return Find(
        id=row.id,
        source=row.source,
        at=row.at,
        fetched=fetched and _fetched(fetched),
        missed=missed and Missed(**missed | {"message": rows.message(missed["message"])}),
        prepared=tuple(_prepared(one) for one in body["prepared"]),
        edition=body["edition"],
    )


def _fetched(raw: Mapping[str, Any]) -> Fetched:
    told, posts = raw["missed"], raw["posts"]
    return Fetched(
        posts=None if posts is None else msgspec.convert(posts, tuple[Post, ...]),
        cursor=Cursor(**raw["cursor"]),
        moved_to=raw["moved_to"],
        missed=told and rows.message(told),
        retry_after=raw["retry_after"],
        skipped=tuple(raw["skipped"]),
    )


def _prepared(raw: Mapping[str, Any]) -> Prepared:
    # a message holds values of any kind, so its own reader is needed
    made = msgspec.convert({**raw, "reasons": [], "named": None}, Prepared)
    named = raw["named"] and rows.message(raw["named"])
    return replace(made, reasons=tuple(rows.message(one) for one in raw["reasons"]), named=named)
