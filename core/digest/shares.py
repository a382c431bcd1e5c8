"""What figures are made of: spans of time, parts of a whole."""

from dataclasses import dataclass

#: fewer are listed instead of a percentage
FEW = 5
#: an arrow needs so many in both periods
ENOUGH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Intervals in seconds: those that ended in the period, and those still open at its end, counted as `> so far`.

    `median` and `p90` (nearest rank over all of them) are None where there are none; `…_more` says that an open one
    stands at or before that rank, so that the true value is larger.
    """

    ended: int = 0
    open: int = 0
    median: float | None = None
    p90: float | None = None
    median_more: bool = False
    p90_more: bool = False
    #: every value where there are fewer than `FEW`, the shortest first, and which of them are open
    listed: tuple[float, ...] = ()
    listed_open: tuple[bool, ...] = ()

    @property
    def count(self) -> int:
        """All of them."""
        return self.ended + self.open


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`part` of `whole`."""

    part: int = 0
    whole: int = 0

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def few(self) -> bool:
        """Too few for a percentage."""
        return self.whole < FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The same figure of one department, rule, source or clock."""

    name: str
    rate: Rate
