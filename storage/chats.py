"""Chats: paused by flood control, out of reach, or moved to a new id."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.incident import OPEN
from core.numbers import spoken
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.texts import N_, Message
from storage.outbox import enqueue
from storage.policy import Policies, rebind
from storage.reach import open_chat
from storage.tables import bindings, cards, chats, incidents, outbox, storms

#: bindings that say since when a chat is paused
PAUSED = "paused:"
#: bindings that name the chats which we were shut out of, not merely told to be quiet in
SHUT = "shut:"


class Chats(Policies):
    """Where something can be said."""

    _closed: set[int] | None = None

    async def pause_chat(self, chat: int, until: datetime, now: datetime, *, shut: bool = False) -> None:
        """Say nothing there until then: flood control, or `shut` out. When it began is kept until it hears us again."""
        async with self.db.write() as connection:
            await _put(connection, chat, paused_until=until)
            await _bind_once(connection, f"{PAUSED}{chat}", now.isoformat())
            await connection.execute(delete(bindings).where(bindings.c.name == f"{SHUT}{chat}"))
            if shut:
                await _bind_once(connection, f"{SHUT}{chat}", now.isoformat())

    async def hush(self, chat: int, until: datetime) -> None:
        """A courtesy was refused there: nothing else is tried until then, and a longer pause goes on."""
        async with self.db.write() as connection:
            known = await connection.scalar(select(chats.c.paused_until).where(chats.c.id == chat))
            await _put(connection, chat, paused_until=max(until, known or until))

    async def may_speak(self, chat: int, now: datetime) -> bool:
        """Is it neither paused nor out of reach?"""
        async with self.db.read() as connection:
            found = (await connection.execute(select(open_chat(now)).where(chats.c.id == chat))).first()
        return found is None or bool(found[0])

    async def let_in(self, chat: int) -> None:
        """Somebody let the bot speak there: a pause for being shut out is over, one of flood control goes on."""
        await self.chat_reachable(chat)
        async with self.db.write() as connection:
            if (await connection.execute(delete(bindings).where(bindings.c.name == f"{SHUT}{chat}"))).rowcount:
                await connection.execute(update(chats).where(chats.c.id == chat).values(paused_until=None))

    async def paused_chats(self) -> Mapping[int, datetime]:
        """The chats that flood control keeps us from, and since when."""
        query = select(bindings.c.name, bindings.c.value).where(bindings.c.name.startswith(PAUSED, autoescape=True))
        async with self.db.read() as connection:
            found = (await connection.execute(query)).all()
        return {int(row.name.removeprefix(PAUSED)): datetime.fromisoformat(row.value) for row in found}

    async def chat_heard_us(self, chat: int) -> None:
        """The pause is over: something was said there."""
        async with self.db.write() as connection:
            over = bindings.c.name.in_((f"{PAUSED}{chat}", f"{SHUT}{chat}"))
            await connection.execute(delete(bindings).where(over))
            await connection.execute(update(chats).where(chats.c.id == chat).values(paused_until=None))

    async def chat_unreachable(self, chat: int, reason: str) -> None:
        """Blocked or kicked: nothing is tried there until it is heard from again."""
        await self._set_chat(chat, unreachable=reason[:200])

    async def chat_reachable(self, chat: int) -> None:
        """It was heard from: try again."""
        if chat not in await self._out_of_reach():
            return
        await self._set_chat(chat, unreachable="")

    async def _out_of_reach(self) -> set[int]:
        """Kept in memory: every press asks."""
        if self._closed is None:
            async with self.db.read() as connection:
                found = await connection.execute(select(chats.c.id).where(chats.c.unreachable != ""))
                self._closed = set(found.scalars())
        return self._closed

    async def _set_chat(self, chat: int, **values: Any) -> None:
        async with self.db.write() as connection:
            await _put(connection, chat, **values)
        self._closed = None

    async def move_chat(self, old: int, new: int, now: datetime) -> None:
        """A group got a new id: bindings follow, its cards and waiting messages are posted there."""
        async with self.db.write() as connection:
            await rebind(connection, old, new, self.figures, now)
            # the new chat may have its cards already: it was bound by the file before we heard of the move
            there = select(cards.c.incident).where(cards.c.chat == new)
            await connection.execute(delete(cards).where(cards.c.chat == old, cards.c.incident.in_(there)))
            fresh = {"chat": new, "message": None, "shown": 0, "digest": ""}
            # what has ended stays where it is: its old message can still be edited under the old id
            working = select(incidents.c.id).where(incidents.c.status.in_(OPEN))
            moving = (cards.c.chat == old) & cards.c.incident.in_(working)
            # who has heard a card once need not be woken by its new copy
            unheard = and_(cards.c.loud, cards.c.message.is_(None))
            await connection.execute(update(cards).where(moving).values(**fresh, loud=unheard))
            await _move_storms(connection, old, new)
            await _move_waiting(connection, old, new)
        self._policy_changed()

    async def chat_closed(self, chat: int, words: str, incident: int | None, now: datetime) -> None:
        """Nobody can be told there. A person who never spoke to the bot is called in the group instead."""
        await self.chat_unreachable(chat, words)
        async with self.db.write() as connection:
            policy = await self._load_policy(connection)
            if chat > 0 and policy.group and incident:
                await enqueue(connection, unreached(chat, incident, policy), now)


async def _put(connection: AsyncConnection, chat: int, **values: Any) -> None:
    if await connection.scalar(select(chats.c.id).where(chats.c.id == chat)):
        await connection.execute(update(chats).where(chats.c.id == chat).values(**values))
    else:
        await connection.execute(chats.insert().values(id=chat, **values))


async def _bind_once(connection: AsyncConnection, name: str, value: str) -> None:
    if await connection.scalar(select(bindings.c.name).where(bindings.c.name == name)) is None:
        await connection.execute(bindings.insert().values(name=name, value=value))


async def _move_waiting(connection: AsyncConnection, old: int, new: int) -> None:
    """What waits is said there. The old messages are none of the new chat's, whose own may bear the same numbers: what
    was to be written anew is written once more, and what was to be deleted is out of sight.
    """
    waiting = (outbox.c.chat == old) & (outbox.c.state == "waiting")
    deletions = waiting & (outbox.c.kind == "delete")
    await connection.execute(update(outbox).where(deletions).values(state="sent", error=f"moved to {new}"))
    edits = select(outbox.c.id, outbox.c.body).where(waiting, outbox.c.kind == "edit")
    for row in (await connection.execute(edits)).all():
        as_new = {"kind": "notice", "body": {**row.body, "target": None}}
        await connection.execute(update(outbox).where(outbox.c.id == row.id).values(**as_new))
    await connection.execute(update(outbox).where(waiting).values(chat=new))


async def _move_storms(connection: AsyncConnection, old: int, new: int) -> None:
    """A storm card goes where its open incidents went; it has made its sound already."""
    moved = select(cards.c.storm).where(cards.c.chat == new, cards.c.storm.is_not(None))
    theirs = (storms.c.chat == old) & storms.c.id.in_(moved)
    rung = select(storms.c.id).where(theirs, storms.c.message.is_not(None))
    await connection.execute(update(cards).where(cards.c.storm.in_(rung)).values(loud=False))
    await connection.execute(update(storms).where(theirs).values(chat=new, message=None, digest=""))


def unreached(person: int, incident: int, policy: Policy) -> Notice:
    """Tell the group that a private message could not be delivered, once per person and incident."""
    text = Message(
        N_("{number} 请您办理。私信发不到您那里，请点卡片的「更多」，以后就能收到"), {"number": spoken(incident)}
    )
    return Notice(
        key=f"unreached:{person}:{incident}",
        chat=policy.group,
        text=text,
        lane=Lane.ESCALATION,
        loud=True,
        incident=incident,
        mentions=(person,),
    )
