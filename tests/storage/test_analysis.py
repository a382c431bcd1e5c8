"""One incident with all its posts, clocks and story, the same on both databases; its report in the outbox, once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.analysis.matter import LONGEST
from core.outgoing import Enclosure
from core.posts import Post
from core.texts import Texts
from core.tone import Tone
from storage import Store, enclosures
from storage import analysis as module
from storage.tables import outbox, posts
from tests.conftest import GROUP, LIN, NOON
from tests.storage.making import attached, look, opened, prepared, press
from tests.unit.analysis.making import LEXICON

LATER = NOON + timedelta(hours=1)


async def sent(store: Store) -> list[Any]:
    async with store.db.read() as connection:
        query = select(outbox).where(outbox.c.key.like("report%")).order_by(outbox.c.id)
        return list((await connection.execute(query)).mappings())


async def send(store: Store, ident: int, key: str = "report", chat: int = GROUP) -> bool:
    return await store.send_analysis(ident, chat, key, LEXICON, Texts(), LATER)


async def test_it_is_read_with_posts_by_time_clocks_and_story(store: Store) -> None:
    ident = await opened(store, published_at=NOON - timedelta(hours=3), author="张三")
    await attached(store, ident, title="没人管", published_at=NOON - timedelta(hours=5))
    await attached(store, ident, published_at=NOON + timedelta(days=3))
    await opened(store, "另一件")
    await press(store, LIN, "cl", ident)
    found = await store.matter(ident, LATER)
    assert found is not None
    assert [post.at - NOON for post in found.posts] == [timedelta(hours=-5), timedelta(hours=-3), timedelta()]
    assert (found.posts[1].author, found.posts[1].platform, found.posts[1].source) == ("张三", "论坛", "海棠论坛")
    assert {told.type for told in found.story} >= {"detect", "claim"}
    assert found.clocks == await store.deadlines(ident)
    assert found.incident.owner == LIN
    assert (found.unread, found.as_of) == (0, LATER)
    assert await store.matter(99, LATER) is None


async def test_the_tone_is_kept_when_a_post_comes_and_judged_when_it_was_not(store: Store) -> None:
    judged = replace(prepared("a", "没人管"), tone=Tone.POSITIVE)
    (stored,) = await look(store, judged)
    ident = stored.incident or 0
    await attached(store, ident, title="路灯坏了没人管")
    await attached(store, ident, title="修好了，感谢")
    async with store.db.read() as connection:
        kept = (await connection.execute(select(posts.c.tone).order_by(posts.c.id))).scalars().all()
    assert kept == [1, None, None]
    found = await store.matter(ident, LATER)
    assert found is not None
    assert [post.tone for post in found.posts] == [Tone.POSITIVE, Tone.NEGATIVE, Tone.POSITIVE]


async def test_a_page_found_twice_counts_once_and_copies_say_whose(store: Store) -> None:
    ident = await opened(store)
    again = prepared("other-key")
    first = await store.matter(ident, LATER)
    assert first is not None
    async with store.db.read() as connection:
        body = await connection.scalar(select(posts.c.body).where(posts.c.incident == ident))
    assert body is not None
    same = replace(again, post=Post(key="other-key", url=body["url"], title="同一页"))
    (stored,) = await look(store, same)
    async with store.db.write() as connection:
        of = {"incident": ident, "duplicate_of": first.posts[0].id}
        await connection.execute(update(posts).where(posts.c.id == stored.post).values(**of))
    found = await store.matter(ident, LATER)
    assert found is not None
    assert [post.id for post in found.posts] == [first.posts[0].id]
    # two posts without an address are two posts
    for key in ("x", "y"):
        bare = replace(prepared(key), post=Post(key=key, title="没有地址"))
        (stored,) = await look(store, bare)
        async with store.db.write() as connection:
            of = {"incident": ident, "duplicate_of": first.posts[0].id}
            await connection.execute(update(posts).where(posts.c.id == stored.post).values(**of))
    found = await store.matter(ident, LATER)
    assert found is not None
    assert [post.passed_on for post in found.posts] == [False, True, True]


async def test_many_posts_are_read_in_pages_up_to_a_limit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAGE", 2)
    ident = await opened(store)
    for number in range(4):
        await attached(store, ident, text=f"第{number}条")
    found = await store.matter(ident, LATER)
    assert found is not None
    assert (len(found.posts), found.unread) == (5, 0)
    monkeypatch.setattr(module.matter, "MOST", 3)
    found = await store.matter(ident, LATER)
    assert found is not None
    assert (len(found.posts), found.unread) == (4, 1)


async def test_a_long_text_is_cut_and_no_number_escapes_at_the_cut(store: Store) -> None:
    ident = await opened(store, text="停" * (LONGEST - 6) + "13812345678" + "暖" * LONGEST)
    found = await store.matter(ident, LATER)
    assert found is not None
    assert len(found.posts[0].text) == LONGEST
    assert "1381234" not in found.posts[0].text
    assert found.posts[0].text.endswith("138***")


async def test_the_report_is_said_once_in_three_messages(store: Store) -> None:
    ident = await opened(store)
    assert await send(store, ident)
    told = await sent(store)
    assert [row["key"] for row in told] == ["report", "report:p", "report:d"]
    assert [row["after"] for row in told] == [None, "report", "report"]
    assert {(row["chat"], row["loud"], row["state"]) for row in told} == {(GROUP, False, "waiting")}
    assert not await send(store, ident)
    assert len(await sent(store)) == 3
    assert not await send(store, 99, "report-99")
    assert not await send(store, ident, "report-nowhere", chat=0)
    assert len(await sent(store)) == 3


async def test_all_of_it_or_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_connection: Any, _file: Enclosure, _now: Any) -> bool:
        raise OSError("full")

    ident = await opened(store)
    with monkeypatch.context() as patched:
        patched.setattr(enclosures, "enqueue_file", broken)
        with pytest.raises(OSError, match="full"):
            await send(store, ident)
    assert await sent(store) == []
    assert await send(store, ident)
