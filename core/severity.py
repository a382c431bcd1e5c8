"""Grading (分级): how serious an incident is, and which line of the table said so."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import total_ordering

from core.posts import Tier
from core.texts import N_, Message


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

    @property
    def words(self) -> tuple[str, ...]:
        """Every risk word, the worst first."""
        return tuple(dict.fromkeys(self.casualties + self.class_a + self.class_b))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far an incident has come, counted from what we saw ourselves."""

    posts: int = 1
    platforms: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    tiers: frozenset[Tier] = frozenset()
    regions: frozenset[str] = frozenset()
    #: the greatest number of reposts that any post shows
    reposts: int = 0
    #: new posts in the last hour
    last_hour: int = 0
    #: more in the last hour than the hours before let expect
    rising: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingFigures:
    """The figures of the grading table; each is a setting."""

    extreme_reposts: int = 1000
    extreme_last_hour: int = 100
    major_reposts: int = 100
    major_platforms: int = 3
    major_posts: int = 20
    #: more regions than this
    major_regions: int = 1
    significant_platforms: int = 2
    significant_posts: int = 5
    significant_last_hour: int = 3
    #: class B words count from this probability on
    negative: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A level, and the line of the table that gave it."""

    severity: Severity
    reason: Message


_DEFAULT = GradingFigures()


def grade(
    spread: Spread,
    *,
    risk: Risk,
    rule_level: Severity | None,
    watched: bool,
    figures: GradingFigures = _DEFAULT,
) -> Grade:
    """The highest line that applies; `watched` is whether any post came from a watched source (重点源)."""
    lines = {
        Severity.EXTREME: _extreme(spread, risk, figures),
        Severity.MAJOR: _major(spread, risk, figures),
        Severity.SIGNIFICANT: _significant(spread, risk, watched, figures),
    }
    for severity, reasons in lines.items():
        if reason := next(reasons, None):
            return Grade(severity=severity, reason=reason)
        if rule_level is severity:
            return Grade(severity=severity, reason=Message(N_("规则指定为{level}"), {"level": Message(severity.label)}))
    return Grade(severity=Severity.GENERAL, reason=Message(N_("未达到更高等级的任何一条")))


def _extreme(spread: Spread, risk: Risk, figures: GradingFigures) -> Iterator[Message]:
    if risk.casualties:
        yield Message(N_("提到死亡或多人受伤：{words}"), {"words": "、".join(risk.casualties)})
    if Tier.CENTRAL in spread.tiers:
        yield Message(N_("中央媒体已报道"))
    if spread.reposts >= figures.extreme_reposts:
        yield _reposts(spread.reposts, figures.extreme_reposts)
    if spread.last_hour >= figures.extreme_last_hour:
        yield _last_hour(spread.last_hour, figures.extreme_last_hour)


def _major(spread: Spread, risk: Risk, figures: GradingFigures) -> Iterator[Message]:
    if spread.tiers & {Tier.PROVINCIAL, Tier.CITY}:
        yield Message(N_("省级或市级媒体已报道"))
    if len(spread.regions) > figures.major_regions:
        yield Message(N_("涉及 {count} 个地区"), {"count": len(spread.regions)})
    if spread.reposts >= figures.major_reposts:
        yield _reposts(spread.reposts, figures.major_reposts)
    if len(spread.platforms) >= figures.major_platforms and spread.posts >= figures.major_posts:
        params = {"platforms": len(spread.platforms), "posts": spread.posts}
        yield Message(N_("已有 {platforms} 个平台、{posts} 条帖文"), params)
    if risk.class_a:
        yield Message(N_("出现A类风险词：{words}"), {"words": "、".join(risk.class_a)})


def _significant(spread: Spread, risk: Risk, watched: bool, figures: GradingFigures) -> Iterator[Message]:
    if len(spread.platforms) >= figures.significant_platforms:
        yield Message(N_("已出现在 {count} 个平台"), {"count": len(spread.platforms)})
    if spread.posts >= figures.significant_posts:
        yield Message(N_("已有 {count} 条帖文"), {"count": spread.posts})
    if spread.rising and spread.last_hour >= figures.significant_last_hour:
        yield Message(N_("近一小时 {count} 条，仍在增加"), {"count": spread.last_hour})
    # Where nobody estimated how negative the text is, the word alone counts: too high is cheaper than missed.
    if risk.class_b and (risk.negative is None or risk.negative >= figures.negative):
        yield Message(N_("出现B类风险词：{words}"), {"words": "、".join(risk.class_b)})
    if watched:
        yield Message(N_("来自重点监测源"))


def _reposts(count: int, limit: int) -> Message:
    return Message(N_("转发 {count} 次，达到 {limit} 次"), {"count": count, "limit": limit})


def _last_hour(count: int, limit: int) -> Message:
    return Message(N_("近一小时 {count} 条，达到 {limit} 条"), {"count": count, "limit": limit})
