"""Feeds made to do harm."""

import pytest

from core.errors import SourceError
from jobs.sources import markup
from jobs.sources.rss import parse

BOMB = (
    '<!ENTITY a "'
    + "哈" * 99
    + '">'
    + "".join(f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True))
)


@pytest.mark.parametrize(
    "subset",
    [
        BOMB,
        '<!ENTITY i SYSTEM "file:///etc/hostname">',
        '<!ENTITY i SYSTEM "http://127.0.0.1:9/x">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;',
        '<!ENTITY i "<item><title>x</title></item>">',
    ],
)
def test_entities_of_the_document_stay_unread(subset: str) -> None:
    text = (
        f'<?xml version="1.0"?><!DOCTYPE rss [{subset}]><rss><channel><item><title>[&i;]</title></item></channel></rss>'
    )
    assert [post.title for post in parse(text.encode())] == ["[&i;]"]


@pytest.mark.parametrize(
    "body",
    [
        b"<rss>" + b"<a/>" * 400_000,
        b"<rss " + b"".join(b"a%d='' " % n for n in range(600_000)) + b"/>",
        b"<rss><channel><item><title>" + b"&" * 200_000,
        b"<rss><channel><item><title>" + b"&nbsp;" * 200_000,
        b'{"items": [' + b"[]," * 400_000 + b"[]]}",
    ],
)
def test_too_many_pieces_are_refused(body: bytes) -> None:
    with pytest.raises(SourceError, match="过于复杂"):
        parse(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<item><title>x" * 20_000,
        b"<rss><channel><item><description><![CDATA[" + b"<div><table><b>" * 50_000,
        b"<rss><channel><item><title>" + b"&" * 90_000,
        b"<rss><channel><item><title>" + b"<![CDATA[" * 50_000,
        b"<rss><channel><item><description><![CDATA[" + b"<br>" * 400_000 + b"]]></description></item>",
        b"<rss><channel><item><title>x" + b" \n" * 500_000 + b"y",
        b"<rss><channel><item><link>" + b"http://[" * 100_000,
        b"<rss><channel><item><pubDate>" + b"1" * 1_000_000,
        b'{"items": [{"id": "1", "content_html": "' + b"<p><i>" * 100_000 + b'"}]}',
    ],
)
def test_monsters_are_read_in_peace(body: bytes) -> None:
    posts = parse(body)
    assert len(posts) <= 1000
    assert all(len(post.text) <= 20_000 and len(post.title) <= 300 for post in posts)


@pytest.mark.parametrize("body", [b'{"items":' + b"[" * 100_000, b'{"items":[{"id":' + b"9" * 100_000 + b"}]}"])
def test_json_monsters_are_refused(body: bytes) -> None:
    with pytest.raises(SourceError, match="不是完整的 JSON"):
        parse(body)


@pytest.mark.parametrize("piece", ["<div>", "<b>x", "<p><b>", "<li><ul>", "<br>", "<svg><a>"])
def test_tags_without_end_in_a_field_are_no_work_for_the_parser(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nests for ever would hold the machine for seconds a field: it is read without its tags."""
    monkeypatch.setattr(markup, "_by_parser", lambda html: pytest.fail(f"parsed: {len(html)} characters"))
    escaped = (piece * 40_000).replace("<", "&lt;")
    feed = f"<rss><channel><item><title>t</title><description>停水&lt;i x='&gt;{escaped}</description></item>"
    (post,) = parse(feed.encode())
    assert post.text.startswith("停水")


def test_a_long_post_with_many_tags_is_still_read_block_by_block() -> None:
    table = "<table>" + "<tr><td>停水</td></tr>" * 900 + "</table>"
    (post,) = parse(
        f"<rss><channel><item><title>t</title><description><![CDATA[{table}]]></description></item>".encode()
    )
    assert post.text.split("\n") == ["停水"] * 900
