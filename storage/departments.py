"""How departments stand: what is open with them, what ran out, how much they did on time."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.departments.standing import ANSWERS_FOR, LATELY, DepartmentPage, Overrun, Standing, on_time
from core.digest.facts import Run
from core.digest.figures import Rate
from core.incident import Status
from core.lists.incidents import PER_PAGE, last_page
from core.people import Department
from core.response import Promise, PromiseState
from core.timer import LIVE, Clock, TimerState
from storage.commands import load
from storage.instants import first_event_since
from storage.loads import COUNTS, portions, unreachable_chats
from storage.policy import Policies
from storage.queries import IS_OPEN, ORDER, by_phase
from storage.tables import deadlines, events, incidents

_OURS = deadlines.c.clock.in_(sorted(clock.value for clock in ANSWERS_FOR))
_DECIDED = deadlines.c.state.in_([state.value for state in (TimerState.MET, TimerState.RUNNING, TimerState.ENDED)])
_OF = deadlines.join(incidents, incidents.c.id == deadlines.c.incident)
#: what tells whether a run was in time
_RUN = ("incident", "clock", "due_at", "state", "ended_at")


class Departments(Policies):
    """Departments in figures."""

    async def standings(self, now: datetime) -> tuple[Standing, ...]:
        """Every department: who is latest stands first, then who has most."""
        async with self.db.read() as connection:
            policy = await self._load_policy(connection)
            found = await _standings(connection, policy.departments, now)
        return tuple(sorted(found, key=lambda one: (-one.late, -one.open, one.id)))

    async def department_page(self, ident: int, page: int, now: datetime) -> DepartmentPage | None:
        """One department and a page of its open incidents; None where there is no such department (any more)."""
        async with self.db.read() as connection:
            policy = await self._load_policy(connection)
            unit = policy.department(ident)
            if unit is None:
                return None
            (standing,) = await _standings(connection, (unit,), now)
            late = await _overruns(connection, unit.name, now)
            # one pass without bodies, as in a list of everything that is open
            query = select(incidents.c.id, incidents.c.status, incidents.c.verdict)
            listed = (await connection.execute(query.where(IS_OPEN, _with(unit)).order_by(*ORDER))).all()
            order = [*late, *(row.id for row in listed if row.id not in late)]
            page = last_page(page, len(order), PER_PAGE)
            return DepartmentPage(
                standing=standing,
                incidents=await load(connection, order[page * PER_PAGE : (page + 1) * PER_PAGE]),
                total=len(order),
                counts=by_phase((row.status, row.verdict) for row in listed),
                page=page,
                late=late,
                promises=await _promises(connection, unit.name),
                unreachable=await unreachable_chats(connection),
            )


def _with(unit: Department) -> ColumnElement[bool]:
    return incidents.c.department == unit.name


async def _standings(connection: AsyncConnection, units: Sequence[Department], now: datetime) -> tuple[Standing, ...]:
    theirs = incidents.c.department.in_([unit.name for unit in units])
    work = await _work(connection, theirs)
    late = await _late(connection, theirs, now)
    rates = await _rates(connection, theirs, now - LATELY, now)
    bounces = await _bounces(connection, now - LATELY)
    return tuple(
        Standing(
            id=unit.id,
            name=unit.name,
            open=sum(work[unit.name].values()),
            waiting=work[unit.name][Status.ASSIGNED.value],
            late=late[unit.name],
            rate=rates.get(unit.name, Rate()),
            bounces=bounces[unit.name],
        )
        for unit in units
    )


async def _work(connection: AsyncConnection, theirs: ColumnElement[bool]) -> dict[str, Counter[str]]:
    query = select(incidents.c.department, incidents.c.status, func.count()).where(IS_OPEN, theirs, COUNTS)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for name, status, count in await connection.execute(query.group_by(incidents.c.department, incidents.c.status)):
        found[name][status] = count
    return found


async def _late(connection: AsyncConnection, theirs: ColumnElement[bool], now: datetime) -> Counter[str]:
    query = (
        select(incidents.c.department, func.count(incidents.c.id.distinct()))
        .select_from(_OF)
        .where(*_over(now), theirs, COUNTS)
        .group_by(incidents.c.department)
    )
    return Counter({row[0]: row[1] for row in await connection.execute(query)})


def _over(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return deadlines.c.state == TimerState.RUNNING.value, deadlines.c.due_at < now, _OURS, IS_OPEN


async def _overruns(connection: AsyncConnection, name: str, now: datetime) -> dict[int, Overrun]:
    """What is late in one department, the longest first, each with the clock that ran out first."""
    query = select(deadlines.c.incident, deadlines.c.clock, deadlines.c.due_at).select_from(_OF)
    query = query.where(*_over(now), incidents.c.department == name).order_by(deadlines.c.due_at, deadlines.c.id)
    found: dict[int, Overrun] = {}
    for row in await connection.execute(query):
        found.setdefault(row.incident, Overrun(clock=Clock(row.clock), due_at=row.due_at))
    return found


async def _rates(
    connection: AsyncConnection, theirs: ColumnElement[bool], since: datetime, now: datetime
) -> dict[str, Rate]:
    # what was decided since then was due since then, or is due later and was met early
    query = select(incidents.c.department, *(deadlines.c[name] for name in _RUN)).select_from(_OF)
    query = query.where(deadlines.c.due_at >= since, _OURS, _DECIDED, deadlines.c.overdue.is_(False), theirs, COUNTS)
    runs: dict[str, list[Run]] = defaultdict(list)
    for row in await connection.execute(query):
        runs[row.department].append(_run(row))
    return {name: on_time(theirs, since, now) for name, theirs in runs.items()}


def _run(row: Any) -> Run:
    return Run(
        incident=row.incident,
        clock=Clock(row.clock),
        # which run it was, and since when, changes nothing
        about="",
        generation=0,
        started_at=row.due_at,
        due_at=row.due_at,
        state=TimerState(row.state),
        ended_at=row.ended_at,
    )


async def _bounces(connection: AsyncConnection, since: datetime) -> Counter[str]:
    """How often each gave something back."""
    first = await first_event_since(connection, since)
    query = select(events.c.body).where(events.c.seq >= first, events.c.type == "bounce")
    bodies = [json.loads(body) for body in (await connection.execute(query)).scalars()]
    return Counter(body["diffs"]["department"][0] for body in bodies if not body["drill"])


async def _promises(connection: AsyncConnection, name: str) -> tuple[tuple[int, Promise], ...]:
    """What the department promised and has not kept yet, the earliest first."""
    lives = deadlines.c.state.in_([state.value for state in LIVE])
    real = (deadlines.c.clock == Clock.PROMISE.value) & (deadlines.c.incident > 0)
    query = select(deadlines.c.incident).where(lives, real)
    idents = sorted(set(await connection.scalars(query)))
    found = [one for part in portions(idents) for one in await load(connection, part)]
    theirs = [(one.id, promise) for one in found for promise in one.promises if promise.department == name]
    waiting = [pair for pair in theirs if pair[1].state is not PromiseState.KEPT]
    return tuple(sorted(waiting, key=lambda pair: (pair[1].due, pair[0], pair[1].number)))
