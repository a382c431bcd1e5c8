"""The file seeds: new entries come in, what chat changed stays, and every real change has its event."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.bysystem import system_turn
from core.people import Department, Member
from core.policy import Figures, Policy
from core.posts import Source
from storage import rows
from storage.people import People, no_longer_ours
from storage.people_rows import bring_cards, end_cards, member_row
from storage.policy import seeded
from storage.real import SOURCES
from storage.tables import bindings, departments, members, sources

#: what the file last said is kept beside each row; it tells a change in the file from a change in chat
_SEEDED = "seeded"


class Seeding(People):
    """What config.toml says of people, departments and the group."""

    async def seed(
        self,
        *,
        group: int | None,
        people: Iterable[Member],
        units: Iterable[Department],
        now: datetime,
        channel: int = 0,
    ) -> tuple[str, ...]:
        """Bring the file's entries in. Returns the names of entries that were changed in chat and left alone.

        A member that the file alone made and no longer names is deactivated, never deleted.
        """
        people = tuple(people)
        async with self.db.write() as connection:
            before = await self._read_policy(connection)
            seed = _Seed(connection, self.figures, now)
            if group is not None:
                await seed.entry(bindings, "name", {"name": "group", "value": group}, "group")
            for unit in units:
                await seed.entry(departments, "name", {"name": unit.name, "chat": unit.chat}, "department")
            # what was bound in chat counts too
            await seed.channel(channel, await self._read_policy(connection))
            for person in people:
                await seed.entry(members, "id", member_row(person), "member")
            await seed.deactivate({person.id for person in people})
            await self._follow_file(connection, before, now)
        self._policy_changed()
        return tuple(seed.left)

    async def listed_sources(self) -> tuple[tuple[Source, bool], ...]:
        """Every source by number, and whether it is read."""
        query = select(sources.c.body, sources.c.active).where(SOURCES).order_by(sources.c.id)
        async with self.db.read() as connection:
            return tuple((rows.source(row.body), row.active) for row in await connection.execute(query))

    async def _follow_file(self, connection: AsyncConnection, before: Policy, now: datetime) -> None:
        """What the changes bring along: work of those who left moves, chats that are ours no more fall silent."""
        policy = await self._read_policy(connection)
        for chat in no_longer_ours(before, policy):
            await end_cards(connection, chat, now)
        known = {d.name: d.chat for d in before.departments}
        for unit in policy.departments:
            if unit.chat and known.get(unit.name) != unit.chat:
                await bring_cards(connection, unit.name, unit.chat)
        turn = system_turn(policy, now)
        for ident, member in policy.members.items():
            old = before.members.get(ident)
            if old != member:
                await self.follow(connection, old, member, turn)


class _Seed:
    """One pass over the file inside one transaction."""

    def __init__(self, connection: AsyncConnection, figures: Figures, now: datetime) -> None:
        self.left: list[str] = []
        self._connection = connection
        self._figures = figures
        self._now = now

    async def entry(self, table: Table, key: str, row: Mapping[str, Any], kind: str) -> None:
        """Insert a new entry; follow the file while nobody changed it in chat; else leave it and note its name."""
        mine = table.c[key] == row[key]
        found = (await self._connection.execute(select(table).where(mine))).mappings().first()
        if found is None:
            inserted = await self._connection.execute(table.insert().values(**row, seeded=dict(row)))
            (ident,) = inserted.inserted_primary_key or (row[key],)
            await self._tell(kind, ident, {name: (None, value) for name, value in row.items() if name != key})
            return
        same = all(found[name] == value for name, value in row.items())
        if found[_SEEDED] == row:
            return
        said = found[_SEEDED] or {}
        if not same and not (said and all(found[name] == value for name, value in said.items())):
            self.left.append(str(row.get("name", row[key])))
            return
        await self._connection.execute(update(table).where(mine).values(**row, seeded=dict(row)))
        diffs = {name: (found[name], value) for name, value in row.items() if found[name] != value}
        await self._tell(kind, found.get("id", row[key]), diffs)

    async def channel(self, chat: int, policy: Policy) -> None:
        """Only the file binds it: where it names none any more, or a chat of ours, nothing goes out there."""
        if policy.is_ours(chat):
            self.left.append(f"channel {chat} (people work there)")
            chat = 0
        known = await self._connection.scalar(select(bindings.c.value).where(bindings.c.name == "channel"))
        if chat or known:
            await self.entry(bindings, "name", {"name": "channel", "value": chat}, "channel")

    async def deactivate(self, named: set[int]) -> None:
        """Whom the file alone made and no longer names."""
        gone = select(members).where(members.c.active, members.c.seeded.is_not(None), members.c.id.not_in(named))
        for row in (await self._connection.execute(gone)).mappings().all():
            if all(row[name] == value for name, value in row[_SEEDED].items()):
                off = {"active": False, "seeded": {**row[_SEEDED], "active": False}}
                await self._connection.execute(update(members).where(members.c.id == row["id"]).values(**off))
                await self._tell("member", row["id"], {"active": (True, False)}, type_="deactivate")

    async def _tell(
        self, kind: str, ident: object, diffs: Mapping[str, tuple[object, object]], *, type_: str = "seed"
    ) -> None:
        subject = kind if kind in ("group", "channel") else f"{kind}:{ident}"
        await seeded(self._connection, subject, diffs, self._figures, self._now, type_=type_)
