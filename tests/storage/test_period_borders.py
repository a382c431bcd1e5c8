"""An act waits for its turn to be written: what happened before midnight may be written after what came later."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.digest.periods import Span, containing
from core.digest.summary import summarise
from storage import Store
from storage.tables import outages
from tests.conftest import LIN, NOON
from tests.storage.grouping import twice
from tests.storage.making import look, prepared, press, watched

TODAY = containing(Span.DAY, NOON.date())
NEXT = containing(Span.DAY, NOON.date() + timedelta(days=1))
SECOND = timedelta(seconds=1)


async def test_what_was_found_before_midnight_is_of_that_day(store: Store) -> None:
    _, end = TODAY.bounds(store.figures.timezone)
    await look(store, prepared("a"), now=end - 3600 * SECOND)
    await look(store, prepared("b"), now=end + SECOND)
    await look(store, prepared("c"), now=end - 5 * SECOND)
    policy = await store.policy()
    counts = [summarise(await store.activity(day), policy).new for day in (TODAY, NEXT)]
    assert counts == [2, 1]


async def test_a_press_before_midnight_holds_at_the_end_of_the_day(store: Store) -> None:
    _, end = TODAY.bounds(store.figures.timezone)
    await look(store, prepared("a"), now=end - 3600 * SECOND)
    await look(store, prepared("b"), now=end + SECOND)
    await press(store, LIN, "cl", 1, now=end - SECOND)
    activity = await store.activity(TODAY)
    assert activity.incidents[0].owner == LIN
    (burden,) = summarise(activity, await store.policy()).burdens
    assert (burden.taken, burden.open) == (1, 1)


async def test_what_ends_before_midnight_is_not_carried_over(store: Store) -> None:
    _, end = TODAY.bounds(store.figures.timezone)
    await look(store, prepared("a"), now=end - 3600 * SECOND)
    await look(store, prepared("b"), now=end + SECOND)
    await twice(store, LIN, "iv", 1, "u", now=end - 10 * SECOND)
    policy = await store.policy()
    today, after = [summarise(await store.activity(day), policy) for day in (TODAY, NEXT)]
    assert (today.invalid, today.false_alarms.part, after.invalid, after.false_alarms.part) == (1, 1, 0, 0)
    assert (today.open_count, after.carried) == (0, 0)


@pytest.mark.parametrize("later", [1, 2, 3])
async def test_a_verdict_is_counted_once_whatever_was_written_meanwhile(store: Store, later: int) -> None:
    _, end = TODAY.bounds(store.figures.timezone)
    await look(store, prepared("a"), now=end - 3600 * SECOND)
    await press(store, LIN, "cl", 1, now=end - 1800 * SECOND)
    await look(store, prepared("b"), now=end + SECOND)
    await press(store, LIN, "vf", 1, now=end - SECOND)
    for number in range(later):
        await look(store, prepared(f"z{number}"), now=end + 60 * SECOND)
    policy = await store.policy()
    rumours = [summarise(await store.activity(day), policy).rumours.whole for day in (TODAY, NEXT)]
    assert rumours == [1, 0]


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 10, 20), 169), (date(2026, 3, 25), 167), (date(2026, 7, 1), 168)]
)
async def test_a_week_in_which_the_clock_is_put_back_has_an_hour_more(store: Store, day: date, hours: int) -> None:
    store.figures = replace(store.figures, timezone=ZoneInfo("Europe/Berlin"))
    one = await watched(store)
    began = datetime(2026, 1, 1, tzinfo=UTC)
    async with store.db.write() as connection:
        await connection.execute(outages.insert().values(source=one.id, health="failing", began_at=began))
    (watch,) = (await store.activity(containing(Span.WEEK, day))).watches
    assert watch.blind == hours * 3600
