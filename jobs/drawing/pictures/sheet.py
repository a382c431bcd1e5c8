"""What all pictures share: margins, the finding as the title, and what it rests on below it."""

from jobs.drawing.pictures.canvas import WIDTH, Canvas
from jobs.drawing.pictures.colours import Theme
from jobs.drawing.pictures.lettering import LABEL, NOTE, TITLE, fit, width, wrapped

LEFT, RIGHT = 56, WIDTH - 56
ROOM = RIGHT - LEFT
#: pixels above the title, from line to line, from the head to the drawing, and below it
_TOP, _TITLE_STEP, _NOTE_STEP, _GAP, _BOTTOM = 96, 70, 50, 48, 56
_TITLE_LINES, _NOTE_LINES = 2, 2
#: pixels of the drawing at most, so that no picture is higher than 1600
_HIGHEST = 1200


def begun(title: str, note: str, body: int, theme: Theme) -> tuple[Canvas, int]:
    """A sheet with its head, and where the drawing, so many pixels high, begins."""
    heads = wrapped(fit(title), TITLE, ROOM - 4, _TITLE_LINES)
    notes = wrapped(fit(note), NOTE, ROOM, _NOTE_LINES)
    base = _TOP + _TITLE_STEP * (len(heads) - 1)
    under = base + 12 + _NOTE_STEP * len(notes)
    canvas = Canvas(under + _GAP + body + _BOTTOM, theme)
    for number, line in enumerate(heads):
        canvas.words((LEFT, _TOP + _TITLE_STEP * number), line, TITLE, theme.ink, bold=True)
    for number, line in enumerate(notes, 1):
        canvas.words((LEFT, base + 12 + _NOTE_STEP * number), line, NOTE, theme.soft)
    return canvas, under + _GAP


def nothing(title: str, note: str, theme: Theme) -> Canvas:
    """Where there is nothing to draw, a dash says so."""
    canvas, top = begun(title, note, 160, theme)
    canvas.words((WIDTH / 2, top + 96), "—", 2 * LABEL, theme.soft, anchor="ms")
    return canvas


def step_of(rows: int, usual: int, beside: int = 0) -> int:
    """Pixels from row to row: closer together where there are many, and so many pixels are needed beside them."""
    return min(usual, (_HIGHEST - beside) // rows)


def more(canvas: Canvas, count: int, base: float) -> None:
    """So many are not shown."""
    if count > 0:
        said = f"… +{count}"
        canvas.words((RIGHT - width(said, NOTE), base), said, NOTE, canvas.theme.soft)
