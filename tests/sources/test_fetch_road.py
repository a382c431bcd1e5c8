"""Redirects, headers on the way, proxies, and whose turn it is."""

import pytest
from small_site import Site

from core.errors import SourceError
from core.posts import Cursor, Source
from jobs.sources.web import Limits, Web

START = Cursor()
QUICK = Limits(apart_s=0)


def anything(_: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([301], True),
        ([308], True),
        ([301, 308, 301], True),
        ([302], False),
        ([303], False),
        ([307], False),
        ([301, 302], False),
        ([302, 301], False),
        ([], False),
    ],
)
async def test_only_a_lasting_move_is_reported(site: Site, statuses: list[int], moved: bool) -> None:
    for step, status in enumerate(statuses):
        site.redirects(f"/{step}", f"/{step + 1}#part", status)
    site.gives(f"/{len(statuses)}")
    async with Web(QUICK) as web_:
        page = await web_.get(site.source("/0"), START)
    assert page.url == site.url(f"/{len(statuses)}")
    assert page.moved_to == (page.url if moved else "")


async def test_a_move_is_reported_with_an_unchanged_page_too(site: Site) -> None:
    site.redirects("/feed", "/new", 301)
    site.gives("/new", b"", 304)
    async with Web(QUICK) as web_:
        page = await web_.get(site.source(), Cursor(etag='"1"'))
    assert page.not_modified
    assert page.moved_to == site.url("/new")
    assert site.asked[1].headers["If-None-Match"] == '"1"'


async def test_five_redirects_are_followed_and_no_more(site: Site) -> None:
    for step in range(7):
        site.redirects(f"/{step}", f"/{step + 1}")
    site.gives("/7")
    async with Web(QUICK) as web_:
        assert (await web_.get(site.source("/2"), START)).status == 200
        with pytest.raises(SourceError, match="跳转次数太多"):
            await web_.get(site.source("/1"), START)


async def test_a_loop_ends(site: Site) -> None:
    site.redirects("/feed", "/feed")
    async with Web(QUICK) as web_:
        with pytest.raises(SourceError, match="跳转次数太多"):
            await web_.get(site.source(), START)
    assert len(site.asked) == 6


@pytest.mark.parametrize("to", ["", "http://[::1", "http://"])
async def test_a_redirect_to_nowhere_is_a_failure(site: Site, to: str) -> None:
    site.redirects("/feed", to)
    async with Web(QUICK) as web_:
        with pytest.raises(SourceError):
            await web_.get(site.source(), START)


async def test_own_headers_stay_at_home(site: Site, other_site: Site, names: type) -> None:
    site.redirects("/feed", "/moved")
    site.redirects("/moved", other_site.url(host="b.example"))
    other_site.gives("/feed")
    source = site.source(url=site.url(host="a.example"), local=False, headers=(("X-Api-Key", "SECRET"),))
    resolver = names(a_example=[["127.0.0.1"]], b_example=[["127.0.0.1"]])
    async with Web(QUICK, resolver=resolver, public=anything) as web_:
        await web_.get(source, START)
    assert [request.headers.get("X-Api-Key") for request in site.asked] == ["SECRET", "SECRET"]
    assert "X-Api-Key" not in other_site.asked[0].headers


async def test_own_headers_cannot_change_the_framing(site: Site) -> None:
    site.gives("/feed")
    wrong = (("Host", "evil.example"), ("content-length", "7"), ("Transfer-Encoding", "chunked"), ("X-Good", "1"))
    async with Web(QUICK) as web_:
        await web_.get(site.source(headers=wrong), START)
    headers = site.asked[0].headers
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert "Content-Length" not in headers
    assert "Transfer-Encoding" not in headers
    assert headers["X-Good"] == "1"


async def test_a_proxy_is_asked_for_the_sources_own_host(site: Site, names: type) -> None:
    """The site plays the proxy: it is asked by whole address, and no name is looked up here."""
    site.gives("/feed")
    resolver = names()
    source = Source(name="a", kind="rss", url="http://a.example/feed", proxy=site.url("/"))
    async with Web(QUICK, resolver=resolver) as web_:
        assert (await web_.get(source, START)).status == 200
    assert site.asked[0].host == "a.example"
    assert resolver.asked == []


async def test_a_proxy_is_asked_for_nothing_else(site: Site) -> None:
    site.redirects("/feed", "http://b.example/feed")
    async with Web(QUICK) as web_:
        with pytest.raises(SourceError, match=r"不能跳转到 b\.example"):
            await web_.get(Source(name="a", kind="rss", url="http://a.example/feed", proxy=site.url("/")), START)
        for url in ("http://10.0.0.1/feed", "http://localhost/feed", "http://127.1/feed"):
            with pytest.raises(SourceError, match="不能抓取"):
                await web_.get(Source(name="a", kind="rss", url=url, proxy=site.url("/")), START)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("proxy", "words"),
    [("socks5://127.0.0.1:1080", "以 http:// 或 https:// 开头"), ("http://[", "写得不对"), ("", "代理不可用")],
)
async def test_a_proxy_that_does_not_work_is_named(site: Site, proxy: str, words: str) -> None:
    used = proxy or f"http://root:SECRET@127.0.0.1:{site.port}"
    await site.server.close()
    async with Web(QUICK) as web_:
        with pytest.raises(SourceError, match=words) as failed:
            await web_.get(Source(name="a", kind="rss", url="http://a.example/feed", proxy=used), START)
    assert "SECRET" not in str(failed.value)
