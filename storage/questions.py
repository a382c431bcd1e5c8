"""Questions that a reply answers: found by the message replied to, or, where a crash hid that, by who was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Database
from storage.tables import cards, outbox, storms

#: Telegram's clock and ours may differ so much
_CLOCKS = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that a reply answers: which act it completes, who was asked, at which decision."""

    id: int
    action: str
    person: int
    incident: int
    seen: int
    #: what was chosen before the question was asked
    arg: str = ""


class Questions:
    """What was asked and not answered yet."""

    db: Database

    async def question(
        self, chat: int, message: int, person: int = 0, written_at: datetime | None = None
    ) -> Question | None:
        """The question that stands in this message, None if it is none.

        A question whose sending was not noted before a crash is asked twice, and its first copy is no message that we
        know: where `person` is given, the one question that this person has not answered yet stands for it, unless
        the message, written at `written_at`, is older than the question.
        """
        asked = select(outbox).where(outbox.c.chat == chat, outbox.c.kind == "prompt")
        async with self.db.read() as connection:
            row = (await connection.execute(asked.where(outbox.c.message == message))).mappings().first()
            if row is None and person and not await _is_known(connection, chat, message):
                unanswered = asked.where(outbox.c.person == person, outbox.c.state.in_(("waiting", "sent")))
                found = (await connection.execute(unanswered.limit(2))).mappings().all()
                row = found[0] if len(found) == 1 and _may_be(found[0], written_at) else None
        return None if row is None else _question(row)

    async def knows(self, chat: int, message: int) -> bool:
        """Is it a message of ours that we remember?"""
        async with self.db.read() as connection:
            return await _is_known(connection, chat, message)

    async def question_answered(self, question: Question) -> None:
        """It need not be asked any more, and no unknown message stands for it."""
        async with self.db.write() as connection:
            await connection.execute(update(outbox).where(outbox.c.id == question.id).values(state="answered"))


def _may_be(row: Mapping[Any, Any], written_at: datetime | None) -> bool:
    """Could a message of that time be a copy of the question?"""
    return written_at is None or written_at >= row["created_at"] - _CLOCKS


async def _is_known(connection: AsyncConnection, chat: int, message: int) -> bool:
    """Is it one of our cards or messages? Then a reply to it answers nothing else."""
    for table in (cards, storms, outbox):
        if await connection.scalar(select(table.c.id).where(table.c.chat == chat, table.c.message == message)):
            return True
    return False


def _question(row: Mapping[Any, Any]) -> Question:
    return Question(
        id=row["id"],
        action=row["action"],
        person=row["person"],
        incident=row["incident"],
        seen=row["arg_seen"],
        arg=row["body"].get("arg", ""),
    )
