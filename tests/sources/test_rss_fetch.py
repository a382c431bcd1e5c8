"""The kind `rss` from the network to posts."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from small_site import FEED, Site

from core.errors import SourceError
from core.posts import Cursor
from jobs.sources import KINDS
from jobs.sources.web import Limits, Web

START = Cursor()
fetch = KINDS["rss"]


class Counting(ThreadPoolExecutor):
    """Counts what is handed to threads."""

    handed = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.handed += 1
        return super().submit(fn, *args, **kwargs)


async def test_a_look_brings_posts_and_a_cursor(site: Site) -> None:
    site.gives("/feed", ETag='"1"')
    async with Web() as web:
        fetched = await fetch(web, site.source(), START)
    assert fetched.posts is not None
    assert [post.title for post in fetched.posts] == ["北门桥积水"]
    assert (fetched.cursor, fetched.moved_to) == (Cursor(etag='"1"'), "")


async def test_an_unchanged_feed_brings_none_and_keeps_the_cursor(site: Site) -> None:
    site.gives("/feed", b"", 304)
    async with Web() as web:
        fetched = await fetch(web, site.source(), Cursor(etag='"1"'))
    assert fetched.posts is None
    assert fetched.cursor == Cursor(etag='"1"')


async def test_links_are_relative_to_where_the_feed_was_found(site: Site) -> None:
    site.redirects("/feed", "/deep/feed", 301)
    site.gives("/deep/feed", "<rss><channel><item><link>t/1</link></item></channel></rss>")
    async with Web() as web:
        fetched = await fetch(web, site.source(), START)
    assert fetched.posts is not None
    assert fetched.posts[0].url == site.url("/deep/t/1")
    assert fetched.moved_to == site.url("/deep/feed")


async def test_a_made_up_key_does_not_depend_on_where_a_redirect_ends(site: Site) -> None:
    keys = set()
    for ticket in ("1", "2"):
        site.redirects("/feed", f"/signed/{ticket}")
        site.gives(f"/signed/{ticket}", "<rss><channel><item><title>停水通知</title></item></channel></rss>")
        async with Web() as web:
            fetched = await fetch(web, site.source(), START)
        keys |= {post.key for post in fetched.posts or ()}
    assert len(keys) == 1


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
async def test_the_header_may_lie_about_the_charset(site: Site, encoding: str) -> None:
    site.gives("/feed", FEED.encode(encoding), Content_Type="text/xml; charset=utf-8")
    async with Web() as web:
        fetched = await fetch(web, site.source(), START)
    assert fetched.posts is not None
    assert fetched.posts[0].title == "北门桥积水"


async def test_a_search_without_results_is_not_a_failure(site: Site) -> None:
    page = "<html><pre>Error: this route is empty, please look at the original site</pre></html>"
    site.gives("/feed", page, 503)
    site.gives("/down", "<html>Service Unavailable</html>", 503)
    async with Web() as web:
        assert (await fetch(web, site.source(), Cursor(etag='"1"'))).posts == ()
        with pytest.raises(SourceError, match="HTTP 503"):
            await fetch(web, site.source("/down"), START)


@pytest.mark.parametrize("body", ["", "<html><body>登录</body></html>", "{}"])
async def test_what_is_no_feed_is_a_failure(site: Site, body: str) -> None:
    site.gives("/feed", body)
    async with Web() as web:
        with pytest.raises(SourceError):
            await fetch(web, site.source(), START)


async def test_a_wrong_zone_is_found_before_anybody_is_asked(site: Site) -> None:
    site.gives("/feed")
    async with Web() as web:
        with pytest.raises(SourceError, match="时区"):
            await fetch(web, site.source(timezone="Nowhere"), START)
    assert site.asked == []


async def test_only_a_big_feed_is_read_in_a_thread(site: Site) -> None:
    site.gives("/small")
    site.gives("/big", FEED + " " * 70_000)
    with Counting(max_workers=1) as threads:
        asyncio.get_running_loop().set_default_executor(threads)
        async with Web(Limits()) as web:
            await fetch(web, site.source("/small"), START)
            assert threads.handed == 0
            fetched = await fetch(web, site.source("/big"), START)
            assert threads.handed == 1
    assert fetched.posts is not None
    assert len(fetched.posts) == 1


def test_every_file_of_a_kind_is_in_the_table() -> None:
    from pathlib import Path

    import jobs.sources

    folder = Path(jobs.sources.__file__).parent
    kinds = {path.stem for path in folder.glob("*.py") if "async def fetch(" in path.read_text(encoding="utf-8")}
    named = {fetch.__module__.rpartition(".")[2] for fetch in KINDS.values()}
    assert kinds == named
