"""Feeds as they really come, and feeds made to do harm."""

import codecs

import pytest

from jobs.sources.charset import decode
from jobs.sources.rss import parse

TITLES = ["望江西路又挖开了", "县医院排队三小时", "学校食堂换了承包方", "停水通知"]


def feed(declared: str = "utf-8", titles: list[str] | None = None) -> str:
    items = "".join(f"<item><title>{t}</title><guid>{n}</guid></item>\n" for n, t in enumerate(titles or TITLES))
    head = f'<?xml version="1.0" encoding="{declared}"?>\n<rss version="2.0"><channel><title>Forum</title>'
    return f"{head}{items}</channel></rss>"


def titles_of(body: bytes, content_type: str = "") -> list[str]:
    return [post.title for post in parse(body, content_type=content_type)]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (feed().encode(), ""),
        (feed().encode(), "text/xml"),
        (codecs.BOM_UTF8 + feed().encode(), ""),
        (b"\r\n \n" + feed().encode(), ""),
        (codecs.BOM_UTF8 + b"\n" + feed().encode(), ""),
        (feed("gbk").encode("gbk"), ""),
        (feed("gb2312").encode("gb18030"), "text/xml"),
        (feed("utf-8").encode("gbk"), "text/xml"),
        (feed("utf-8").encode("gbk"), "text/xml; charset=utf-8"),
        (feed("utf-8").encode("gbk"), "text/xml; charset=GB2312"),
        (feed("gbk").encode(), "text/xml; charset=gbk"),
        (feed("utf-8").encode(), "text/xml; charset=gb2312"),
        (feed("utf-8").encode(), "text/xml; charset=ISO-8859-1"),
        (feed("gbk").encode("gbk"), "text/xml; charset=iso-8859-1"),
        (feed("iso-8859-1").encode("gbk"), ""),
        (feed("nonsense").encode("gbk"), "text/xml; charset=punycode"),
        (feed("utf-16").encode("utf-16"), ""),
        (feed("utf-8").encode("utf-16-le"), ""),
        (feed("utf-8").encode("utf-16-be"), "text/xml; charset=utf-8"),
        (feed("utf-32").encode("utf-32"), ""),
        (feed("utf-16").encode(), ""),
        (feed("utf-8").encode("utf-32-be"), ""),
    ],
)
def test_the_charset_is_found(body: bytes, content_type: str) -> None:
    assert titles_of(body, content_type) == TITLES


def test_traditional_characters_in_big5() -> None:
    titles = ["縣醫院亂收費", "里長說沒有這回事"]
    assert titles_of(feed("big5", titles).encode("big5")) == titles
    assert titles_of(feed("big5", titles).encode("big5"), "text/xml; charset=big5") == titles


def test_rare_characters_behind_a_gb2312_label() -> None:
    titles = ["镕基路堵车", "喆㙍小区停电"]
    assert titles_of(feed("gb2312", titles).encode("gb18030")) == titles


def test_latin_words_are_not_taken_for_chinese() -> None:
    titles = ["Café fermé à Orléans", "Straße gesperrt für Wagen"]
    assert titles_of(feed("iso-8859-1", titles).encode("cp1252")) == titles
    assert titles_of(feed("utf-8", titles).encode(), "text/xml; charset=utf-8") == titles


@pytest.mark.parametrize(("encoding", "declared"), [("utf-8", "utf-8"), ("gbk", "gbk"), ("utf-8", "gbk")])
def test_one_bad_byte_spoils_one_title(encoding: str, declared: str) -> None:
    body = feed(declared).encode(encoding).replace("停水通知".encode(encoding), b"\xff" + "停水通知".encode(encoding))
    assert titles_of(body)[:3] == TITLES[:3]
    assert "停水通知" in titles_of(body)[3]


@pytest.mark.parametrize("label", ["idna", "rot13", "zlib", "unicode_escape", "utf-7", "undefined", "../x", "x" * 99])
def test_a_label_chooses_among_charsets_only(label: str) -> None:
    assert decode(rb"<a>\u0041+AEE-</a>", f"text/xml; charset={label}") == r"<a>\u0041+AEE-</a>"


BREAKS = {
    "bare ampersand": lambda text: text.replace("停水", "停水 & 停电 &"),
    "ampersand in an address": lambda text: text.replace(
        "<guid>0</guid>", "<guid>0</guid><link>http://x.example/?a=1&b=2</link>"
    ),
    "html entity": lambda text: text.replace("停水", "&nbsp;停水&mdash;&hellip;"),
    "unknown entity": lambda text: text.replace("停水", "&unbekannt;停水"),
    "control characters": lambda text: text.replace("停水", "停\x00\x08\x0b水\x1f\ufffe"),
    "bad references": lambda text: text.replace("停水", "&#0;&#x1F;停&#xD800;水&#99999999;&#xyz;&#;"),
    "undeclared prefix": lambda text: text.replace("<guid>", "<dc:creator>荷塘</dc:creator><x:y>z</x:y><guid>"),
    "words before": lambda text: "<br />\n<b>Warning</b>: mysql in <b>/www/x.php</b>\n" + text,
    "words behind": lambda text: text + "<!-- cached --><script>x()</script>",
    "no declaration": lambda text: text.split("?>", 1)[1],
    "html as document type": lambda text: text.replace(
        "<rss", '<!DOCTYPE html PUBLIC "-//W3C//DTD" "http://x.example/d"><rss', 1
    ),
    "capitals": lambda text: text.replace("item>", "ITEM>").replace("title>", "TITLE>").replace("ITEM>", "item>"),
    "unclosed tag": lambda text: text.replace("</guid></item>", "</guid>", 1),
    "crossed tags": lambda text: text.replace("停水", "<b>停<i>水</b></i>"),
    "comment inside": lambda text: text.replace("停水", "停<!-- x -->水"),
    "instruction inside": lambda text: text.replace("停水", "停<?x y?>水"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_broken_xml_gives_all_items(name: str) -> None:
    found = titles_of(BREAKS[name](feed()).encode("utf-8", "surrogatepass"))
    assert len(found) == len(TITLES)
    assert found[:3] == TITLES[:3]
    assert "水" in found[3]
    assert "<" not in found[3]


def test_what_was_meant_by_references_is_shown() -> None:
    def last(text: str) -> str:
        return titles_of(feed(titles=[text]).encode())[0]

    assert last("停水 & 停电") == "停水 & 停电"
    assert last("AT&T&nbsp;&mdash;&copy;") == "AT&T —©"
    assert last("&unbekannt;") == "&unbekannt;"
    assert last("a&lt;b &#x4e2d;&#25991;") == "a<b 中文"
    assert last("<![CDATA[a&b=c]]>") == "a&b=c"


def test_a_cut_off_document_gives_what_was_whole() -> None:
    body = feed().encode()
    for cut in range(len(body) // 3, len(body), 7):
        found = titles_of(body[:cut])
        assert len(found) <= len(TITLES)
        assert all(title.startswith(part.rstrip("\ufffd")) for title, part in zip(TITLES, found, strict=False))
    assert titles_of(body[: body.index("停水".encode())])[:3] == TITLES[:3]


def test_an_unclosed_item_keeps_its_own_words() -> None:
    text = "<rss><channel><item><title>一<item><title>二</title><description>文</description></item></channel></rss>"
    assert titles_of(text.encode()) == ["一", "二"]
