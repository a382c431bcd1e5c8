"""Chats: paused by flood control, out of reach, or moved to a new id."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from core.incident import OPEN
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.texts import N_, Message
from storage.outbox import enqueue
from storage.policy import Policies, rebind
from storage.tables import cards, chats, incidents, outbox


class Chats(Policies):
    """Where something can be said."""

    async def pause_chat(self, chat: int, until: datetime) -> None:
        """Flood control: say nothing there until then."""
        await self._set_chat(chat, paused_until=until)

    async def chat_unreachable(self, chat: int, reason: str) -> None:
        """Blocked or kicked: nothing is tried there until it is heard from again."""
        await self._set_chat(chat, unreachable=reason[:200])

    async def chat_reachable(self, chat: int) -> None:
        """It was heard from: try again."""
        async with self.db.read() as connection:
            known = await connection.scalar(select(chats.c.unreachable).where(chats.c.id == chat))
        if known:
            await self._set_chat(chat, unreachable="")

    async def _set_chat(self, chat: int, **values: Any) -> None:
        async with self.db.write() as connection:
            if await connection.scalar(select(chats.c.id).where(chats.c.id == chat)):
                await connection.execute(update(chats).where(chats.c.id == chat).values(**values))
            else:
                await connection.execute(chats.insert().values(id=chat, **values))

    async def move_chat(self, old: int, new: int) -> None:
        """A group got a new id: bindings follow, its cards and waiting messages are posted there."""
        async with self.db.write() as connection:
            await rebind(connection, old, new)
            # the new chat may have its cards already: it was bound by the file before we heard of the move
            there = select(cards.c.incident).where(cards.c.chat == new)
            await connection.execute(delete(cards).where(cards.c.chat == old, cards.c.incident.in_(there)))
            fresh = {"chat": new, "message": None, "shown": 0, "digest": ""}
            # what has ended stays where it is: its old message can still be edited under the old id
            working = select(incidents.c.id).where(incidents.c.status.in_(OPEN))
            moving = (cards.c.chat == old) & cards.c.incident.in_(working)
            await connection.execute(update(cards).where(moving).values(**fresh))
            waiting = (outbox.c.chat == old) & (outbox.c.state == "waiting")
            await connection.execute(update(outbox).where(waiting).values(chat=new))
        self._policy_changed()

    async def chat_closed(self, chat: int, words: str, incident: int | None, now: datetime) -> None:
        """Nobody can be told there. A person who never spoke to the bot is called in the group instead."""
        await self.chat_unreachable(chat, words)
        async with self.db.write() as connection:
            policy = await self._load_policy(connection)
            if chat > 0 and policy.group and incident:
                await enqueue(connection, unreached(chat, incident, policy), now)


def unreached(person: int, incident: int, policy: Policy) -> Notice:
    """Tell the group that a private message could not be delivered, once per person and incident."""
    text = Message(
        N_("{number} 请您办理。私信发不到您那里，请点卡片的「更多」，以后就能收到"), {"number": f"#{incident:04d}"}
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
