"""The rows of the ledger (台账): incidents of a period, some hundred at a time, with their clocks and their end."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.digest.facts import Run
from core.incident import OPEN, Status
from core.ledger.entry import Entry
from core.ledger.wish import IN_HAND, Wish
from storage import rows
from storage.activity_events import RUN, run_of
from storage.policy import Policies
from storage.real import INCIDENTS
from storage.tables import deadlines, events, incidents

#: incidents that are held at once
AT_ONCE = 100
#: acts that may close an incident: 办结, and 同意 of a proposal to close
_CLOSING = ("close", "agree")


class LedgerRows(Policies):
    """Reads the ledger."""

    async def ledger_count(self, wish: Wish) -> int:
        """How many rows it will have."""
        query = select(func.count()).select_from(incidents).where(self._listed(wish))
        async with self.db.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def ledger(self, wish: Wish) -> AsyncIterator[tuple[Entry, ...]]:
        """Part by part, the first detected first. No connection is held while a part is being used."""
        after: ColumnElement[bool] | None = None
        while True:
            where = self._listed(wish) if after is None else and_(self._listed(wish), after)
            async with self.db.read() as connection:
                part = await _entries(connection, where)
            if part:
                yield part
            if len(part) < AT_ONCE:
                return
            last = part[-1].incident
            same = and_(incidents.c.detected_at == last.detected_at, incidents.c.id > last.id)
            after = or_(incidents.c.detected_at > last.detected_at, same)

    async def ledger_entry(self, ident: int) -> Entry | None:
        """The row of one incident, a drill's too; None where there is no such number."""
        async with self.db.read() as connection:
            found = await _entries(connection, incidents.c.id == ident)
        return found[0] if found else None

    def _listed(self, wish: Wish) -> ColumnElement[bool]:
        begin, end = wish.period.bounds(self.figures.timezone)
        drill = func.coalesce(incidents.c.body["drill"].as_boolean(), false())
        where = and_(incidents.c.detected_at >= begin, incidents.c.detected_at < end, drill.is_(False), INCIDENTS)
        if wish.severity:
            where = and_(where, incidents.c.severity == wish.severity)
        if wish.status:
            states = [one.value for one in OPEN] if wish.status == IN_HAND else [wish.status]
            where = and_(where, incidents.c.status.in_(states))
        return and_(where, incidents.c.department == wish.department) if wish.department else where


async def _entries(connection: AsyncConnection, where: ColumnElement[bool]) -> tuple[Entry, ...]:
    query = select(incidents).where(where).order_by(incidents.c.detected_at, incidents.c.id).limit(AT_ONCE)
    found = [rows.incident(row) for row in (await connection.execute(query)).mappings()]
    runs = await _runs(connection, [one.id for one in found])
    ended = await _closed(connection, [one.id for one in found if one.status is Status.CLOSED])
    return tuple(Entry(incident=one, runs=tuple(runs.get(one.id, ())), closed_at=ended.get(one.id)) for one in found)


async def _runs(connection: AsyncConnection, idents: Sequence[int]) -> Mapping[int, list[Run]]:
    query = select(*RUN).where(deadlines.c.incident.in_(idents)).order_by(deadlines.c.id)
    found = dict[int, list[Run]]()
    for row in await connection.execute(query):
        found.setdefault(row.incident, []).append(run_of(row))
    return found


async def _closed(connection: AsyncConnection, idents: Sequence[int]) -> Mapping[int, datetime]:
    """When each was closed last."""
    subjects = {f"incident:{ident}": ident for ident in idents}
    query = (
        select(events.c.subject, events.c.body)
        .where(events.c.subject.in_(subjects), events.c.type.in_(_CLOSING))
        .order_by(events.c.seq)
    )
    found = dict[int, datetime]()
    for subject, body in await connection.execute(query):
        said = json.loads(body)
        if said["diffs"].get("status", ("", ""))[1] == Status.CLOSED.value:
            found[subjects[subject]] = datetime.fromisoformat(said["at"])
    return found
