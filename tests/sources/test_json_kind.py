"""The kind `json`: JMESPath into any API (W1)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from making_pages import page, source
from small_site import Site

from core.errors import InputError, SourceError
from core.posts import Cursor
from jobs.sources import check
from jobs.sources.answers import ShapeError
from jobs.sources.json_api import fetch, parse
from jobs.sources.web import Web

FIELDS = {
    "items": "data.list",
    "id": "tid",
    "title": "subject",
    "text": "body",
    "url": "link",
    "author": "user.name",
    "date": "time",
    "reposts": "n.shared",
    "comments": "n.replies",
    "likes": "n.up",
}
BOARD = source("json", fields=FIELDS)
ITEM = {
    "tid": 17,
    "subject": "断头路什么时候通",
    "body": "<p>修了一年多</p><script>alert(1)</script><p>没人管</p>",
    "link": "../t/17",
    "user": {"name": "海棠居民"},
    "time": 1795147920,
    "n": {"shared": "12", "replies": 3, "up": None},
}


def listed(*items: Any) -> dict[str, Any]:
    return {"data": {"list": list(items)}}


def test_every_field_is_read() -> None:
    (post,) = parse(page(listed(ITEM)), BOARD).posts
    assert (post.key, post.url) == ("17", "https://board.example/t/17")
    assert (post.title, post.text, post.author) == ("断头路什么时候通", "修了一年多\n没人管", "海棠居民")
    assert post.published_at == datetime.fromtimestamp(1795147920, UTC)
    assert (post.reposts, post.comments, post.likes, post.rank) == (12, 3, None, None)


def test_a_public_timeline_of_mastodon_needs_no_kind_of_its_own() -> None:
    """Statuses as the API documents them, written by hand."""
    fields = {
        "items": "@",
        "id": "uri",
        "text": "content",
        "url": "url",
        "author": "account.display_name",
        "date": "created_at",
        "reposts": "reblogs_count",
        "comments": "replies_count",
        "likes": "favourites_count",
    }
    timeline = source("json", url="https://social.example/api/v1/timelines/public?local=true", fields=fields)
    check(timeline)
    status = {
        "id": "1",
        "uri": "https://social.example/users/hai/statuses/1",
        "url": "https://social.example/@hai/1",
        "created_at": "2026-11-20T03:58:00.123Z",
        "content": "<p>望江西路又挖开了 <a href='https://social.example/tags/x'>#<span>望江西路</span></a></p>",
        "account": {"display_name": "小海", "acct": "hai"},
        "reblogs_count": 4,
        "replies_count": 1,
        "favourites_count": 9,
        "media_attachments": [],
    }
    (post,) = parse(page([status], "application/json"), timeline).posts
    assert (post.key, post.url) == (status["uri"], status["url"])
    assert (post.title, post.text, post.author) == ("", "望江西路又挖开了 #望江西路", "小海")
    assert post.published_at == datetime(2026, 11, 20, 3, 58, 0, tzinfo=UTC)
    assert (post.reposts, post.comments, post.likes) == (4, 1, 9)


def test_a_relative_date_counts_from_the_look() -> None:
    (post,) = parse(page(listed(ITEM | {"time": "3分钟前"})), BOARD).posts
    assert post.published_at is not None
    assert post.published_at.astimezone(UTC) == datetime(2026, 11, 20, 3, 57, tzinfo=UTC)


@pytest.mark.parametrize(
    "odd",
    [
        {"subject": 5},
        {"user": "张三"},
        {"user": None},
        {"time": None},
        {"time": ["2026"]},
        {"time": {"$date": 1}},
        {"n": [1, 2]},
        {"n": {"shared": -3, "replies": True, "up": 1.5}},
        {"link": "javascript:alert(1)"},
        {"link": "ftp://board.example/17"},
        {"link": 17.5, "tid": None},
        {"body": {"html": "x"}},
        {"body": ["一", "二"]},
    ],
)
def test_values_of_wrong_types_cost_no_post(odd: dict[str, Any]) -> None:
    (post,) = parse(page(listed(ITEM | odd)), BOARD).posts
    assert post.url.startswith(("https://", "http://")) or post.url == ""
    assert "javascript" not in post.url
    assert post.likes is None
    assert post.title


def test_control_characters_and_half_characters_are_taken_out() -> None:
    odd = r'{"tid": "a\u0000b", "subject": "停\u0000水\u202e\ud800", "body": "\u0007一\r\n二"}'
    raw = f'{{"data": {{"list": [{odd}]}}}}'
    (post,) = parse(page(raw), BOARD).posts
    assert "\0" not in post.title + post.text + post.key
    post.title.encode()
    assert post.text == "一\n二"


def test_items_that_say_nothing_are_counted_not_forgotten() -> None:
    parsed = parse(page(listed(ITEM, {}, None, 5, ITEM | {"tid": 18, "subject": "", "body": "<br>"})), BOARD)
    assert len(parsed.posts) == 1
    assert parsed.skipped == (2, 3, 4, 5)


def test_a_thousand_items_are_read_of_ten_thousand() -> None:
    items = [ITEM | {"tid": number, "link": f"/t/{number}"} for number in range(10_000)]
    assert len(parse(page(listed(*items)), BOARD).posts) == 1000


def test_an_empty_list_is_no_changed_page() -> None:
    assert parse(page(listed()), BOARD).posts == ()


@pytest.mark.parametrize("body", [{"data": {}}, {"data": {"list": {"1": ITEM}}}, {"error": "login"}, [], "null", "5"])
def test_a_list_that_is_gone_is_a_changed_shape(body: object) -> None:
    """W4: selectors match nothing."""
    with pytest.raises(ShapeError, match=r"data\.list"):
        parse(page(body), BOARD)


def test_items_without_any_words_are_a_changed_shape() -> None:
    with pytest.raises(ShapeError, match="2 条"):
        parse(page(listed({"name": "x"}, {"name": "y"})), BOARD)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "空的"),
        (b"   ", "空的"),
        (b"<html>login</html>", "网页"),
        (b'{"data": ', "完整"),
        (b'{"data": ' + b"9" * 5000 + b"}", "完整"),
        (b"[" * 100_000, "完整"),
        (b"[" * 400_000, "复杂"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "完整"),
    ],
)
def test_what_is_no_json_is_a_failure_in_words(body: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as failed:
        parse(page(body), BOARD)
    assert not isinstance(failed.value, ShapeError)


def test_texts_made_to_hold_the_machine_lose_their_tags() -> None:
    """Nothing but open elements would be walked again and again; what is said in them is kept."""
    deep = "<div>" * 30_000 + "停水"
    (post,) = parse(page(listed(ITEM | {"body": deep, "subject": f"{deep}通知"})), BOARD).posts
    assert (post.text, post.title) == ("停水", "停水通知")
    nested = "<div>" * 30_000 + "停电" + "</div>" * 30_000
    assert parse(page(listed(ITEM | {"body": nested})), BOARD).posts[0].text == "停电"


def test_a_function_that_cannot_work_on_a_value_finds_nothing() -> None:
    counted = source("json", fields=FIELDS | {"author": "join(', ', tags)", "date": "sort_by(@, &x)"})
    (post,) = parse(page(listed(ITEM | {"tags": 5})), counted).posts
    assert (post.author, post.published_at) == ("", None)


def test_gbk_bytes_under_a_wrong_label_are_read() -> None:
    raw = '{"data": {"list": [{"tid": 1, "subject": "望江西路积水"}]}}'.encode("gbk")
    assert parse(page(raw, "application/json; charset=gb2312"), BOARD).posts[0].title == "望江西路积水"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ["fields.items"]),
        ({"items": "data"}, ["fields.title", "fields.text"]),
        ({"items": "data", "title": "t", "tilte": "x"}, ["tilte", "reposts"]),
        ({"items": "data", "title": ""}, ["fields.title"]),
        ({"items": "data[", "title": "t"}, ["fields.items", "data[", "JMESPath"]),
        ({"items": "data", "title": "foo(bar"}, ["fields.title", "JMESPath"]),
        ({"items": "data", "title": "t" * 301}, ["fields.title", "300"]),
        ({"items": "data", "title": "(" * 299}, ["fields.title"]),
    ],
)
def test_a_mistake_in_fields_is_named(fields: dict[str, str], words: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        check(source("json", fields=fields))
    assert all(word in str(refused.value) for word in words), str(refused.value)


async def test_a_look_keeps_the_cursor_and_follows_a_move(site: Site) -> None:
    site.redirects("/api", "/v2/api", 301)
    site.gives("/v2/api", '{"data": {"list": [{"tid": 1, "subject": "停水", "link": "t/1"}]}}', ETag='"7"')
    async with Web() as web:
        fetched = await fetch(web, site.source("/api", kind="json", fields=BOARD.fields), Cursor())
    assert fetched.posts is not None
    assert fetched.posts[0].url == site.url("/v2/t/1")
    assert (fetched.cursor, fetched.moved_to) == (Cursor(etag='"7"'), site.url("/v2/api"))


async def test_an_empty_route_of_rsshub_is_an_empty_look(site: Site) -> None:
    site.gives("/api", '{"error": {"message": "this route is empty, please check"}}', 503)
    async with Web() as web:
        fetched = await fetch(web, site.source("/api", kind="json", fields=BOARD.fields), Cursor(etag='"1"'))
    assert (fetched.posts, fetched.cursor) == ((), Cursor(etag='"1"'))
