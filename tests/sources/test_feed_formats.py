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


def item(inside: str, base: str = "http://forum.example/") -> Post:
    return only(f"<rss><channel><link>{base}</link><item>{inside}</item></channel></rss>")


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<link>?p=3</link>", "http://forum.example/?p=3"),
        ("<link>//other.example/3</link>", "http://other.example/3"),
        ("<link> http://forum.example/\n 3 </link>", "http://forum.example/3"),
        ("<link/><guid>http://forum.example/4</guid>", "http://forum.example/4"),
        ("<guid isPermaLink='false'>http://forum.example/4</guid>", ""),
        ("<guid>4</guid>", ""),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>file:///etc/passwd</link>", ""),
        ("<link>http://[::1</link>", ""),
        ("<link>http://x.example/" + "x" * 3000 + "</link>", ""),
        ("<link xml:base='http://base.example/a/'>b</link>", "http://forum.example/b"),
        ("<link>http://forum.example/中文</link>", "http://forum.example/中文"),
    ],
)
def test_links_are_whole_and_lead_to_the_web(inside: str, url: str) -> None:
    assert item(inside).url == url


def test_relative_links_fall_back_on_the_feeds_own_address() -> None:
    assert item("<link>t/5</link>", base="").url == "http://forum.example/feeds/t/5"
    assert item("<link>t/5</link>", base="javascript:x").url == "http://forum.example/feeds/t/5"


def test_a_base_in_the_xml_goes_before_the_channel() -> None:
    entry = "<item xml:base='y/'><link>z</link></item>"
    feed = f"<rss xml:base='http://a.example/x/'><channel><link>http://b.example/</link>{entry}</channel></rss>"
    assert only(feed).url == "http://a.example/x/y/z"


def test_a_post_without_a_title_is_titled_by_its_first_words() -> None:
    post = item("<description>&lt;p&gt;路灯又不亮了。&lt;/p&gt;&lt;p&gt;已经第三天。&lt;/p&gt;</description>")
    assert (post.title, post.text) == ("路灯又不亮了。", "路灯又不亮了。\n已经第三天。")
    assert len(item(f"<description>{'长' * 500}</description>").title) == 60
    assert item("<title>  </title><guid>7</guid>").title == ""


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("&lt;b&gt;停电&lt;/b&gt;通知", "停电通知"),
        ("List&lt;String&gt; 的用法", "List<String> 的用法"),
        ("1 &lt; 2", "1 < 2"),
        ("A &amp;amp; B &amp;quot;引&amp;quot;", 'A & B "引"'),
        ("两\n行 \t 标题", "两 行 标题"),
        ("<![CDATA[停水 & 停电]]>", "停水 & 停电"),
        ("&lt;script&gt;x()&lt;/script&gt;停水", "停水"),
        ("停" + "水" * 400, "停" + "水" * 299),
    ],
)
def test_titles_are_one_plain_line(title: str, shown: str) -> None:
    assert item(f"<title>{title}</title>").title == shown


def test_the_full_text_goes_before_the_summary_unless_it_is_empty() -> None:
    full = "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>{}</content:encoded>"
    assert item("<description>摘要</description>" + full.format("全文")).text == "全文"
    assert item("<description>摘要</description>" + full.format("&lt;img src='a.png'&gt;")).text == "摘要"


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


def test_of_several_links_the_page_is_taken() -> None:
    links = """<link rel="enclosure" href="http://x.example/a.mp3"/>
    <link type="application/json" href="http://x.example/a.json"/>
    <link rel="alternate" type="text/html" href="http://x.example/a.html"/>"""
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>{links}</entry></feed>'
    assert only(feed).url == "http://x.example/a.html"
    rss = '<rss xmlns:a="http://www.w3.org/2005/Atom"><item><a:link href="http://x.example/b"/></item></rss>'
    assert only(rss).url == "http://x.example/b"


def keys(*items: str) -> list[str]:
    feed = "<rss><channel>" + "".join(f"<item>{inside}</item>" for inside in items) + "</channel></rss>"
    return [post.key for post in parse(feed.encode(), url=WHERE)]


def test_a_key_lasts_from_look_to_look() -> None:
    plain = "<title>停水通知</title><pubDate>2026-06-01 08:05</pubDate>"
    spaced = "<title> 停水　通知 </title><pubDate>2026-06-01 20:00</pubDate><description>改了</description>"
    assert keys(plain) == keys(spaced)
    assert keys(plain) != keys(plain.replace("06-01", "06-02"))
    assert keys(plain) != keys(plain.replace("停水", "停电"))
    assert keys("<link>http://x.example/1?utm_source=rss&amp;id=3#top</link>") == keys(
        "<link>http://X.example/1?id=3</link>"
    )
    assert keys("<link>http://x.example/1?id=3</link>") != keys("<link>http://x.example/1?id=4</link>")


def test_keys_are_short_and_unique_in_one_look() -> None:
    same_guid = [f"<guid>same</guid><title>{word}</title><link>/{word}</link>" for word in ("一", "二", "三")]
    assert keys(*same_guid) == [f"http://forum.example/{word}" for word in ("一", "二", "三")]
    no_names = [f"<title>公告</title><description>{word}</description>" for word in ("一", "二", "三")]
    assert len(set(keys(*no_names))) == 3
    assert len(keys("<guid>" + "长" * 9000 + "</guid>")[0]) < 60
    assert len(keys("<guid>1</guid><title>一</title>", "<guid>1</guid><title>一</title>")) == 1


def test_a_look_takes_no_more_than_it_should() -> None:
    many = [f"<guid>{number}</guid>" for number in range(1500)]
    assert keys(*many) == [str(number) for number in range(1000)]
    long = item(f"<description>{'长文' * 20_000}</description><author>{'名' * 500}</author>")
    assert len(long.text) == 20_000
    assert len(long.author) == 100


def test_markup_without_end_is_read_to_some_point() -> None:
    assert 500 < len(item(f"<description>{'<i>字</i>' * 9000}</description>").text) < 9000


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("<author>a@x.example (张三)</author>", "张三"),
        ("<author>张三(市民)</author>", "张三(市民)"),
        ("<author><name>张三</name></author>", "张三"),
        ("<author> 张\n三 </author>", "张 三"),
        ("<author></author>", ""),
    ],
)
def test_the_author_is_shown_by_name(author: str, shown: str) -> None:
    assert item(author).author == shown


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("0", 0),
        (" 7 ", 7),
        ("-1", None),
        ("many", None),
        ("1.5", None),
        ("9" * 19, 10**12),
        ("9" * 9999, None),
        ("²", None),
    ],
)
def test_a_count_is_a_plain_number(value: str, count: int | None) -> None:
    slash = "<slash:comments xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>{}</slash:comments>"
    assert item(slash.format(value)).comments == count


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
    assert (post.url, post.author, post.text, post.title) == ("http://x.example/1", "县政府", "路通了", "路通了")
