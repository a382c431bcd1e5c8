"""The watch rules that hold: rows, which the file seeds and chat changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.rules.changes import subject
from core.rules.editing import assembled
from core.rules.sections import Kind, Rule, Section, State, split
from storage.policy import Policies, seeded
from storage.tables import rules


class Rules(Policies):
    """Reads the rules, and brings in what the file says."""

    async def rules(self) -> tuple[Rule, ...]:
        """All of them in their order, those that rest too."""
        async with self.db.read() as connection:
            return await read_rules(connection)

    async def rules_edition(self) -> int:
        """Greater whenever a rule has changed; 0 while there is none. Cheap: asked before each batch of posts."""
        async with self.db.read() as connection:
            return int(await connection.scalar(select(func.coalesce(func.sum(rules.c.version), 0))) or 0)

    async def seed_rules(self, text: str, now: datetime) -> tuple[str, ...]:
        """Bring the file's rules in, all or none; returns the names of those that chat has changed since.

        A rule that the file alone made and no longer has rests. What does not fit together with what chat changed
        raises `core.rules.editing.Mistakes`.
        """
        sections = split(text)
        async with self.db.write() as connection:
            known = {(Kind(row["kind"]), row["name"]): row for row in await _all(connection)}
            seed = _Seed(connection, self, now)
            for place, section in enumerate(sections):
                await seed.section(section, place, known.get(section.key))
            named = {section.key for section in sections}
            for key, row in known.items():
                if key not in named:
                    await seed.gone(row)
            assembled(await read_rules(connection))
        return tuple(seed.left)


class _Seed:
    """One pass over the file inside one transaction."""

    def __init__(self, connection: AsyncConnection, store: Policies, now: datetime) -> None:
        self.left: list[str] = []
        self._connection = connection
        self._figures = store.figures
        self._now = now

    async def section(self, section: Section, place: int, row: Mapping[str, Any] | None) -> None:
        """Insert a new one; follow the file while its words are the file's; else leave them, and name it once."""
        if row is None:
            ident = await insert_rule(self._connection, section, place, self._now, seeded=section.text)
            await self._tell(ident, {"rule": (None, section.name), "text": (None, section.text)})
            return
        values: dict[str, Any] = {"place": place, "seeded": section.text, "listed": True}
        diffs: dict[str, tuple[object, object]] = {}
        if section.text != row["text"] and row["text"] == row["seeded"]:
            diffs["text"] = (row["text"], section.text)
            values |= {"text": section.text, "person": 0, "at": self._now}
        elif section.text not in (row["text"], row["seeded"]):
            # what the file says now is remembered: the difference is told once, not at every start
            self.left.append(section.name)
        if row["state"] == State.GONE and not row["listed"]:
            diffs["active"] = (False, True)
            values |= {"state": State.ACTIVE, "person": 0, "at": self._now}
        await self._set(row, values, diffs)

    async def gone(self, row: Mapping[str, Any]) -> None:
        """The file has it no more, since this start. Chat's words stay; so does a name, which they may use."""
        if not row["listed"]:
            return
        rests = row["text"] == row["seeded"] and row["kind"] != Kind.NAME and row["state"] == State.ACTIVE
        values: dict[str, Any] = {"listed": False}
        if rests:
            values |= {"state": State.GONE, "person": 0, "at": self._now}
        await self._set(row, values, {"active": (True, False)} if rests else None)

    async def _set(
        self,
        row: Mapping[str, Any],
        values: Mapping[str, Any],
        diffs: Mapping[str, tuple[object, object]] | None = None,
    ) -> None:
        more = {"version": row["version"] + 1} if diffs else {}
        await self._connection.execute(update(rules).where(rules.c.id == row["id"]).values(**values, **more))
        await self._tell(row["id"], diffs or {})

    async def _tell(self, ident: int, diffs: Mapping[str, tuple[object, object]]) -> None:
        await seeded(self._connection, subject(ident), diffs, self._figures, self._now)


async def read_rules(connection: AsyncConnection) -> tuple[Rule, ...]:
    """Every rule in its order."""
    return tuple(_rule(row) for row in await _all(connection))


async def insert_rule(
    connection: AsyncConnection,
    section: Section,
    place: int,
    now: datetime,
    *,
    person: int = 0,
    seeded: str | None = None,
) -> int:
    """One more; returns its number."""
    row = {"kind": section.kind, "name": section.name, "text": section.text, "place": place, "person": person}
    inserted = await connection.execute(rules.insert().values(**row, at=now, seeded=seeded, listed=seeded is not None))
    return int((inserted.inserted_primary_key or (0,))[0])


async def _all(connection: AsyncConnection) -> Sequence[Mapping[str, Any]]:
    found = await connection.execute(select(rules).order_by(rules.c.place, rules.c.id))
    return [dict(row) for row in found.mappings()]


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        id=row["id"],
        section=Section(kind=Kind(row["kind"]), name=row["name"], text=row["text"]),
        state=State(row["state"]),
        version=row["version"],
        person=row["person"],
        at=row["at"],
    )
