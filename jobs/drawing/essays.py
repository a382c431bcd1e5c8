"""Long documents as DOCX: headings, paragraphs, tables, and the pictures that belong to them."""

from collections.abc import Callable
from io import BytesIO

from docx.document import Document as Sheet
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Row

from core.forms.essay import Essay, Section
from core.pictures.charts import Chart
from jobs.drawing.docx import BODY, HEAD, HOUSE_SIZE, SIZE, begun, fill, safe, saved, write

Draw = Callable[[Chart], bytes]

#: centimetres between the margins of A4, and of the first line of a paragraph: two characters
_WIDTH, _INDENT = 15.6, 0.85
#: points of a table's text
_SMALL = 10.5
#: rows of one table: more is the ledger's matter
_ROWS = 200


def drawn(essay: Essay, draw: Draw) -> bytes:
    """The document as a DOCX of A4; `draw` makes the bytes of a picture."""
    made = begun(essay.title, essay.organisation, essay.made_at)
    for section in essay.sections:
        _section(made, section, draw)
    return saved(made)


def _section(made: Sheet, section: Section, draw: Draw) -> None:
    heading = made.add_heading(level=1)
    write(heading, safe(section.heading), HEAD, HOUSE_SIZE, bold=True)
    heading.runs[0].font.color.rgb = RGBColor(0, 0, 0)
    heading.paragraph_format.space_before = Pt(12)
    for text in section.lines:
        line = made.add_paragraph()
        write(line, safe(text), BODY, SIZE)
        line.paragraph_format.first_line_indent = Cm(_INDENT)
    if section.table:
        _table(made, section.table[: _ROWS + 1])
    if section.picture is not None:
        made.add_picture(BytesIO(draw(section.picture)), width=Cm(_WIDTH))


def _table(made: Sheet, rows: tuple[tuple[str, ...], ...]) -> None:
    """The first row is the head, told again on every page; the first column has what the others leave."""
    columns = max(map(len, rows))
    table = made.add_table(rows=len(rows), cols=columns, style="Table Grid")
    table.autofit = False
    widths = _widths(rows, columns)
    for place, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        for box, text, width in zip(row.cells, (*cells, *[""] * (columns - len(cells))), widths, strict=True):
            box.width = Cm(width)
            fill(box, text, size=_SMALL, bold=place == 0)
    _repeat(table.rows[0])
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _widths(rows: tuple[tuple[str, ...], ...], columns: int) -> tuple[float, ...]:
    """By the longest text of each, none narrower than a word and none that takes all."""
    longest = [max((len(row[at]) for row in rows if at < len(row)), default=0) for at in range(columns)]
    shares = [min(24, max(5, length)) for length in longest]
    return tuple(_WIDTH * share / sum(shares) for share in shares)


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
