"""The parts of an entry: links, titles, texts, keys, authors, counts."""

import pytest

from core.posts import Post
from jobs.sources.rss import parse

WHERE = "http://forum.example/feeds/all.xml"


def only(feed: str) -> Post:
    (post,) = parse(feed.encode(), url=WHERE)
    return post


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


def test_a_post_without_a_title_stays_without() -> None:
    post = item("<description>&lt;p&gt;路灯又不亮了。&lt;/p&gt;&lt;p&gt;已经第三天。&lt;/p&gt;</description>")
    assert (post.title, post.text) == ("", "路灯又不亮了。\n已经第三天。")
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
