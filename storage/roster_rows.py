"""The roster as rows: dates in `shifts`, rotations and the time of the handover in `bindings`, questions in `swaps`."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.duty import Roster, Rotation, Shift, Slot
from core.rostering.rulings import Swap, SwapState
from storage.rows import Row
from storage.tables import bindings, shifts, swaps

#: names of bindings
ROTATION, HANDOVER = "rotation:", "roster:handover"
#: the newest dates are loaded: nobody sets one more than 400 days ahead, so that about 100 past days are among them
NEWEST = 1000


async def read_roster(connection: AsyncConnection) -> Roster:
    """The roster as this very transaction sees it."""
    named = select(bindings.c.name, bindings.c.value).where(
        bindings.c.name.in_([HANDOVER, *(f"{ROTATION}{shift.value}" for shift in Shift)])
    )
    kept = {row.name: row.value for row in await connection.execute(named)}
    newest = select(shifts.c.shift, shifts.c.day, shifts.c.person).order_by(shifts.c.day.desc()).limit(NEWEST)
    dates = {(Shift(row.shift), date.fromisoformat(row.day)): row.person for row in await connection.execute(newest)}
    rotations = {s: rotation(kept[f"{ROTATION}{s.value}"]) for s in Shift if f"{ROTATION}{s.value}" in kept}
    handover = time.fromisoformat(kept[HANDOVER]) if HANDOVER in kept else Roster().handover
    return Roster(rotations=rotations, dates=dates, handover=handover)


def rotation(kept: Mapping[str, Any]) -> Rotation:
    """A rotation from what JSON kept of it."""
    return Rotation(people=tuple(kept["people"]), since=date.fromisoformat(kept["since"]), days=kept["days"])


async def put_dates(connection: AsyncConnection, dates: Mapping[Slot, int]) -> None:
    """Who has which shift from now on; what the file once said stays beside it."""
    for (shift, day), person in dates.items():
        mine = (shifts.c.shift == shift.value, shifts.c.day == day.isoformat())
        if (await connection.execute(update(shifts).where(*mine).values(person=person))).rowcount == 0:
            row = {"shift": shift.value, "day": day.isoformat(), "person": person}
            await connection.execute(shifts.insert().values(**row))


async def put_binding(connection: AsyncConnection, name: str, value: object) -> None:
    """One named value; what the file once said stays beside it."""
    mine = bindings.c.name == name
    if (await connection.execute(update(bindings).where(mine).values(value=value))).rowcount == 0:
        await connection.execute(bindings.insert().values(name=name, value=value))


async def put_swap(connection: AsyncConnection, swap: Swap, **values: Any) -> int:
    """Insert or change; returns its number."""
    row: dict[str, Any] = {"shift": swap.shift.value, "day": swap.day.isoformat(), "state": swap.state.value}
    row |= {"person": swap.person, "asked": swap.asked, "at": swap.at, **values}
    if swap.id:
        await connection.execute(update(swaps).where(swaps.c.id == swap.id).values(**row))
        return swap.id
    inserted = await connection.execute(swaps.insert().values(**row))
    return int((inserted.inserted_primary_key or (0,))[0])


def swap(row: Row) -> Swap:
    """A swap from its row."""
    raw = {one.name: row[one.name] for one in fields(Swap)}
    day = date.fromisoformat(raw["day"])
    return Swap(**{**raw, "shift": Shift(raw["shift"]), "day": day, "state": SwapState(raw["state"])})
