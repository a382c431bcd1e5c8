"""Everything that the database knows about one incident, read in parts for its bundle (导出包)."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import func, select

from core.statement import Version
from storage import rows
from storage.bundle_files import KeptFile, kept_files
from storage.engine import Database
from storage.originals import snapshot_bytes
from storage.tables import event_texts, events, evidence, pages, posts, sources, versions
from storage.versions import read_version

#: rows that are held at once
AT_ONCE = 500
_POST = ("seen_at", "came_from", "duplicate_of", "tone")


class Bundles:
    """Reads what goes into a bundle."""

    db: Database

    async def bundle_events(self, ident: int) -> AsyncIterator[list[dict[str, Any]]]:
        """Its audit events, part by part, each as it was hashed, with its side text (None where erased)."""
        columns = (*events.c, event_texts.c.text)
        joined = select(*columns).outerjoin(event_texts, event_texts.c.seq == events.c.seq)
        last, mine = 0, events.c.subject == f"incident:{ident}"
        while True:
            page = joined.where(mine, events.c.seq > last).order_by(events.c.seq).limit(AT_ONCE)
            async with self.db.read() as connection:
                found = [dict(row) for row in (await connection.execute(page)).mappings()]
            if not found:
                return
            yield [{**row, "text": json.loads(row["text"]) if row["text"] else None} for row in found]
            last = found[-1]["seq"]

    async def bundle_posts(self, ident: int) -> AsyncIterator[list[dict[str, Any]]]:
        """Its posts, part by part, the first seen first."""
        joined = select(posts, sources.c.body.label("watched")).join(sources, sources.c.id == posts.c.source)
        last = 0
        while True:
            page = joined.where(posts.c.incident == ident, posts.c.id > last).order_by(posts.c.id).limit(AT_ONCE)
            async with self.db.read() as connection:
                found = (await connection.execute(page)).mappings().all()
            if not found:
                return
            yield [_post(row) for row in found]
            last = found[-1]["id"]

    async def all_versions(self, ident: int) -> tuple[Version, ...]:
        """Every text of every statement."""
        mine = select(versions).where(versions.c.incident == ident)
        async with self.db.read() as connection:
            found = await connection.execute(mine.order_by(versions.c.statement, versions.c.version))
            return tuple(read_version(row) for row in found.mappings())

    async def kept_files(self, ident: int) -> tuple[KeptFile, ...]:
        """What people added, the pages where its statements stood, and those of its posts, version by version."""
        async with self.db.read() as connection:
            return await kept_files(connection, ident)

    async def kept_bytes(self, ident: int) -> int:
        """How large these are together, without reading them."""
        sizes = [
            select(func.coalesce(func.sum(table.c.size), 0)).where(table.c.incident == ident, table.c.state == "kept")
            for table in (evidence, pages)
        ]
        async with self.db.read() as connection:
            return sum([int(await connection.scalar(size) or 0) for size in sizes]) + await snapshot_bytes(
                connection, ident
            )


def _post(row: Mapping[Any, Any]) -> dict[str, Any]:
    watched = rows.source(row["watched"])
    where = {"source": watched.name, "platform": watched.platform, "tier": watched.tier.value}
    known = {name: row[name] for name in _POST}
    return {"id": row["id"], **where, **row["body"], **known, "seen_at": row["seen_at"].isoformat()}
