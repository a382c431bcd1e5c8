"""The ledger as XLSX (XlsxWriter) or CSV, row after row into a file. Nothing in it is a formula or a live link."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, Protocol

from core.ledger.cells import Value
from core.ledger.columns import COLUMNS, Kind
from core.showing import clip
from core.texts import N_, Texts

#: UTF-16 units of one cell in Excel
CELL = 32_767
#: what XML 1.0 cannot hold
_HOSTILE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: what Excel, LibreOffice or WPS takes for a formula, whatever blanks stand before it
_FORMULA = re.compile(r"[\s\u200b\ufeff\x00-\x20]*[=+\-@＝＋－＠﹢﹣﹦﹫−]")
_MOMENT = "%Y-%m-%d %H:%M"
#: A4 in Excel's numbering, and what no text of any program becomes
_A4 = 9
_FONT = "宋体"
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the second sheet says above the columns: name and words, ready to be read."""

    title: str
    organisation: str
    made_at: datetime
    lines: tuple[tuple[str, str], ...]


class Sheet(Protocol):
    """Takes rows, then the end."""

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        """Some more rows."""

    def done(self) -> None:
        """That was all: the file is whole."""


def sheet(form: str, path: Path, heading: Heading, texts: Texts) -> Sheet:
    """Begin a file of this form."""
    return Table(path, texts) if form == "csv" else Book(path, heading, texts)


class Table:
    """CSV as Excel opens it by a double click: UTF-8 with its mark, CRLF, every cell in quotes."""

    def __init__(self, path: Path, texts: Texts) -> None:
        self._file = path.open("w", encoding="utf-8-sig", errors="replace", newline="")
        self._rows = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._rows.writerow([texts(column.name) for column in COLUMNS])

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        """Some more rows."""
        self._rows.writerows([plain_cell(value) for value in row] for row in rows)

    def done(self) -> None:
        """That was all."""
        self._file.close()


def table_bytes(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A small table in the same form, in memory."""
    text = StringIO(newline="")
    written = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    written.writerow(head)
    written.writerows([plain_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def plain_cell(value: Value) -> str:
    """A value in a CSV file; a text that would be taken for a formula stands behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime(_MOMENT)
    if isinstance(value, int):
        return str(value)
    text = readable(value)
    return "'" + text if _FORMULA.match(text) else text


def readable(text: str) -> str:
    """Bounded, and without what would make the file no XML."""
    return clip(_HOSTILE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")), CELL)


class Book:
    """XLSX: the ledger with filters under a frozen head, and a sheet that explains it. Only the present row is held."""

    def __init__(self, path: Path, heading: Heading, texts: Texts) -> None:
        # some megabytes that a bot at rest need not hold
        from xlsxwriter import Workbook  # noqa: PLC0415

        self._book = Workbook(str(path), {"constant_memory": True, **_AS_TEXT})
        made = heading.made_at.replace(tzinfo=None, microsecond=0)
        self._book.set_properties(
            {"title": readable(heading.title)[:250], "author": readable(heading.organisation)[:250], "created": made}
        )
        self._heading, self._texts, self._count = heading, texts, 0
        self._formats = _formats(self._book)
        self._page = self._begun(heading.title)

    def _begun(self, title: str) -> Any:
        page = self._book.add_worksheet(self._texts(N_("台账")))
        for place, column in enumerate(COLUMNS):
            page.set_column(place, place, column.width)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        # a lone & would begin a code of the header
        page.set_header("&C" + readable(title).replace("&", "&&")[:200])
        page.set_footer("&C" + self._texts(N_("第 {page} 页，共 {pages} 页"), page="&P", pages="&N"))
        for place, column in enumerate(COLUMNS):
            page.write_string(0, place, self._texts(column.name), self._formats["head"])
        return page

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        """Some more rows, top down."""
        for row in rows:
            self._count += 1
            for place, (value, column) in enumerate(zip(row, COLUMNS, strict=True)):
                self._put(self._page, self._count, place, value, self._formats[column.kind])

    def done(self) -> None:
        """That was all: filters over what there is, the second sheet, and the parts become one file."""
        self._page.autofilter(0, 0, self._count, len(COLUMNS) - 1)
        self._explain()
        try:
            self._book.close()
        except Exception as error:
            # the library's own errors: the folder is full, or gone
            raise OSError(str(error)) from error

    def _put(self, page: Any, row: int, place: int, value: Value, how: Any) -> None:
        if value is None or value == "":
            page.write_blank(row, place, None, how)
        elif isinstance(value, datetime):
            page.write_datetime(row, place, value, how)
        elif isinstance(value, int):
            page.write_number(row, place, value, how)
        else:
            page.write_string(row, place, _text(value), how)

    def _explain(self) -> None:
        page = self._book.add_worksheet(self._texts(N_("说明")))
        page.set_column(0, 0, 14)
        page.set_column(1, 1, 90)
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        columns = tuple((self._texts(column.name), self._texts(column.about)) for column in COLUMNS)
        count = (self._texts(N_("件数")), str(self._count))
        lines = (*self._heading.lines, count, ("", ""), *columns)
        page.write_string(0, 0, _text(self._heading.title), self._formats["head"])
        for row, (name, words) in enumerate(lines, 1):
            self._put(page, row, 0, name, self._formats["head"] if name else None)
            self._put(page, row, 1, words, self._formats[Kind.TEXT] if name else None)


def _formats(book: Any) -> Mapping[str, Any]:
    body = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#BFBFBF", "font_name": _FONT}
    head = {**body, "bold": True, "bg_color": "#DDE6F0", "valign": "vcenter"}
    return {
        "head": book.add_format(head),
        Kind.TEXT: book.add_format(body),
        Kind.NUMBER: book.add_format({**body, "num_format": "0000"}),
        Kind.MOMENT: book.add_format({**body, "num_format": "yyyy-mm-dd hh:mm"}),
    }


def _text(value: str) -> str:
    text = readable(value)
    # the library would write what looks so as it stands, with its tags
    return " " + text if text.startswith("<r>") and text.endswith("</r>") else text
