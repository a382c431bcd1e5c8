"""How far and how fast, from rows: the hours of a post, authors, regions, hot lists; bursts of our name; the calm."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.bursts import CALM
from core.detect import Action, Decision, Organisation, Prepared
from core.detect.mentions import Mentions
from core.grouping import sightings
from core.incident import Incident
from core.lists.keys import Asked
from core.pace import BurstFigures, Pace
from core.posts import Cursor, Source
from core.rules import RuleSet
from core.spreading import MANY, Sighting, spread
from jobs.memory import Memory
from storage import Store, rows
from storage.heat import Heat
from storage.posts import kept
from storage.sources import Watched
from storage.tables import bursts, incidents, mentions, outbox
from tests.conftest import NOON
from tests.storage.making import FORUM, bodies, prepared
from tests.unit.test_intake import Letters

WEIBO = Source(name="微言海棠", kind="rss", url="", platform="微博", region="青禾市")
FIGURES = BurstFigures()
OURS = Organisation(name="海棠县住建局")


async def watching(store: Store) -> tuple[Watched, ...]:
    await store.seed_sources([replace(FORUM, region="海棠县"), WEIBO], NOON)
    return tuple(await store.all_sources())


async def seen(
    store: Store,
    watched: Watched,
    posts: list[Prepared],
    place: Callable[[Prepared], Decision],
    now: datetime = NOON,
    **given: Any,
) -> None:
    remember = given.get("remember", lambda _: None)
    await store.intake(watched, posts, place, remember, cursor=Cursor(), moved_to="", next_at=now, now=now)


def opens(one: Prepared) -> Decision:
    return Decision(action=Action.OPEN, reasons=one.reasons)


def joins(one: Prepared) -> Decision:
    return Decision(action=Action.ATTACH, incident=1, reasons=one.reasons)


def by(watched: Watched, key: str, **post: Any) -> Prepared:
    return replace(prepared(key, **post), source=watched.source)


async def state(store: Store, ident: int = 1) -> Incident:
    found = await store.incident(ident)
    assert found is not None
    return found


async def counted(store: Store, now: datetime) -> tuple[Sighting, ...]:
    async with store.db.read() as connection:
        return await Heat(connection, now).of(1)


async def test_the_database_counts_as_the_core_does(store: Store) -> None:
    """At every edge of the hours that tell of the pace."""
    forum, weibo = await watching(store)
    # the last one: the clock stood wrong
    edges = (25, 24.9, 24, 23, 13, 12.9, 12, 1, 0.9, 0, -30)
    times = [NOON - timedelta(hours=ago) for ago in edges]
    await seen(store, forum, [by(forum, "0", author="甲")], opens, times[0])
    for number, at in enumerate(times[1:], 1):
        where = weibo if number % 3 else forum
        one = by(where, str(number), author="乙" if number % 2 else "甲", rank=number if number > 3 else None)
        await seen(store, where, [one], joins, at)
    found = spread(await counted(store, NOON), NOON)
    async with store.db.read() as connection:
        alone = spread(sightings(await kept(connection, (1,))), NOON)
    assert found == alone
    assert found.pace == Pace(last=2, before=3, yesterday=2)
    assert (found.authors, found.rank, found.regions) == (4, 4, {"海棠县", "青禾市"})
    after = await state(store)
    assert (after.regions, after.rank, after.posts) == (("海棠县", "青禾市"), 4, 11)


async def test_the_backlog_of_a_new_source_is_no_burst(store: Store) -> None:
    """A post counts for the hour in which it was written, as far as its source says so."""
    forum, weibo = await watching(store)
    await seen(store, forum, [prepared("0", published_at=NOON - timedelta(hours=30))], opens)
    days = [by(weibo, f"o{n}", published_at=NOON - timedelta(hours=2 + n)) for n in range(30)]
    await seen(store, weibo, days, joins)
    assert not (await state(store)).rising
    assert len(await bodies(store, "severity")) == 1
    found = spread(await counted(store, NOON), NOON)
    async with store.db.read() as connection:
        assert found == spread(sightings(await kept(connection, (1,))), NOON)
    assert found.pace == Pace(last=0, before=11, yesterday=1)
    # a date that is yet to come counts from when it was seen
    ahead = [by(weibo, f"f{n}", published_at=NOON + timedelta(hours=9)) for n in range(30)]
    await seen(store, weibo, ahead, joins)
    assert (await state(store)).rising


async def test_a_flood_of_authors_takes_little_room(store: Store) -> None:
    forum, _ = await watching(store)
    await seen(store, forum, [prepared("0")], opens)
    await seen(store, forum, [prepared(str(n), author=f"网友{n}") for n in range(1, 3 * MANY)], joins)
    assert MANY <= spread(await counted(store, NOON), NOON).authors < 2 * MANY


async def test_a_burst_is_told_once_whatever_is_restarted(store: Store) -> None:
    forum, _ = await watching(store)
    await seen(store, forum, [prepared("0")], opens)
    for number in range(1, 6):
        at = NOON + timedelta(minutes=number)
        # every look reads the incident anew, as after a restart
        await seen(store, forum, [prepared(str(number))], joins, at)
    after = await state(store)
    assert after.rising
    assert after.burst_at == NOON + timedelta(minutes=2)
    assert len(await bodies(store, "severity")) == 1, "the higher level says it"
    async with store.db.read() as connection:
        keys = set(await connection.scalars(select(outbox.c.key)))
    assert not [key for key in keys if key.startswith("burst:")]


async def test_the_arrow_goes_when_nothing_came_for_an_hour(store: Store) -> None:
    forum, _ = await watching(store)
    await seen(store, forum, [prepared("0")], opens)
    await seen(store, forum, [prepared(str(n)) for n in range(1, 4)], joins)
    assert (await state(store)).rising
    assert await store.risen(NOON - timedelta(seconds=1)) == ()
    (silent,) = await store.risen(NOON + CALM)
    assert (silent.incident.id, silent.last_post_at) == (1, NOON)


async def test_what_has_one_level_is_listed_by_its_score(store: Store) -> None:
    forum, _ = await watching(store)
    for number in range(1, 4):
        await seen(store, forum, [prepared(str(number))], opens)
    for ident, score in ((1, 5), (2, 60), (3, 5)):
        await scored(store, ident, score)
    listed = await store.open_page(Asked(what="open"), {})
    assert [one.id for one in listed.incidents] == [2, 1, 3]


async def scored(store: Store, ident: int, score: int) -> None:
    one = replace(await state(store, ident), score=score)
    async with store.db.write() as connection:
        await connection.execute(update(incidents).where(incidents.c.id == ident).values(**rows.incident_row(one)))


# bursts of our name


def memory() -> Memory:
    return Memory(RuleSet.parse("[路]\n断头路"), OURS, Letters())


def mention(made: Memory, key: str, now: datetime, text: str) -> Prepared:
    one = replace(prepared(key, text).post, published_at=now)
    (ready,) = made.prepare((one,), FORUM, now)
    return ready


async def look(store: Store, made: Memory, watched: Watched, key: str, now: datetime, text: str) -> None:
    one = mention(made, key, now, text)
    assert one.named
    await seen(
        store,
        watched,
        [one],
        lambda it: made.place(it, now, FIGURES),
        now,
        remember=lambda stored: made.remember(stored, now),
    )


TALK = ("海棠县住建局今天真热闹", "听说海棠县住建局换地方了", "海棠县住建局门口排长队", "谁知道海棠县住建局几点下班")


async def test_many_mentions_open_one_incident_and_a_restart_opens_no_other(store: Store) -> None:
    forum, _ = await watching(store)
    made = memory()
    await made.load(store, NOON)
    for number, text in enumerate(TALK[:2]):
        await look(store, made, forum, f"a{number}", NOON + timedelta(minutes=number), text)
    assert await store.incident(1) is None
    # killed and started anew: what was counted stands in rows
    made = memory()
    await made.load(store, NOON + timedelta(minutes=5))
    await look(store, made, forum, "a2", NOON + timedelta(minutes=9), TALK[2])
    opened = await state(store)
    assert opened.severity.value == "significant"
    assert opened.burst_at == NOON + timedelta(minutes=9)
    assert "近一小时 3 条提到本单位" in "\n".join(reason.plain() for reason in opened.reasons)
    made = memory()
    await made.load(store, NOON + timedelta(minutes=10))
    await look(store, made, forum, "a3", NOON + timedelta(minutes=11), TALK[3])
    assert await store.incident(2) is None


async def test_a_look_that_fails_counts_nothing(store: Store) -> None:
    forum, _ = await watching(store)
    made = memory()
    await made.load(store, NOON)

    def breaks(one: Prepared) -> Decision:
        if one.post.key == "b1":
            raise RuntimeError("broken")
        return made.place(one, NOON, FIGURES)

    posts = [mention(made, f"b{n}", NOON, text) for n, text in enumerate(TALK)]
    with pytest.raises(RuntimeError, match="broken"):
        await seen(store, forum, posts, breaks)
    async with store.db.read() as connection:
        assert (await connection.execute(mentions.select())).all() == []
        assert (await connection.execute(bursts.select())).all() == []


async def test_only_a_day_of_counts_is_kept(store: Store) -> None:
    forum, _ = await watching(store)
    made = memory()
    await made.load(store, NOON)
    for hours in (0, 20, 50):
        at = NOON + timedelta(hours=hours)
        await look(store, made, forum, f"c{hours}", at, TALK[0] + "哈" * hours)
    async with store.db.read() as connection:
        slots = [row.slot for row in await connection.execute(mentions.select())]
    assert slots == [NOON + timedelta(hours=50)]
    kept_counts: Mentions = await store.mentions(NOON + timedelta(hours=50))
    assert kept_counts.burst(mention(made, "x", NOON + timedelta(hours=50), TALK[1]).post, FIGURES, NOON) is None
