"""The kind `html`: CSS selectors into a list page (W1)."""

from datetime import UTC, datetime

import pytest
from making_pages import page, source
from small_site import Site

from core.errors import InputError, SourceError
from core.posts import Cursor
from jobs.sources import check
from jobs.sources.answers import ShapeError
from jobs.sources.html_list import fetch, parse
from jobs.sources.web import Web

FIELDS = {
    "items": "ul.list > li",
    "title": "a.title",
    "link": "a.title",
    "date": "span.time",
    "text": "p.summary",
    "author": "@data-author",
    "comments": "em.replies",
}
BOARD = source("html", fields=FIELDS)
ITEM = """<li data-author="海棠居民"><a class="title" href="show.php?id=17&amp;page=1">断头路<b>什么时候</b>通</a>
<span class="time">昨天 08:12</span><p class="summary">修了一年多<br>没人管<script>alert(1)</script></p>
<em class="replies">回复 (3)</em></li>"""


def listed(*items: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body><ul class='list'>{''.join(items)}</ul></body></html>"


def test_every_field_is_read() -> None:
    (post,) = parse(page(listed(ITEM)), BOARD).posts
    assert post.url == "https://board.example/list/show.php?id=17&page=1"
    assert post.key == post.url
    assert (post.title, post.text, post.author) == ("断头路什么时候通", "修了一年多\n没人管", "海棠居民")
    assert post.published_at is not None
    assert post.published_at.astimezone(UTC) == datetime(2026, 11, 19, 0, 12, tzinfo=UTC)
    assert (post.reposts, post.comments, post.likes) == (None, 3, None)


def test_links_are_relative_to_the_base_of_the_page() -> None:
    (post,) = parse(page(listed(ITEM, head='<base href="/old/">')), BOARD).posts
    assert post.url == "https://board.example/old/show.php?id=17&page=1"
    (post,) = parse(page(listed(ITEM, head='<base href="javascript:x">')), BOARD).posts
    assert post.url.startswith("https://board.example/list/")


def test_an_item_may_be_the_link_itself() -> None:
    fields = {"items": "a.row", "title": "@title", "link": "@href"}
    check(source("html", fields=fields))
    (post,) = parse(page('<a class=row href="/t/1" title="停水通知">详情</a>'), source("html", fields=fields)).posts
    assert (post.title, post.url) == ("停水通知", "https://board.example/t/1")


def test_a_gbk_page_under_any_label_is_read() -> None:
    for label in ("gb2312", "gbk", "utf-8"):
        body = listed(ITEM, head=f'<meta charset="{label}">').encode("gbk")
        (post,) = parse(page(body, "text/html"), BOARD).posts
        assert post.title == "断头路什么时候通"


def test_a_missing_date_or_link_costs_no_post() -> None:
    (post,) = parse(page(listed('<li><a class="title">没有地址也没有日期</a></li>')), BOARD).posts
    assert (post.url, post.published_at) == ("", None)
    assert post.key.startswith("sha256:")


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "file:///etc/passwd", ""]
)
def test_only_web_links_are_kept(href: str) -> None:
    (post,) = parse(page(listed(f'<li><a class="title" href="{href}">标题</a></li>')), BOARD).posts
    assert post.url in ("", "https://board.example/list/index.html")


def test_control_characters_are_taken_out() -> None:
    (post,) = parse(page(listed('<li><a class="title" href="/1">停\x07水\x00&#8;通知</a></li>')), BOARD).posts
    assert post.title.isprintable()


def test_a_thousand_items_are_read_of_ten_thousand() -> None:
    items = [
        f'<li><a class="title" href="/t/{n}">第 {n} 帖</a><span class="time">{n % 59}分钟前</span></li>'
        for n in range(10_000)
    ]
    assert len(parse(page(listed(*items)), BOARD).posts) == 1000


def test_items_without_words_are_counted() -> None:
    parsed = parse(page(listed("<li>—</li>", ITEM, '<li><a class="title" href="/x"><img src=a></a></li>')), BOARD)
    assert len(parsed.posts) == 1
    assert parsed.skipped == (1, 3)


