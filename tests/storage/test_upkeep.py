"""Housekeeping on both databases: what is no longer needed goes, what is still needed stays (O4)."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.arrivals import KIND, Arrival, arrival_key
from core.changes import Entry
from core.detect import Organisation
from core.posts import Post, Source
from core.reporting import DRAFT_LIFE
from core.rules import RuleSet
from core.texts import Texts
from jobs.memory import Memory
from jobs.sources.web import Web
from jobs.tools import Tools
from jobs.upkeep import ARRIVAL_LIFE, upkeep
from storage import Store
from storage.tables import arrivals
from tests.conftest import LIN, NOON

MONITOR = Source(name="人民舆情", kind=KIND, url="")


def arrival(key: str, person: int = 0) -> Arrival:
    post = Post(key=key, title="望江西路改建拖延")
    return Arrival(key=arrival_key(MONITOR, post), source=MONITOR, post=post, entry=Entry.WEBHOOK, person=person)


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (23 * DRAFT_LIFE, {"draft", "new"}),
        (25 * DRAFT_LIFE, {"new"}),
        (ARRIVAL_LIFE + timedelta(days=1), {"new"}),
    ],
)
async def test_drafts_go_after_a_day_and_what_waits_never(store: Store, later: timedelta, left: set[str]) -> None:
    await store.receive_arrivals([arrival("1")], NOON)
    await store.keep_draft(arrival("2", LIN), NOON)
    assert await left_after(store, later) == left


@pytest.mark.parametrize(("later", "left"), [(ARRIVAL_LIFE, {"done"}), (ARRIVAL_LIFE + timedelta(seconds=1), set())])
async def test_what_was_taken_in_goes_after_a_month(store: Store, later: timedelta, left: set[str]) -> None:
    await store.receive_arrivals([arrival("1")], NOON)
    async with store.db.write() as connection:
        await connection.execute(arrivals.update().values(state="done"))
    assert await left_after(store, later) == left


async def left_after(store: Store, later: timedelta) -> set[str]:
    memory = Memory(RuleSet.empty(), Organisation(name="海棠县住建局"), lambda text: [text])
    async with Web() as web:
        tools = Tools(
            store=store,
            web=web,
            memory=memory,
            texts=Texts(),
            clock=lambda: NOON + later,
            luck=lambda: 0.5,
            ring=asyncio.Event(),
        )
        await upkeep(tools)
    async with store.db.read() as connection:
        states = set((await connection.execute(select(arrivals.c.state))).scalars())
        assert await connection.scalar(select(func.count()).select_from(arrivals)) == len(states)
    return states
