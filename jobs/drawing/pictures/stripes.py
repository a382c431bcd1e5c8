"""Stripes: how each source did through the period; the worse a piece, the taller it is."""

from core.pictures.charts import Mood, Stripe, Stripes
from jobs.drawing.pictures.axis import TICK_ROOM, counted, draw_ticks
from jobs.drawing.pictures.bars import row_words
from jobs.drawing.pictures.canvas import Canvas
from jobs.drawing.pictures.colours import Theme
from jobs.drawing.pictures.lettering import fit
from jobs.drawing.pictures.sheet import LEFT, RIGHT, ROOM, begun, more, nothing, step_of

#: pixels from row to row, and how far below a row's words the middle of its stripe is
_STEP, _MIDDLE = 122, 72
_MOST = 12
#: half the height of a piece: good is a calm line, bad stands out without any colour
_HALF = {Mood.GOOD: 6, Mood.PLAIN: 6, Mood.WEAK: 10, Mood.BAD: 16}
#: a short time out of order is seen as well
_LEAST = 5


def draw(stripes: Stripes, theme: Theme) -> Canvas:
    """Draw it."""
    shown, left_out = stripes.stripes[:_MOST], len(stripes.stripes) - _MOST
    if not shown:
        return nothing(stripes.title, stripes.note, theme)
    rest = TICK_ROOM + (50 if left_out > 0 else 0)
    step = step_of(len(shown), _STEP, rest)
    body = step * len(shown)
    canvas, top = begun(stripes.title, stripes.note, body + rest, theme)
    for number, stripe in enumerate(shown):
        _row(canvas, stripe, top + step * number)
    ticks = [fit(tick) for tick in stripes.ticks]
    last = max(1, len(ticks) - 1)
    places = [LEFT + ROOM * number / last for number in range(len(ticks))]
    draw_ticks(canvas, list(zip(places, ticks, strict=True)), LEFT, RIGHT, top + body - 8)
    more(canvas, left_out, top + body + TICK_ROOM + 40)
    return canvas


def _row(canvas: Canvas, stripe: Stripe, top: float) -> None:
    worst = max((mood for _, _, mood in stripe.pieces), key=_HALF.__getitem__, default=Mood.PLAIN)
    row_words(canvas, stripe.name, stripe.said, worst, top + 36)
    middle = top + _MIDDLE
    canvas.box((LEFT, middle - 2), (RIGHT, middle + 2), canvas.theme.faint)
    for begin, end, mood in sorted(stripe.pieces, key=lambda piece: _HALF[piece[2]]):
        left, right = (LEFT + ROOM * min(1.0, counted(share)) for share in (begin, end))
        if right < left:
            continue
        right = min(RIGHT, max(right, left + _LEAST))
        left = min(left, right - _LEAST)
        half = _HALF[mood]
        canvas.box((left, middle - half), (right, middle + half), canvas.theme.moods[mood], radius=3)
