"""Scales: how high a value stands, which lines of a grid are drawn, which of many ticks have room."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from jobs.drawing.pictures.canvas import Canvas
from jobs.drawing.pictures.lettering import TICK, cut, width

#: lines of a grid above zero, about
_LINES = 3
#: pixels between two ticks at least, and of one at most
_BETWEEN, _WIDEST = 28, 300
#: how far below a line its ticks stand
TICK_ROOM = 60


def counted(value: float) -> float:
    """A value that can be drawn: what is no number, below zero or next to nothing is zero."""
    return min(value, 1e12) if math.isfinite(value) and value > 1e-6 else 0.0


def number(value: float) -> str:
    """As it is read: no more places than it has."""
    return f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:,.1f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From zero at `bottom` up to `most` at `top`."""

    top: float
    bottom: float
    step: float
    most: float

    def y(self, value: float) -> float:
        """Where a value stands."""
        return self.bottom - (self.bottom - self.top) * value / self.most

    @property
    def lines(self) -> list[float]:
        """The values at which a line of the grid is."""
        return [self.step * count for count in range(round(self.most / self.step) + 1)]

    @property
    def gutter(self) -> float:
        """Room for the numbers beside the grid."""
        return max(width(number(value), TICK) for value in self.lines) + 20

    def draw(self, canvas: Canvas, left: float, right: float) -> None:
        """The grid, its numbers left of it."""
        for value in self.lines:
            y = self.y(value)
            colour = canvas.theme.faint if value else canvas.theme.soft
            canvas.box((left, y - 1), (right, y + 1), colour)
            canvas.words((left - 18, y + 12), number(value), TICK, canvas.theme.soft, anchor="rs")


def scaled(values: Sequence[float], top: float, bottom: float) -> Scale:
    """A scale of round numbers with room for every value; whole numbers have whole steps."""
    highest = max(values, default=0) or 1.0
    rough = highest / _LINES
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough * 0.999)
    if all(value == round(value) for value in values):
        step = max(1.0, step)
    return Scale(top=top, bottom=bottom, step=step, most=step * math.ceil(highest / step - 1e-9))


def thinned(ticks: Sequence[tuple[float, str]], left: float, right: float) -> list[tuple[float, str]]:
    """As many ticks as stand apart, equally far from each other, moved inward where they would stick out."""
    shown = [_inward(x, cut(said, TICK, _WIDEST), left, right) for x, said in ticks]
    for every in range(1, len(shown) + 1):
        # counted from the last, because what is newest is read first
        kept = shown[::-1][::every][::-1]
        ends = [(x - half, x + half) for x, said, half in kept if said]
        if all(end + _BETWEEN <= begin for (_, end), (begin, _) in pairwise(ends)):
            return [(x, said) for x, said, _ in kept]
    return []


def _inward(x: float, said: str, left: float, right: float) -> tuple[float, str, float]:
    half = width(said, TICK) / 2
    return max(left + half, min(right - half, x)), said, half


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places in the same order, as near as can be to those wanted, with gaps between them, none outside."""
    # in a frame in which neighbours may stand at one place: those out of order meet in their middle
    groups: list[tuple[float, int]] = []
    for rank, place in enumerate(wanted):
        middle, many = place - rank * gap, 1
        while groups and groups[-1][0] > middle:
            mean, count = groups.pop()
            middle, many = (middle * many + mean * count) / (many + count), many + count
        groups.append((middle, many))
    highest = max(low, high - gap * (len(wanted) - 1))
    flat = [min(max(middle, low), highest) for middle, many in groups for _ in range(many)]
    return [place + rank * gap for rank, place in enumerate(flat)]


def draw_ticks(canvas: Canvas, ticks: Sequence[tuple[float, str]], left: float, right: float, line: float) -> None:
    """Those that have room, below a line."""
    for x, said in thinned(ticks, left, right):
        canvas.words((x, line + 48), said, TICK, canvas.theme.soft, anchor="ms")
