"""The kind `hotlist`: newsnow's shape, ranks, and what a rank may not do (W1)."""

from typing import Any

import pytest
from making_pages import page, source
from small_site import Site

from core.detect.hotlist import may_open
from core.errors import InputError, SourceError
from core.posts import Cursor
from core.rules import RuleSet
from jobs.sources import check
from jobs.sources.answers import ShapeError
from jobs.sources.hotlist import fetch, parse
from jobs.sources.web import Web
from tests.conftest import NOON

LIST = source("hotlist", url="https://hot.example/api/s?id=weibo&latest")


def hot(*items: Any, **more: Any) -> dict[str, Any]:
    return {"status": "success", "id": "weibo", "updatedTime": 1795147920000, "items": list(items)} | more


def item(ident: Any, title: str = "海棠县断头路", **more: Any) -> dict[str, Any]:
    return {"id": ident, "title": title, "url": f"https://s.example/{ident}"} | more


def test_the_place_is_the_rank() -> None:
    check(LIST)
    parsed = parse(page(hot(item("a"), item("b", extra={"hover": "<i>详情</i>", "info": "123万"}), item(3))), LIST)
    assert [(post.key, post.rank) for post in parsed.posts] == [("a", 1), ("b", 2), ("3", 3)]
    assert parsed.posts[1].text == "详情"


def test_a_stored_list_is_as_good_and_a_bad_status_is_a_failure() -> None:
    assert parse(page(hot(item("a"), status="cache")), LIST).posts
    with pytest.raises(SourceError, match="error"):
        parse(page(hot(item("a"), status="error")), LIST)


def test_dates_and_mobile_links_are_taken_where_there_are_any() -> None:
    first, second = parse(
        page(
            hot(
                item("a", pubDate=1795147920000),
                item("b", url="", mobileUrl="https://m.example/b", extra={"date": "3分钟前"}),
            )
        ),
        LIST,
    ).posts
    assert first.published_at is not None
    assert first.published_at.timestamp() == 1795147920
    assert second.url == "https://m.example/b"
    assert second.published_at is not None


def test_an_entry_listed_twice_keeps_its_better_place() -> None:
    assert [post.rank for post in parse(page(hot(item("a"), item("a"), item("b"))), LIST).posts] == [1, 3]


def test_odd_entries_are_counted_and_cost_the_others_nothing() -> None:
    odd = [None, 5, {}, {"title": ["x"] * 3, "id": {}}, item("bad", "", extra=7), item("js", url="javascript:x")]
    parsed = parse(page(hot(*odd, item("good"))), LIST)
    assert [(post.title, post.rank) for post in parsed.posts][-1] == ("海棠县断头路", 7)
    assert parsed.skipped == (1, 2, 3, 5)
    assert all("javascript" not in post.url for post in parsed.posts)


def test_ten_thousand_entries_are_a_thousand_posts() -> None:
    assert len(parse(page(hot(*(item(n, f"第 {n} 条") for n in range(10_000)))), LIST).posts) == 1000


@pytest.mark.parametrize("body", [{}, [], {"items": {}}, hot({}, {})])
def test_what_is_no_list_is_a_changed_shape(body: object) -> None:
    with pytest.raises(ShapeError):
        parse(page(body), LIST)


def test_an_empty_list_is_an_empty_look() -> None:
    assert parse(page(hot()), LIST).posts == ()


def test_fields_are_refused() -> None:
    with pytest.raises(InputError, match="hotlist"):
        check(source("hotlist", fields={"items": "items"}))


async def test_a_look(site: Site) -> None:
    site.gives("/api/s", '{"status": "success", "items": [{"id": 1, "title": "停水", "url": "/x"}]}', ETag='"1"')
    async with Web() as web:
        fetched = await fetch(web, site.source("/api/s?id=weibo&latest", kind="hotlist"), Cursor())
    assert fetched.posts is not None
    assert (fetched.posts[0].rank, fetched.cursor.etag) == (1, '"1"')
    assert site.asked[0].query_string == "id=weibo&latest"


def test_a_hot_list_opens_nothing_without_a_rule_of_our_own_affairs() -> None:
    rules = RuleSet.parse("[道路]\n断头路\n\n[本县道路]\n断头路\n:主体 是\n")
    (post,) = parse(page(hot(item("a"))), LIST).posts
    hits = rules.match(post, LIST, NOON).hits
    assert {hit.group for hit in hits} == {"道路", "本县道路"}
    assert may_open(LIST, hits)
    assert not may_open(LIST, [hit for hit in hits if not hit.subject])
    assert not may_open(LIST, ())
    assert may_open(source("rss"), ())
