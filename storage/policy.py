"""People, departments and bindings: loaded once, kept until something in them changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Entry, Event, Origin
from core.people import SYSTEM, Role
from core.policy import Figures, Policy
from storage import audit, rows
from storage.engine import Database
from storage.roster_rows import read_roster
from storage.tables import bindings, departments, members


class Policies:
    """Loads the policy once and keeps it until something in it changes."""

    db: Database

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.username = ""
        self._policy: Policy | None = None
        self._edition = 0

    async def policy(self) -> Policy:
        """Settings and people as they stand."""
        if (known := self._known_policy()) is not None:
            return known
        async with self.db.read() as connection:
            return await self._load_policy(connection)

    def _known_policy(self) -> Policy | None:
        """Kept in memory: every press asks more than once."""
        if self._policy is not None and self._policy.username != self.username:
            self._policy = replace(self._policy, username=self.username)
        return self._policy

    async def _load_policy(self, connection: AsyncConnection) -> Policy:
        if (known := self._known_policy()) is not None:
            return known
        edition = self._edition
        policy = await self._read_policy(connection)
        # what was read while somebody changed it is good for this once, not to be kept
        self._policy = policy if edition == self._edition else None
        return policy

    async def _read_policy(self, connection: AsyncConnection) -> Policy:
        """As this very transaction sees it."""
        people = (await connection.execute(select(members))).mappings()
        units = (await connection.execute(select(departments).order_by(departments.c.id))).mappings()
        named = select(bindings.c.name, bindings.c.value).where(bindings.c.name.in_(("group", "channel")))
        bound = {row.name: row.value for row in await connection.execute(named)}
        return Policy(
            figures=self.figures,
            group=int(bound.get("group") or 0),
            channel=int(bound.get("channel") or 0),
            username=self.username,
            members={row["id"]: rows.member(row) for row in people},
            departments=tuple(rows.department(row) for row in units),
            roster=await read_roster(connection),
        )

    def _policy_changed(self) -> None:
        """After the commit: the next reader reads anew."""
        self._policy, self._edition = None, self._edition + 1


async def rebind(connection: AsyncConnection, old: int, new: int, figures: Figures, now: datetime) -> None:
    """What was bound to the old chat id is bound to the new one, each with its event."""
    subjects = []
    group = bindings.c.name == "group"
    if await connection.scalar(select(bindings.c.value).where(group)) == old:
        await connection.execute(update(bindings).where(group).values(value=new))
        subjects.append("group")
    theirs = departments.c.chat == old
    units = await connection.execute(select(departments.c.id).where(theirs).order_by(departments.c.id))
    subjects += [f"department:{ident}" for ident in units.scalars()]
    await connection.execute(update(departments).where(theirs).values(chat=new))
    events = [own_event(subject, "move", {"chat": (old, new)}, now) for subject in subjects]
    await audit.append(connection, tuple(events), figures)


def own_event(subject: str, type_: str, diffs: Mapping[str, tuple[object, object]], now: datetime) -> Event:
    """What the system itself changed: because the file says so, or because Telegram did."""
    origin = Origin(entry=Entry.JOB)
    return Event(type=type_, actor=SYSTEM, role=Role.SYSTEM, origin=origin, at=now, subject=subject, diffs=diffs)


async def seeded(
    connection: AsyncConnection,
    subject: str,
    diffs: Mapping[str, tuple[object, object]],
    figures: Figures,
    now: datetime,
    *,
    type_: str = "seed",
) -> None:
    """The event of one entry that the file added or changed; where nothing differs there is none."""
    if diffs:
        await audit.append(connection, (file_event(subject, diffs, now, type_=type_),), figures)


def file_event(
    subject: str, diffs: Mapping[str, tuple[object, object]], now: datetime, *, type_: str = "seed"
) -> Event:
    """What the system changed because the file says so."""
    return replace(own_event(subject, type_, diffs, now), notes={"file": True})
