"""Pages of posts as rows: which are to be watched, and how they are read."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.incident import Status
from core.originals.page import MOST_PAGES, Original, Snapshot, State
from core.originals.settings import Keeping
from core.posts import Cursor
from core.showing import clean
from storage import rows
from storage.sweep import Sweep
from storage.tables import originals, posts, snapshots, sources

#: characters of an address that is looked at
_LONGEST = 2000
_PLAIN = ("post", "incident", "url", "asked_at", "until", "due_at", "attempts", "missed_at", "gone_at")
_VERSION = tuple(name for name in Snapshot.__dataclass_fields__ if name != "headers")


async def watch(sweep: Sweep, keeping: Keeping) -> None:
    """From now on the pages of first posts are kept and looked at again: of each incident that the look touched."""
    touched = sweep.joined | {change.subject.id for change in sweep.changes}
    for ident in sorted(touched):
        subject = await sweep.incident(ident)
        # a drill's posts are nobody's, and what means nothing needs no evidence
        if not subject.drill and subject.status is not Status.INVALID:
            await _watch(sweep.connection, ident, keeping, sweep.now)


async def _watch(connection: AsyncConnection, incident: int, keeping: Keeping, now: datetime) -> None:
    """Each address once."""
    # the whole body: PostgreSQL itself reads no text that holds half a sign
    known_too = select(posts.c.id, posts.c.body, originals.c.url).outerjoin(originals, originals.c.post == posts.c.id)
    firsts = known_too.where(posts.c.incident == incident).order_by(posts.c.id).limit(MOST_PAGES)
    found = (await connection.execute(firsts)).all()
    known = {row.url for row in found if row.url}
    times = {"asked_at": now, "due_at": now, "until": now + keeping.recheck}
    for row in found:
        url = "" if row.url else str(row.body.get("url", ""))
        if url not in known and _is_plain(url):
            known.add(url)
            waiting = {"post": row.id, "url": url, "state": State.WAITING.value}
            await connection.execute(originals.insert().values(**waiting, **times))


def _is_plain(url: str) -> bool:
    """Is it a web address, without anything that no database takes?"""
    return url.lower().startswith(("http://", "https://")) and len(url) <= _LONGEST and clean(url) == url


def joined() -> Select[Any]:
    """Pages with their posts and the sources of these."""
    columns = (*originals.c, posts.c.incident, posts.c.body, sources.c.body.label("watched"))
    return (
        select(*columns)
        .join(posts, posts.c.id == originals.c.post)
        .join(sources, sources.c.id == posts.c.source)
        .where(posts.c.incident.is_not(None))
    )


def of_incident(incident: int) -> Select[Any]:
    """The pages of an incident's posts, the first seen first."""
    return joined().where(posts.c.incident == incident).order_by(originals.c.post)


async def read_originals(connection: AsyncConnection, query: Select[Any]) -> tuple[Original, ...]:
    """What the query finds, each with every version that was kept."""
    found = (await connection.execute(query)).mappings().all()
    versions: dict[int, list[Snapshot]] = defaultdict(list)
    mine = select(snapshots).where(snapshots.c.post.in_([row["post"] for row in found]))
    for row in (await connection.execute(mine.order_by(snapshots.c.id))).mappings():
        versions[row["post"]].append(_snapshot(row))
    return tuple(_original(row, tuple(versions[row["post"]])) for row in found)


def _snapshot(row: Mapping[Any, Any]) -> Snapshot:
    headers = tuple((name, value) for name, value in row["headers"])
    return Snapshot(**{name: row[name] for name in _VERSION}, headers=headers)


def _original(row: Mapping[Any, Any], versions: tuple[Snapshot, ...]) -> Original:
    post = rows.post(row["body"])
    return Original(
        **{name: row[name] for name in _PLAIN},
        source=rows.source(row["watched"]),
        words=post.text or post.title,
        state=State(row["state"]),
        error=rows.message(row["error"]) if row["error"] else None,
        cursor=Cursor(etag=row["etag"], last_modified=row["last_modified"]),
        snapshots=versions,
    )
