"""One story in every format that `rss` reads."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.errors import SourceError
from core.posts import Post
from jobs.sources.rss import parse

CHINA = ZoneInfo("Asia/Shanghai")
WHERE = "http://forum.example/feeds/all.xml"

RSS_20 = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>海棠论坛</title><link>http://forum.example/</link>
<item><title>北门桥 &amp; 东街积水</title><link>/t/1</link><guid isPermaLink="false">thread-1</guid>
<pubDate>Mon, 01 Jun 2026 08:05:00 +0800</pubDate><dc:creator>荷塘</dc:creator><slash:comments>12</slash:comments>
<description>摘要</description><content:encoded><![CDATA[<p>水到膝盖，<b>车</b>都熄火了。</p><p>谁来管？</p>]]></content:encoded>
</item></channel></rss>"""

RSS_091 = """<rss version="0.91"><channel><title>海棠论坛</title><link>http://forum.example/</link>
<item><title>北门桥 &amp;amp; 东街积水</title><link>http://forum.example/t/1</link>
<author>mail@forum.example (荷塘)</author>
<description>&lt;p&gt;水到膝盖，&lt;b&gt;车&lt;/b&gt;都熄火了。&lt;/p&gt;&lt;p&gt;谁来管？&lt;/p&gt;</description>
<pubDate>1 Jun 26 00:05 GMT</pubDate></item></channel></rss>"""


RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://forum.example/">
<title>海棠论坛</title><link>http://forum.example/</link><items><rdf:Seq><rdf:li resource="x"/></rdf:Seq></items>
</channel>
<item rdf:about="http://forum.example/t/1"><title>北门桥 &amp; 东街积水</title><link>http://forum.example/t/1</link>
<dc:date>2026-06-01T08:05+08:00</dc:date><dc:creator>荷塘</dc:creator>
<description>水到膝盖，车都熄火了。&lt;br/&gt;谁来管？</description></item></rdf:RDF>"""

ATOM_10 = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"
 xml:base="http://forum.example/sub/"><title>海棠论坛</title><author><name>荷塘</name></author>
<link rel="self" href="http://forum.example/feed"/><entry><id>tag:forum.example,2026:1</id>
<title type="html">北门桥 &amp;amp; 东街积水</title><link rel="edit" href="/edit/1"/><link href="../t/1"/>
<updated>2026-06-05T00:00:00Z</updated><published>2026-06-01T00:05:00Z</published><thr:total>12</thr:total>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>水到膝盖，<b>车</b>都熄火了。</p><script>x()</script>
<p>谁来管？</p></div></content></entry></feed>"""

ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>海棠论坛</title><entry>
<id>tag:1</id><title>北门桥 &amp; 东街积水</title><link rel="alternate" type="text/html" href="http://forum.example/t/1"/>
<issued>2026-06-01T08:05:00+08:00</issued><author><name>荷塘</name></author>
<content type="text/html" mode="escaped">水到膝盖，车都熄火了。&lt;br&gt;谁来管？</content></entry></feed>"""


JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "海棠论坛",
        "home_page_url": "http://forum.example/",
        "items": [
            {
                "id": 1,
                "url": "/t/1",
                "title": "北门桥 & 东街积水",
                "content_html": "<p>水到膝盖，<b>车</b>都熄火了。</p><p>谁来管？</p>",
                "date_published": "2026-06-01T08:05:00+08:00",
                "authors": [{"name": "荷塘"}],
                "_counts": {"reposts": 128, "comments": "12", "likes": -1},
            }
        ],
    }
)
FORMATS = {"rss20": RSS_20, "rss091": RSS_091, "rdf": RDF, "atom10": ATOM_10, "atom03": ATOM_03, "json": JSON_FEED}


def only(feed: str, timezone: str = "Asia/Shanghai") -> Post:
    (post,) = parse(feed.encode(), content_type="", url=WHERE, timezone=timezone)
    return post


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_story_in_every_format(name: str) -> None:
    post = only(FORMATS[name])
    assert post.title == "北门桥 & 东街积水"
    assert post.text == "水到膝盖，车都熄火了。\n谁来管？"
    assert post.url == "http://forum.example/t/1"
    assert post.author == "荷塘"
    assert post.published_at == datetime(2026, 6, 1, 8, 5, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("rss20", "thread-1"),
        ("rss091", "http://forum.example/t/1"),
        ("rdf", "http://forum.example/t/1"),
        ("atom10", "tag:forum.example,2026:1"),
        ("json", "1"),
    ],
)
def test_the_key_is_the_guid_else_the_link(name: str, key: str) -> None:
    assert only(FORMATS[name]).key == key


@pytest.mark.parametrize(
    ("name", "counts"),
    [("rss20", (None, 12, None)), ("rdf", (None, None, None)), ("atom10", (None, 12, None)), ("json", (128, 12, None))],
)
def test_counts_are_taken_where_a_feed_gives_them(name: str, counts: tuple[int | None, ...]) -> None:
    post = only(FORMATS[name])
    assert (post.reposts, post.comments, post.likes) == counts


@pytest.mark.parametrize(("name", "feed"), FORMATS.items())
def test_a_feed_without_items_is_a_feed(name: str, feed: str) -> None:
    empty = feed
    for tag in ("item", "entry"):
        start, end = empty.find(f"<{tag}"), empty.find(f"</{tag}>")
        # <items> of RDF begins alike
        start = empty.find(f"<{tag} ") if name == "rdf" else start
        empty = empty[:start] + empty[end + len(tag) + 3 :] if end > 0 else empty
    if name == "json":
        empty = '{"version": "https://jsonfeed.org/version/1", "items": []}'
    assert parse(empty.encode()) == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "空的"),
        (b"  \r\n\t ", "空的"),
        (b"\xef\xbb\xbf", "空的"),
        (b"<!DOCTYPE html><html><head><title>x</title></head><body>rss</body></html>", "网页"),
        (b"<html><body><rss><item/></rss></body></html>", "网页"),
        (b'<!-- --><body class="rss">', "网页"),
        (b"<urlset><url/></urlset>", "不是 RSS"),
        (b"plain words", "不是 RSS"),
        (b'{"status": "ok"}', "JSON Feed"),
        (b'{"items": 3}', "JSON Feed"),
        (b'{"items": [', "不是完整的 JSON"),
        (b"[1, 2]", "不是 RSS"),
        (bytes(range(256)), "不是 RSS"),
    ],
)
def test_what_is_no_feed_is_refused_in_words(body: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        parse(body, content_type="text/xml", url=WHERE)


def test_a_zone_that_is_none_is_refused() -> None:
    for name in ("Mars/Olympus", "../../etc/passwd", "/etc/passwd", ""):
        with pytest.raises(SourceError, match="时区"):
            parse(RSS_20.encode(), timezone=name)


def test_the_zone_of_the_source_is_for_dates_without_one() -> None:
    feed = RSS_20.replace("Mon, 01 Jun 2026 08:05:00 +0800", "2026-06-01 08:05")
    assert only(feed).published_at == datetime(2026, 6, 1, 8, 5, tzinfo=CHINA)
    urumqi = ZoneInfo("Asia/Urumqi")
    assert only(feed, "Asia/Urumqi").published_at == datetime(2026, 6, 1, 8, 5, tzinfo=urumqi)


def test_a_date_that_cannot_be_read_gives_way_to_one_that_can() -> None:
    feed = RSS_20.replace("<pubDate>Mon, 01 Jun 2026 08:05:00 +0800</pubDate>", "<pubDate>昨天 8:05</pubDate>")
    assert only(feed).published_at is None
    both = feed.replace("</item>", "<dc:date>2026-06-02T00:00Z</dc:date></item>")
    assert only(both).published_at == datetime(2026, 6, 2, 8, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('type="text">1 &lt; 2 &lt;b&gt;', "1 < 2 <b>"),
        (">1 &lt; 2 &lt;b&gt;", "1 < 2 <b>"),
        ('type="html">1 &amp;lt; 2 &lt;b&gt;粗&lt;/b&gt;', "1 < 2 粗"),
        ('type="image/png">iVBORw0KGgo=', ""),
        ('src="http://x.example/a.mp4" type="video/mp4"/><content type="text">', ""),
    ],
)
def test_atom_says_what_its_text_is(content: str, text: str) -> None:
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><content {content}</content></entry></feed>'
    feed = feed.replace("<content >", "<content>")
    assert only(feed).text == text


@pytest.mark.parametrize(
    "counts", ["{}", "[]", "3", '{"reposts": true, "comments": null, "likes": 1.5}', '{"likes": []}']
)
def test_json_counts_may_be_anything(counts: str) -> None:
    post = only(f'{{"items": [{{"id": "1", "_counts": {counts}}}]}}')
    assert (post.reposts, post.comments, post.likes) == (None, None, None)


def test_a_json_feed_of_the_first_version_and_odd_items() -> None:
    feed = {
        "author": {"name": "县政府"},
        "items": ["x", None, {"id": "http://x.example/1", "content_text": "路\u0000通\ud800了"}],
    }
    post = only(json.dumps(feed))
    assert (post.url, post.author, post.text, post.title) == ("http://x.example/1", "县政府", "路通了", "")
