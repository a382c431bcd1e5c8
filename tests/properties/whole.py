"""What must hold of everything in the store, whatever people did (lifecycle §1–§3, §7)."""

from collections import Counter
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from core.incident import Incident, Status
from core.people import Role
from core.policy import Policy
from storage import Store
from storage.tables import deadlines, evidence, posts
from tests.storage.making import bodies, exported
from tests.storage.test_replay import SILENT, replayed
from tests.unit.law import sound


async def everything(store: Store) -> dict[int, Incident]:
    """Every incident that an event tells of, each as its events say (checked) and as the database has it."""
    rows = [row for row in await exported(store) if row["subject"].startswith("incident:")]
    found = {}
    for ident, told in replayed(rows).items():
        stored = await store.incident(ident)
        assert stored is not None
        assert told == replace(stored, **SILENT)
        found[ident] = stored
    return found


async def counted(store: Store, table: Any) -> Counter[int]:
    """How many rows each incident has."""
    query = select(table.c.incident, func.count()).group_by(table.c.incident)
    async with store.db.read() as connection:
        return Counter({row[0]: row[1] for row in await connection.execute(query)})


def staffed(incident: Incident, policy: Policy) -> None:
    """Work that goes on is in the hands of somebody who is there."""
    if incident.is_open and incident.owner is not None:
        assert policy.actor(incident.owner), f"{incident.number}: its owner is gone"
    if incident.status is Status.HANDLING:
        handler = policy.actor(incident.handler or 0)
        assert handler, f"{incident.number}: its handler is gone"
        assert handler.may(Role.HANDLER)


def grouped(found: dict[int, Incident]) -> None:
    """Who went up in whom is said the same on both sides, and never in a circle."""
    inside = {(child.id, one.id) for one in found.values() for child in one.children}
    gone = {(one.id, one.merged_into) for one in found.values() if one.status is Status.MERGED}
    assert inside == gone
    for one in found.values():
        way = [one]
        while (up := way[-1].merged_into) is not None:
            assert up not in [step.id for step in way], "a circle"
            way.append(found[up])


async def timed(store: Store, found: dict[int, Incident]) -> None:
    """What runs stands in a row, and what stands in a row as running runs."""
    query = select(deadlines).where(deadlines.c.state.in_(("running", "paused")))
    async with store.db.read() as connection:
        rows = (await connection.execute(query)).mappings().all()
    kept = {(row["incident"], row["clock"], row["about"], row["generation"], row["due_at"]) for row in rows}
    alive = ((one.id, timer) for one in found.values() for timer in one.clocks if timer.lives)
    assert kept == {(ident, t.clock.value, t.about, t.generation, t.due_at) for ident, t in alive}


async def whole(store: Store) -> None:
    """All that must hold whatever happened."""
    found, policy = await everything(store), await store.policy()
    rows, files = await counted(store, posts), await counted(store, evidence)
    once_invalid = {int(body["subject"].removeprefix("incident:")) for body in await bodies(store, "invalid")}
    for one in found.values():
        sound(one)
        staffed(one, policy)
        if one.status is Status.MERGED:
            assert (rows[one.id], files[one.id]) == (0, 0)
        elif one.id in once_invalid:
            # copies of what was called a false alarm are kept without a word, and counted with the next post
            assert one.posts <= rows[one.id]
        else:
            assert (one.posts, one.evidence) == (rows[one.id], files[one.id]), one.number
    assert sum(rows[ident] for ident in found) == sum(rows.values()), "a post belongs to no incident"
    grouped(found)
    await timed(store, found)
    assert (await store.verify_audit())[1] is None
