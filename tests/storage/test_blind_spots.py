"""监测盲区: rows from turn to turn, one alarm for each, and hours that fit the period they are counted for."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from core.digest.periods import Period, Span
from core.posts import Cursor, Source
from core.texts import Message
from core.watching.health import after_bad, after_good
from core.watching.tidings import tidings
from storage import Store
from storage.looks import Look, Watched
from storage.tables import blind_spots
from tests.conftest import FANG, GROUP, NOON
from tests.storage.making import command

HOUR = timedelta(hours=1)
A = Source(name="微言一", kind="rss", url="https://a.example/", platform="微博")
B = replace(A, name="微言二", url="https://b.example/")
REST = tuple(Source(name=f"论坛{n}", kind="rss", url=f"https://f{n}.example/", platform="论坛") for n in range(8))


async def watching(store: Store) -> None:
    await store.seed_sources((A, B, *REST), NOON - HOUR)
    for one in await store.all_sources():
        await looked(store, one.source.name, NOON - HOUR)


async def named(store: Store, name: str) -> Watched:
    return next(one for one in await store.all_sources() if one.source.name == name)


async def looked(store: Store, name: str, now: datetime, *, well: bool = True) -> None:
    """A good look, or the third bad one."""
    one, policy = await named(store, name), await store.policy()
    before = one.standing if well else replace(one.standing, failures=2)
    after = after_good(before, news=True, moved_to="", now=now) if well else after_bad(before, shape=False, now=now)
    said = tidings(one.id, name, one.standing, after, Message("连不上"), policy, now)
    look = Look(watched=one, cursor=Cursor(), next_at=now + HOUR, standing=after, tidings=said)
    await store.looked_many((look,), policy, now)


async def heard(store: Store, chat: int, now: datetime) -> list[str]:
    return [one.text.plain() for one in await store.waiting(now) if one.chat == chat]


async def spots_of(store: Store) -> list[tuple[str, str, datetime, datetime | None]]:
    async with store.db.read() as connection:
        found = await connection.execute(select(blind_spots).order_by(blind_spots.c.id))
        return [(row.scope, row.name, row.began_at, row.ended_at) for row in found]


async def test_the_last_source_of_a_platform_makes_the_alarm_and_takes_the_place_of_its_own(store: Store) -> None:
    await watching(store)
    await looked(store, "微言一", NOON, well=False)
    (first,) = await heard(store, FANG, NOON)
    assert "监测源「微言一」读不到" in first
    assert await spots_of(store) == []
    await looked(store, "微言二", NOON + HOUR, well=False)
    (_, second) = await heard(store, FANG, NOON + HOUR)
    assert "「微博」平台都监测不到了（「微言一」、「微言二」）" in second
    assert len(await heard(store, GROUP, NOON + HOUR)) == 2, "the group hears of each source, as ever"
    await looked(store, "微言二", NOON + 2 * HOUR, well=False)
    assert len(await heard(store, FANG, NOON + 2 * HOUR)) == 2, "once"
    await looked(store, "微言一", NOON + 3 * HOUR)
    (*_, last) = await heard(store, FANG, NOON + 3 * HOUR)
    assert "监测盲区已解除：「微博」平台；自 13:00 起可能有遗漏，请补看" in last
    assert await spots_of(store) == [("platform", "微博", NOON + HOUR, NOON + 3 * HOUR)]


async def test_one_of_many_makes_no_alarm_in_the_large(store: Store) -> None:
    await watching(store)
    await looked(store, "论坛0", NOON, well=False)
    (words,) = await heard(store, FANG, NOON)
    assert "监测源「论坛0」" in words
    assert await spots_of(store) == []


async def test_to_lay_the_one_that_sees_to_rest_leaves_a_blind_platform_and_to_wake_it_ends_that(store: Store) -> None:
    await watching(store)
    await looked(store, "微言一", NOON, well=False)
    known = await store.known_source("微言二")
    assert known
    await store.turn_source(known, False, command(FANG, "pause", now=NOON + HOUR))
    assert [spot[:2] for spot in await spots_of(store)] == [("platform", "微博")]
    await store.turn_source(known, True, command(FANG, "resume", now=NOON + 2 * HOUR))
    ((*_, ended),) = await spots_of(store)
    assert ended == NOON + 2 * HOUR


async def test_a_platform_laid_to_rest_is_not_blind_and_has_not_recovered(store: Store) -> None:
    await watching(store)
    for at, name in enumerate(("微言一", "微言二")):
        await looked(store, name, NOON + at * HOUR, well=False)
    before = len(await heard(store, FANG, NOON + HOUR))
    for at, name in enumerate(("微言一", "微言二"), 2):
        known = await store.known_source(name)
        assert known
        await store.turn_source(known, False, command(FANG, "pause", now=NOON + at * HOUR))
    assert len(await heard(store, FANG, NOON + 4 * HOUR)) == before
    ((*_, ended),) = await spots_of(store)
    assert ended == NOON + 3 * HOUR
    week = {one.name: one.week.blind for one in await store.source_states(NOON + 9 * HOUR)}
    assert (week["微言一"], week["微言二"]) == (2 * HOUR, 2 * HOUR), "at rest nothing is counted"


async def test_hours_are_cut_at_the_borders_of_the_period(store: Store) -> None:
    """From noon of the 20th to 06:00 of the 22nd: 12 hours, a whole day, six hours."""
    await watching(store)
    for name in ("微言一", "微言二"):
        await looked(store, name, NOON, well=False)
    for name in ("微言一", "微言二"):
        await looked(store, name, NOON + 42 * HOUR)
    for days, hours in ((0, 12), (1, 24), (2, 6), (3, 0)):
        day = Period(
            span=Span.DAY, begin=NOON.date() + timedelta(days=days), end=NOON.date() + timedelta(days=days + 1)
        )
        activity = await store.activity(day)
        assert {one.name: one.blind / 3600 for one in activity.watches if one.platform == "微博"} == {
            "微言一": hours,
            "微言二": hours,
        }
        assert [(name, seconds / 3600) for name, seconds in activity.unseen] == ([("微博", hours)] if hours else [])


async def test_a_week_on_the_list_counts_seven_days_back_and_no_more(store: Store) -> None:
    await watching(store)
    await looked(store, "微言一", NOON, well=False)
    week = {one.name: one.week.blind for one in await store.source_states(NOON + timedelta(days=9))}
    assert week["微言一"] == timedelta(days=7)
    assert week["微言二"] == timedelta()
