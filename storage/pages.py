"""Pages where statements were published: what is to be fetched, what is kept under which hash, what stood there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.bysystem import system_turn
from core.changes import Turn, noted
from core.incident import Incident
from core.outgoing import Notice
from core.people import Role
from core.statement import Statement
from core.statements.standing import find
from storage.commands import load
from storage.incidents import Incidents
from storage.tables import pages, versions

#: so many are fetched in one go
AT_ONCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPage:
    """A page that is to be fetched, and the text that should stand on it."""

    id: int
    incident: int
    statement: int
    url: str
    attempts: int
    asked_at: datetime
    text: str


class Pages(Incidents):
    """Where statements stand in public."""

    async def waiting_pages(self, now: datetime) -> tuple[PublishedPage, ...]:
        """What is to be fetched now, the oldest first."""
        due = or_(pages.c.not_before.is_(None), pages.c.not_before <= now)
        waiting = select(pages).where(pages.c.state == "waiting", due).order_by(pages.c.id).limit(AT_ONCE)
        async with self.db.read() as connection:
            found = (await connection.execute(waiting)).mappings().all()
            return tuple([await _page(connection, row) for row in found])

    async def page_kept(
        self, page: PublishedPage, sha256: str, size: int, now: datetime, *, found: bool, notice: Notice | None
    ) -> None:
        """The bytes are on disk: the row says where, the audit which, and whether the text stood there. Done once."""
        kept = {"state": "kept", "sha256": sha256, "size": size, "found": found, "error": ""}
        notes = {"page": page.id, "sha256": sha256, "size": size, "found": found}
        await self._settle_page(page, kept, notes, notice, now)

    async def page_later(self, page: PublishedPage, error: str, *, retry_at: datetime) -> None:
        """It could not be fetched now: again at `retry_at`."""
        later = {"not_before": retry_at, "error": error[:500], "attempts": pages.c.attempts + 1}
        async with self.db.write() as connection:
            await connection.execute(update(pages).where(pages.c.id == page.id).values(**later))

    async def page_failed(self, page: PublishedPage, error: str, notice: Notice, now: datetime) -> None:
        """It is not tried again: the group looks itself. Done once, as above."""
        failed = {"state": "failed", "error": error[:500]}
        await self._settle_page(page, failed, {"page": page.id, "found": None}, notice, now)

    async def _settle_page(
        self,
        page: PublishedPage,
        values: Mapping[str, object],
        notes: Mapping[str, object],
        notice: Notice | None,
        now: datetime,
    ) -> None:
        async with self.db.write() as connection:
            mine = (pages.c.id == page.id) & (pages.c.state == "waiting")
            if not (await connection.execute(update(pages).where(mine).values(**values))).rowcount:
                return
            subject, statement, turn = await self._published_on(connection, page, now)
            about = {} if statement is None else {"statement": statement.number, "version": statement.version}
            outgoing = () if notice is None else (notice,)
            change = noted(subject, turn, "snapshot", Role.SYSTEM, notes={**about, **notes}, outgoing=outgoing)
            await self.store_changes(connection, (change,), now)

    async def _published_on(
        self, connection: AsyncConnection, page: PublishedPage, now: datetime
    ) -> tuple[Incident, Statement | None, Turn]:
        """The incident that has the statement now: a merge may have moved it."""
        row = (await connection.execute(select(pages).where(pages.c.id == page.id))).one()
        (subject,) = await load(connection, (row.incident,))
        policy = await self._load_policy(connection)
        turn = system_turn(policy, now)
        return subject, find(subject, row.statement), turn


async def _page(connection: AsyncConnection, row: Mapping[Any, Any]) -> PublishedPage:
    text = await _text(connection, row["incident"], row["statement"])
    values = {name: row[name] for name in ("id", "incident", "statement", "url", "attempts", "asked_at")}
    return PublishedPage(**values, text=text)


async def _text(connection: AsyncConnection, incident: int, statement: int) -> str:
    mine = (versions.c.incident == incident) & (versions.c.statement == statement)
    newest = select(versions.c.text).where(mine).order_by(versions.c.version.desc()).limit(1)
    return str(await connection.scalar(newest) or "")
