"""One incident with everything that its report is made of, and the report on its way to a chat."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.analysis import matter
from core.analysis.matter import Lexicon, Matter, Seen
from core.analysis.report import report
from core.incident import Incident
from core.posts import Source
from core.showing import mask
from core.texts import Texts
from core.tone import Tone
from storage import rows
from storage.deadlines import Deadlines
from storage.enclosures import enqueue_either
from storage.incidents import Incidents
from storage.reviews import Reviews
from storage.tables import posts, sources

#: posts read in one go: their bodies are read on the event loop, and looked at in a thread
_PAGE = 100


class Analyses(Reviews, Deadlines, Incidents):
    """Reads an incident whole."""

    async def matter(self, ident: int, now: datetime) -> Matter | None:
        """The incident with its posts by time, its clocks and its story; None where there is none."""
        incident = await self.incident(ident)
        if incident is None:
            return None
        async with self.db.read() as connection:
            seen, unread = await _posts(connection, incident)
        return Matter(
            incident=incident,
            as_of=now,
            posts=tuple(sorted(seen, key=matter.when)),
            clocks=await self.deadlines(ident),
            story=await self.story(ident),
            unread=unread,
        )

    async def send_analysis(
        self, ident: int, chat: int, key: str, lexicon: Lexicon, texts: Texts, now: datetime
    ) -> bool:
        """Message, picture and file into the chat, all or none; False where they were sent under this key before."""
        if await self.said_before([key]):
            return False
        whole, policy = await self.matter(ident, now), await self.policy()
        if whole is None:
            return False
        sending = await asyncio.to_thread(report, whole, key, chat, lexicon, policy, texts)
        async with self.db.write() as connection:
            fresh = False
            for one in sending:
                fresh = await enqueue_either(connection, one, now) or fresh
        return fresh


async def _posts(connection: AsyncConnection, incident: Incident) -> tuple[list[Seen], int]:
    """The posts, each page once, and how many were too many to be read."""
    mine = posts.c.incident == incident.id
    columns = ("id", "source", "page", "body", "seen_at", "duplicate_of", "tone")
    query = select(*(posts.c[name] for name in columns)).where(mine).order_by(posts.c.id).limit(_PAGE)
    watched: dict[int, Source] = {}
    pages, seen, read, last = set[str](), list[Seen](), 0, 0
    while read < matter.MOST:
        found = (await connection.execute(query.where(posts.c.id > last))).mappings().all()
        if not found:
            break
        await _know(connection, (row["source"] for row in found), watched)
        seen += await asyncio.to_thread(_seen, found, watched, pages, incident)
        read, last = read + len(found), found[-1]["id"]
    left = select(func.count()).select_from(posts).where(mine, posts.c.id > last)
    return seen, int(await connection.scalar(left) or 0)


async def _know(connection: AsyncConnection, idents: Iterable[int], watched: dict[int, Source]) -> None:
    """The sources that were not met before."""
    new = set(idents) - watched.keys()
    if new:
        query = select(sources.c.id, sources.c.body).where(sources.c.id.in_(new))
        watched.update({row.id: rows.source(row.body) for row in await connection.execute(query)})


def _seen(found: Sequence[Any], watched: dict[int, Source], pages: set[str], incident: Incident) -> list[Seen]:
    """Each page once: two sources may find one and the same, and a search finds it too."""
    told = []
    for row in found:
        if row["page"] and row["page"] in pages:
            continue
        pages.add(row["page"])
        told.append(_one(row, watched[row["source"]], incident))
    return told


def _one(row: Any, source: Source, incident: Incident) -> Seen:
    post = rows.post(row["body"])
    # a number that is cut is no number any more, and nothing would mask it
    text = mask(post.text[: 2 * matter.LONGEST])[: matter.LONGEST]
    tone = matter.judged(post.title, text) if row["tone"] is None else Tone(row["tone"])
    return Seen(
        id=row["id"],
        at=matter.moment(post.published_at, row["seen_at"], incident.detected_at),
        platform=source.platform,
        source=source.name,
        tier=source.tier,
        title=post.title,
        text=text,
        author=post.author,
        duplicate_of=row["duplicate_of"],
        tone=tone,
    )
