"""What is remembered: rebuilt from rows, regrouped after merges, and never stopped by one post (D4, D5)."""

import asyncio
import logging
import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from core.detect import Action, Organisation, Prepared, decide
from core.posts import Post
from core.rules import RuleSet
from jobs.indexes import Indexes
from jobs.memory import Memory
from storage import Store
from storage.fingerprints import Fingerprints
from storage.intake import Stored
from storage.tables import posts
from tests.conftest import NOON
from tests.storage.making import FORUM, look
from tests.unit.detect.making import Pairs

FIRST = "东门小区连续停水三天，物业和自来水公司互相推诿，老人拎水上楼，投诉没人管"
RETOLD = "我们东门小区三天没水了！自来水公司推给物业，物业又推回来，老人只能拎水，投诉停水"
OTHER = "县医院停车场收费太贵，停两个小时要四十块，投诉停水"
RULES = "[停水]\n停水\n:级别 一般\n"


class Poisoned(Pairs):
    """Cannot cut one text."""

    def cut(self, text: str) -> list[str]:
        if "毒" in text:
            raise ValueError(text)
        return super().cut(text)


def memory() -> Memory:
    return Memory(RuleSet.parse(RULES), Organisation(name="东门", aliases=("县医院",)), Poisoned())


def ready(made: Memory, key: str, text: str) -> Prepared:
    (one,) = made.prepare((Post(key=key, text=text),), replace(FORUM, own_area=True), NOON)
    return one


async def stored(store: Store, made: Memory, key: str, text: str) -> Stored:
    (one,) = await look(store, ready(made, key, text))
    return one


async def test_what_is_rebuilt_finds_copies_and_events(store: Store) -> None:
    """D4, D5: after a restart as before it."""
    made = memory()
    first = await stored(store, made, "1", FIRST)
    await made.load(store, NOON)
    assert not made.stale
    copy, retold, other = (made.place(ready(made, "2", text), NOON) for text in (FIRST + "！", RETOLD, OTHER))
    assert (copy.action, copy.duplicate_of) == (Action.DUPLICATE, first.post)
    assert (retold.action, retold.incident) == (Action.ATTACH, first.incident)
    assert other.action is Action.OPEN


async def test_a_post_without_text_does_not_shift_the_others(store: Store) -> None:
    made = memory()
    for key, text in (("0", "😡"), ("1", FIRST), ("2", OTHER)):
        await stored(store, made, key, text)
    await made.load(store, NOON)
    again = made.place(ready(made, "3", OTHER), NOON)
    fresh = memory()
    for place, text in enumerate((FIRST, OTHER)):
        fresh.remember(Stored(post=place + 2, prepared=ready(made, "k", text)), NOON)
    assert again.duplicate_of == fresh.place(ready(made, "3", OTHER), NOON).duplicate_of == 3


async def test_what_people_merged_is_joined_as_one(store: Store) -> None:
    made = memory()
    first, second = [await stored(store, made, str(n), text) for n, text in enumerate((FIRST, OTHER))]
    await made.load(store, NOON)
    async with store.db.write() as connection:
        moved = update(posts).where(posts.c.id == second.post).values(incident=first.incident)
        await connection.execute(moved)
    await made.regroup(store, [first.incident or 0, second.incident or 0], NOON)
    decision = made.place(ready(made, "9", OTHER), NOON)
    assert (decision.duplicate_of, decision.incident) == (second.post, first.incident)
    found = made._events.find({"停水"}, ready(made, "9", OTHER).features, NOON.replace(day=1), 0.3)
    assert found
    assert found.incident == first.incident
    assert set(made._events._events) == {first.incident}


async def test_one_post_does_not_blind_its_source(caplog: pytest.LogCaptureFixture) -> None:
    made = memory()
    found = [Post(key="1", text=FIRST), Post(key="2", text="停水，水有毒，投诉"), Post(key="3", text=OTHER)]
    with caplog.at_level(logging.ERROR):
        first, poisoned, other = made.prepare(found, replace(FORUM, own_area=True), NOON)
    assert (first.passed, poisoned.passed, other.passed) == (True, False, True)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "未能分析" in poisoned.reasons[0].plain()
    made.remember(Stored(post=2, prepared=poisoned), NOON)
    assert made.place(poisoned, NOON).action is Action.IGNORE
    caplog.clear()


async def test_a_rebuilding_that_fails_leaves_the_old_indexes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = memory()
    first = await stored(store, made, "1", FIRST)
    await made.load(store, NOON)

    async def broken(*_: Any, **__: Any) -> Any:
        raise OSError
        yield

    monkeypatch.setattr(store, "remembered", broken)
    with pytest.raises(OSError):  # noqa: PT011 - it says nothing more
        await made.load(store, NOON)
    found = decide(ready(made, "2", FIRST), similar=made._similar, events=made._events, since=NOON.replace(day=1))
    assert found.duplicate_of == first.post


async def test_a_loading_that_is_cut_off_gives_its_connection_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O1: a stop in the first seconds."""
    made, loop = memory(), asyncio.get_running_loop()
    await stored(store, made, "1", FIRST)
    begun, go = asyncio.Event(), threading.Event()

    def slow(_self: Indexes, _page: Fingerprints) -> None:
        loop.call_soon_threadsafe(begun.set)
        go.wait(10)

    monkeypatch.setattr(Indexes, "take", slow)
    try:
        async with asyncio.TaskGroup() as group:
            loading = group.create_task(made.ready(store, NOON))
            await begun.wait()
            loading.cancel()
        assert store.db.engine.pool.status().endswith("Current Checked out connections: 0")
        assert (made.stale, made.turn.locked()) == (True, False)
    finally:
        go.set()


async def test_a_loading_that_fails_is_told_and_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = memory()
    first = await stored(store, made, "1", FIRST)

    def broken(*_: Any) -> Any:
        raise OSError

    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(Indexes, "take", broken)
        await made.ready(store, NOON)
    assert [record.getMessage() for record in caplog.records] == ["earlier posts could not be read"]
    caplog.clear()
    assert (made.stale, made.turn.locked()) == (True, False)
    await made.ready(store, NOON)
    assert not made.stale
    assert made.place(ready(made, "2", FIRST), NOON).duplicate_of == first.post
