"""An incident's curve: posts over time, its phases as bands, our own acts as numbers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from core.pictures.charts import Curve, Mood, Phase
from jobs.drawing.pictures.acts import ABOVE, below, draw_list, draw_marks
from jobs.drawing.pictures.axis import TICK_ROOM, Scale, counted, draw_ticks, number, scaled
from jobs.drawing.pictures.canvas import Canvas, Point
from jobs.drawing.pictures.colours import Theme, mixed
from jobs.drawing.pictures.lettering import LABEL, TICK, cut, fit, width
from jobs.drawing.pictures.sheet import LEFT, RIGHT, begun, nothing
from jobs.drawing.pictures.timeline import Timeline, spanned

#: pixels of the plot, above its highest value, and of the phases' names below it
_PLOT, _HEAD, _NAMES, _NAME_ROW = 370, 54, 24, 46
#: more steps than pixels can show are drawn by the highest of each few
_STEPS = 480
_NAME_ROWS = 2

Step = tuple[datetime, float]


def draw(curve: Curve, theme: Theme) -> Canvas:
    """Draw it."""
    steps = [(at, counted(value)) for at, value in zip(curve.steps, curve.values, strict=False)]
    if not steps:
        return nothing(curve.title, curve.note, theme)
    above = ABOVE if curve.marks else 0
    scale = scaled([value for _, value in steps], above + _HEAD, above + _PLOT)
    line = _line_of(curve, LEFT + scale.gutter)
    names = _placed(curve.phases, line)
    named = _NAMES + _NAME_ROW * (1 + max(row for _, _, row in names)) if names else 0
    body = above + _PLOT + TICK_ROOM + named + below(curve.marks)
    canvas, top = begun(curve.title, curve.note, body, theme)
    scale = replace(scale, top=top + scale.top, bottom=top + scale.bottom)
    plot_top, bottom = top + above, top + above + _PLOT
    _bands(canvas, curve.phases, line, plot_top, bottom)
    scale.draw(canvas, line.left, line.right)
    _posts(canvas, _coarser(steps), _length(curve) / 2, scale, line)
    draw_marks(canvas, curve.marks, line, top, bottom)
    draw_ticks(canvas, line.ticks, line.left - 30, RIGHT, bottom)
    for middle, said, row in names:
        base = bottom + TICK_ROOM + _NAMES + _NAME_ROW * (row + 1) - 8
        canvas.words((middle, base), said, TICK, theme.ink, anchor="ms")
    draw_list(canvas, curve.marks, bottom + TICK_ROOM + named)
    return canvas


def _length(curve: Curve) -> timedelta:
    """How long a step is."""
    span = curve.steps[1] - curve.steps[0] if len(curve.steps) > 1 else timedelta(hours=1)
    return max(span, timedelta(minutes=1))


def _line_of(curve: Curve, left: float) -> Timeline:
    others = [mark.at for mark in curve.marks]
    others += [instant for phase in curve.phases for instant in (phase.begin, phase.end)]
    return spanned(curve.steps[0], curve.steps[-1] + _length(curve), others, left, RIGHT)


def _coarser(steps: Sequence[Step]) -> list[Step]:
    many = -(-len(steps) // _STEPS)
    return [max(steps[at : at + many], key=lambda step: step[1]) for at in range(0, len(steps), many)]


def _posts(canvas: Canvas, steps: Sequence[Step], half: timedelta, scale: Scale, line: Timeline) -> None:
    theme = canvas.theme
    colour = theme.moods[Mood.PLAIN]
    path = [(line.x(at + half), scale.y(value)) for at, value in steps]
    if len(path) > 1:
        _under(canvas, path, scale.bottom)
        canvas.line(path, colour, 5)
    highest = max(range(len(steps)), key=lambda at: steps[at][1])
    x, y = path[highest]
    canvas.disc((x, y), 9, colour)
    canvas.disc((x, y), 4, theme.ground)
    said = number(steps[highest][1])
    edge = width(said, LABEL) / 2
    at = max(line.left + edge, min(line.right - edge, x))
    canvas.words((at, y - 24), said, LABEL, theme.words[Mood.PLAIN], anchor="ms", bold=True, halo=True)


def _under(canvas: Canvas, path: Sequence[Point], bottom: float) -> None:
    colour = mixed(canvas.theme.moods[Mood.PLAIN], canvas.theme.ground, 0.2)
    for (left, high), (right, low) in pairwise(path):
        canvas.area([(left, high), (right, low), (right, bottom - 1), (left, bottom - 1)], colour)


def _bands(canvas: Canvas, phases: Sequence[Phase], line: Timeline, top: float, bottom: float) -> None:
    """Every second one is a little darker, and each has a bar under it that its name belongs to."""
    theme = canvas.theme
    for number_, phase in enumerate(phases):
        left, right = line.x(phase.begin), line.x(phase.end)
        shade = 0.45 if number_ % 2 else 0.2
        canvas.box((left, top), (right, bottom), mixed(theme.faint, theme.ground, shade))
        ribbon = bottom + TICK_ROOM + 10
        canvas.box((left + 2, ribbon), (right - 2, ribbon + 8), theme.moods[Mood.WEAK], radius=4)


def _placed(phases: Sequence[Phase], line: Timeline) -> list[tuple[float, str, int]]:
    """Names under their bands, in a second row where the first has no room; without room in both one is left out."""
    found = []
    ends = [LEFT - 20.0] * _NAME_ROWS
    for phase in phases:
        left, right = line.x(phase.begin), line.x(phase.end)
        said = cut(fit(phase.name), TICK, max(right - left, 5 * TICK))
        half = width(said, TICK) / 2
        middle = max(LEFT + half, min(RIGHT - half, (left + right) / 2))
        row = next((row for row, end in enumerate(ends) if end + 20 <= middle - half), None)
        if row is not None:
            ends[row] = middle + half
            found.append((middle, said, row))
    return found
