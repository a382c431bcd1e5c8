"""Files that a decision wants sent: waiting messages that carry their paper."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from core.outgoing import Enclosure
from storage import rows
from storage.outbox import insert
from storage.pieces import stored_paper


async def enqueue_file(connection: AsyncConnection, enclosure: Enclosure, now: datetime) -> bool:
    """A file; one with the same key was sent already and is not sent again."""
    paper = stored_paper(enclosure.paper)
    return await insert(
        connection,
        {
            "key": enclosure.key,
            "chat": enclosure.chat,
            "lane": enclosure.lane,
            "kind": "document",
            "body": {"text": rows.plain(enclosure.text), "mentions": [], "paper": paper},
            "incident": enclosure.incident or None,
            "loud": enclosure.loud,
            "created_at": now,
        },
    )
