"""Every figure of a lived month equals a second counting from the rows alone, and its parts add up."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.engine import URL

from core.digest.figures import Summary
from core.digest.periods import Period, Span, containing
from storage import Store
from storage.digests import keep_summary
from storage.tables import digests
from tests.conftest import NOON
from tests.year.conftest import MONTH, Lived, opened
from tests.year.counting import added, compared, counted, rows_of
from tests.year.life import Office
from tests.year.recount import ZONE
from tests.year.recount_rates import Rates

WEEKS = [containing(Span.WEEK, MONTH.begin + timedelta(days=7 * number)) for number in range(4)]
WHOLE = Period(span=Span.OTHER, begin=MONTH.begin, end=MONTH.end)
PERIODS = (*WEEKS, WHOLE, containing(Span.MONTH, MONTH.begin), containing(Span.DAY, date(2026, 3, 18)))


async def test_every_figure_equals_a_second_counting(month_store: Store) -> None:
    rows = await rows_of(month_store)
    for period in PERIODS:
        differing = compared(await counted(month_store, period), Rates(rows, *period.bounds(ZONE)))
        assert not differing, f"{period.key}: " + "\n".join(differing)


async def test_the_comparison_sees_a_difference(month_store: Store) -> None:
    week = await counted(month_store, WEEKS[0])
    again = Rates(await rows_of(month_store), *WEEKS[0].bounds(ZONE))
    wrong = replace(
        week, closed=week.closed + 1, claim=replace(week.claim, open=week.claim.open + 1), late=week.late[1:]
    )
    assert [one.split(":")[0] for one in compared(wrong, again)] == ["closed", "claim", "late"]


async def test_parts_add_up(month_store: Store) -> None:
    added([await counted(month_store, week) for week in WEEKS], await counted(month_store, WHOLE))


async def test_the_life_shows_every_figure(month: tuple[URL, Office], month_store: Store) -> None:
    """Otherwise the comparison would say little."""
    whole, week = await counted(month_store, WHOLE), await counted(month_store, WEEKS[2])
    empty = {name for name in Summary.__dataclass_fields__ if not getattr(whole, name)}
    # nothing is older than the office, nobody lets a card sleep, and nobody may sign alone
    assert empty <= {"carried", "snoozed", "overdue_apart", "solo", "silent", "failing"}, empty
    assert all((week.carried, week.claim.open, week.late, week.oldest))
    assert {code.split(":")[0] for code in month[1].done} >= {"un", "ro", "mg", "by", "rt", "tx", "kp", "drill"}


async def test_what_was_told_reads_back_as_it_was(month_store: Store) -> None:
    first = await counted(month_store, WEEKS[0])
    async with month_store.db.write() as connection:
        assert await keep_summary(connection, first, NOON)
        assert not await keep_summary(connection, replace(first, new=0), NOON)
    try:
        assert await month_store.kept_summary(WEEKS[0]) == first == await counted(month_store, WEEKS[0])
        assert await month_store.kept_summary(WEEKS[1]) is None
    finally:
        async with month_store.db.write() as connection:
            await connection.execute(delete(digests))


@pytest.mark.postgres
def test_both_databases_count_the_same(lived: Lived) -> None:
    """But for the hash: every audit is salted by itself."""

    async def read(url: URL) -> list[Summary]:
        store = opened(url)
        try:
            return [replace(await counted(store, period), hash="") for period in PERIODS]
        finally:
            await store.close()

    found = [asyncio.run(read(lived(kind, MONTH)[0])) for kind in ("sqlite", "postgres")]
    assert found[0] == found[1]
