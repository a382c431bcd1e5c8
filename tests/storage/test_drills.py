"""Rows of drills: one at a time, nothing of theirs left at the door, no source shared with what is real."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from bot.config_tables import OrganisationTable
from bot.scenario_files import SHIPPED, read_scenario
from core.arrivals import Arrival
from core.bysystem import system_turn
from core.changes import Entry
from core.drill import scenario
from core.drill.running import Run, State
from core.drill.telling import card
from core.errors import InputError
from core.texts import Texts
from storage import Store
from storage.tables import arrivals, drills, outbox, sources
from tests.conftest import FANG, LIN, NOON
from tests.storage.making import command

RUMOUR = read_scenario(SHIPPED / "rumour.toml", OrganisationTable(name="县住建局"))
TELL = partial(card, texts=Texts())


async def begun(store: Store) -> Run:
    """One that goes on, its first post at the door."""
    await store.start_drill(RUMOUR, 1.0, command(FANG, "drill", key="start"))
    run = await store.drill()
    assert run is not None
    await store.receive_arrivals([first(run)], NOON)
    return run


def first(run: Run) -> Arrival:
    return scenario.arrival(run.id, 0, RUMOUR.posts[0], NOON, run.pace)


async def ended(store: Store, run: Run) -> State:
    policy = await store.policy()
    await store.end_drill(run, system_turn(policy, NOON + timedelta(hours=3)), TELL)
    async with store.db.read() as connection:
        return State(await connection.scalar(select(drills.c.state).where(drills.c.id == run.id)) or "")


async def test_it_does_not_end_while_a_post_of_it_stands_at_the_door(store: Store) -> None:
    run = await begun(store)
    assert await ended(store, run) is State.RUNNING
    (waiting,) = await store.new_arrivals(9)
    watched = await store.arrival_source(waiting, NOON)
    assert watched.id < 0
    await store.arrival_failed(waiting, "worn out", NOON, final=True)
    assert await ended(store, run) is State.OVER
    assert await ended(store, run) is State.OVER, "and it ends once"
    async with store.db.read() as connection:
        told = select(func.count()).select_from(outbox).where(outbox.c.key == f"drill:{run.id}:score")
        assert await connection.scalar(told) == 1


async def test_what_is_stopped_lets_nothing_more_in(store: Store) -> None:
    await begun(store)
    assert (await store.stop_drill(TELL, command(LIN, "drill", key="stop1"))).refused == "role"
    assert len(await store.new_arrivals(9)) == 1
    assert not (await store.stop_drill(TELL, command(FANG, "drill", key="stop2"))).refused
    assert await store.drill() is None
    assert await store.new_arrivals(9) == ()
    async with store.db.read() as connection:
        assert await connection.scalar(select(arrivals.c.state)) == "dropped"


async def test_of_two_that_begin_at_once_one_goes_on(store: Store) -> None:
    both = (store.start_drill(RUMOUR, 1.0, command(FANG, "drill", key=key)) for key in ("a", "b"))
    assert sorted(one.refused for one in await asyncio.gather(*both)) == ["", "running"]
    async with store.db.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(drills)) == 1


@pytest.mark.parametrize("drill_first", [True, False])
async def test_what_is_made_up_and_what_is_real_share_no_source(store: Store, drill_first: bool) -> None:
    run = await begun(store)
    made_up = first(run)
    real = replace(made_up, entry=Entry.WEBHOOK, source=replace(made_up.source, pace=0.0))
    assert made_up.source.drill
    assert not real.source.drill
    one, other = (made_up, real) if drill_first else (real, made_up)
    watched = await store.arrival_source(one, NOON)
    assert (watched.id < 0) is drill_first
    with pytest.raises(InputError):
        await store.arrival_source(other, NOON)
    async with store.db.read() as connection:
        assert list(await connection.scalars(select(sources.c.id))) == [watched.id]
