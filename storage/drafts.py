"""Reports by hand while their reporter is still asked about them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from core.arrivals import Arrival
from core.attachments import Attachment
from core.incident import OPEN, Incident
from core.outgoing import Notice
from storage.arrival_rows import arrival_values, read_arrival
from storage.commands import load
from storage.engine import Database
from storage.outbox import enqueue
from storage.posts import short
from storage.real import POSTS
from storage.tables import arrivals, cards, outbox, posts

#: the same address counts as the same matter for so long
SAME_URL = timedelta(days=30)


class Drafts:
    """Reports before they are on their way."""

    db: Database

    async def keep_draft(self, draft: Arrival, now: datetime) -> Arrival | None:
        """A new report; None where the same message was kept before."""
        async with self.db.write() as connection:
            if await connection.scalar(select(arrivals.c.id).where(arrivals.c.key == draft.key)):
                return None
            row = arrival_values(draft, "draft", now)
            (ident,) = (await connection.execute(arrivals.insert().values(**row))).inserted_primary_key or (0,)
        return replace(draft, id=int(ident), received_at=now)

    async def draft(self, ident: int) -> tuple[Arrival, str] | None:
        """A report and how it stands (draft, new, done, failed); None if there is none of this number."""
        async with self.db.read() as connection:
            query = select(arrivals).where(arrivals.c.id == ident, arrivals.c.person != 0)
            row = (await connection.execute(query)).mappings().first()
        return (read_arrival(row), row["state"]) if row else None

    async def draft_of(self, key: str) -> tuple[Arrival, str] | None:
        """The report that this message began, and how it stands."""
        async with self.db.read() as connection:
            ident = await connection.scalar(select(arrivals.c.id).where(arrivals.c.key == key))
        return await self.draft(ident) if ident else None

    async def go_on(self, draft: Arrival, state: str, notices: Sequence[Notice], now: datetime) -> bool:
        """The reporter answered: keep it, say what follows. False where it was not a draft any more."""
        mine = (arrivals.c.id == draft.id) & (arrivals.c.state == "draft")
        async with self.db.write() as connection:
            row = (await connection.execute(select(arrivals).where(mine))).mappings().first()
            if row is None:
                return False
            # another photo of its album may have come since the draft was read
            values = arrival_values(replace(draft, files=read_arrival(row).files), state, now)
            await connection.execute(update(arrivals).where(mine).values(**values))
            for notice in notices:
                await enqueue(connection, notice, now)
        return True

    async def add_to_draft(self, draft: Arrival, file: Attachment, now: datetime) -> bool:
        """One more photo of its album; False where it is on its way already."""
        waiting = (arrivals.c.id == draft.id) & arrivals.c.state.in_(("draft", "new"))
        async with self.db.write() as connection:
            row = (await connection.execute(select(arrivals).where(waiting))).mappings().first()
            if row is None:
                return False
            known = read_arrival(row)
            body = arrival_values(replace(known, files=(*known.files, file)), "", now)["body"]
            await connection.execute(update(arrivals).where(waiting).values(body=body))
        return True

    async def open_incidents(self, idents: Sequence[int]) -> tuple[Incident, ...]:
        """Those of them that are still worked on, in the order asked for."""
        async with self.db.read() as connection:
            return tuple(one for one in await load(connection, tuple(dict.fromkeys(idents))) if one.status in OPEN)

    async def incidents_at(self, page: str, now: datetime) -> tuple[int, ...]:
        """The incidents with a post of this very page (`Post.page`), the newest first."""
        if not page:
            return ()
        query = (
            select(posts.c.incident)
            .where(posts.c.seen_at > now - SAME_URL, posts.c.incident.is_not(None), posts.c.page == short(page), POSTS)
            .order_by(posts.c.id.desc())
            .limit(20)
        )
        async with self.db.read() as connection:
            return tuple(dict.fromkeys((await connection.execute(query)).scalars()))

    async def incident_in(self, chat: int, message: int) -> int | None:
        """The incident that a message of ours is about: a card, a menu, a proposal, a notice."""
        card = select(cards.c.incident).where(cards.c.chat == chat, cards.c.message == message)
        said = select(outbox.c.incident).where(
            outbox.c.chat == chat, outbox.c.message == message, outbox.c.incident.is_not(None)
        )
        async with self.db.read() as connection:
            found: int | None = await connection.scalar(card) or await connection.scalar(said)
        return found
