"""Merge and split meet: one winner of a race, nothing twice, the indexes told, a flood counted (lifecycle §3)."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from core import intake
from core.detect import Decision
from core.detect.decide import Action
from core.grouping import sightings
from core.incident import Status
from core.posts import Cursor
from core.severity import Severity
from core.spreading import Sighting, spread
from storage import Store
from storage.heat import Heat
from storage.posts import kept
from tests.conftest import BAI, FANG, LIN, NOON
from tests.storage.grouping import (
    KEYS,
    LATER,
    SOON,
    WEIBO,
    pair,
    state,
    twice,
)
from tests.storage.making import exported, opened, prepared, press
from tests.storage.test_replay import same


async def test_the_indexes_are_told_once_what_moved(store: Store) -> None:
    child, parent = await pair(store)
    assert store.take_regrouped() == ()
    await twice(store, FANG, "mg", child, str(parent))
    assert store.take_regrouped() == tuple(sorted((child, parent)))
    assert store.take_regrouped() == ()
    await press(store, FANG, "um", parent, arg=str(child), now=LATER)
    assert store.take_regrouped() == tuple(sorted((child, parent)))
    await press(store, FANG, "sp", child, arg="1", now=LATER)
    assert store.take_regrouped() == (child, child + 1)


async def test_two_leads_merge_each_into_the_other_and_one_is_told(store: Store) -> None:
    child, parent = await pair(store)
    for one, other in ((child, parent), (parent, child)):
        await press(store, FANG, "mg", one, arg=str(other))
    outcomes = await asyncio.gather(
        *(press(store, FANG, "mg", a, arg=str(b), now=SOON) for a, b in ((child, parent), (parent, child)))
    )
    won, lost = sorted(outcomes, key=lambda outcome: bool(outcome.refused))
    assert (won.refused, lost.refused) == ("", "merged")
    assert "已并入" in lost.answer.plain()
    after = [await state(store, ident) for ident in (child, parent)]
    assert sorted(one.status is Status.MERGED for one in after) == [False, True]
    await same(store)


async def test_a_target_that_was_merged_meanwhile_is_refused_with_where_it_is(store: Store) -> None:
    child, parent = await pair(store)
    top = await opened(store, "城东片区的事")
    await press(store, FANG, "mg", child, arg=str(parent))
    await twice(store, FANG, "mg", parent, str(top))
    lost = await press(store, FANG, "mg", child, arg=str(parent), now=SOON)
    assert lost.answer.plain() == f"#{parent:04d} 已并入 #{top:04d}，请改选 #{top:04d}"
    assert (await state(store, child)).status is Status.CLAIMED


async def test_itself_and_unknown_numbers_are_refused(store: Store) -> None:
    child, _ = await pair(store)
    assert (await press(store, FANG, "mg", child, arg=str(child))).refused == "itself"
    assert (await press(store, FANG, "mg", child, arg="999")).refused == "unknown"


async def test_a_replayed_key_moves_nothing_twice(store: Store) -> None:
    child, parent = await pair(store)
    await press(store, FANG, "mg", child, arg=str(parent))
    for _ in range(2):
        await asyncio.gather(
            *(press(store, FANG, "mg", child, arg=str(parent), key="press:1", now=SOON) for _ in range(10))
        )
    log = await exported(store)
    assert [row["type"] for row in log].count("merge") == 1
    split = [press(store, FANG, "sp", parent, arg="1", key="press:2", now=LATER) for _ in range(10)]
    assert {outcome.refused for outcome in await asyncio.gather(*split)} == {""}
    assert [ident for ident in (3, 4) if await store.incident(ident)] == [3]
    assert [row["type"] for row in await exported(store)].count("split_off") == 1


async def test_a_late_unmerge_is_refused(store: Store) -> None:
    child, parent = await pair(store)
    await twice(store, FANG, "mg", child, str(parent))
    late = await press(store, FANG, "um", parent, arg=str(child), now=NOON + timedelta(hours=24, minutes=1))
    assert late.refused == "late"
    assert (await state(store, child)).status is Status.MERGED


async def test_undo_of_another_act_is_as_it_was(store: Store) -> None:
    child, parent = await pair(store)
    await twice(store, FANG, "mg", child, str(parent))
    # 白露 claimed the child; the merge came after it and is not hers to take back
    assert (await press(store, BAI, "un", child, now=SOON)).refused == "undo"
    await press(store, LIN, "cl", parent, now=SOON)
    assert (await press(store, LIN, "un", parent, now=SOON)).refused == ""
    now = await state(store, parent)
    assert (now.status, now.posts, [kin.id for kin in now.children]) == (Status.SUSPECTED, 4, [child])
    await same(store)


async def test_the_pickers_offer_what_is_near(store: Store) -> None:
    child, parent = await pair(store)
    third = await opened(store, "第三件")
    policy = await store.policy()
    around = await store.around(await state(store, child), policy, "mg.0", NOON)
    assert [one.id for one in around.others] == [third, parent]
    await twice(store, FANG, "mg", child, str(parent))
    around = await store.around(await state(store, parent), policy, "um.0", NOON)
    assert child in [one.id for one in around.others]
    around = await store.around(await state(store, parent), policy, "sp.0", NOON)
    assert len(around.posts) == 4


@pytest.mark.parametrize("seed", range(6))
async def test_a_flood_is_graded_as_if_each_post_were_counted_anew(store: Store, seed: int) -> None:
    """Looks of many posts, from two sources, hours apart: every event equals what counting all sightings gives."""
    luck = Random(seed)
    ident = await opened(store)
    await store.seed_sources([WEIBO], NOON)
    first, second = await store.all_sources()
    expected, now = await state(store, ident), NOON
    seen = [Sighting(source=first.source, reposts=0, seen_at=NOON)]
    policy, pages = await store.policy(), list[str]()
    for _ in range(5):
        now += luck.choice((timedelta(minutes=20), timedelta(hours=1), timedelta(seconds=0)))
        watched = luck.choice((first, second))
        found = [
            replace(prepared(f"f{next(KEYS)}", reposts=luck.choice((None, 3, 90))), source=watched.source)
            for _ in range(luck.randrange(1, 40))
        ]
        # a page that was found before is found again, by this source or the other
        found = [replace(o, post=replace(o.post, url=luck.choice((o.post.url, *pages[-9:])))) for o in found]
        place = Decision(action=Action.ATTACH, incident=ident, reasons=())
        for one in found:
            fresh = int(one.post.url not in pages)
            pages.append(one.post.url)
            seen.append(Sighting(source=watched.source, reposts=one.post.reposts or 0, seen_at=now, times=fresh))
            for change in intake.attached(expected, one, place, seen, policy, now):
                expected = change.subject
        await store.intake(
            watched,
            found,
            lambda _, place=place: place,  # type: ignore[misc]
            lambda _: None,
            cursor=Cursor(),
            moved_to="",
            next_at=now,
            now=now,
        )
        assert await state(store, ident) == expected
        async with store.db.read() as connection:
            counted = spread(await Heat(connection, now).of(ident), now)
            assert counted == spread(sightings(await kept(connection, (ident,))), now)
    assert expected.severity > Severity.GENERAL
