"""The inbox: an update is stored before it is acknowledged, and marked done after it was handled."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import delete, select, text, update

from storage.engine import Database
from storage.tables import inbox, outbox, results
from storage.together import Together

Raw = Mapping[str, Any]

#: told when an update came in by a process that may not lead
CHANNEL = "tingfeng_inbox"
#: what could not be handled is there so much longer, for a person to look at
LOOKED_AT = timedelta(days=30)


class Inbox:
    """Updates as Telegram sent them."""

    db: Database

    async def receive(self, updates: Sequence[Raw], now: datetime, *, note: bool = False) -> tuple[Raw, ...]:
        """Store updates; returns those not seen before, in order. `note`: tell the process that leads."""
        if not updates:
            return ()
        idents = [raw["update_id"] for raw in updates]
        async with self.db.write() as connection:
            known = set(
                (await connection.execute(select(inbox.c.update_id).where(inbox.c.update_id.in_(idents)))).scalars()
            )
            fresh = {raw["update_id"]: raw for raw in updates if raw["update_id"] not in known}
            rows = [
                {"update_id": ident, "payload": raw, "state": "new", "received_at": now} for ident, raw in fresh.items()
            ]
            if rows:
                await connection.execute(inbox.insert(), rows)
            if rows and note:
                await connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})
        return tuple(fresh.values())

    async def unhandled(self) -> tuple[Raw, ...]:
        """What was stored but not handled when the process ended, oldest first."""
        query = select(inbox.c.payload).where(inbox.c.state == "new").order_by(inbox.c.update_id)
        async with self.db.read() as connection:
            return tuple((await connection.execute(query)).scalars())

    def handled(self, update_id: int, now: datetime) -> None:
        """It has been dealt with, and is to be marked so; a kill before that repeats it, with its first result."""
        self._handled[update_id] = now

    async def mark_handled(self) -> None:
        """Mark what has been handled until now."""
        await self._marking(None)

    @cached_property
    def _handled(self) -> dict[int, datetime]:
        return {}

    @cached_property
    def _marking(self) -> Together[None, None]:
        return Together(self._mark_all)

    async def _mark_all(self, asked: Sequence[None]) -> Sequence[None]:
        done = dict(self._handled)
        if done:
            these = inbox.c.update_id.in_(done)
            # a replay is known by its number alone: what strangers wrote, or a code, is not kept
            values = {"state": "done", "done_at": max(done.values()), "payload": {}}
            async with self.db.write() as connection:
                await connection.execute(update(inbox).where(these).values(**values))
            for ident in done:
                del self._handled[ident]
        return asked

    async def not_handled(self, update_id: int, error: str, *, final: bool) -> int:
        """It failed; returns how often by now. `final` puts it aside (quarantine for what cannot be read)."""
        await self._mark(
            update_id, state="failed" if final else "new", error=error[:2000], attempts=inbox.c.attempts + 1
        )
        async with self.db.read() as connection:
            return await connection.scalar(select(inbox.c.attempts).where(inbox.c.update_id == update_id)) or 0

    async def quarantine(self, update_id: int, error: str) -> None:
        """It cannot be read at all: kept for a person to look at, never tried again."""
        await self._mark(update_id, state="quarantined", error=error[:2000])

    async def forget_before(self, moment: datetime) -> None:
        """Drop handled updates, command results and said messages older than this: replays that old do not come.

        What failed or could not be read goes too, `LOOKED_AT` later: it holds what people wrote.
        """
        async with self.db.write() as connection:
            for states, before in ((("done",), moment), (("failed", "quarantined"), moment - LOOKED_AT)):
                old = inbox.c.state.in_(states) & (inbox.c.received_at < before)
                await connection.execute(delete(inbox).where(old))
            await connection.execute(delete(results).where(results.c.at < moment))
            said = outbox.c.state.in_(("sent", "failed", "answered")) & (outbox.c.created_at < moment)
            await connection.execute(delete(outbox).where(said))

    async def _mark(self, update_id: int, **values: Any) -> None:
        async with self.db.write() as connection:
            await connection.execute(update(inbox).where(inbox.c.update_id == update_id).values(**values))
