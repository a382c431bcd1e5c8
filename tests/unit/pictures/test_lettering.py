"""Letters: none that the font lacks, lines that fit, and a font that may be handed on."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pictures.charts import Bar, Bars, Chart, Mood
from jobs.drawing.fonts import CHARACTERS, FONT
from jobs.drawing.pictures import drawn
from jobs.drawing.pictures.canvas import Canvas
from jobs.drawing.pictures.colours import LIGHT
from jobs.drawing.pictures.kinds import painted
from jobs.drawing.pictures.lettering import LABEL, TITLE, cut, fit, font, width, wrapped
from tests.conftest import PEOPLE, UNITS
from tests.properties.making import HOSTILE
from tests.unit.pictures.charts import CHARTS
from tests.unit.pictures.extremes import EXTREMES

ROOT = Path(__file__).parents[3]


@cache
def glyphs() -> frozenset[str]:
    with TTFont(FONT) as opened:
        return frozenset(map(chr, opened.getBestCmap()))


def tofu(canvas: Canvas) -> set[str]:
    """Characters on the canvas for which the font would draw a box."""
    return {char for words in canvas.placed for char in words.said} - glyphs()


@pytest.mark.parametrize("chart", [*CHARTS, *EXTREMES.values()])
def test_no_picture_has_a_box_for_a_character(chart: Chart) -> None:
    assert not tofu(painted(chart, LIGHT))


def test_a_box_would_be_found() -> None:
    canvas = Canvas(200, LIGHT)
    canvas.words((0, 100), "好😀م", LABEL, LIGHT.ink)
    assert tofu(canvas) == {"😀", "م"}


def sentences() -> Iterator[str]:
    """All that the program may say, in both languages: charts take their words from there."""
    for folder in ("bot", "core", "handlers", "jobs", "storage"):
        for _, _, text, _, _ in extract_from_dir(ROOT / folder, [("**.py", "python")], keywords={"N_": None}):
            yield str(text)
    with (ROOT / "bot/locales/en/LC_MESSAGES/tingfeng.po").open("rb") as file:
        yield from (str(entry.string) for entry in read_po(file) if entry.id)


def test_every_sentence_can_be_drawn_letter_by_letter() -> None:
    texts = [*sentences(), *(member.name for member in PEOPLE), *(unit.name for unit in UNITS)]
    assert len(texts) > 500
    for text in texts:
        kept = fit(text)
        assert not set(kept) - glyphs()
        # what is left out are pictures and blanks; no letter and no figure
        plain = re.findall(r"[\w，。：；、？！（）「」《》“”]", text[:200])
        assert [char for char in plain if char not in kept] == []


def test_the_list_of_characters_is_that_of_the_font() -> None:
    assert frozenset(CHARACTERS.read_text("utf-8")) == glyphs()


def test_every_character_of_the_font_is_drawn_as_something_of_its_own() -> None:
    face = font(24)
    # a character that no font has: what is drawn for it is the box
    missing = bytes(face.getmask("\U0010fffd"))
    assert any(missing)
    boxes = [char for char in sorted(glyphs()) if char.strip() and bytes(face.getmask(char)) == missing]
    assert not boxes


def test_the_font_has_what_offices_write() -> None:
    level_one = (bytes((lead, trail)) for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF))
    assert {char for code in level_one for char in code.decode("gb2312", "ignore")} <= glyphs()
    assert set("↑↓→←…—·「」《》％①⑧≥≤±×℃") <= glyphs()
    assert set("镕堃喆彧珺垚赟祎翀") <= glyphs()
    assert set("聯合早報臺灣網") <= glyphs()


def test_the_font_has_a_name_of_its_own_and_its_licence_beside_it() -> None:
    with TTFont(FONT) as opened:
        names = {record.nameID: str(record) for record in opened["name"].names}
        assert (names[1], names[6]) == ("Tingfeng Sans SC", "TingfengSansSC-Regular")
        assert "Adobe" in names[0]
        assert "SIL Open Font License" in names[13]
    licence = (FONT.parent / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Reserved Font Name 'Source'" in licence
    assert "Tingfeng Sans SC" in (ROOT / "NOTICE").read_text("utf-8")
    assert FONT.stat().st_size < 2.6e6


def test_a_wheel_takes_the_font_along() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert FONT.relative_to(ROOT).parts[0] in built["packages"]
    assert not built.get("exclude")
    assert not [line for line in (ROOT / ".gitignore").read_text("utf-8").split() if line in ("*.otf", "*.txt")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("县论坛", "县论坛"),
        ("按时 ✔ 3/8 ❗", "按时 ✓ 3/8 ！"),
        ("😀好👨‍👩‍👧评🇨🇳", "好评"),
        ("a\u200bb\u202ec\ue000d", "abcd"),
        ("مرحبا 你好", "· 你好"),
        ("𠮷野家", "·野家"),
        ("第一行\n第二行\t尾", "第一行第二行尾"),
        ("ﬁ ㎡ ½", "fi ㎡ ½"),
        ("电话13812345678", "电话138****5678"),
        ("e\u0301te\u0301", "ete"),
        ("\x00\x1b[31m", "[31m"),
        ("", ""),
    ],
)
def test_what_the_font_lacks_is_a_dot_or_nothing(text: str, shown: str) -> None:
    assert fit(text) == shown


@settings(max_examples=150)
@given(st.text(max_size=60) | HOSTILE)
def test_whatever_people_write_has_no_box(text: str) -> None:
    assert set(fit(text)) <= glyphs()


@settings(max_examples=12)
@given(HOSTILE, HOSTILE)
def test_whatever_people_write_is_drawn(one: str, other: str) -> None:
    assert drawn(Bars(title=one, note=other, bars=(Bar(name=one, value=0.5, said=other, mood=Mood.BAD),)))


def test_a_line_is_cut_where_it_is_too_long() -> None:
    assert cut("市政科", LABEL, 500) == "市政科"
    short = cut("滨河新区管理委员会综合执法大队", LABEL, 300)
    assert short.endswith("…")
    assert 250 < width(short, LABEL) <= 300
    assert cut("字", LABEL, 0) == "…"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("本周新增 23 件", ["本周新增 23 件"]),
        # where the sentence pauses
        ("本周新增 23 件，比上周多 6 件，办结没有跟上", ["本周新增 23 件，", "比上周多 6 件，办结没有跟上"]),
        (
            "11-18 11:00 达到峰值（每小时 140 帖），3 小时后首次回应",
            ["11-18 11:00 达到峰值", "（每小时 140 帖），3 小时后首次回应"],
        ),
        # elsewhere about in the middle, a number never in itself
        ("没有停顿的一句话里有一个数字123456789还有一些别的字", None),
    ],
)
def test_a_title_is_divided_as_a_person_would(text: str, lines: list[str] | None) -> None:
    found = wrapped(text, TITLE, 968, 2)
    assert all(width(line, TITLE) <= 968 for line in found)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    if lines is None:
        assert len(found) == 2
        assert any("123456789" in line for line in found)
        assert max(map(len, found)) - min(map(len, found)) < 12
    else:
        assert found == lines


def test_a_title_without_end_has_two_lines_and_an_ellipsis() -> None:
    found = wrapped("很长的标题" * 100, TITLE, 968, 2)
    assert len(found) == 2
    assert found[1].endswith("…")
    assert all(width(line, TITLE) <= 968 for line in found)


@pytest.mark.parametrize("room", [0, 1, 30, 60, 120])
def test_a_line_without_room_is_no_end_of_the_world(room: int) -> None:
    found = wrapped("很窄narrow", TITLE, room, 2)
    assert 1 <= len(found) <= 2


def test_a_sign_is_not_left_alone_at_the_begin_of_a_line() -> None:
    for length in range(10, 22):
        for line in wrapped("字" * length + "，" + "字" * 5 + "。", TITLE, 968, 2):
            assert line[0] not in "，。"
