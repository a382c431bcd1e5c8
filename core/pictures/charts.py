"""Four kinds of picture, one idea each. All text is ready to be read and cut to length; the title says the finding."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Mood(StrEnum):
    """What a bar, a line or a mark means; told by place and words too, never by colour alone."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a trend: its name stands at its end."""

    name: str
    values: tuple[float, ...]
    mood: Mood = Mood.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One value a day or a week for each line (新增与办结走势)."""

    title: str
    #: what is below the title: the span, the numbers it rests on
    note: str = ""
    #: what stands under each value; as many as values
    ticks: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: `value` of `Bars.most`, what stands at its end, what is said beside it."""

    name: str
    value: float
    said: str
    mood: Mood = Mood.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars that lie (部门及时率): the longest first or the worst first, as the maker orders them."""

    title: str
    note: str = ""
    bars: tuple[Bar, ...] = ()
    #: the value of a full bar
    most: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripe:
    """A source through the period: pieces from `begin` to `end` (0 … 1 of the period), each with its mood."""

    name: str
    said: str
    pieces: tuple[tuple[float, float, Mood], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripes:
    """Sources' health (监测源): one stripe each, the worst first."""

    title: str
    note: str = ""
    #: from the begin of the period to its end, equally far apart
    ticks: tuple[str, ...] = ()
    stripes: tuple[Stripe, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One of our own acts on the curve."""

    at: datetime
    said: str
    mood: Mood = Mood.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of the curve: 潜伏, 发展, 爆发, 延续, 消退."""

    begin: datetime
    end: datetime
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """An incident's posts over time with the team's acts on it (事件走势). Instants in the organisation's zone."""

    title: str
    note: str = ""
    #: the begin of each step of equal length, and the posts in it
    steps: tuple[datetime, ...] = ()
    values: tuple[float, ...] = ()
    phases: tuple[Phase, ...] = ()
    marks: tuple[Mark, ...] = ()


Chart = Trend | Bars | Stripes | Curve
KINDS: dict[str, type[Chart]] = {"trend": Trend, "bars": Bars, "stripes": Stripes, "curve": Curve}
