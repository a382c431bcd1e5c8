"""The ledger as a file: read back with openpyxl and csv, hostile titles and all."""

import csv
import io
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.texts import texts_in
from core.ledger.cells import Value
from core.ledger.columns import COLUMNS, Kind
from core.texts import Texts
from jobs.drawing.sheets import CELL, Heading, plain_cell, sheet

HEADING = Heading(
    title="海棠县住建局舆情台账（2026年9月）&P <r>",
    organisation="海棠县住建局",
    made_at=datetime(2026, 11, 20, 12, 0, 0, 5),
    lines=(("单位", "=1+1"), ("范围", "全部")),
)
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    "\u3000=1",
    "{=1+1}",
    "<r><t>粗</t></r>",
    "<r>&amp;</r>",
    "_x0041_",
    "12345678901234567890",
    "https://forum.example/1",
    "mailto:a@example.org",
    "a\x00b\x08c\ud800\ufffe",
    "两\n行",
    '引"号,逗;号',
)


def row(title: str = "望江西路改建拖延", number: int = 127) -> tuple[Value, ...]:
    moment = datetime(2026, 11, 20, 12, 5, 6)
    of_kind: dict[Kind, Value] = {Kind.NUMBER: number, Kind.MOMENT: moment, Kind.TEXT: title}
    values = [of_kind[column.kind] for column in COLUMNS]
    # the closing time of what is open
    return tuple(None if column.name == "办结时间" else value for column, value in zip(COLUMNS, values, strict=True))


def drawn(folder: Path, form: str, *rows: tuple[Value, ...], texts: Texts | None = None) -> Path:
    path = folder / f"ledger.{form}"
    made = sheet(form, path, HEADING, texts or Texts())
    for one in rows:
        made.add([one])
    made.done()
    return path


def opened(path: Path) -> Worksheet:
    page = load_workbook(path)["台账"]
    assert isinstance(page, Worksheet)
    return page


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_a_sheet_has_types_filters_and_a_frozen_head(tmp_path: Path) -> None:
    page = opened(drawn(tmp_path, "xlsx", row(), row(number=128)))
    assert [cell.value for cell in page[1]] == [column.name for column in COLUMNS]
    for cell, column in zip(page[2], COLUMNS, strict=True):
        expected = {Kind.NUMBER: "n", Kind.MOMENT: "d", Kind.TEXT: "s"}[column.kind]
        assert cell.data_type == ("n" if cell.value is None else expected)
        assert cell.alignment.wrap_text
    assert page["A2"].value == 127
    assert page["A2"].number_format == "0000"
    assert page["B2"].value == datetime(2026, 11, 20, 12, 5, 6)
    assert page["B2"].number_format == "yyyy-mm-dd hh:mm"
    assert page["N2"].value is None
    assert page.auto_filter.ref == "A1:R3"
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["D"].width > page.column_dimensions["A"].width > 5
    assert page["A1"].font.bold


def test_it_prints_on_a4_across_with_its_head_on_every_page(tmp_path: Path) -> None:
    page = opened(drawn(tmp_path, "xlsx", row()))
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    # one page across is what is left out as the usual
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$1"
    assert page.oddHeader.center.text == "海棠县住建局舆情台账（2026年9月）&&P <r>"
    assert page.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_the_second_sheet_explains_the_columns_and_the_period(tmp_path: Path) -> None:
    book = load_workbook(drawn(tmp_path, "xlsx", row(), row()))
    assert book.sheetnames == ["台账", "说明"]
    lines = [tuple(cell.value for cell in line) for line in book["说明"].iter_rows()]
    assert lines[0][0] == HEADING.title
    assert lines[1:4] == [("单位", "=1+1"), ("范围", "全部"), ("件数", "2")]
    assert [name for name, about in lines[5:] if about] == [column.name for column in COLUMNS]
    assert {cell.data_type for line in book["说明"].iter_rows() for cell in line} <= {"s", "n"}
    assert book.properties.creator == "海棠县住建局"
    assert book.properties.created == datetime(2026, 11, 20, 12)


