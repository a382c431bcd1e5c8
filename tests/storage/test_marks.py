"""Marks follow what people judge, on both databases: what counts, what is taken back, what moves (lifecycle §8, D6)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.callback import to_36
from core.detect import Decision
from core.detect.decide import Action
from core.marks import OF_ONE
from storage import Store
from storage.rows import plain
from storage.tables import assignments, incidents, learning, marks, posts
from tests.conftest import FANG, HE, LIN, NOON
from tests.storage.grouping import LATER, copied, posts_of, twice
from tests.storage.making import attached, look, opened, prepared, press

PHONE = "请联系 13812345678"


async def gathered(store: Store) -> None:
    while await store.gather():
        pass


async def labels(store: Store) -> dict[int, bool | None]:
    """Post → its lesson, after looking through what is new."""
    await gathered(store)
    async with store.db.read() as connection:
        found = await connection.execute(select(marks.c.post, marks.c.label).order_by(marks.c.post))
        return {row.post: row.label for row in found}


async def table(store: Store, which: Any) -> list[tuple[Any, ...]]:
    async with store.db.read() as connection:
        columns = [column for column in which.c if column.name != "id"]
        return sorted(map(tuple, await connection.execute(select(*columns))), key=str)


async def invalid(store: Store, ident: int, reason: str, *, now: Any = NOON) -> None:
    done = await twice(store, FANG, "iv", ident, reason, now=now)
    assert done.answer.text == "已标为无效"


@pytest.mark.parametrize("code", ["vt", "vp", "vf", "vu"])
async def test_every_verdict_says_that_it_was_rightly_found(store: Store, code: str) -> None:
    ident = await opened(store)
    assert await labels(store) == {}, "what nobody judged teaches nothing"
    assert (await press(store, LIN, code, ident)).refused == ""
    assert await labels(store) == {1: True}


@pytest.mark.parametrize(("reason", "lesson"), [("u", False), ("a", False), ("f", False), ("d", None), ("o", None)])
async def test_only_what_blames_the_detector_teaches_it(store: Store, reason: str, lesson: bool | None) -> None:
    await invalid(store, await opened(store), reason)
    assert await labels(store) == ({} if lesson is None else {1: lesson})


async def test_a_report_by_hand_counts_until_it_is_marked_invalid(store: Store) -> None:
    ident = await opened(store)
    async with store.db.write() as connection:
        row = await connection.scalar(select(incidents.c.body).where(incidents.c.id == ident))
        await connection.execute(update(incidents).values(body={**(row or {}), "reported_by": LIN}))
    assert await labels(store) == {1: True}
    await invalid(store, ident, "u")
    assert await labels(store) == {1: False}


async def test_a_drill_leaves_no_mark(store: Store) -> None:
    ident = await opened(store)
    async with store.db.write() as connection:
        row = await connection.scalar(select(incidents.c.body).where(incidents.c.id == ident))
        await connection.execute(update(incidents).values(body={**(row or {}), "drill": True}))
    await press(store, LIN, "vt", ident)
    assert await labels(store) == {}


async def test_a_mark_follows_what_is_taken_back_and_judged_anew(store: Store) -> None:
    ident = await opened(store)
    await invalid(store, ident, "f")
    assert await labels(store) == {1: False}
    await press(store, FANG, "un", ident, now=NOON + timedelta(seconds=4))
    assert await labels(store) == {1: None}, "taken back, its text kept"
    await invalid(store, ident, "f", now=NOON + timedelta(seconds=60))
    await press(store, FANG, "ro", ident, words="又有新情况", now=LATER)
    assert await labels(store) == {1: None}
    await press(store, FANG, "vt", ident, now=LATER)
    assert await labels(store) == {1: True}
    assert (await store.learned()).positive == 1


async def test_posts_that_are_merged_and_split_take_their_marks_along(store: Store) -> None:
    false, true = await opened(store, "培训通知"), await opened(store, "供水停了三天")
    await press(store, LIN, "vt", true)
    assert await labels(store) == {2: True}
    await twice(store, FANG, "mg", false, str(true))
    assert await labels(store) == {1: True, 2: True}
    await press(store, FANG, "um", true, arg=str(false), now=LATER)
    assert await labels(store) == {1: None, 2: True}
    await attached(store, true, title="广场舞比赛报名")
    assert await labels(store) == {1: None, 2: True, 3: True}
    await press(store, FANG, "sp", true, arg=to_36(0b10), now=LATER)
    assert await labels(store) == {1: None, 2: True, 3: None}


async def test_a_copy_teaches_nothing_new(store: Store) -> None:
    ident = await opened(store)
    await press(store, LIN, "vt", ident)
    await copied(store, 1, ident)
    assert await labels(store) == {1: True}


async def test_what_is_kept_is_masked_and_outlives_its_post(store: Store) -> None:
    ident = await opened(store, text=PHONE)
    await press(store, LIN, "vt", ident)
    await gathered(store)
    async with store.db.write() as connection:
        pruned = plain(replace((await posts_of(store, ident))[0].post, title="", text=""))
        await connection.execute(update(posts).values(body=pruned))
    await press(store, LIN, "vf", ident, now=LATER)
    await gathered(store)
    (kept,) = await store.marked()
    assert kept.label
    assert kept.text == "望江西路改建拖延\n请联系 138****5678"
    assert await store.marked(int(kept.id)) == ()


async def test_one_storm_does_not_drown_the_others(store: Store) -> None:
    ident = await opened(store)
    decision = Decision(action=Action.ATTACH, incident=ident, reasons=())
    await look(store, *(prepared(f"s{n}", f"第 {n} 户没有水") for n in range(OF_ONE + 20)), decision=decision)
    await press(store, LIN, "vt", ident)
    assert len(await labels(store)) == OF_ONE


async def test_a_merge_of_two_storms_is_still_one_storm(store: Store) -> None:
    """`OF_ONE` marks for an incident; a merge brings twice as many, and taken back each has its own again."""
    first, second = await opened(store), await opened(store, "供水停了三天")
    for ident in (first, second):
        decision = Decision(action=Action.ATTACH, incident=ident, reasons=())
        storm = (prepared(f"{ident}-{n}", f"第 {ident} 片 {n} 户没有水") for n in range(OF_ONE - 1))
        await look(store, *storm, decision=decision)
        await press(store, LIN, "vt", ident)
    before = await labels(store)
    assert len(before) == 2 * OF_ONE
    assert all(before.values())
    await twice(store, FANG, "mg", first, str(second))
    merged = await labels(store)
    assert [post for post, label in merged.items() if label] == sorted(merged)[:OF_ONE], "the first seen first"
    assert (await store.learned()).positive == OF_ONE
    await press(store, FANG, "um", second, arg=str(first), now=LATER)
    assert await labels(store) == before


async def test_looking_again_from_the_start_gives_the_same(store: Store) -> None:
    first, second, third = [await opened(store, title) for title in ("断头路", "培训通知", "漏水")]
    await press(store, LIN, "vt", first)
    await press(store, FANG, "ag", first, arg="1")
    await press(store, HE, "bo", first, words="不归我们管")
    await gathered(store)
    await invalid(store, second, "u")
    await twice(store, FANG, "mg", third, str(first))
    await gathered(store)
    before = await table(store, marks), await table(store, assignments)
    assert len(before[0]) == 3
    async with store.db.write() as connection:
        await connection.execute(update(learning).values(gathered=0))
    await gathered(store)
    assert (await table(store, marks), await table(store, assignments)) == before
    async with store.db.write() as connection:
        await connection.execute(marks.delete())
        await connection.execute(update(learning).values(gathered=0))
    await gathered(store)
    again = [{**row._mapping} for row in await _rows(store)]
    assert [(row["post"], row["label"]) for row in again] == [(1, True), (2, False), (3, True)]
    assert not await store.gather(), "nothing is new"


async def _rows(store: Store) -> list[Any]:
    async with store.db.read() as connection:
        return list(await connection.execute(select(marks).order_by(marks.c.post)))
