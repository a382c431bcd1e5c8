"""Whatever a site sends, a kind answers with posts or with a failure in words (O7)."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_pages import page, source

from core.errors import SourceError
from core.posts import Post, Source
from jobs.sources import hotlist, html_list, json_api
from jobs.sources.answers import Page
from jobs.sources.reading import Parsed

JSON = source(
    "json", fields={"items": "items", "id": "id", "title": "title", "text": "text", "url": "url", "date": "date"}
)
HTML = source("html", fields={"items": "li", "title": "a", "link": "a", "date": "span", "comments": "em"})
HOT = source("hotlist")
READERS = [(json_api.parse, JSON), (html_list.parse, HTML), (hotlist.parse, HOT)]
Read = Callable[[Page, Source], Parsed]

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
NAMES = ("id", "title", "text", "url", "date", "mobileUrl", "pubDate", "extra")
ITEMS = st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8) | VALUES, max_size=6)
PIECES = st.sampled_from(
    [
        "<li>",
        "</li>",
        "<a href='/t?id=1'>",
        "<a href=javascript:x>",
        "</a>",
        "停水",
        "<span>",
        "昨天 99:12",
        "</span>",
        "<em>3",
        "<!--",
    ]
)
MARKUP = st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join)


def read(parse: Read, raw: bytes, of: Source) -> tuple[Post, ...]:
    try:
        return parse(page(raw), of).posts
    except SourceError:
        return ()


def judge(posts: tuple[Post, ...]) -> None:
    keys = [post.key for post in posts]
    assert len(keys) == len(set(keys))
    for post in posts:
        assert post.key
        assert post.title or post.text
        assert post.url == "" or post.url.startswith(("http://", "https://"))
        assert post.published_at is None or post.published_at.tzinfo is not None
        json.dumps([post.key, post.title, post.text, post.author, post.url]).encode()
        (post.title + post.text).encode()


@pytest.mark.parametrize(("parse", "of"), READERS, ids=["json", "html", "hotlist"])
@given(raw=st.binary(max_size=300) | MARKUP.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes(parse: Read, of: Source, raw: bytes) -> None:
    judge(read(parse, raw, of))


@given(items=ITEMS)
def test_any_items_of_an_interface_or_a_hot_list(items: list[object]) -> None:
    raw = json.dumps({"items": items}).encode()
    judge(read(json_api.parse, raw, JSON))
    judge(read(hotlist.parse, raw, HOT))
