"""One page that two sources show is one post: counted once, and yet seen in both places (D4)."""

from dataclasses import replace
from typing import Any

from core.detect import Decision
from core.detect.decide import Action
from core.incident import Incident
from core.posts import Cursor, Source
from core.severity import Severity
from storage import Store
from storage.tables import incidents
from tests.conftest import FANG, NOON
from tests.storage.grouping import LATER, WEIBO, posts_of, state, twice
from tests.storage.making import bodies, opened, prepared, watched

SEARCH = Source(name="海棠搜索", kind="html", url="https://search.example/?q={keyword}")
PAPER = replace(WEIBO, name="省报", platform="新闻", tier="provincial")


async def found(store: Store, ident: int, source: Source, url: str, *, key: str = "again", **post: Any) -> Incident:
    """Another source shows a page; the incident afterwards."""
    await watched(store)
    await store.seed_sources([source], NOON)
    known = next(one for one in await store.all_sources() if one.source.name == source.name)
    one = prepared(key, **post)
    one = replace(one, source=source, post=replace(one.post, url=url))
    attach = Decision(action=Action.ATTACH, incident=ident, reasons=())
    looked = {"cursor": Cursor(), "moved_to": "", "next_at": LATER, "now": LATER}
    await store.intake(known, (one,), lambda _: attach, lambda _: None, **looked)  # type: ignore[arg-type]
    return await state(store, ident)


async def test_a_page_that_a_search_finds_again_is_no_post_more(store: Store) -> None:
    ident = await opened(store)
    url = (await state(store, ident)).url
    now = await found(store, ident, SEARCH, url)
    assert (now.posts, now.platforms) == (1, ("论坛",))
    assert await bodies(store, "add_post") == []
    assert [kept.incident for kept in await posts_of(store, ident)] == [ident, ident]
    assert (await found(store, ident, SEARCH, "https://else.example/9", key="other")).posts == 2
    assert len(await bodies(store, "add_post")) == 1


async def test_the_mobile_page_that_somebody_passed_on_is_that_page(store: Store) -> None:
    ident = await opened(store)
    path = (await state(store, ident)).url.partition("forum.example/")[2]
    now = await found(store, ident, SEARCH, f"http://m.forum.example/{path}?utm_source=app&from=timeline#top")
    assert now.posts == 1
    assert (await found(store, ident, SEARCH, f"https://forum.example/{path}?page=2", key="other")).posts == 2


async def test_posts_without_an_address_are_each_a_post(store: Store) -> None:
    ident = await opened(store)
    await found(store, ident, SEARCH, "", key="one")
    assert (await found(store, ident, SEARCH, "", key="two")).posts == 3


async def test_seen_in_a_higher_place_it_still_raises_the_level(store: Store) -> None:
    ident = await opened(store)
    before = await state(store, ident)
    now = await found(store, ident, PAPER, before.url, reposts=30)
    assert (before.severity, now.severity) == (Severity.GENERAL, Severity.MAJOR)
    assert (now.posts, now.platforms, now.reposts) == (1, ("论坛", "新闻"), 30)


async def test_merging_two_that_show_one_page_counts_it_once(store: Store) -> None:
    parent, child = await opened(store), await opened(store, "断头路何时通")
    await found(store, child, SEARCH, (await state(store, parent)).url)
    assert (await state(store, child)).posts == 2
    await twice(store, FANG, "mg", child, str(parent))
    assert (await state(store, parent)).posts == 2
    await store_is_sound(store)


async def store_is_sound(store: Store) -> None:
    """What every incident says of its posts is what counting its pages gives."""
    async with store.db.read() as connection:
        idents = tuple((await connection.execute(incidents.select())).scalars())
    for ident in idents:
        pages = {kept.post.page or kept.id for kept in await posts_of(store, ident)}
        assert not pages or len(pages) == (await state(store, ident)).posts
