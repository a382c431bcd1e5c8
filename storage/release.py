"""Releases (代发): a text for the organisation's own channel goes out once, or a person is asked what became of it.

waiting → sending (noted before anything leaves) → sent: published
                                                 → refused: signed as before
                                                 → lost, or we died: nobody knows, and a person looks
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.bysystem import system_turn
from core.changes import Change, Turn
from core.incident import Incident
from core.people import Role
from core.statement import Stand, Statement
from core.statements.places import CHANNEL
from core.statements.publishing import published, sent_nowhere, sent_perhaps
from core.statements.standing import find
from core.texts import N_
from storage.commands import load
from storage.incidents import Incidents
from storage.statement_rows import RELEASE
from storage.tables import outbox

#: it began to leave, and what became of it is not known yet
SENDING = "sending"
#: of a restored database: waits by what it knows, and may have left since
PERHAPS_SENT = (outbox.c.kind == RELEASE) & (outbox.c.state == "waiting")

Became = Callable[[Incident, Statement, Turn], Change]


class Releases(Incidents):
    """What goes into the channel."""

    async def release_begins(self, ident: int) -> bool:
        """From now on it may have left; False where it was begun or given up before."""
        mine = (outbox.c.id == ident) & (outbox.c.kind == RELEASE) & (outbox.c.state == "waiting")
        async with self.db.write() as connection:
            began = update(outbox).where(mine).values(state=SENDING, attempts=outbox.c.attempts + 1)
            return bool((await connection.execute(began)).rowcount)

    async def release_waits(self, ident: int, until: datetime) -> None:
        """It certainly did not leave, and may be sent a little later."""
        mine = (outbox.c.id == ident) & (outbox.c.state == SENDING)
        async with self.db.write() as connection:
            await connection.execute(update(outbox).where(mine).values(state="waiting", not_before=until))

    async def released(self, ident: int, message: int, link: str, now: datetime) -> None:
        """It stands in the channel."""

        def public(incident: Incident, statement: Statement, turn: Turn) -> Change:
            return published(incident, statement, turn, Role.SYSTEM, link=link, platform=CHANNEL, look=False)

        await self._settle_release(ident, now, public, state="sent", message=message)

    async def release_refused(self, ident: int, why: str, now: datetime) -> None:
        """It certainly does not stand there, and is not tried again without a person."""

        def nowhere(incident: Incident, statement: Statement, turn: Turn) -> Change:
            text = N_("📡 {number} 回应 {version}（{kind}）没有发到频道，仍待发布；请检查机器人的频道权限，或自行发布")
            return sent_nowhere(incident, statement, turn, Role.SYSTEM, "send_failed", text)

        await self._settle_release(ident, now, nowhere, state="failed", error=why[:500])

    async def release_unknown(self, ident: int, why: str, now: datetime) -> None:
        """Nobody knows whether it stands there: it is never sent again by itself."""
        await self._settle_release(ident, now, sent_perhaps, state="failed", error=why[:500])

    async def resume_releases(self, now: datetime) -> None:
        """At start: whatever was under way when the process ended has an unknown outcome."""
        begun = select(outbox.c.id).where(outbox.c.kind == RELEASE, outbox.c.state == SENDING).order_by(outbox.c.id)
        async with self.db.read() as connection:
            found = (await connection.execute(begun)).scalars().all()
        for ident in found:
            await self.release_unknown(ident, "the process ended while it was under way", now)

    async def _settle_release(self, ident: int, now: datetime, became: Became, **values: Any) -> None:
        """The row and the statement, in one transaction; done once, however often it is said."""
        async with self.db.write() as connection:
            mine = (outbox.c.id == ident) & (outbox.c.kind == RELEASE) & outbox.c.state.in_((SENDING, "waiting"))
            row = (await connection.execute(select(outbox).where(mine))).first()
            if row is None:
                return
            await connection.execute(update(outbox).where(outbox.c.id == ident).values(**values))
            change = await self._release_change(connection, row, now, became)
            if change is not None:
                await self.store_changes(connection, (change,), now)

    async def _release_change(
        self, connection: AsyncConnection, row: Row[Any], now: datetime, became: Became
    ) -> Change | None:
        (incident,) = await load(connection, (row.incident,))
        statement = find(incident, row.body["statement"])
        if statement is None or statement.stand is not Stand.SENDING or statement.version != row.body["version"]:
            return None
        policy = await self._load_policy(connection)
        turn = system_turn(policy, now, chat=row.chat)
        return became(incident, statement, turn)
