"""Bars that lie: the name and what is said of it above each, the longer the more."""

from core.pictures.charts import Bar, Bars, Mood
from jobs.drawing.pictures.axis import counted
from jobs.drawing.pictures.canvas import Canvas
from jobs.drawing.pictures.colours import Theme
from jobs.drawing.pictures.lettering import LABEL, cut, fit, width
from jobs.drawing.pictures.sheet import LEFT, RIGHT, ROOM, begun, more, nothing, step_of

#: pixels from row to row, of a bar, and of what is said at most
_STEP, _THICK, _SAID = 118, 26, 560
_MOST = 12


def draw(bars: Bars, theme: Theme) -> Canvas:
    """Draw it."""
    shown, left_out = bars.bars[:_MOST], len(bars.bars) - _MOST
    if not shown:
        return nothing(bars.title, bars.note, theme)
    rest = 50 if left_out > 0 else 0
    step = step_of(len(shown), _STEP, rest)
    height = step * len(shown) - 34 + rest
    canvas, top = begun(bars.title, bars.note, height, theme)
    most = counted(bars.most) or max(counted(bar.value) for bar in shown) or 1.0
    for number, bar in enumerate(shown):
        _row(canvas, bar, counted(bar.value) / most, top + step * number)
    more(canvas, left_out, top + height)
    return canvas


def _row(canvas: Canvas, bar: Bar, share: float, top: float) -> None:
    theme = canvas.theme
    row_words(canvas, bar.name, bar.said, bar.mood, top + 36)
    begin, end = top + 56, top + 56 + _THICK
    canvas.box((LEFT, begin), (RIGHT, end), theme.faint, radius=_THICK / 2)
    if share:
        # little is more than nothing
        long = max(_THICK, ROOM * min(1.0, share))
        canvas.box((LEFT, begin), (LEFT + long, end), theme.moods[bar.mood], radius=_THICK / 2)


def row_words(canvas: Canvas, name: str, said: str, mood: Mood, base: float) -> None:
    """The name on the left and what is said of it on the right, in its colour; what is bad has a sign as well."""
    theme = canvas.theme
    right = cut(fit(said), LABEL, _SAID)
    edge = RIGHT - width(right, LABEL)
    canvas.words((edge, base), right, LABEL, theme.words[mood] if mood is not Mood.PLAIN else theme.ink)
    if mood is Mood.BAD:
        edge -= 46
        _alarm(canvas, edge + 15, base - 14)
    canvas.words((LEFT, base), cut(fit(name), LABEL, edge - LEFT - 30), LABEL, theme.ink)


def _alarm(canvas: Canvas, x: float, y: float) -> None:
    """A triangle with a mark in it: bad, for eyes that see no red."""
    canvas.area([(x, y - 15), (x + 17, y + 14), (x - 17, y + 14)], canvas.theme.moods[Mood.BAD])
    canvas.box((x - 2, y - 5), (x + 2, y + 5), canvas.theme.ground)
    canvas.box((x - 2, y + 8), (x + 2, y + 11), canvas.theme.ground)