def test_no_title_becomes_a_formula_a_link_or_broken_xml(tmp_path: Path) -> None:
    path = drawn(tmp_path, "xlsx", *(row(title) for title in HOSTILE))
    page = opened(path)
    for place in range(2, 2 + len(HOSTILE)):
        cell = page.cell(place, 4)
        assert cell.data_type == "s"
        assert cell.hyperlink is None
    said = [str(page.cell(place, 4).value) for place in range(2, 2 + len(HOSTILE))]
    # how the format writes the escape sign itself, which Excel reads as it was written
    assert said[HOSTILE.index("_x0041_")] in ("_x0041_", "_x005F_x0041_")
    assert said[HOSTILE.index("<r>&amp;</r>")] == " <r>&amp;</r>"
    assert said[HOSTILE.index("a\x00b\x08c\ud800\ufffe")] == "abc"
    assert said[:4] == list(HOSTILE[:4])
    with ZipFile(path) as archive:
        names = archive.namelist()
        xml = b"".join(archive.read(name) for name in names if "worksheets/" in name)
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml
    assert not [name for name in names if "_rels/sheet" in name]


def test_a_cell_holds_no_more_than_excel_does(tmp_path: Path) -> None:
    page = opened(drawn(tmp_path, "xlsx", row("🌊" * 40_000)))
    text = str(page["D2"].value)
    assert 0.9 * CELL < len(text.encode("utf-16-le")) // 2 <= CELL
    assert text.endswith("…")


def test_an_empty_ledger_still_has_its_head(tmp_path: Path) -> None:
    page = opened(drawn(tmp_path, "xlsx"))
    assert page.auto_filter.ref == "A1:R1"
    assert len(read(drawn(tmp_path, "csv"))) == 1


def test_csv_is_what_excel_reads_by_a_double_click(tmp_path: Path) -> None:
    raw = drawn(tmp_path, "csv", row()).read_bytes()
    assert raw.startswith(b'\xef\xbb\xbf"')
    assert raw.count(b"\r\n") == 2
    head, first = raw.decode("utf-8-sig").splitlines()
    assert head == ",".join(f'"{column.name}"' for column in COLUMNS)
    assert first.startswith('"127","2026-11-20 12:05","望江西路改建拖延"')


def test_csv_says_a_formula_as_text_and_loses_nothing(tmp_path: Path) -> None:
    found = [line[3] for line in read(drawn(tmp_path, "csv", *(row(title) for title in HOSTILE)))[1:]]
    formulas = HOSTILE[:12]
    assert found[:12] == ["'" + text.replace("\r", "\n") for text in formulas]
    assert found[12:] == [*HOSTILE[12:19], "abc", *HOSTILE[20:]]


@given(st.text(max_size=40))
def test_no_csv_cell_begins_like_a_formula(text: str) -> None:
    cell = plain_cell(text)
    assert cell.strip("\ufeff\u200b \t\r\n\u3000")[:1] not in set("=+-@＝＋－＠\t\r") - {""}
    assert cell in (plain_cell("'" + text), plain_cell("'" + text)[1:])


def test_numbers_and_moments_are_no_text() -> None:
    assert [plain_cell(value) for value in (-5, datetime(2026, 1, 2, 3, 4), None, "")] == [
        "-5",
        "2026-01-02 03:04",
        "",
        "",
    ]


def test_english_names_its_columns_too(tmp_path: Path) -> None:
    english = texts_in("en")
    path = drawn(tmp_path, "xlsx", row(), texts=english)
    (page, _) = load_workbook(path).worksheets
    assert [cell.value for cell in page[1]] == [english(column.name) for column in COLUMNS]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_libreoffice_reads_it(tmp_path: Path) -> None:
    path = drawn(tmp_path, "xlsx", *(row(title) for title in HOSTILE))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", home, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "ledger.csv").read_text("utf-8", errors="replace")
    assert "望江西路" not in text
    assert '=HYPERLINK(""http://evil.example"",""x"")' in text
