"""The file seeds the roster: new entries come in, what chat changed stays, and every real change has its event."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.duty import Roster, Shift, Slot
from core.policy import Figures
from core.rostering.rulings import SUBJECT, horizon
from core.rostering.setting import as_kept
from storage.policy import Policies, seeded
from storage.roster_rows import HANDOVER, ROTATION, put_dates
from storage.tables import bindings, shifts

#: dates that are longer over are history, which no file makes
BEHIND = timedelta(days=40)


class RosterSeeding(Policies):
    """What config.toml says of the roster."""

    async def seed_roster(self, roster: Roster, now: datetime) -> tuple[str, ...]:
        """Bring the file's roster in. Returns the names of entries that were changed in chat and left alone.

        Dates ahead that the file alone made and no longer names fall back to the rotation. Dates more than 400 days
        ahead come in at a later start.
        """
        today = now.astimezone(self.figures.timezone).date()
        async with self.db.write() as connection:
            before = (await self._read_policy(connection)).roster
            seed = _RosterSeed(connection, self.figures, now)
            await seed.value(HANDOVER, roster.handover.strftime("%H:%M"))
            for shift, turns in roster.rotations.items():
                if await seed.value(f"{ROTATION}{shift.value}", dict(as_kept(turns))):
                    await put_dates(connection, before.behind(shift, today))
            near = {slot: p for slot, p in roster.dates.items() if today - BEHIND <= slot[1] <= horizon(today)}
            for slot, person in sorted(near.items()):
                await seed.named(slot, person)
            await seed.drop(today, near)
        self._policy_changed()
        return tuple(seed.left)


class _RosterSeed:
    """One pass over the file inside one transaction."""

    def __init__(self, connection: AsyncConnection, figures: Figures, now: datetime) -> None:
        self.left: list[str] = []
        self._connection = connection
        self._figures = figures
        self._now = now

    async def value(self, name: str, value: object) -> bool:
        """A rotation, or the time of the handover; True where it changed."""
        return await self._entry(bindings, (bindings.c.name == name,), {"name": name}, "value", value, name)

    async def named(self, slot: Slot, person: int) -> None:
        """Who has one shift."""
        shift, day = slot
        key = {"shift": shift.value, "day": day.isoformat()}
        mine = (shifts.c.shift == shift.value, shifts.c.day == day.isoformat())
        await self._entry(shifts, mine, key, "person", person, _named(shift, day))

    async def drop(self, today: date, named: Iterable[Slot]) -> None:
        """Dates ahead that the file alone made and no longer names."""
        kept = {(shift.value, day.isoformat()) for shift, day in named}
        made = select(shifts).where(shifts.c.seeded.is_not(None), shifts.c.day >= today.isoformat())
        for row in (await self._connection.execute(made.order_by(shifts.c.day))).mappings().all():
            if (row["shift"], row["day"]) not in kept and row["person"] == row["seeded"]:
                mine = (shifts.c.shift == row["shift"], shifts.c.day == row["day"])
                await self._connection.execute(delete(shifts).where(*mine))
                await self._tell({f"{row['shift']}:{row['day']}": (row["person"], None)})

    async def _entry(
        self,
        table: Table,
        mine: tuple[ColumnElement[bool], ...],
        key: Mapping[str, Any],
        column: str,
        value: object,
        name: str,
    ) -> bool:
        """Insert a new entry; follow the file while nobody changed it in chat; else leave it and note its name."""
        found = (await self._connection.execute(select(table).where(*mine))).mappings().first()
        if found is None:
            await self._connection.execute(table.insert().values(**key, **{column: value, "seeded": value}))
            await self._tell({name: (None, value)})
            return True
        old, said = found[column], found["seeded"]
        if said == value:
            return False
        if old not in (value, said):
            self.left.append(name)
            return False
        await self._connection.execute(update(table).where(*mine).values(**{column: value, "seeded": value}))
        await self._tell({name: (old, value)} if old != value else {})
        return bool(old != value)

    async def _tell(self, diffs: Mapping[str, tuple[object, object]]) -> None:
        await seeded(self._connection, SUBJECT, diffs, self._figures, self._now)


def _named(shift: Shift, day: date) -> str:
    return f"{shift.value}:{day.isoformat()}"
