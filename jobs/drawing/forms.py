"""Forms as DOCX, drawn with python-docx."""

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Cm
from docx.table import _Row

from core.forms.paper import Cell, Paper
from core.texts import Texts
from jobs.drawing.docx import ROOM, begun, file_name, fill, saved

__all__ = ["ROOM", "drawn", "file_name"]

#: centimetres of the columns of the table, and the room for a pen
_COLUMNS, _TALL = (2.5, 5.3, 2.5, 5.3), 4.5


def drawn(paper: Paper, texts: Texts) -> bytes:
    """The paper as a DOCX of A4: title, whose it is, and the table."""
    made = begun(texts.say(paper.title), paper.organisation, paper.made_at)
    table = made.add_table(rows=len(paper.rows), cols=len(_COLUMNS), style="Table Grid")
    table.autofit = False
    for row, cells in zip(table.rows, paper.rows, strict=True):
        _draw_row(row, cells, texts)
    return saved(made)


def _draw_row(row: _Row, cells: tuple[Cell, ...], texts: Texts) -> None:
    """One cell takes the whole width, two share it."""
    boxes = row.cells
    for box, width in zip(boxes, _COLUMNS, strict=True):
        box.width = Cm(width)
    if any(cell.tall for cell in cells):
        _heighten(row)
    if len(cells) == 1:
        boxes = (boxes[0], boxes[1].merge(boxes[-1]))
    for place, cell in enumerate(cells):
        fill(boxes[2 * place], texts.say(cell.label), bold=True, centred=True)
        fill(boxes[2 * place + 1], texts.say(cell.value))


def _heighten(row: _Row) -> None:
    row.height, row.height_rule = Cm(_TALL), WD_ROW_HEIGHT_RULE.AT_LEAST
