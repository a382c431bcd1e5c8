"""The sweep of the clocks: what is due is read, decided and written in one transaction, so no step is told twice."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.escalation import clocks_started, swept
from core.incident import OPEN, Incident
from core.policy import Policy
from storage.commands import load
from storage.deadlines import due_incidents
from storage.incidents import Incidents
from storage.outbox import enqueue
from storage.tables import deadlines, incidents

#: what cannot be read or judged keeps nobody else waiting: it is looked at again after a while
PUT_OFF = timedelta(hours=1)

log = logging.getLogger(__name__)


class Sweeping(Incidents):
    """Calls what is due."""

    async def start_clocks(self, now: datetime) -> int:
        """Open incidents that have no clocks yet get theirs: they are older than the clocks. Returns how many."""
        timed = select(deadlines.c.incident)
        bare = select(incidents.c.id).where(incidents.c.status.in_(OPEN), incidents.c.id.not_in(timed))
        async with self.db.write() as connection:
            policy = await self._load_policy(connection)
            found = await _readable(
                connection, (await connection.execute(bare.order_by(incidents.c.id))).scalars().all()
            )
            await self.store_changes(connection, [clocks_started(one, policy, now) for one in found], now)
        return len(found)

    async def call_due(self, now: datetime) -> tuple[int, ...]:
        """Take up every step that has come; returns the incidents concerned. Telling them is the outbox's."""
        async with self.db.read() as connection:
            if not await due_incidents(connection, now):
                return ()
        async with self.db.write() as connection:
            policy = await self._load_policy(connection)
            due = await due_incidents(connection, now)
            found = [one for one in await _readable(connection, due) if _can_be_judged(one, policy, now)]
            changes, notices = swept(found, policy, now)
            await self.store_changes(connection, changes, now)
            for notice in notices:
                await enqueue(connection, notice, now)
            called = tuple(dict.fromkeys(change.subject.id for change in changes))
            await _put_off(connection, set(due) - set(called), now)
        return called


async def _readable(connection: AsyncConnection, idents: Sequence[int]) -> list[Incident]:
    """These incidents, one by one where one of them cannot be read."""
    try:
        return list(await load(connection, idents))
    except Exception:
        log.warning("one of %d incidents with clocks cannot be read", len(idents))
    found: list[Incident] = []
    for ident in idents:
        try:
            found += await load(connection, (ident,))
        except Exception:
            log.exception("incident %s cannot be read, its clocks are not called", ident)
    return found


def _can_be_judged(incident: Incident, policy: Policy, now: datetime) -> bool:
    try:
        swept((incident,), policy, now)
    except Exception:
        log.exception("the clocks of incident %s cannot be judged", incident.id)
        return False
    return True


async def _put_off(connection: AsyncConnection, idents: set[int], now: datetime) -> None:
    """Due by its row, and nothing came of it: later, so that others have their turn."""
    mine = deadlines.c.incident.in_(sorted(idents)) & (deadlines.c.next_at <= now)
    if idents:
        await connection.execute(update(deadlines).where(mine).values(next_at=now + PUT_OFF))
