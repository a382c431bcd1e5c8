"""Colours, light and dark. Blue, green, vermilion of Okabe and Ito: told apart by nearly every eye."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.pictures.charts import Mood

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What is drawn in which colour."""

    ground: Colour
    #: titles and names, what explains them, lines of a grid
    ink: Colour
    soft: Colour
    faint: Colour
    #: areas and lines by what they mean, and words beside them, which must be read as well
    moods: Mapping[Mood, Colour]
    words: Mapping[Mood, Colour]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """So much of one colour on the other."""
    red, green, blue = (round(share * a + (1 - share) * b) for a, b in zip(one, other, strict=True))
    return red, green, blue


LIGHT = Theme(
    ground=(255, 255, 255),
    ink=(27, 36, 48),
    soft=(91, 103, 117),
    faint=(229, 233, 238),
    moods={
        Mood.PLAIN: (0, 114, 178),
        Mood.GOOD: (0, 158, 115),
        Mood.BAD: (213, 94, 0),
        Mood.WEAK: (160, 170, 181),
    },
    words={Mood.PLAIN: (0, 99, 158), Mood.GOOD: (0, 113, 82), Mood.BAD: (178, 74, 0), Mood.WEAK: (91, 103, 117)},
)
DARK = Theme(
    ground=(23, 33, 43),
    ink=(236, 240, 244),
    soft=(154, 168, 182),
    faint=(44, 57, 70),
    moods={
        Mood.PLAIN: (86, 180, 233),
        Mood.GOOD: (45, 190, 146),
        Mood.BAD: (240, 132, 60),
        Mood.WEAK: (104, 120, 136),
    },
    words={
        Mood.PLAIN: (112, 192, 238),
        Mood.GOOD: (72, 205, 164),
        Mood.BAD: (246, 152, 90),
        Mood.WEAK: (154, 168, 182),
    },
)
THEMES = {"light": LIGHT, "dark": DARK}
