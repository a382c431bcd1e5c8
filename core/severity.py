"""How serious an incident is (等级), and what a text says of that by itself."""

from dataclasses import dataclass
from enum import Enum
from functools import total_ordering

from core.texts import N_


@total_ordering
class Severity(Enum):
    """等级, from the lowest to the highest; the value is what is stored and sent."""

    #: 一般
    GENERAL = "general"
    #: 较大
    SIGNIFICANT = "significant"
    #: 重大
    MAJOR = "major"
    #: 特别重大
    EXTREME = "extreme"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Severity):
            return NotImplemented
        return self.rank < other.rank

    @property
    def rank(self) -> int:
        """0 for the lowest level, 3 for the highest."""
        return _ORDER.index(self)

    @property
    def label(self) -> str:
        """The level's name, a catalogue sentence."""
        return _LABELS[self]

    @property
    def symbol(self) -> str:
        """One coloured dot; always shown beside the word, never instead of it."""
        return _SYMBOLS[self]


_ORDER = tuple(Severity)
_LABELS = {
    Severity.GENERAL: N_("一般"),
    Severity.SIGNIFICANT: N_("较大"),
    Severity.MAJOR: N_("重大"),
    Severity.EXTREME: N_("特别重大"),
}
_SYMBOLS = {Severity.GENERAL: "🔵", Severity.SIGNIFICANT: "🟡", Severity.MAJOR: "🔴", Severity.EXTREME: "🟣"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What a text says by itself. Each tuple holds the words as found, without repeats."""

    #: deaths, or many injured, that the text names
    casualties: tuple[str, ...] = ()
    #: 伤亡 群体聚集 未成年人 食品中毒 …
    class_a: tuple[str, ...] = ()
    #: 投诉 维权 乱收费 …
    class_b: tuple[str, ...] = ()
    #: probability that the text is negative, 0 to 1; None = nobody estimated it
    negative: float | None = None
    #: those that are spelt so that no search finds them, with their spelling: 强拆, 弓虽拆
    spelt: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Every risk word, the worst first."""
        return tuple(dict.fromkeys(self.casualties + self.class_a + self.class_b))
