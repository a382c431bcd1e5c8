"""Messages waiting to be said once: notices, questions, deletions. Unique keys make saying twice impossible."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.outgoing import Ask, Content, Key, Lane, Notice, marked
from core.texts import Message
from storage import rows
from storage.engine import Database
from storage.pieces import read_content, read_key
from storage.questions import Questions
from storage.reach import open_chat
from storage.tables import cards, chats, outbox, storms

#: so many of one chat are looked at in a round
PER_CHAT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One message to send, with the card it replies to where that card stands in the same chat."""

    id: int
    chat: int
    lane: Lane
    kind: str
    text: Message
    loud: bool
    mentions: tuple[int, ...]
    reply_to: int | None
    #: the message to delete, or to write anew
    target: int | None
    attempts: int
    incident: int | None
    keys: tuple[tuple[Key, ...], ...] = ()
    quoted: str = ""
    created_at: datetime | None = None
    content: Content | None = None


class Outbox(Questions):
    """What is to be said and what came of it."""

    db: Database

    async def waiting(self, now: datetime) -> tuple[Waiting, ...]:
        """The first messages of each chat that can be written to now: one full chat hides no other."""
        order, first = (outbox.c.lane, outbox.c.id), outbox.alias("first")
        ready = (
            select(outbox.c.id, func.row_number().over(partition_by=outbox.c.chat, order_by=order).label("place"))
            .outerjoin(chats, chats.c.id == outbox.c.chat)
            .outerjoin(first, first.c.key == outbox.c.after)
            .where(
                outbox.c.state == "waiting",
                # what it answers comes first; where that could not be said it stands alone
                or_(first.c.id.is_(None), first.c.state != "waiting"),
                or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now),
                open_chat(now),
            )
            .subquery()
        )
        here = (cards.c.incident == outbox.c.incident) & (cards.c.chat == outbox.c.chat) & (cards.c.about == "")
        query = (
            select(outbox, func.coalesce(first.c.message, cards.c.message, storms.c.message).label("card_message"))
            .join(ready, ready.c.id == outbox.c.id)
            .outerjoin(first, first.c.key == outbox.c.after)
            .outerjoin(cards, here)
            .outerjoin(storms, storms.c.id == cards.c.storm)
            .where(ready.c.place <= PER_CHAT)
            .order_by(*order)
        )
        async with self.db.read() as connection:
            found = (await connection.execute(query)).mappings().all()
        return tuple(_waiting(row) for row in found)

    async def message_sent(self, ident: int, message: int | None) -> None:
        """It stands in the chat; nobody will send it again."""
        await self._set(ident, state="sent", message=message, error="")

    async def message_failed(self, ident: int, error: str, *, retry_at: datetime | None) -> None:
        """It could not be sent: again at `retry_at`, or never."""
        state = "failed" if retry_at is None else "waiting"
        await self._set(ident, state=state, not_before=retry_at, error=error[:500], attempts=outbox.c.attempts + 1)

    async def bears(self, chat: int, message: int, data: str) -> bool:
        """Did we ever put the key with this data under that message?"""
        there = (outbox.c.chat == chat) & (outbox.c.message == message)
        key = cast(outbox.c.body, Text).contains(f'"{data}"', autoescape=True)
        async with self.db.read() as connection:
            return await connection.scalar(select(outbox.c.id).where(there, key).limit(1)) is not None

    async def say(self, notice: Notice, now: datetime) -> bool:
        """Enqueue a notice outside of any change; False where it was said already."""
        async with self.db.write() as connection:
            return await enqueue(connection, notice, now)

    async def _set(self, ident: int, **values: Any) -> None:
        async with self.db.write() as connection:
            await connection.execute(update(outbox).where(outbox.c.id == ident).values(**values))


async def enqueue(connection: AsyncConnection, notice: Notice, now: datetime) -> bool:
    """A notice; one with the same key was said already and is not said again. Without a bound group nobody hears."""
    if not notice.chat:
        return False
    text = marked(notice.text, notice.incident)
    body = {"text": rows.plain(text), "mentions": list(notice.mentions), "keys": rows.plain(notice.keys)}
    return await insert(
        connection,
        {
            "key": notice.key,
            "chat": notice.chat,
            "lane": notice.lane,
            "kind": "edit" if notice.target else "notice",
            "body": body
            | {"target": notice.target or None, "answers": notice.answers or None, "quoted": notice.quoted},
            "incident": notice.incident or None,
            "loud": notice.loud,
            "created_at": now,
            "after": notice.after or None,
        },
    )


async def enqueue_question(
    connection: AsyncConnection, ask: Ask, incident: int, seen: int, key: str, now: datetime
) -> None:
    """A forced reply to one person; silent, because the person is looking at the phone."""
    await insert(
        connection,
        {
            "key": f"ask:{ask.action}:{key}"[:120],
            "chat": ask.chat,
            "lane": Lane.PROMPT,
            "kind": "prompt",
            "body": {"text": rows.plain(marked(ask.text, incident)), "mentions": [ask.person], "arg": ask.arg},
            "incident": incident,
            "loud": False,
            "created_at": now,
            "action": ask.action,
            "person": ask.person,
            "arg_seen": seen,
        },
    )


async def enqueue_delete(connection: AsyncConnection, incident: int, chat: int, message: int, now: datetime) -> None:
    """Take a doubled card away."""
    await insert(
        connection,
        {
            "key": f"delete:{chat}:{message}",
            "chat": chat,
            "lane": Lane.EDIT,
            "kind": "delete",
            "body": {"text": {"text": "", "params": {}}, "mentions": [], "target": message},
            "incident": incident,
            "loud": False,
            "created_at": now,
        },
    )


async def insert(connection: AsyncConnection, row: Mapping[str, Any]) -> bool:
    """One more row, unless its key was used before."""
    if await connection.scalar(select(outbox.c.id).where(outbox.c.key == row["key"])):
        return False
    await connection.execute(outbox.insert().values({"state": "waiting", **row}))
    return True


def _waiting(row: Mapping[Any, Any]) -> Waiting:
    body = row["body"]
    return Waiting(
        id=row["id"],
        chat=row["chat"],
        lane=Lane(row["lane"]),
        kind=row["kind"],
        text=rows.message(body["text"]),
        loud=row["loud"],
        mentions=tuple(body["mentions"]),
        reply_to=row["card_message"] or body.get("answers"),
        target=body.get("target"),
        attempts=row["attempts"],
        incident=row["incident"],
        keys=tuple(tuple(read_key(key) for key in line) for line in body.get("keys", ())),
        quoted=body.get("quoted", ""),
        created_at=row["created_at"],
        content=read_content(body),
    )
