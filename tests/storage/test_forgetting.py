"""What posts said goes after half a year, on both databases; what they count for, and what was learnt, stays (§3)."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from storage import Store
from storage.forgetting import AT_ONCE
from storage.inbox import LOOKED_AT
from storage.tables import event_texts, events, inbox, incidents, marks, posts, versions
from tests.conftest import LIN, NOON
from tests.storage.making import opened, press

KEPT = timedelta(days=180)
SAID = {
    "title": "望江西路打 13812345678 没人接，改建拖延了一年多还没修好，雨天全是泥，孩子上学怎么走",
    "text": "很长的话",
}


async def bodies(store: Store) -> list[dict[str, object]]:
    async with store.db.read() as connection:
        return list((await connection.execute(select(posts.c.body).order_by(posts.c.id))).scalars())


async def test_text_and_author_go_and_the_rest_stays(store: Store) -> None:
    ident = await opened(store, **SAID, author="张三", reposts=7, published_at=NOON)
    (before,) = await bodies(store)
    assert await store.forget_posts(NOON + KEPT - timedelta(days=181)) == 0
    assert await bodies(store) == [before]
    assert await store.forget_posts(NOON + timedelta(seconds=1)) == 1
    (after,) = await bodies(store)
    assert (after["text"], after["author"]) == ("", "")
    assert str(after["title"]).startswith("望江西路打 138")
    assert "13812345678" not in str(after["title"])
    assert {name for name in after if after[name] != before[name]} == {"text", "author", "title"}
    incident = await store.incident(ident)
    assert incident is not None
    assert incident.title == SAID["title"], "incidents are kept"
    assert (await store.verify_audit())[1] is None


async def test_a_mark_keeps_its_masked_copy(store: Store) -> None:
    ident = await opened(store, **SAID)
    await press(store, LIN, "vt", ident)
    await press(store, LIN, "bs", ident, words="看过")
    await store.gather()
    await store.forget_posts(NOON + timedelta(days=1))
    await store.gather()
    async with store.db.read() as connection:
        (text,) = (await connection.execute(select(marks.c.text))).scalars()
    assert "雨天全是泥" in text
    assert "13812345678" not in text


async def test_many_go_in_parts_and_none_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.forgetting.AT_ONCE", 3)
    assert AT_ONCE > 3
    for number in range(10):
        await opened(store, f"第{number}件", text="话")
    async with store.db.write() as connection:
        await connection.execute(update(posts).where(posts.c.id > 8).values(seen_at=NOON + timedelta(days=9)))
    assert await store.forget_posts(NOON + timedelta(days=1)) == 8
    assert await store.forget_posts(NOON + timedelta(days=1)) == 0
    assert await store.forget_posts(NOON + timedelta(days=10)) == 2


async def test_a_clock_that_went_ahead_a_day_leaves_nothing_behind(store: Store) -> None:
    """A post that was stored late with an earlier time is found all the same."""
    await opened(store, "第一件", text="话")
    await store.forget_posts(NOON + timedelta(days=1))
    await opened(store, "第二件", text="话")
    async with store.db.write() as connection:
        await connection.execute(update(posts).where(posts.c.id == 2).values(seen_at=NOON - timedelta(days=1)))
    assert await store.forget_posts(NOON + timedelta(days=1)) == 1
    async with store.db.read() as connection:
        assert len((await connection.execute(select(incidents.c.id))).all()) == 2


async def test_what_could_not_be_handled_is_there_a_month_longer(store: Store) -> None:
    """It holds what people wrote, so it does not stay for ever; what still waits is never dropped."""
    states = ("done", "failed", "quarantined", "new")
    row = {"payload": {"message": "我的电话"}, "received_at": NOON, "attempts": 1, "error": ""}
    async with store.db.write() as connection:
        for number, state in enumerate(states):
            await connection.execute(inbox.insert().values(**row, update_id=number, state=state))

    async def left(before: timedelta) -> list[str]:
        await store.forget_before(NOON + before)
        async with store.db.read() as connection:
            return list((await connection.execute(select(inbox.c.state).order_by(inbox.c.update_id))).scalars())

    assert await left(timedelta()) == list(states)
    assert await left(timedelta(seconds=1)) == ["failed", "quarantined", "new"]
    assert await left(LOOKED_AT) == ["failed", "quarantined", "new"]
    assert await left(LOOKED_AT + timedelta(seconds=1)) == ["new"]


async def test_incidents_statements_and_the_log_are_kept_however_old(store: Store) -> None:
    """A century later, by every way of forgetting there is."""
    ident = await opened(store, **SAID)
    await press(store, LIN, "cl", ident)
    async with store.db.write() as connection:
        said = {"incident": ident, "statement": 1, "version": 1, "text": "回应全文", "hash": "x", "person": LIN}
        await connection.execute(versions.insert().values(**said, at=NOON))

    async def counted() -> dict[str, int]:
        async with store.db.read() as connection:
            return {
                table.name: len((await connection.execute(select(table))).all())
                for table in (incidents, versions, events, event_texts, posts)
            }

    async def drop(_digests: Sequence[str]) -> None:
        return None

    before, late = await counted(), NOON + timedelta(days=36_500)
    head = await store.audit_head()
    await store.forget_posts(late)
    await store.forget_before(late)
    await store.forget_arrivals(late, late)
    assert await store.prune_kept(late, late, drop) == 0
    assert await counted() == before
    assert before["versions"] == before["incidents"] == 1
    assert (await store.verify_audit(head))[1] is None
