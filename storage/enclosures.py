"""Files that somebody wants sent: waiting messages that carry what they are drawn from."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from core.outgoing import Enclosure, Notice, marked
from storage import rows
from storage.engine import Database
from storage.outbox import enqueue, insert
from storage.pieces import stored_content


class Enclosures:
    """Files that somebody asked for."""

    db: Database

    async def enclose(self, enclosure: Enclosure, now: datetime) -> bool:
        """Enqueue a file outside of any change; False where it was sent already."""
        async with self.db.write() as connection:
            return await enqueue_file(connection, enclosure, now)


async def enqueue_file(connection: AsyncConnection, enclosure: Enclosure, now: datetime) -> bool:
    """A file; one with the same key was sent already and is not sent again. Without a bound group nobody gets it."""
    if not enclosure.chat:
        return False
    content, text = stored_content(enclosure.content), marked(enclosure.text, enclosure.incident)
    return await insert(
        connection,
        {
            "key": enclosure.key,
            "chat": enclosure.chat,
            "lane": enclosure.lane,
            "kind": "document",
            "body": {"text": rows.plain(text), "mentions": [], "answers": enclosure.answers or None} | content,
            "incident": enclosure.incident or None,
            "loud": enclosure.loud,
            "created_at": now,
            "after": enclosure.after or None,
        },
    )


async def enqueue_either(connection: AsyncConnection, one: Notice | Enclosure, now: datetime) -> bool:
    """A message or a file of a parcel; False where it was sent already."""
    put = enqueue_file(connection, one, now) if isinstance(one, Enclosure) else enqueue(connection, one, now)
    return await put
