"""Due times as rows (时限): every run of every clock, for the sweep that calls and for the figures of the reports."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.timer import Clock, Timer, TimerState
from storage import rows
from storage.engine import Database
from storage.tables import deadlines, incidents

#: incidents that one sweep takes up, the longest waiting first; the rest a moment later
AT_ONCE = 200
_KEY = ("incident", "clock", "about", "generation")


class Deadlines:
    """Reads what is due."""

    db: Database

    async def deadlines(self, incident: int) -> tuple[Timer, ...]:
        """Every run of every clock of one incident, the oldest first."""
        async with self.db.read() as connection:
            return await timers_of(connection, incident)


async def timers_of(connection: AsyncConnection, incident: int) -> tuple[Timer, ...]:
    """Every run of every clock of one incident, the oldest first."""
    query = select(deadlines).where(deadlines.c.incident == incident).order_by(deadlines.c.id)
    return tuple(_timer(row) for row in (await connection.execute(query)).mappings())


async def keep_timers(connection: AsyncConnection, timers: Sequence[tuple[int, Timer]]) -> None:
    """Begin, move or end these runs, each with the incident that it belongs to."""
    newest = {(incident, *timer.key): (incident, timer) for incident, timer in timers}
    values = [_values(incident, timer) for incident, timer in newest.values()]
    if not values:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    adding = dialect.insert(deadlines)
    taken = {name: adding.excluded[name] for name in values[0] if name not in _KEY}
    await connection.execute(adding.on_conflict_do_update(index_elements=list(_KEY), set_=taken), values)


async def due_incidents(connection: AsyncConnection, now: datetime) -> list[int]:
    """The incidents of which a step is to be called, the longest waiting first; reminders of what sleeps wait."""
    awake = incidents.c.snoozed_until.is_(None) | (incidents.c.snoozed_until <= now) | (deadlines.c.due_at <= now)
    waiting = (
        select(deadlines.c.incident)
        .join(incidents, incidents.c.id == deadlines.c.incident)
        .where(deadlines.c.next_at <= now, awake)
        .order_by(deadlines.c.next_at, deadlines.c.id)
        .limit(AT_ONCE)
    )
    return list(dict.fromkeys((await connection.execute(waiting)).scalars()))


def _values(incident: int, timer: Timer) -> dict[str, Any]:
    return {
        "incident": incident,
        "clock": timer.clock.value,
        "about": timer.about,
        "generation": timer.generation,
        "started_at": timer.started_at,
        "due_at": timer.due_at,
        "state": timer.state.value,
        "ended_at": timer.ended_at,
        "next_at": timer.next_at,
        "called": timer.called,
        "overdue": timer.overdue,
        "calendar": timer.calendar,
        "why": rows.plain(timer.why),
    }


def _timer(row: Mapping[Any, Any]) -> Timer:
    return Timer(
        clock=Clock(row["clock"]),
        about=row["about"],
        generation=row["generation"],
        started_at=row["started_at"],
        due_at=row["due_at"],
        why=rows.message(row["why"]),
        state=TimerState(row["state"]),
        ended_at=row["ended_at"],
        called=row["called"],
        next_at=row["next_at"],
        calendar=row["calendar"],
        overdue=row["overdue"],
    )
