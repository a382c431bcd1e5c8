"""People, departments and bindings: the database is the truth, the file seeds it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.people import Department, Member
from core.policy import Figures, Policy
from storage import rows
from storage.engine import Database
from storage.tables import bindings, departments, members

#: what the file last said is kept beside each row; it tells a change in the file from a change in chat
_SEEDED = "seeded"


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
        async with self.db.read() as connection:
            return await self._load_policy(connection)

    async def _load_policy(self, connection: AsyncConnection) -> Policy:
        policy, edition = self._policy, self._edition
        if policy is None:
            people = (await connection.execute(select(members))).mappings()
            units = (await connection.execute(select(departments).order_by(departments.c.id))).mappings()
            group = await connection.scalar(select(bindings.c.value).where(bindings.c.name == "group"))
            policy = Policy(
                figures=self.figures,
                group=int(group or 0),
                members={row["id"]: rows.member(row) for row in people},
                departments=tuple(rows.department(row) for row in units),
            )
            # what was read while somebody changed it is good for this once, not to be kept
            self._policy = policy if edition == self._edition else None
        return replace(policy, username=self.username)

    def _policy_changed(self) -> None:
        """After the commit: the next reader reads anew."""
        self._policy, self._edition = None, self._edition + 1

    async def seed(
        self, *, group: int | None, people: Iterable[Member], units: Iterable[Department]
    ) -> tuple[str, ...]:
        """Bring the file's entries in. Returns the names of entries that were changed in chat and left alone.

        A member that the file alone made and no longer names is deactivated, never deleted.
        """
        left: list[str] = []
        people = tuple(people)
        async with self.db.write() as connection:
            if group is not None:
                left += await _seed(connection, bindings, "name", {"name": "group", "value": group})
            for unit in units:
                row = {"name": unit.name, "chat": unit.chat}
                left += await _seed(connection, departments, "name", row)
            for person in people:
                left += await _seed(connection, members, "id", _member_row(person))
            await _deactivate(connection, {person.id for person in people})
        self._policy_changed()
        return tuple(left)


async def rebind(connection: AsyncConnection, old: int, new: int) -> None:
    """What was bound to the old chat id is bound to the new one."""
    group = bindings.c.name == "group"
    if await connection.scalar(select(bindings.c.value).where(group)) == old:
        await connection.execute(update(bindings).where(group).values(value=new))
    await connection.execute(update(departments).where(departments.c.chat == old).values(chat=new))


def _member_row(person: Member) -> dict[str, Any]:
    roles = sorted(role.value for role in person.roles)
    return {
        "id": person.id,
        "name": person.name,
        "roles": roles,
        "department": person.department,
        "head": person.head,
        "active": person.active,
    }


async def _deactivate(connection: AsyncConnection, named: set[int]) -> None:
    gone = select(members).where(members.c.active, members.c.seeded.is_not(None), members.c.id.not_in(named))
    for row in (await connection.execute(gone)).mappings().all():
        if all(row[name] == value for name, value in row[_SEEDED].items()):
            off = {"active": False, "seeded": {**row[_SEEDED], "active": False}}
            await connection.execute(update(members).where(members.c.id == row["id"]).values(**off))


async def _seed(connection: AsyncConnection, table: Table, key: str, row: Mapping[str, Any]) -> list[str]:
    """Insert a new entry; follow the file while nobody changed it in chat; else leave it and say so."""
    found = (await connection.execute(select(table).where(table.c[key] == row[key]))).mappings().first()
    if found is None:
        await connection.execute(table.insert().values(**row, seeded=dict(row)))
        return []
    if found[_SEEDED] == row:
        return []
    untouched = found[_SEEDED] is None or all(found[name] == value for name, value in found[_SEEDED].items())
    if not untouched:
        return [str(row.get("name", row[key]))]
    await connection.execute(update(table).where(table.c[key] == row[key]).values(**row, seeded=dict(row)))
    return []
