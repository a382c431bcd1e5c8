"""Housekeeping on both databases: what is no longer needed goes, what is still needed stays (O4)."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.words import words
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
from storage import Store, pruning
from storage.pruning import STEP
from storage.tables import arrivals, pages
from tests.conftest import LIN, NOON
from tests.storage.making import look, opened, prepared

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


async def upkept(store: Store, later: timedelta) -> None:
    memory = Memory(RuleSet.empty(), Organisation(name="海棠县住建局"), words(()))
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


async def left_after(store: Store, later: timedelta) -> set[str]:
    await upkept(store, later)
    async with store.db.read() as connection:
        states = set((await connection.execute(select(arrivals.c.state))).scalars())
        assert await connection.scalar(select(func.count()).select_from(arrivals)) == len(states)
    return states


async def test_a_clock_that_jumps_ahead_is_believed_step_by_step(store: Store) -> None:
    """What is thrown away by age goes by this: one wrong reading must not end two years of keeping."""
    assert await store.steady(NOON) == NOON
    hour, year = timedelta(hours=1), timedelta(days=365)
    assert await store.steady(NOON + hour) == NOON + hour
    # wrong for an hour, then right again
    assert await store.steady(NOON + 3 * year) == NOON + hour + STEP
    assert await store.steady(NOON + 2 * hour) == NOON + 2 * hour
    # after a month of rest it comes up with the truth
    now, runs = NOON + timedelta(days=30), 0
    while await store.steady(now) < now:
        runs += 1
    assert runs == timedelta(days=30) // STEP - 1


async def test_at_first_no_more_is_believed_than_the_newest_post_tells(store: Store) -> None:
    await look(store, prepared("one"))
    assert await store.steady(NOON + timedelta(days=3650)) == NOON


@pytest.mark.parametrize(("runs", "step", "kept"), [(1, STEP, True), (24, STEP, True), (4, timedelta(days=30), False)])
async def test_a_wrong_clock_prunes_no_evidence_but_ninety_days_do(
    store: Store, monkeypatch: pytest.MonkeyPatch, runs: int, step: timedelta, kept: bool
) -> None:
    monkeypatch.setattr(pruning, "STEP", step)
    ident = await opened(store)
    async with store.db.write() as connection:
        page = {"incident": ident, "statement": 1, "url": "https://gov.example/1", "state": "kept"}
        await connection.execute(pages.insert().values(**page, size=3, asked_at=NOON, sha256="c" * 64))
    await upkept(store, timedelta())
    for _ in range(runs):
        await upkept(store, timedelta(days=365 * 3))
    async with store.db.read() as connection:
        (state,) = await connection.scalars(select(pages.c.state))
    assert (state == "kept") is kept
