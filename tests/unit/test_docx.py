"""The notice form as a file (A4): a DOCX that opens, on A4, in the fonts of an office, whatever people wrote."""

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Sheet
from docx.oxml.ns import qn
from docx.shared import Cm
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from lxml import etree

from bot.texts import texts_in
from core.forms.facts import Fact
from core.forms.notice import form_paper
from core.forms.paper import Cell, Paper
from core.showing import utf16
from core.texts import Message, Texts
from jobs.drawing.forms import ROOM, drawn
from storage.pieces import read_content, stored_content
from tests.conftest import FANG, NOON
from tests.properties.making import HOSTILE
from tests.unit.making import incident, turn

TEXTS = Texts()
FACTS = {
    Fact.PLACE: "望江西路",
    Fact.UNITS: "市政科",
    Fact.COURSE: "11月18日起停工\n20日居民发帖",
    Fact.STATE: "已到场",
    Fact.TENDENCY: "多数不满",
}


def paper(**changes: Any) -> Paper:
    facts = {fact.value: text for fact, text in FACTS.items()}
    return form_paper(incident(**({"facts": facts} | changes)), turn(FANG), 1)


def opened(content: bytes) -> Sheet:
    return Document(BytesIO(content))


def cells(sheet: Sheet) -> list[list[str]]:
    """Each row with its merged cells once."""
    (table,) = sheet.tables
    return [list(dict.fromkeys(cell.text for cell in row.cells)) for row in table.rows]


def test_it_is_a_sheet_of_a4_with_every_row_of_the_form() -> None:
    sheet = opened(drawn(paper(), TEXTS))
    section = sheet.sections[0]
    assert (round((section.page_width or 0) / Cm(1), 1), round((section.page_height or 0) / Cm(1), 1)) == (21.0, 29.7)
    assert sheet.paragraphs[0].text == "舆情抄告单"
    rows = cells(sheet)
    labels = {row[0] for row in rows} | {row[2] for row in rows if len(row) > 2}
    wanted = {
        "编号",
        "时间",
        "信息来源",
        "舆情标题",
        "概要",
        "传播情况",
        "评论倾向",
        "已采取措施",
        "拟办意见",
        "批示",
        "报送人",
    }
    assert wanted <= labels
    assert ["编号", "0127-1", "等级", "一般"] in rows
    assert ["批示", ""] in rows
    assert ["概要", "11月18日起停工\n20日居民发帖"] in rows
    assert any(row[0] == "已采取措施" and "已到场" in row[1] for row in rows)


def test_chinese_is_set_in_fangsong_and_the_title_in_songti() -> None:
    sheet = opened(drawn(paper(), TEXTS))

    def font(run: Any) -> str:
        return str(run.element.rPr.rFonts.get(qn("w:eastAsia")))

    assert {font(run) for run in sheet.paragraphs[0].runs} == {"宋体"}
    runs = [r for row in sheet.tables[0].rows for c in row.cells for p in c.paragraphs for r in p.runs]
    assert runs
    assert {font(run) for run in runs} == {"仿宋"}


def test_the_pen_has_room() -> None:
    (table,) = opened(drawn(paper(), TEXTS)).tables
    heights = {row.cells[0].text: row.height for row in table.rows}
    assert heights["批示"] is not None
    assert heights["批示"] >= Cm(4)


def test_a_drill_says_so_in_its_title_and_its_name() -> None:
    drill = paper(drill=True)
    assert opened(drawn(drill, TEXTS)).paragraphs[0].text == "【演练】舆情抄告单"
    assert TEXTS.say(drill.file).startswith("【演练】")


@pytest.mark.parametrize(
    "bad", ["\x00\x01\x0b", "\ud800", "\ufffe\uffff", "\x1b[31m", "]]>", "<w:p>", "&amp;", "\r\n\r"]
)
def test_what_would_break_the_xml_is_left_out_and_the_rest_stays(bad: str) -> None:
    made = replace(paper(), rows=((Cell(label=Message("概要"), value=Message("{t}", {"t": f"前{bad}后"})),),))
    content = drawn(made, TEXTS)
    for name in zipfile.ZipFile(BytesIO(content)).namelist():
        if name.endswith(".xml"):
            etree.fromstring(zipfile.ZipFile(BytesIO(content)).read(name))
    text = cells(opened(content))[0][1]
    assert text.startswith("前")
    assert text.endswith("后")
    if bad.isprintable():
        assert bad in text


@hypothesis_settings(max_examples=25)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_any_words_make_a_file_that_opens(title: str, course: str, place: str) -> None:
    facts = {"course": course, "place": place}
    content = drawn(paper(title=title, excerpt=title, url=place, facts=facts), TEXTS)
    assert len(cells(opened(content))) == 12


def test_a_long_cell_is_bounded_and_says_that_it_was_cut() -> None:
    made = replace(paper(), rows=((Cell(label=Message("概要"), value=Message("泥" * 3 * ROOM)),),))
    text = cells(opened(drawn(made, TEXTS)))[0][1]
    assert utf16(text) <= ROOM
    assert text.endswith("…")


def test_it_lies_in_a_row_and_comes_back_the_same() -> None:
    made = paper(drill=True)
    assert read_content(stored_content(made)) == made
    assert made.made_at > NOON


def test_the_form_is_drawn_in_english_too() -> None:
    assert opened(drawn(paper(), texts_in("en"))).tables
