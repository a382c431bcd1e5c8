"""Our own acts on a curve: numbered above it, named with their time below it."""

from collections.abc import Sequence

from core.pictures.charts import Mark, Mood
from jobs.drawing.pictures.axis import apart
from jobs.drawing.pictures.canvas import Canvas
from jobs.drawing.pictures.colours import mixed
from jobs.drawing.pictures.lettering import LABEL, TICK, cut, fit, width
from jobs.drawing.pictures.sheet import LEFT, RIGHT, more
from jobs.drawing.pictures.timeline import Timeline

#: as many as a reader takes in
_MOST = 8
#: pixels of the row of numbers and of what leads down from it; from line to line of the list
ABOVE, _ROW, _LIST_TOP = 110, 58, 32
_RADIUS, _APART = 24, 62


def chosen(marks: Sequence[Mark]) -> list[Mark]:
    """The first and the last, then what is good or bad, then the rest from the first on: by time."""
    order = sorted(marks, key=lambda mark: mark.at)
    by_weight = sorted(range(len(order)), key=lambda at: (at not in (0, len(order) - 1), _weight(order[at]), at))
    return [order[at] for at in sorted(by_weight[:_MOST])]


def _weight(mark: Mark) -> bool:
    return mark.mood in (Mood.PLAIN, Mood.WEAK)


def below(marks: Sequence[Mark]) -> int:
    """Pixels that the list of them takes."""
    rows = min(len(marks), _MOST) + (len(marks) > _MOST)
    return _LIST_TOP + _ROW * rows if rows else 0


def draw_marks(canvas: Canvas, marks: Sequence[Mark], line: Timeline, top: float, bottom: float) -> None:
    """A number for each in a row above the plot, side by side, and a line from it down to the plot's end."""
    shown = chosen(marks)
    theme = canvas.theme
    middle = top + _RADIUS + 2
    xs = [line.x(mark.at) for mark in shown]
    places = apart(xs, _APART, line.left, line.right - 14)
    pale = mixed(theme.soft, theme.ground, 0.6)
    for number, (mark, x, place) in enumerate(zip(shown, xs, places, strict=True), 1):
        if line.begin <= mark.at <= line.end:
            canvas.line([(place, middle + _RADIUS), (x, top + ABOVE)], pale, 2)
            canvas.dashes(x, top + ABOVE, bottom, pale)
        _numbered(canvas, mark, number, place, middle)
    # what was done before or after what is drawn is beyond the first or the last
    if any(mark.at < line.begin for mark in shown):
        canvas.words((places[0] - 28, middle + 12), "←", TICK, theme.soft, anchor="rs")
    if any(mark.at > line.end for mark in shown):
        canvas.words((places[-1] + 28, middle + 12), "→", TICK, theme.soft)


def draw_list(canvas: Canvas, marks: Sequence[Mark], top: float) -> None:
    """What each number is: when, and what was done."""
    shown, theme = chosen(marks), canvas.theme
    form = "%H:%M" if len({mark.at.date() for mark in shown}) == 1 else "%m-%d %H:%M"
    at = LEFT + 2 * _RADIUS + 20
    said_at = at + max((width(mark.at.strftime(form), LABEL) for mark in shown), default=0) + 24
    for number, mark in enumerate(shown, 1):
        base = top + _LIST_TOP + _ROW * number - 14
        _numbered(canvas, mark, number, LEFT + _RADIUS, base - 14)
        canvas.words((at, base), mark.at.strftime(form), LABEL, theme.soft)
        canvas.words((said_at, base), cut(fit(mark.said), LABEL, RIGHT - said_at), LABEL, theme.ink)
    more(canvas, len(marks) - len(shown), top + _LIST_TOP + _ROW * (len(shown) + 1) - 14)


def _numbered(canvas: Canvas, mark: Mark, number: int, x: float, y: float) -> None:
    colour = canvas.theme.words[mark.mood]
    if mark.mood is Mood.BAD:
        # told by its corners too
        side = _RADIUS + 5
        canvas.area([(x, y - side), (x + side, y), (x, y + side), (x - side, y)], colour)
    else:
        canvas.disc((x, y), _RADIUS, colour)
    canvas.words((x, y + 12), str(number), TICK, canvas.theme.ground, anchor="ms", bold=True)
