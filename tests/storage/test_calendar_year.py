"""A year without an official table (lifecycle §4): told once, 30 days ahead, and no failure of the job."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL

from bot.workdays import calendar
from core.detect import Organisation
from core.policy import Figures
from core.rules import RuleSet
from core.texts import Texts
from core.workdays import Calendar, WorkTime
from jobs.calendar_year import calendar_year
from jobs.memory import Memory
from jobs.sources.web import Web
from jobs.tools import Tools
from storage import Database, Store
from storage.tables import outbox
from tests.conftest import FANG, GROUP, GU, NOON, PEOPLE, UNITS, stand
from tests.unit.detect.making import Pairs

#: 00:00 of 2 December 2026 in China
TOLD_FROM = datetime.fromisoformat("2026-12-02T00:00+08:00")


async def looked(store: Store, now: datetime, table: Calendar) -> list[str]:
    """Keys of everything said so far."""
    store.figures = replace(store.figures, work=WorkTime(calendar=table))
    store._policy_changed()
    memory = Memory(RuleSet.empty(), Organisation(name="海棠县住建局"), Pairs())
    async with Web() as web:
        ring = asyncio.Event()
        tools = Tools(
            store=store, web=web, memory=memory, texts=Texts(), clock=lambda: now, luck=lambda: 0.5, ring=ring
        )
        await calendar_year(tools)
    async with store.db.read() as connection:
        rows = (await connection.execute(select(outbox).order_by(outbox.c.id))).mappings().all()
    assert not any(row["loud"] for row in rows), "there is time: nobody is woken"
    assert ring.is_set() or not [row for row in rows if row["created_at"] == now]
    keys = {f"calendar:2027:{name}": chat for name, chat in (("group", GROUP), (FANG, FANG), (GU, GU))}
    assert all(keys.get(row["key"], row["chat"]) == row["chat"] for row in rows)
    return [row["key"] for row in rows]


def told(year: int) -> list[str]:
    return [f"calendar:{year}:{whom}" for whom in ("group", FANG, GU)]


async def test_it_is_told_once_and_only_to_group_and_leads(store: Store) -> None:
    table = calendar()
    assert await looked(store, NOON, table) == []
    assert await looked(store, TOLD_FROM - timedelta(seconds=1), table) == []
    assert await looked(store, TOLD_FROM, table) == told(2027)
    assert await looked(store, TOLD_FROM + timedelta(hours=1), table) == told(2027)
    assert await looked(store, TOLD_FROM + timedelta(days=120), table) == told(2027)
    assert await looked(store, TOLD_FROM + timedelta(days=365), table) == told(2027) + told(2028)


async def test_the_message_says_the_year_and_what_to_do(store: Store) -> None:
    await looked(store, TOLD_FROM, calendar())
    first = (await store.waiting(TOLD_FROM))[0]
    said = Texts().say(first.text)
    assert all(word in said for word in ("2027", "chinesecalendar 1.11.0", "extra_holidays", "extra_workdays")), said


async def test_a_year_that_the_file_covers_is_not_told(store: Store) -> None:
    table = calendar(holidays=[TOLD_FROM.date()], years=[2027])
    assert await looked(store, TOLD_FROM, table) == []


async def test_the_present_year_is_told_too(store: Store) -> None:
    assert await looked(store, NOON, Calendar()) == told(2026)


async def test_without_a_group_the_leads_hear_of_it_and_the_group_once_it_is_there(sqlite_url: URL) -> None:
    store = Store(Database(sqlite_url), Figures(organisation="海棠县住建局"))
    await stand(store, people=PEOPLE, units=UNITS)
    assert await looked(store, TOLD_FROM, calendar()) == told(2027)[1:]
    await stand(store, group=GROUP)
    assert await looked(store, TOLD_FROM, calendar()) == [*told(2027)[1:], told(2027)[0]]
    await store.close()


async def test_it_never_raises(sqlite_url: URL, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(Database(sqlite_url), Figures())

    async def broken() -> None:
        raise OSError("the disk is full")

    store.policy = broken  # type: ignore[assignment, method-assign]
    tools = Tools(
        store=store,
        web=None,  # type: ignore[arg-type]
        memory=None,  # type: ignore[arg-type]
        texts=Texts(),
        clock=lambda: TOLD_FROM,
        luck=lambda: 0.5,
        ring=asyncio.Event(),
    )
    await calendar_year(tools)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    await store.close()
