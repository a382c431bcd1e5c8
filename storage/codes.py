"""One-time binding codes: only the SHA-256 is kept, five tries in all, a quarter of an hour, used once."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Turn
from core.team.binding import ALPHABET, LENGTH, Tried, Wish, bind, unit_of
from core.team.rulings import Record, Ruling
from core.workflow import Outcome
from storage import audit
from storage.batches import first_result
from storage.commands import Command
from storage.people import People
from storage.policy import own_event
from storage.tables import codes

LIFE = timedelta(minutes=15)
TRIES = 5


class Codes(People):
    """Who holds a code of the server's may bind a chat."""

    async def new_code(self, now: datetime) -> str:
        """A fresh code; the ones before are void. It is returned once and kept nowhere."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        row = {"digest": _digest(code), "expires_at": now + LIFE, "tries_left": TRIES}
        async with self.db.write() as connection:
            await connection.execute(delete(codes).where(codes.c.used_at.is_(None)))
            await connection.execute(codes.insert().values(**row))
            await audit.append(connection, (own_event("group", "code", {}, now),), self.figures)
        return code

    async def bind(self, asked: Wish, command: Command) -> Outcome:
        """One /bind: the code is tried, the chat bound, the code used up, all at once or not at all."""
        async with self.db.write() as connection:
            first = await first_result(connection, command.key)
            if first is not None:
                return first
            record = await self._record_of(connection, command.actor.id)
            tried, left = await _try(connection, asked.code, command.now)
            judge = partial(_judge, asked=asked, tried=tried, left=left)
            outcome = await self._settled(connection, record, judge, command, "group")
            if tried is Tried.GOOD and not outcome.refused:
                used = update(codes).where(codes.c.digest == _digest(asked.code))
                await connection.execute(used.values(used_at=command.now))
        self._policy_changed()
        return outcome


def _judge(record: Record, turn: Turn, *, asked: Wish, tried: Tried, left: int) -> Ruling:
    # a mistyped name is told before anything is bound, and uses no code up
    if asked.department and tried in (Tried.NONE, Tried.GOOD):
        unit_of(asked.department, turn)
    return bind(asked, tried, left, record, turn)


async def _try(connection: AsyncConnection, code: str, now: datetime) -> tuple[Tried, int]:
    """What this code is worth, and the tries that remain; a wrong one costs a try."""
    if not code:
        return Tried.NONE, 0
    live = (codes.c.used_at.is_(None), codes.c.expires_at > now, codes.c.tries_left > 0)
    found = (await connection.execute(select(codes).where(*live))).mappings().first()
    if found is None:
        return Tried.ABSENT, 0
    if hmac.compare_digest(found["digest"], _digest(code)):
        return Tried.GOOD, found["tries_left"]
    left = found["tries_left"] - 1
    await connection.execute(update(codes).where(codes.c.digest == found["digest"]).values(tries_left=left))
    return (Tried.WRONG if left else Tried.SPENT), left


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
