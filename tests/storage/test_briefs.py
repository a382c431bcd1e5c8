"""Telling of a period: its row and its messages together, once, on both databases."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from core.digest.charts import Spell
from core.digest.parcel import Told, parcel
from core.digest.periods import Span, containing
from core.outgoing import Lane, Notice
from core.texts import Message, Texts
from core.watching.health import Health
from jobs.digest import digest
from jobs.tools import Tools
from storage import Store
from storage.tables import digests, outages, outbox, sources
from tests.conftest import GROUP, LIN, NOON
from tests.storage.making import opened, press
from tests.unit.digest_telling.making import NORMAL, WEEK
from tests.unit.making import POLICY

PARCEL = parcel(Told(summary=NORMAL), POLICY, Texts())


async def rows(store: Store) -> tuple[int, int]:
    async with store.db.read() as connection:
        kept = await connection.scalar(select(func.count()).select_from(digests))
        said = await connection.scalar(select(func.count()).select_from(outbox))
    return kept or 0, said or 0


async def test_a_period_is_told_once_and_reads_back_as_it_was_told(store: Store) -> None:
    assert await store.kept_summary(WEEK) is None
    assert await store.tell(NORMAL, PARCEL, NOON)
    assert await rows(store) == (1, len(PARCEL))
    assert not await store.tell(replace(NORMAL, new=99), PARCEL, NOON)
    assert await rows(store) == (1, len(PARCEL))
    assert await store.kept_summary(WEEK) == NORMAL
    assert await store.told_periods(["2026-W46", "2026-W47"]) == {"2026-W46"}


async def test_of_many_who_tell_at_once_one_does(store: Store) -> None:
    done = await asyncio.gather(*(store.tell(NORMAL, PARCEL, NOON) for _ in range(5)))
    assert sorted(done) == [False, False, False, False, True]
    assert await rows(store) == (1, len(PARCEL))


async def test_what_cannot_be_said_leaves_no_row(store: Store) -> None:
    """A period whose messages failed is due again."""
    broken = Notice(key="k", chat=GROUP, text=Message("x", {"bad": object()}), lane=Lane.LOG)
    with pytest.raises(TypeError):
        await store.tell(NORMAL, (*PARCEL, broken), NOON)
    assert await rows(store) == (0, 0)


async def test_a_day_is_settled_once_with_or_without_a_word(store: Store) -> None:
    day = date(2026, 11, 20)
    notice = Notice(key="brief:2026-11-20", chat=GROUP, text=Message("简报"), lane=Lane.LOG)
    assert await store.tell_brief(day, None, NOON)
    assert not await store.tell_brief(day, notice, NOON)
    assert await rows(store) == (1, 0)
    assert await store.tell_brief(day + timedelta(days=1), notice, NOON)
    assert await rows(store) == (2, 1)


async def test_nothing_has_begun_before_the_first_event(store: Store) -> None:
    assert await store.began() is None
    ident = await opened(store)
    began = await store.began()
    assert began == NOON
    await press(store, LIN, "cl", ident)
    assert await store.began() == began


async def test_blind_spells_of_a_period(store: Store) -> None:
    week = containing(Span.WEEK, date(2026, 11, 16))
    begin, end = week.bounds(store.figures.timezone)
    spells = (
        (begin - timedelta(days=2), begin),
        (begin - timedelta(days=1), begin + timedelta(hours=1)),
        (begin + timedelta(days=1), begin + timedelta(days=2)),
        (end - timedelta(hours=1), None),
        (end, None),
    )
    async with store.db.write() as connection:
        row = {"name": "海棠论坛", "body": {"name": "海棠论坛"}, "next_at": NOON}
        await connection.execute(sources.insert().values(id=7, **row))
        for since, until in spells:
            one = {"source": 7, "health": "failing", "began_at": since, "ended_at": until}
            await connection.execute(outages.insert().values(**one))
    found = await store.spells(week)
    assert found == tuple(Spell(source="海棠论坛", health=Health.FAILING, begin=b, end=e) for b, e in spells[1:4])


async def test_in_a_year_every_week_is_told_once_with_one_picture(store: Store) -> None:
    """The clock rings every morning and twice on Mondays, and misses three weeks of August."""
    await opened(store)
    now = NOON
    tools = Tools(
        store=store,
        web=None,  # type: ignore[arg-type]
        memory=None,  # type: ignore[arg-type]
        texts=Texts(),
        clock=lambda: now,
        luck=lambda: 0.5,
        ring=asyncio.Event(),
    )
    for number in range(366):
        # 08:35 of the organisation's clock
        now = NOON.replace(hour=0, minute=35) + timedelta(days=number)
        if now.month == 8 and now.day < 22:
            continue
        for _ in range(2 if now.weekday() == 0 else 1):
            await digest(tools)
    async with store.db.read() as connection:
        told = (await connection.execute(select(digests.c.span, digests.c.period))).all()
        keys = list((await connection.execute(select(outbox.c.key).order_by(outbox.c.id))).scalars())
    weeks = [period for span, period in told if span == Span.WEEK.value]
    assert (len(weeks), len(set(weeks))) == (52, 52)
    assert (min(weeks), max(weeks)) == ("2026-W47", "2027-W45")
    assert sum(span == Span.MONTH.value for span, _ in told) == 12
    assert [period for span, period in told if span == Span.YEAR.value] == ["2026"]
    for week in weeks:
        assert [key.rpartition(":")[2] for key in keys if key.startswith(f"digest:{week}:")].count("trend") == 1
    pictures = ("trend", "departments", "sources")
    assert [key for key in keys if key.startswith("digest:2027-W20:") and key.endswith(pictures)] == [
        "digest:2027-W20:trend"
    ]
    lates = [key for key in keys if key in {f"digest:2027-W{number}" for number in (30, 31, 32, 33)}]
    assert lates == sorted(lates), "the older first"
