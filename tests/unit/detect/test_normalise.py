"""One form for every spelling."""

import re
import unicodedata
from time import process_time

import pytest

from core.links import canonical_link
from core.normalise import compatible, fold, normalise, readable, tidy, visible
from core.posts import Post


@pytest.mark.parametrize(
    "written",
    [
        "青禾水务乱收费",
        "青 禾 水 務 亂 收 費",
        "青·禾-水_务*乱|收/费",
        "青\u200b禾\u200d水\ufeff务乱收费",
        "青\u0336禾\ufe0f水务乱收费",
        "★青禾水务★乱😡收费",
        "青\n禾\n水\n务\n乱\n收\n费",
        "<p>青禾<b>水务</b>乱收费</p>",
        "青禾水务乱收费 http://t.cn/AbC",
        "青禾水务乱收费 @某人",
        "//@路人甲:青禾水务乱收费",
        "&nbsp;青禾水务&#20081;收费",
    ],
)
def test_all_spellings_become_one(written: str) -> None:
    assert normalise(written) == "青禾水务乱收费"


def test_sentences_do_not_grow_together() -> None:
    assert "停水" not in normalise("今天车停。水很凉")
    assert "停水" not in normalise("今天车停 http://t.cn/x 水很凉")
    assert "停水" not in normalise("今天车停@路人 水很凉")


def test_latin_words_keep_their_blanks() -> None:
    assert normalise("Ｎｅｗ  MacBook\tAir 降价") == "new macbook air 降价"


def test_a_mentioned_name_stays_for_matching_only() -> None:
    assert readable("@青禾水务 水龙头没水") == "青禾水务 水龙头没水"
    assert normalise("@青禾水务 水龙头没水") == "水龙头没水"


def test_what_a_reader_does_not_see_is_gone() -> None:
    assert visible(
        '<div class="center-wrap">水</div><script>var 停电=1</script><!-- 停气 --><style>p{}</style>'
    ).split() == ["水"]


@pytest.mark.parametrize("mark", ["<script>", "<style>", "<!--"])
def test_nobody_hides_behind_a_tag_that_never_ends(mark: str) -> None:
    assert "停水" in normalise(f"{mark}青禾水务停水")


def test_arithmetic_is_not_markup() -> None:
    assert normalise("水压<3且>1") == "水压<3且>1"


def test_tidy_keeps_capitals_and_addresses() -> None:
    assert tidy("ＵＮ @某人 http://t.cn/x") == "UN @某人 http://t.cn/x"


def test_fold_keeps_offsets() -> None:
    for text in ("İstanbul", "ABC中", "Straße"):
        assert len(fold(text)) == len(text)
    assert fold("ABC中") == "abc中"


def test_half_characters_and_nul_do_no_harm() -> None:
    assert normalise("\ud800青禾\x00水务") == "?青禾水务"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://m.forum.example/t/1?utm_source=app&id=3#top", "https://forum.example/t/1/?id=3"),
        ("https://www.news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
        ("HTTPS://News.Example/A", "https://news.example/A"),
        ("https://m.weibo.cn/detail/77", "https://weibo.com/detail/77"),
    ],
)
def test_one_page_has_one_address(one: str, other: str) -> None:
    assert canonical_link(one) == canonical_link(other)


def test_other_pages_have_others() -> None:
    links = [
        "https://a.example/1",
        "https://a.example/2",
        "https://a.example/1?id=2",
        "https://a.example:8080/1",
        "https://[::1]/1",
    ]
    assert len({canonical_link(link) for link in links}) == len(links)


@pytest.mark.parametrize(
    "link", ["", "javascript:alert(1)", "http://[broken", "ftp://a.example/", "http://a.example:99999/"]
)
def test_what_is_no_web_link_has_none(link: str) -> None:
    assert canonical_link(link) == ""


def test_a_place_within_a_page_is_the_page_but_a_route_is_another() -> None:
    assert canonical_link("https://a.example/1#top") == canonical_link("https://a.example/1")
    assert canonical_link("https://a.example/#/thread/1") != canonical_link("https://a.example/#/thread/2")
    assert canonical_link("https://a.example/#!/1") != canonical_link("https://a.example/")


def test_a_post_is_known_by_its_page() -> None:
    pages = {Post(key="k", url=url).page for url in ("http://m.a.example/1?from=app", "https://a.example/1")}
    assert pages == {"https://a.example/1"}
    assert Post(key="k", url="ftp://a.example/1").page == "ftp://a.example/1"
    assert Post(key="k").page == ""


def test_marks_out_of_order_cost_no_more_than_marks_in_order() -> None:
    """NFKC sorts them one by one: 20 000 of them, which a feed may carry, held the interpreter for seconds. A ratio."""
    low, high = "\u0316" * 3_000, "\u0301" * 3_000
    ordered = _seconds([f"水{low}{high}"] * 3)
    assert _seconds([f"水{high}{low}"] * 3) < 10 * ordered + 0.05


def _seconds(texts: list[str]) -> float:
    begin = process_time()
    for text in texts:
        readable(text)
    return process_time() - begin


@pytest.mark.parametrize("text", ["e\u0301te\u0301", "\u0301" * 40, "🔥" * 40, "水\u0316\u0301" * 40, "𠀀" * 40])
def test_only_a_long_pile_of_marks_is_cut(text: str) -> None:
    piled = max((len(pile) for pile in re.findall("[\u0300-\u036f]+", text)), default=0)
    same = compatible(text) == unicodedata.normalize("NFKC", text)
    assert same is (piled <= 30)
    assert len(compatible(text)) >= min(30, len(text) // 2)
