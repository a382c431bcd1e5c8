"""How changes of health reach the chats: one message each while they are few, one together where they are many.

In ten minutes a chat hears of three sources by name; what comes on top is gathered for half a minute into one message
that is not sent before the ten minutes since the last such message are over. All of it stands in the outbox, in the
transaction of the change itself, so a crash neither loses nor doubles it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.outgoing import Notice
from core.pace import SKEW
from core.policy import Policy
from core.texts import Message
from core.watching.tidings import TOGETHER, Shift, Tiding
from storage import rows
from storage.outbox import enqueue
from storage.tables import outbox

#: sources that are told one by one in a span
FEW = 3
SPAN = timedelta(minutes=10)
#: how long a message about many is open for more
GATHER = timedelta(seconds=30)
#: the sender may have read a message that is due so soon: it takes no more names
_CLOSING = timedelta(seconds=5)
#: of the newest messages, where those of the last span are looked for
_NEWEST = 500
_NAMED = 5


async def tell(connection: AsyncConnection, tidings: Sequence[Tiding], policy: Policy, now: datetime) -> None:
    """Enqueue what these changes have said, chat by chat."""
    said = [(notice, one) for one in tidings for notice in one.notices if notice.chat]
    for chat, group in groupby(sorted(said, key=lambda pair: pair[0].chat), key=lambda pair: pair[0].chat):
        pairs = list(group)
        lately = await _lately(connection, chat, now)
        if len(lately) + len(pairs) <= FEW:
            for notice, _ in pairs:
                await enqueue(connection, notice, now)
        else:
            await _together(connection, pairs, lately, policy, now)


async def _lately(connection: AsyncConnection, chat: int, now: datetime) -> list[RowMapping]:
    """What this chat was told of sources in the last span, newest first."""
    newest = select(func.coalesce(func.max(outbox.c.id), 0)).scalar_subquery()
    query = (
        select(outbox)
        .where(
            outbox.c.id > newest - _NEWEST,
            outbox.c.chat == chat,
            outbox.c.created_at > now - SPAN,
            # what a clock that stood wrong wrote down for later was not said lately: nothing waits for it
            outbox.c.created_at <= now + SKEW,
            outbox.c.key.like("source%:%"),
        )
        .order_by(outbox.c.id.desc())
    )
    return list((await connection.execute(query)).mappings())


async def _together(
    connection: AsyncConnection,
    pairs: Iterable[tuple[Notice, Tiding]],
    lately: Iterable[RowMapping],
    policy: Policy,
    now: datetime,
) -> None:
    gathered = {row["key"].split(":")[1]: row for row in reversed(list(lately)) if row["key"].startswith("sources:")}
    by_shift = sorted(pairs, key=lambda pair: pair[1].shift)
    for shift, group in groupby(by_shift, key=lambda pair: pair[1].shift):
        found, last = list(group), gathered.get(shift.value)
        if last is not None and last["state"] == "waiting" and last["not_before"] > now + _CLOSING:
            body = dict(last["body"])
            body["text"] = rows.plain(_grown(shift, body["text"]["params"], [one for _, one in found], policy, now))
            await connection.execute(update(outbox).where(outbox.c.id == last["id"]).values(body=body))
        else:
            not_before = max(now + GATHER, last["created_at"] + SPAN if last is not None else now)
            await _begin(connection, shift, found, not_before, policy, now)


async def _begin(
    connection: AsyncConnection,
    shift: Shift,
    pairs: Sequence[tuple[Notice, Tiding]],
    not_before: datetime,
    policy: Policy,
    now: datetime,
) -> None:
    first = pairs[0][0]
    key = f"sources:{shift.value}:{first.chat}:{now.isoformat()}"
    notice = Notice(
        key=key,
        chat=first.chat,
        text=_grown(shift, {}, [one for _, one in pairs], policy, now),
        lane=first.lane,
        loud=first.loud,
        mentions=first.mentions,
    )
    await enqueue(connection, notice, now)
    await connection.execute(update(outbox).where(outbox.c.key == key).values(not_before=not_before))


def _grown(shift: Shift, params: Mapping[str, Any], more: Sequence[Tiding], policy: Policy, now: datetime) -> Message:
    """The message about many with more of them. Beside what is shown it keeps the earliest instant."""
    known, count = str(params.get("names", "")), int(params.get("count", 0))
    names = [known] if known else []
    names += [f"「{one.name}」" for one in more[: max(_NAMED - count, 0)]]
    earliest = min([one.since for one in more] + [datetime.fromisoformat(at) for at in (params.get("at"),) if at])
    shown = {"names": "".join(names), "count": count + len(more), "since": policy.clock(earliest, beside=now)}
    return Message(TOGETHER[shift], shown | {"at": earliest.isoformat()})
