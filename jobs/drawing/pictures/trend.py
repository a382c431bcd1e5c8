"""A trend: lines over days or weeks, each with its name and its last value at its end."""

from collections.abc import Sequence

from core.pictures.charts import Line, Mood, Trend
from jobs.drawing.pictures.axis import TICK_ROOM, apart, counted, draw_ticks, number, scaled
from jobs.drawing.pictures.canvas import Canvas, Point
from jobs.drawing.pictures.colours import Theme, mixed
from jobs.drawing.pictures.lettering import LABEL, cut, fit, width
from jobs.drawing.pictures.sheet import LEFT, RIGHT, begun, nothing

#: pixels of the plot, and of one that shows only zeros; of the room for names at most; from name to name
_PLOT, _FLAT, _NAMES, _APART = 520, 240, 340, 50
#: no more lines than can be told apart; so many values have dots, and with more lines are thin
_MOST, _DOTS, _CLOSE = 5, 16, 100


def draw(trend: Trend, theme: Theme) -> Canvas:
    """Draw it."""
    lines = [line for line in trend.lines if line.values][:_MOST]
    if not lines:
        return nothing(trend.title, trend.note, theme)
    drawn = [[counted(value) for value in line.values] for line in lines]
    count, high = max(map(len, drawn)), _PLOT if any(map(any, drawn)) else _FLAT
    canvas, top = begun(trend.title, trend.note, high + TICK_ROOM, theme)
    scale = scaled([value for values in drawn for value in values], top + 8, top + high)
    names = [_name(line, values[-1]) for line, values in zip(lines, drawn, strict=True)]
    left = LEFT + scale.gutter
    right = RIGHT - 30 - max(width(name, LABEL) for name in names)
    scale.draw(canvas, left, right)
    places = _places(count, left, right)
    draw_ticks(canvas, list(zip(places, map(fit, trend.ticks), strict=False)), left - 20, right + 60, top + high)
    paths = [[(x, scale.y(value)) for x, value in zip(places, values, strict=False)] for values in drawn]
    _fill(canvas, paths[0], lines[0].mood, scale.bottom)
    # the first is what the picture is about: it lies on top
    for line, path in reversed(list(zip(lines, paths, strict=True))):
        _line(canvas, line.mood, path)
    heights = _spread([path[-1][1] for path in paths], scale.top, scale.bottom)
    for line, name, path, y in zip(lines, names, paths, heights, strict=True):
        canvas.words((path[-1][0] + 26, y + 13), name, LABEL, theme.words[line.mood], halo=True)
    return canvas


def _name(line: Line, last: float) -> str:
    said = number(last)
    return f"{cut(fit(line.name), LABEL, _NAMES - width(said, LABEL))} {said}".strip()


def _places(count: int, left: float, right: float) -> list[float]:
    inset = 24
    if count == 1:
        return [(left + right) / 2]
    return [left + inset + (right - left - 2 * inset) * step / (count - 1) for step in range(count)]


def _fill(canvas: Canvas, path: Sequence[Point], mood: Mood, bottom: float) -> None:
    if len(path) > 1:
        under = [*path, (path[-1][0], bottom - 1), (path[0][0], bottom - 1)]
        canvas.area(under, mixed(canvas.theme.moods[mood], canvas.theme.ground, 0.1))


def _line(canvas: Canvas, mood: Mood, path: Sequence[Point]) -> None:
    colour = canvas.theme.moods[mood]
    if len(path) > 1:
        canvas.line(path, colour, 3 if mood is Mood.WEAK or len(path) > _CLOSE else 5)
    for point in path if len(path) <= _DOTS else path[-1:]:
        canvas.disc(point, 9, colour)
        canvas.disc(point, 4, canvas.theme.ground)


def _spread(heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Names of lines that end close together stand one below the other, around where they would."""
    order = sorted(range(len(heights)), key=lambda at: (heights[at], at))
    places = apart([heights[at] for at in order], _APART, top, bottom)
    return [place for _, place in sorted(zip(order, places, strict=True))]
