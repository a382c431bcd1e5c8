"""Whatever bytes a far end sends: posts that keep their promises, or a SourceError, and nothing else."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from html import unescape
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.errors import SourceError
from core.posts import Post
from jobs.sources.charset import decode
from jobs.sources.dates import parse_date
from jobs.sources.markup import visible_text
from jobs.sources.rss import parse

CHINA = ZoneInfo("Asia/Shanghai")
WHERE = "http://forum.example/feed"
PIECES = [
    *("<rss>", "</rss>", "<channel>", "<item>", "</item>", "<entry>", "<feed xmlns='http://www.w3.org/2005/Atom'>"),
    *("<title>", "</title>", "<link>", "<link href='", "'/>", "<guid>", "</guid>", "<description>", "</description>"),
    *(
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?x",
        "?>",
        "<!DOCTYPE rss [",
        "<!ENTITY a '",
        "&a;",
        "&",
        "&#0;",
        "&#x110000;",
    ),
    *("<pubDate>", "</pubDate>", "2026-06-01", "http://x.example/", "http://[", "xml:base='", "<b>", "<p", "<script>"),
    *("\x00", "\ufffe", "\u200b", "中文", "𠮷", "é", '{"items": [', '{"id": ', '"', "}", "]}", ",", "1e999", "\\ud800"),
]
SOUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)
ENCODINGS = st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-16-le", "big5", "latin-1"])
HEADERS = st.sampled_from(["", "text/xml", "text/xml; charset=gbk", "text/html; charset=latin1", "x; charset=utf-16"])


def check(posts: tuple[Post, ...]) -> None:
    assert len({post.key for post in posts}) == len(posts) <= 1000
    for post in posts:
        assert post.key
        assert len(post.key) <= 200
        assert post.url == "" or post.url.startswith(("http://", "https://"))
        assert len(post.title) <= 300
        assert len(post.text) <= 20_000
        for text in (post.key, post.url, post.title, post.text, post.author):
            text.encode()
            assert text == text.strip()
            assert not any(char < " " and char != "\n" for char in text)
        assert "\n" not in post.title + post.author + post.url
        assert post.published_at is None or post.published_at.tzinfo is not None


@given(st.binary(max_size=400), HEADERS)
def test_any_bytes(body: bytes, content_type: str) -> None:
    with suppress(SourceError):
        check(parse(body, content_type=content_type, url=WHERE))


@given(SOUP, ENCODINGS, HEADERS)
@settings(max_examples=400)
@example("<rss><channel><item><link>http://[</link></item></channel></rss>", "utf-8", "")
@example('{"items": [{"id": "\\ud800", "url": "//["}]}', "utf-8", "")
def test_any_soup_of_what_feeds_are_made_of(soup: str, encoding: str, content_type: str) -> None:
    body = soup.encode(encoding, "ignore")
    for start in (b"", b"<rss><channel><item>", b"<feed><entry>", b'{"items": [{"title": "'):
        with suppress(SourceError):
            check(parse(start + body, content_type=content_type, url=WHERE))


@given(st.text(max_size=300), st.text(max_size=40))
def test_decoding_gives_back_what_was_encoded(text: str, label: str) -> None:
    marked = "中文四字" + text.replace("\x00", "")
    assert (
        decode(marked.encode("utf-8", "replace"), f"text/xml; charset={label}")
        == marked.encode("utf-8", "replace").decode()
    )


@given(SOUP)
def test_visible_text_is_tidy(soup: str) -> None:
    text = visible_text(soup)
    assert text == text.strip()
    assert "\n\n" not in text
    assert "  " not in text


# China had summer time until 1991
MOMENTS = st.datetimes(
    datetime(1992, 1, 2),
    datetime(2099, 12, 30),
    timezones=st.integers(-12, 14).map(lambda h: timezone(timedelta(hours=h))),
).map(lambda moment: moment.replace(microsecond=0))


@given(MOMENTS)
def test_a_date_written_in_full_is_read_back(moment: datetime) -> None:
    assert parse_date(moment.isoformat(), CHINA) == moment
    assert parse_date(format_datetime(moment), CHINA) == moment
    china = moment.astimezone(CHINA)
    assert parse_date(f"{china:%Y年%m月%d日 %H:%M:%S}", CHINA) == china
    assert parse_date(f"{china:%Y/%m/%d %H:%M:%S}", CHINA) == china
    assert parse_date(f"{china:%a %b %d %H:%M:%S CST %Y}", UTC) == moment.astimezone(timezone(timedelta(hours=8)))


@given(st.text(max_size=120) | st.text("0123456789-:/.年月日时分秒上午 TZ+Junoc", max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text, CHINA)
    assert found is None or (found.tzinfo is not None and 1990 <= found.year < 2100)


WORDS = st.text(st.characters(categories=["L", "N"], include_characters=" ，。&<>\"'"), min_size=1, max_size=30).filter(
    str.strip
)


@given(st.lists(st.tuples(WORDS, st.integers(0, 10**9), WORDS), min_size=1, max_size=8), st.booleans())
@settings(max_examples=60)
def test_the_same_as_feedparser_reads(items: list[tuple[str, int, str]], atom: bool) -> None:
    feed = _atom(items) if atom else _rss(items)
    ours = parse(feed.encode(), url=WHERE)
    theirs = feedparser.parse(feed.encode()).entries
    assert len(ours) == len(theirs) == len(items)
    for post, entry in zip(ours, theirs, strict=True):
        assert post.key == entry.id
        assert post.url == entry.link
        assert post.title == " ".join(unescape(entry.title).split())
        assert post.published_at is not None
        assert post.published_at.astimezone(UTC).timetuple()[:6] == entry.published_parsed[:6]


def _when(seconds: int) -> datetime:
    return datetime(2000, 1, 1, tzinfo=timezone(timedelta(hours=8))) + timedelta(seconds=seconds)


def _rss(items: list[tuple[str, int, str]]) -> str:
    return "<rss version='2.0'><channel><title>t</title>{}</channel></rss>".format(
        "".join(
            f"<item><title>{escape(escape(title))}</title><guid>g{n}</guid><link>http://x.example/{n}</link>"
            f"<pubDate>{format_datetime(_when(seconds))}</pubDate><description>{escape(escape(text))}</description></item>"
            for n, (title, seconds, text) in enumerate(items)
        )
    )


def _atom(items: list[tuple[str, int, str]]) -> str:
    return "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>{}</feed>".format(
        "".join(
            f"<entry><title>{escape(title)}</title><id>g{n}</id><link href='http://x.example/{n}'/>"
            f"<published>{_when(seconds).isoformat()}</published><summary>{escape(text)}</summary></entry>"
            for n, (title, seconds, text) in enumerate(items)
        )
    )


@pytest.mark.parametrize("atom", [True, False])
def test_feedparser_and_we_differ_where_it_matters(atom: bool) -> None:
    """Why this reader exists: a Chinese date without a zone is eight hours off over there."""
    feed = _atom([("停水", 0, "x")]) if atom else _rss([("停水", 0, "x")])
    written = _when(0).isoformat() if atom else format_datetime(_when(0))
    (ours,) = parse(feed.replace(written, "2026-06-01 08:05").encode(), url=WHERE)
    assert ours.published_at == datetime(2026, 6, 1, 8, 5, tzinfo=CHINA)