@pytest.mark.parametrize("body", ["<html><body>登录</body></html>", "", "plain words", listed("<div>新版</div>"), "{}"])
def test_a_page_without_the_items_is_a_changed_shape(body: str) -> None:
    """W4: selectors match nothing."""
    with pytest.raises(ShapeError, match=r"ul\.list > li"):
        parse(page(body), BOARD)


@pytest.mark.parametrize("items", ["ul.list > li", "body ul.list li", "ul.list>li"])
def test_a_list_that_stands_there_empty_is_an_empty_look(items: str) -> None:
    empty = source("html", fields=FIELDS | {"items": items})
    assert parse(page(listed()), empty).posts == ()
    with pytest.raises(ShapeError):
        parse(page("<ul class=other></ul>"), empty)


def test_items_without_the_title_are_a_changed_shape() -> None:
    with pytest.raises(ShapeError, match="1 条"):
        parse(page(listed("<li><h3>标题搬走了</h3></li>")), BOARD)


def test_a_search_page_without_results_is_an_empty_look() -> None:
    search = source("html", fields=FIELDS, url="https://board.example/s?q={keyword}", terms=("停水",))
    assert parse(page("<p>没有找到</p>"), search).posts == ()


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 90_000,
        "<div>" * 90_000 + "</div>" * 90_000,
        "<div><!--</div>-->" * 40_000,
        "<div title='</div>'>" * 40_000,
        "<div><script></div></script>" * 40_000,
        "".join(f"<b id={n}>" for n in range(400)) + "<p>x</p>" * 50_000,
        "<a " * 2_000_000,
        "<br>" * 200_000,
    ],
)
def test_a_page_made_to_hold_the_machine_is_refused(body: str) -> None:
    with pytest.raises(SourceError, match="没有解析") as refused:
        parse(page(body), BOARD)
    assert not isinstance(refused.value, ShapeError)


def test_a_long_flat_page_with_unclosed_items_is_read() -> None:
    """Real pages leave li and p open; that is no depth."""
    body = "<ul class=list>" + "<li><p><a class=title href=/x>标题</a>" * 9_000
    assert len(parse(page(body), BOARD).posts) > 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ["fields.items"]),
        ({"items": "li", "title": "a"}, ["fields.link"]),
        ({"items": "li", "title": "a", "link": "a", "url": "a"}, ["fields.url", "link"]),
        ({"items": "li[", "title": "a", "link": "a"}, ["fields.items", "li[", "CSS"]),
        ({"items": "li@id", "title": "a", "link": "a"}, ["fields.items", "@"]),
        ({"items": "li", "title": "a:nope(", "link": "a"}, ["fields.title", "CSS"]),
        ({"items": "li", "title": "a", "link": ">>@href"}, ["fields.link"]),
        ({"items": "li", "title": " ", "link": "a"}, ["fields.title"]),
    ],
)
def test_a_mistake_in_fields_is_named(fields: dict[str, str], words: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        check(source("html", fields=fields))
    assert all(word in str(refused.value) for word in words), str(refused.value)


def test_an_at_sign_inside_a_selector_is_no_attribute() -> None:
    fields = {"items": "li", "title": "a[href*='@x']", "link": "a[href*='@x']@href"}
    check(source("html", fields=fields))
    (post,) = parse(page('<li><a href="/@x">标题</a></li>'), source("html", fields=fields)).posts
    assert (post.title, post.url) == ("标题", "https://board.example/@x")


async def test_a_look_uses_the_cursor(site: Site) -> None:
    site.gives("/list", b"", 304)
    async with Web() as web:
        fetched = await fetch(web, site.source("/list", kind="html", fields=BOARD.fields), Cursor(etag='"1"'))
    assert (fetched.posts, fetched.cursor) == (None, Cursor(etag='"1"'))
    assert site.asked[0].headers["If-None-Match"] == '"1"'
