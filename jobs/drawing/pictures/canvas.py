"""A sheet to draw on: shapes thrice as large and then reduced, so that edges are smooth; words as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from jobs.drawing.pictures.colours import Colour, Theme
from jobs.drawing.pictures.lettering import font

WIDTH = 1080
#: how many times as large shapes are drawn
_TIMES = 3
#: what makes a title look heavier, in pixels around each stroke
_BOLD = 0.7
#: what keeps a line behind words from being read with them
_HALO = 5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text and where it stands."""

    at: Point
    said: str
    size: int
    colour: Colour
    #: as pillow has it: l, m, r for the place across, s for the line it stands on
    anchor: str
    bold: bool
    #: nothing behind it comes close
    halo: bool


class Canvas:
    """One picture in the making. Words are over all shapes, wherever they were said."""

    def __init__(self, height: int, theme: Theme) -> None:
        self.theme = theme
        self._image = Image.new("RGB", (_TIMES * WIDTH, _TIMES * height), theme.ground)
        self._draw = ImageDraw.Draw(self._image)
        self.height = height
        self.placed: list[Words] = []

    def box(self, begin: Point, end: Point, colour: Colour, *, radius: float = 0) -> None:
        """A filled rectangle; nothing where it has no extent."""
        if end[0] <= begin[0] or end[1] <= begin[1]:
            return
        corners = [*_large(begin), *(edge - 1 for edge in _large(end))]
        limit = min(corners[2] - corners[0], corners[3] - corners[1]) / 2
        self._draw.rounded_rectangle(corners, min(radius * _TIMES, max(limit, 0)), fill=colour)

    def area(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled shape."""
        self._draw.polygon([_large(point) for point in points], fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, thick: float) -> None:
        """Straight from point to point, round at its ends."""
        large = [_large(point) for point in points]
        self._draw.line(large, fill=colour, width=round(thick * _TIMES), joint="curve")
        for point in (points[0], points[-1]):
            self.disc(point, thick / 2, colour)

    def dashes(self, x: float, top: float, bottom: float, colour: Colour) -> None:
        """A broken line downwards."""
        while top < bottom:
            self.box((x - 1, top), (x + 1, min(top + 6, bottom)), colour)
            top += 13

    def disc(self, middle: Point, radius: float, colour: Colour) -> None:
        """A filled circle."""
        self._draw.circle(_large(middle), radius * _TIMES, fill=colour)

    def words(
        self,
        at: Point,
        said: str,
        size: int,
        colour: Colour,
        *,
        anchor: str = "ls",
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """A line of text."""
        if said:
            words = Words(at=at, said=said, size=size, colour=colour, anchor=anchor, bold=bold, halo=halo)
            self.placed.append(words)

    def png(self) -> bytes:
        """All of it as a file."""
        image = self._image.reduce(_TIMES)
        draw = ImageDraw.Draw(image)
        for one in self.placed:
            face = font(one.size)
            if one.halo:
                draw.text(one.at, one.said, self.theme.ground, face, one.anchor, stroke_width=_HALO)
            draw.text(one.at, one.said, one.colour, face, one.anchor, stroke_width=_BOLD if one.bold else 0)
        content = BytesIO()
        image.save(content, "PNG", compress_level=6)
        return content.getvalue()


def _large(point: Point) -> tuple[int, int]:
    return round(point[0] * _TIMES), round(point[1] * _TIMES)
