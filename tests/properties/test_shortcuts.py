"""What was made quick says what the slow way says: texts, risk words, long rule lines, dates, HTML, references."""

import re
import unicodedata
from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import normalise as norm
from core.detect import FieldOfWork, RiskWords, find_risk, risk
from core.normalise import tidy
from core.posts import Post, Source
from core.rules import RuleSet
from jobs.sources import dates, feedrepair, markup

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PIECES = st.sampled_from([
    *("停水", "縣", "★", "😡", "\u200b", "\ufe0f", "\u0336", "，", "（", "ﬁ", "①", "㎡", "e\u0301", "か\u3099", "ｶﾞ"),
    *(" ", "\u3000", "·", "-", "\n", "\x00", "\x1e", "𠮷", "\U0002f803", "\ud800", "…", "ー", "裡", "ǅ", "\u0345"),
])  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=20).map("".join)


def slowly_tidy(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode())
    plain = norm._BLANK.sub(" ", plain.translate(norm._one_by_one()))
    return norm._BETWEEN.sub("", plain).strip()


@settings(max_examples=500, deadline=None)
@given(TEXTS)
@example("，，\u0338")
def test_one_spelling(text: str) -> None:
    assert tidy(text) == slowly_tidy(text)


def test_every_single_character_has_the_same_spelling() -> None:
    for plane in range(0, 0x30000, 0x800):
        for char in map(chr, range(plane, plane + 0x800)):
            assert tidy(f"水{char}a") == slowly_tidy(f"水{char}a"), hex(ord(char))


WORDS = RiskWords.of(FieldOfWork)
BOTH = sorted(WORDS.class_a | WORDS.class_b, key=lambda word: (-len(word), word))
RISKY = st.lists(st.sampled_from([*BOTH, "没有", "，", "食品", "人"]), max_size=12)
ALTERNATION = re.compile("|".join(BOTH))


@settings(deadline=None)
@given(RISKY.map("".join))
def test_risk_words(text: str) -> None:
    found = dict.fromkeys(m.group() for m in ALTERNATION.finditer(text) if not risk._denied(text, m.start()))
    said = find_risk(text, WORDS)
    assert said.class_a + said.class_b == tuple(sorted(found, key=lambda word: word not in WORDS.class_a))


ALTERNATIVES = st.lists(
    st.sampled_from(["停水", "停电~3收费", "/水.电/", "ab", "=AB", "标题:停气", '"乱 收"', "停", "水电", "收费~2停水"])
    | st.text("水电停收气费", min_size=2, max_size=3),
    min_size=9,
    max_size=25,
    unique=True,
).filter(lambda line: "停" not in line)


@settings(deadline=None)
@given(ALTERNATIVES, st.text("水电停收气费aAbB ,", max_size=30), st.text("停气", max_size=4))
def test_a_long_line_finds_what_each_alternative_finds(line: list[str], text: str, title: str) -> None:
    rules = RuleSet.parse("[组]\n" + "|".join(line) + "\n")
    post, source = Post(key="k", title=title, text=text), Source(name="s", kind="rss", url="")
    scan = rules.index.scan(rules.document(post, source))
    (group,) = rules.groups
    each = dict.fromkeys(found for near in group.any for found in scan._near(near))
    assert len(group.any) >= 9
    assert scan.first(group.any) == tuple(each)


TAGS = [
    "<p>",
    "</p>",
    "<br/>",
    "<BR>",
    "<img src='a.jpg' alt=x />",
    '<a href="http://x/?a=1#b">',
    "</a>",
    "<b>",
    "</div>",
]
ODD = [
    "<script>",
    "</script>",
    "<",
    ">",
    "<p",
    '="',
    "<table>",
    "<td>",
    "<!--",
    "-->",
    "<p x=y\" z='>",
    "<a ='a='b>",
    "<<p>b>",
]
TEXT = [
    "停水",
    " ",
    "\n",
    "a",
    "&amp;",
    "&lt;b&gt;",
    "&nbsp;",
    "&#39;",
    "&#0;",
    "&amp",
    "&copy;",
    "\r",
    "\x00",
    "\x85",
    '"',
    "'",
]
HTML = st.lists(st.sampled_from(TAGS) | st.sampled_from(TEXT) | st.text(max_size=3), max_size=15).map("".join)
SOUP = st.lists(st.sampled_from(TAGS + ODD + TEXT) | st.text(max_size=3), max_size=15).map("".join)


@settings(max_examples=600, deadline=None)
@given(HTML | SOUP)
@example("<p>水&lt;压</p><br>好")
def test_plain_html_reads_as_a_parser_reads_it(html: str) -> None:
    if quick := markup._plainly(html):
        assert quick == markup._by_parser(html)


def test_what_feeds_usually_hold_needs_no_parser() -> None:
    usual = '<p>停水&nbsp;三天<br/><img src="https://x.example/1.jpg" alt=""></p><div class="a b">没人管</div>'
    assert markup._plainly(usual) == markup._by_parser(usual) == "停水 三天\n没人管"


def slowly_tidy_lines(text: str) -> str:
    plain = re.sub(r"[^\S\n]+", " ", markup._CONTROLS.sub("", text))
    return re.sub(r"\s*\n\s*", "\n", plain).strip()


@settings(max_examples=400, deadline=None)
@given(TEXTS | SOUP)
@example("a \n\x1c\n\u3000b\x85 c\r\n\x00\n")
def test_tidy_lines(text: str) -> None:
    assert markup.tidy(text) == slowly_tidy_lines(text)


ZONES = st.sampled_from(["GMT", "Z", "+0800", "+08:00", "-03:30", "+2500", "-0000", "+14:00"])
TWO = st.integers(0, 61).map("{:02d}".format)


@settings(max_examples=400, deadline=None)
@given(st.integers(1980, 2105), st.integers(0, 13), TWO, TWO, TWO, TWO, ZONES, st.booleans())
def test_usual_dates_read_as_all_others(
    year: int, month: int, day: str, hour: str, minute: str, second: str, zone: str, rfc: bool
) -> None:
    names = ["Foo", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Bar"]
    written = f"Fri, {day} {names[month]} {year} {hour}:{minute}:{second} {zone}"
    written = written if rfc else f"{year}-{month:02d}-{day}T{hour}:{minute}:{second}.5{zone}"
    try:
        slow = dates._any_form(written, UTC)
    except (ValueError, OverflowError):
        slow = None
    quick = dates.parse_date(written, UTC)
    assert quick == slow
    assert quick is None or slow is None or quick.utcoffset() == slow.utcoffset()


REFERENCES = st.lists(
    st.sampled_from(
        [
            "<![CDATA[",
            "]]>",
            "&",
            "&amp;",
            "&nbsp;",
            "&x;",
            "&#65;",
            "&#x41;",
            "a",
            "<b>",
            "]]",
            "&lt",
            "\x01",
            "\uffff",
        ]
    ),
    max_size=14,
).map("".join)


@given(REFERENCES)
def test_references_are_mended_outside_cdata_only(text: str) -> None:
    feed = f"<rss>{text}"
    sections = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
    pieces = sections.split(re.sub("[\x01\uffff]", "", feed))
    wanted = "".join(p if n % 2 else feedrepair._AMPERSAND.sub(feedrepair._known, p) for n, p in enumerate(pieces))
    assert feedrepair.repaired(feed) == wanted
