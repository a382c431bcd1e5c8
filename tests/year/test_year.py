"""A whole year: 3 000 incidents, 200 000 posts. Minutes; what it took is printed."""

import resource
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy.engine import URL

from core.digest.figures import Summary
from core.digest.periods import Period, Span, containing
from storage import Store
from storage.digests import keep_summary
from tests.conftest import NOON
from tests.year.conftest import YEAR, opened
from tests.year.counting import added, compared, counted, rows_of
from tests.year.life import Office
from tests.year.recount import ZONE
from tests.year.recount_rates import Rates

WEEKS = [containing(Span.WEEK, YEAR.begin + timedelta(days=7 * number)) for number in range(52)]
WHOLE = Period(span=Span.OTHER, begin=YEAR.begin, end=YEAR.end)


def _megabytes() -> float:
    """The most that this process has held so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 if sys.platform != "darwin" else most / 1024**2


async def _measured(store: Store, period: Period) -> Summary:
    held, began = _megabytes(), time.perf_counter()
    activity = await store.activity(period)
    read = time.perf_counter() - began
    del activity
    began = time.perf_counter()
    summary = await counted(store, period)
    took = time.perf_counter() - began
    print(f"{period.key}: read {read:.2f} s, read and counted {took:.2f} s, {_megabytes() - held:.0f} MB more")
    return summary


@pytest.mark.long
async def test_a_year_adds_up_and_equals_a_second_counting(year: tuple[URL, Office]) -> None:
    store = opened(year[0])
    try:
        for period in (WEEKS[-1], WEEKS[20], containing(Span.MONTH, WEEKS[20].begin), WHOLE):
            await _measured(store, period)
        weeks, whole = [await counted(store, week) for week in WEEKS], await counted(store, WHOLE)
        added(weeks, whole)
        async with store.db.write() as connection:
            assert [await keep_summary(connection, week, NOON) for week in (*weeks, *weeks)] == [True] * 52 + [
                False
            ] * 52
        assert [await store.kept_summary(week) for week in WEEKS] == weeks
        rows = await rows_of(store)
        for period, summary in ((WEEKS[20], weeks[20]), (WEEKS[-1], weeks[-1]), (WHOLE, whole)):
            assert not compared(summary, Rates(rows, *period.bounds(ZONE)))
    finally:
        await store.close()
