"""Rows of drills, and everything that one of them left behind."""

import json
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, RowMapping, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.drill.running import Reply, Run, State
from core.drill.scenario import Scenario
from core.drill.score import Act, Played, Score
from core.incident import OPEN, Incident
from core.severity import Severity
from storage import rows
from storage.deadlines import timers_of
from storage.real import INCIDENTS, below
from storage.tables import arrivals, drills, events, incidents, posts
from storage.versions import present_texts

_OPEN = incidents.c.status.in_([status.value for status in OPEN])
_SERIOUS = incidents.c.severity.in_([level.value for level in Severity if level >= Severity.MAJOR])
#: real matters that are more urgent than any drill
ALARMS = select(incidents).where(INCIDENTS, _OPEN, _SERIOUS).order_by(incidents.c.id)


def at_the_door(run: Run) -> ColumnElement[bool]:
    """Posts of it that were let out and not taken in yet."""
    return arrivals.c.key.startswith(f"drill:{run.id}:") & (arrivals.c.state == "new")


async def running_drill(connection: AsyncConnection) -> Run | None:
    """The one that goes on."""
    mine = select(drills).where(drills.c.state == State.RUNNING.value).order_by(drills.c.id).limit(1)
    row = (await connection.execute(mine)).mappings().first()
    return read_run(row) if row else None


async def insert_drill(connection: AsyncConnection, run: Run) -> Run:
    """A drill that begins: it gets its number, and knows what was there before."""
    known = {row.id: Severity(row.severity) for row in await connection.execute(ALARMS)}
    lowest = await below(connection, incidents.c.id) + 1
    values: dict[str, Any] = {
        "name": run.scenario.name,
        "scenario": rows.plain(run.scenario),
        "pace": run.pace,
        "started_at": run.started_at,
        "started_by": run.started_by,
        "below": lowest,
        "known": {ident: level.value for ident, level in known.items()},
        "replies": [],
        "state": run.state.value,
    }
    made = await connection.execute(drills.insert().values(**values))
    return replace(run, id=int((made.inserted_primary_key or (0,))[0]), below=lowest, known=known)


def read_run(row: RowMapping) -> Run:
    """A drill from its row."""
    return Run(
        id=row["id"],
        scenario=msgspec.convert(row["scenario"], Scenario),
        pace=row["pace"],
        started_at=row["started_at"],
        started_by=row["started_by"],
        below=row["below"],
        known={int(ident): Severity(level) for ident, level in row["known"].items()},
        told=row["told"],
        replies=msgspec.convert(row["replies"], tuple[Reply, ...]),
        state=State(row["state"]),
        ended_at=row["ended_at"],
    )


async def incidents_in(connection: AsyncConnection, run: Run) -> tuple[Incident, ...]:
    """What came up in the newest drill, in its order."""
    query = select(incidents).where(incidents.c.id < run.below).order_by(incidents.c.id.desc())
    return tuple(rows.incident(row) for row in (await connection.execute(query)).mappings())


async def played(connection: AsyncConnection, run: Run) -> Played:
    """Everything that its score is counted from."""
    mine = await incidents_in(connection, run)
    subjects = [f"incident:{one.id}" for one in mine]
    acts = select(events.c.type, events.c.body).where(events.c.subject.in_(subjects), events.c.type != "refused")
    unfound = select(func.count()).select_from(posts)
    unfound = unfound.where(posts.c.source < 0, posts.c.seen_at >= run.started_at, posts.c.incident.is_(None))
    return Played(
        run=run,
        incidents=mine,
        timers=tuple([timer for one in mine for timer in await timers_of(connection, one.id)]),
        acts=tuple(
            Act(type=row.type, person=json.loads(row.body)["actor"])
            for row in await connection.execute(acts.order_by(events.c.seq))
        ),
        statements=tuple([text for one in mine for text in await _published(connection, one)]),
        unfound=await connection.scalar(unfound) or 0,
    )


async def _published(connection: AsyncConnection, incident: Incident) -> list[str]:
    public = {one.number for one in incident.statements if one.is_public}
    return [one.text for one in await present_texts(connection, incident.id) if one.statement in public]


async def last_score(connection: AsyncConnection, run: Run) -> Score | None:
    """How the drill of the same scenario before this one went."""
    same = (drills.c.name == run.scenario.name) & (drills.c.id < run.id) & drills.c.score.is_not(None)
    found = await connection.scalar(select(drills.c.score).where(same).order_by(drills.c.id.desc()).limit(1))
    return msgspec.convert(found, Score) if found else None
