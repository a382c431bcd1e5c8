"""When Telegram was last heard from; after a silence that lost presses, everything is put right at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.downtime import LINES, MANY, QUEUE_LIFE, in_one, lost_presses
from core.incident import OPEN
from core.outgoing import Lane
from core.policy import Policy
from core.severity import Severity
from storage import rows
from storage.engine import Database
from storage.outbox import enqueue
from storage.policy import Policies
from storage.set_back import nothing_waits
from storage.tables import bindings, cards, incidents, outbox, storms

#: the last contact is written down so often
HEARD_EVERY = timedelta(seconds=10)
#: two clocks that are right differ by less
_APART = timedelta(seconds=30)

_HEARD = bindings.c.name == "heard_at"
_URGENT = [level.value for level in Severity if level >= Severity.MAJOR]


class Downtime(Policies):
    """Silences of the line to Telegram."""

    db: Database
    _heard: datetime | None = None

    async def heard(self, now: datetime, *, again: bool = False) -> None:
        """Telegram answered. `again`: for the first time since a start or a failure, so presses may have been lost."""
        if not again and self._heard is not None and timedelta(0) <= now - self._heard < HEARD_EVERY:
            return
        async with self.db.write() as connection:
            found = await connection.scalar(select(bindings.c.value).where(_HEARD))
            last = datetime.fromisoformat(found) if found else None
            if last is not None and last - now > _APART:
                # the clock stood wrong before this start, or on the machine that led before
                await nothing_waits(connection, now)
            if again and last is not None and now - last > QUEUE_LIFE:
                await self._back(connection, last, now)
            if found is None:
                await connection.execute(bindings.insert().values(name="heard_at", value=now.isoformat()))
            else:
                await connection.execute(update(bindings).where(_HEARD).values(value=now.isoformat()))
        self._heard = now

    async def _back(self, connection: AsyncConnection, last: datetime, now: datetime) -> None:
        policy = await self._load_policy(connection)
        await redraw(connection, now)
        await _combine(connection, policy, now)
        working = select(incidents.c.id).where(incidents.c.status.in_(OPEN), incidents.c.severity.in_(_URGENT))
        loud = await connection.scalar(working.limit(1)) is not None
        for chat in await _pressable(connection, policy):
            await enqueue(connection, lost_presses(chat, last, now, policy, loud=loud), now)


async def redraw(connection: AsyncConnection, now: datetime) -> None:
    """Every open card is drawn once more, and what was put off because no answer came is tried at once."""
    working = select(incidents.c.id).where(incidents.c.status.in_(OPEN))
    fresh = cards.c.message.is_not(None) & or_(cards.c.until.is_(None), cards.c.until > now)
    await connection.execute(
        update(cards).where(fresh, cards.c.incident.in_(working)).values(shown=0, digest="", not_before=None)
    )
    unsent = cards.c.message.is_(None) & (cards.c.attempts > 0)
    await connection.execute(update(cards).where(unsent).values(not_before=None))
    lines = select(cards.c.storm).where(cards.c.storm.is_not(None), cards.c.incident.in_(working))
    await connection.execute(update(storms).where(storms.c.id.in_(lines)).values(digest="", not_before=None))
    waiting = (outbox.c.state == "waiting") & (outbox.c.attempts > 0)
    await connection.execute(update(outbox).where(waiting).values(not_before=None))


async def _combine(connection: AsyncConnection, policy: Policy, now: datetime) -> None:
    """Where many small notices wait for a chat, they are said in one; what is urgent is still said by itself."""
    small = (outbox.c.state == "waiting") & (outbox.c.kind == "notice") & (outbox.c.lane >= Lane.EDIT)
    many = select(outbox.c.chat).where(small).group_by(outbox.c.chat).having(func.count() > MANY)
    query = select(outbox).where(small, outbox.c.chat.in_(many)).order_by(outbox.c.chat, outbox.c.lane, outbox.c.id)
    found = [row for row in (await connection.execute(query)).mappings() if not row["body"].get("keys")]
    for chat, group in groupby(found, key=lambda row: row["chat"]):
        await _say_in_one(connection, chat, tuple(group), policy, now)


async def _say_in_one(
    connection: AsyncConnection, chat: int, waiting: Sequence[Mapping[Any, Any]], policy: Policy, now: datetime
) -> None:
    said = [rows.message(row["body"]["text"]) for row in waiting]
    people = tuple(dict.fromkeys(person for row in waiting for person in row["body"]["mentions"]))
    loud = any(row["loud"] for row in waiting) and not policy.at_night(now)
    notice = in_one(chat, said, people[:LINES], now, loud=loud)
    idents = [row["id"] for row in waiting]
    for at in range(0, len(idents), 500):
        part = outbox.c.id.in_(idents[at : at + 500])
        await connection.execute(update(outbox).where(part).values(state="sent", error=f"in {notice.key}"))
    await enqueue(connection, notice, now)


async def _pressable(connection: AsyncConnection, policy: Policy) -> Sequence[int]:
    """Our chats in which there is something to press."""
    ours = {policy.group, *(unit.chat for unit in policy.departments)} - {0}
    shown = select(cards.c.chat).where(cards.c.chat.in_(ours), cards.c.message.is_not(None))
    lined = select(storms.c.chat).where(storms.c.chat.in_(ours), storms.c.message.is_not(None))
    return sorted({*(await connection.execute(shown)).scalars(), *(await connection.execute(lined)).scalars()})
