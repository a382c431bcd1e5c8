"""Short addresses: `rsshub:/…` and `newsnow:…`, with our own servers before them."""

from urllib.parse import quote

import pytest
from making_pages import NOON, source
from small_site import FEED, Site

from core.errors import InputError, SourceError
from core.posts import Cursor
from jobs.sources.looking import look
from jobs.sources.services import Services
from jobs.sources.web import Web

EMPTY = "<html><body>Error: this route is empty, please check the original site</body></html>"


def at(site: Site) -> Services:
    """The site is RSSHub and newsnow at once, each in a folder of its own."""
    return Services.at(rsshub=site.url("/hub/"), newsnow=site.url("/now"))


async def test_a_search_of_rsshub_asks_once_for_each_term(site: Site) -> None:
    site.gives("/hub/baidu/search/海棠 停水", FEED)
    site.gives("/hub/baidu/search/县住建局", FEED)
    one = source("rss", url="rsshub:/baidu/search/{keyword}", terms=("海棠 停水", "县住建局"))
    async with Web(services=at(site)) as web:
        fetched = await look(web, one, Cursor(), NOON)
    assert sorted(request.raw_path for request in site.asked) == sorted(
        f"/hub/baidu/search/{quote(term)}" for term in one.terms
    )
    assert fetched.posts
    assert fetched.missed is None


async def test_an_empty_search_is_no_failure_and_a_broken_one_is(site: Site) -> None:
    one = source("rss", url="rsshub:/baidu/search/{keyword}", terms=("没人说", "县住建局"))
    site.gives("/hub/baidu/search/没人说", EMPTY, status=503)
    site.gives("/hub/baidu/search/县住建局", EMPTY, status=503)
    async with Web(services=at(site)) as web:
        fetched = await look(web, one, Cursor(), NOON)
        assert (fetched.posts, fetched.missed) == ((), None)
        site.gives("/hub/baidu/search/没人说", "<html>Error: looks like something went wrong</html>", status=503)
        fetched = await look(web, one, Cursor(), NOON)
        assert fetched.missed is not None
        assert "没人说" in fetched.missed.plain()


async def test_a_list_of_newsnow_is_asked_for_by_its_name(site: Site) -> None:
    site.gives("/now/api/s", '{"status": "success", "id": "weibo", "items": [{"id": "1", "title": "海棠停水"}]}')
    async with Web(services=at(site)) as web:
        fetched = await look(web, source("hotlist", url="newsnow:weibo"), Cursor(), NOON)
    assert [(post.title, post.rank) for post in fetched.posts or ()] == [("海棠停水", 1)]
    assert site.asked[0].query_string == "id=weibo&latest"


async def test_keys_stay_when_the_server_moves(site: Site) -> None:
    feed = "<rss><channel><item><title>没有编号也没有网址</title></item></channel></rss>"
    site.gives("/hub/a", feed)
    site.gives("/new/a", feed)
    keys = set()
    for base in ("/hub", "/new"):
        async with Web(services=Services.at(rsshub=site.url(base))) as web:
            fetched = await look(web, source("rss", url="rsshub:/a"), Cursor(), NOON)
            keys |= {post.key for post in fetched.posts or ()}
    assert len(keys) == 1


async def test_without_its_server_a_look_says_which_key_is_missing() -> None:
    async with Web() as web:
        with pytest.raises(SourceError, match=r"\[services\] 里写 rsshub"):
            await look(web, source("rss", url="rsshub:/douban/group/1"), Cursor(), NOON)


@pytest.mark.parametrize(
    ("kind", "url", "said"),
    [
        ("hotlist", "rsshub:/douban/group/1", "kind = “rss”"),
        ("rss", "newsnow:weibo", "kind = “hotlist”"),
        ("rss", "rsshub:douban", "写得不对"),
        ("rss", "rsshub:/a b", "写得不对"),
        ("hotlist", "newsnow:weibo&id=x", "写得不对"),
        ("hotlist", "newsnow:", "写得不对"),
    ],
)
def test_a_short_address_that_cannot_be_read_says_how_to_mend_it(kind: str, url: str, said: str) -> None:
    services = Services.at(rsshub="https://hub.example", newsnow="https://now.example")
    with pytest.raises(InputError) as refused:
        services.check(source(kind, url=url))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "base", ["hub.example", "ftp://hub.example", "https://me:secret@hub.example", "https://a/?b=c"]
)
def test_a_server_must_be_a_plain_web_address(base: str) -> None:
    with pytest.raises(InputError, match=r"services\.rsshub"):
        Services.at(rsshub=base)


@pytest.mark.parametrize(
    ("base", "inner"),
    [
        ("http://127.0.0.1:1200", True),
        ("http://rsshub:1200", True),
        ("http://10.0.0.8:1200", True),
        ("https://rsshub.example", False),
    ],
)
def test_only_a_server_of_our_own_network_is_looked_at_without_guard_and_pause(base: str, inner: bool) -> None:
    full = Services.at(rsshub=base).full(source("rss", url="rsshub:/a"))
    assert (full.url, full.local) == (f"{base}/a", inner)


def test_a_plain_address_is_left_alone() -> None:
    one = source("rss", url="https://forum.example/rss")
    Services().check(one)
    assert Services().full(one) is one
