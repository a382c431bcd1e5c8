"""The grading table (分级, D5): the highest line that applies, every figure a setting, the deciding line named."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import ceil

from core.pace import BurstFigures, Pace
from core.posts import TIER_LABELS, Tier
from core.severity import Risk, Severity
from core.texts import N_, Message, several

#: words that a reason names
_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far an incident has come, counted from what we saw ourselves."""

    posts: int = 1
    platforms: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    tiers: frozenset[Tier] = frozenset()
    regions: frozenset[str] = frozenset()
    #: different authors, as far as the sources name them
    authors: int = 0
    #: the greatest number of reposts that any post shows
    reposts: int = 0
    #: the best place in a hot list, 0 = in none
    rank: int = 0
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme:
    """特别重大. A figure of 0, an empty list or False takes its line out of the table."""

    casualties: bool = True
    tiers: frozenset[Tier] = frozenset({Tier.CENTRAL})
    reposts: int = 1000
    last_hour: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Major:
    """重大. `platforms` and `posts` are one line: both must be reached."""

    tiers: frozenset[Tier] = frozenset({Tier.PROVINCIAL, Tier.CITY})
    regions: int = 2
    reposts: int = 100
    platforms: int = 3
    posts: int = 20
    class_a: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Significant:
    """较大. So many of the last hour count only while they rise."""

    platforms: int = 2
    posts: int = 5
    last_hour: int = 3
    class_b: bool = True
    #: class B words count from this probability on
    negative: float = 0.7
    watched: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingFigures:
    """The figures of the grading table; each is a setting."""

    extreme: Extreme = field(default_factory=Extreme)
    major: Major = field(default_factory=Major)
    significant: Significant = field(default_factory=Significant)
    burst: BurstFigures = field(default_factory=BurstFigures)

    def scaled(self, factor: float) -> "GradingFigures":
        """Lower counts, for a key period (重点时段): rounded up, and never so low that a single post reaches them."""

        def less(count: int) -> int:
            return min(count, max(2, ceil(count * factor)))

        ext, maj, sig = self.extreme, self.major, self.significant
        return replace(
            self,
            extreme=replace(ext, reposts=less(ext.reposts), last_hour=less(ext.last_hour)),
            major=replace(
                maj,
                regions=less(maj.regions),
                reposts=less(maj.reposts),
                platforms=less(maj.platforms),
                posts=less(maj.posts),
            ),
            significant=replace(
                sig, platforms=less(sig.platforms), posts=less(sig.posts), last_hour=less(sig.last_hour)
            ),
            burst=replace(self.burst, posts=less(self.burst.posts)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A level, and the line of the table that gave it."""

    severity: Severity
    reason: Message

    @property
    def because(self) -> Message:
        """Why the incident has its level, as 为什么 and `tingfeng detect` tell it."""
        return Message(N_("等级「{level}」：{reason}"), {"level": Message(self.severity.label), "reason": self.reason})


def grade(
    spread: Spread,
    *,
    risk: Risk,
    rule_level: Severity | None,
    watched: bool,
    figures: GradingFigures,
    burst: Message | None = None,
) -> Grade:
    """The highest line that applies; `watched`: a post came from a watched source (重点源), `burst`: of our name."""
    lines = {
        Severity.EXTREME: _extreme(spread, risk, figures.extreme),
        Severity.MAJOR: _major(spread, risk, figures.major),
        Severity.SIGNIFICANT: _significant(spread, risk, watched, burst, figures),
    }
    for severity, reasons in lines.items():
        if reason := next(reasons, None):
            return Grade(severity=severity, reason=reason)
        if rule_level is severity:
            return Grade(severity=severity, reason=Message(N_("规则指定为{level}"), {"level": Message(severity.label)}))
    return Grade(severity=Severity.GENERAL, reason=Message(N_("未达到更高等级的任何一条")))


def _extreme(spread: Spread, risk: Risk, line: Extreme) -> Iterator[Message]:
    if line.casualties and risk.casualties:
        yield Message(N_("提到死亡或多人受伤：{words}"), {"words": _words(risk.casualties)})
    yield from _tiers(spread, line.tiers)
    yield from _reached(N_("最高转发 {count} ≥ {limit}"), spread.reposts, line.reposts)
    yield from _reached(N_("近一小时帖文 {count} ≥ {limit}"), spread.pace.last, line.last_hour)


def _major(spread: Spread, risk: Risk, line: Major) -> Iterator[Message]:
    yield from _tiers(spread, line.tiers)
    yield from _reached(N_("地区 {count} ≥ {limit}"), len(spread.regions), line.regions)
    yield from _reached(N_("最高转发 {count} ≥ {limit}"), spread.reposts, line.reposts)
    platforms = len(spread.platforms)
    if 0 < line.platforms <= platforms and spread.posts >= line.posts:
        params = {"platforms": platforms, "most": line.platforms, "posts": spread.posts, "limit": line.posts}
        yield Message(N_("平台 {platforms} ≥ {most} 且帖文 {posts} ≥ {limit}"), params)
    if line.class_a and risk.class_a:
        yield Message(N_("出现A类风险词：{words}"), {"words": _words(risk.class_a)})


def _significant(
    spread: Spread, risk: Risk, watched: bool, burst: Message | None, figures: GradingFigures
) -> Iterator[Message]:
    line, pace = figures.significant, spread.pace
    yield from _reached(N_("平台 {count} ≥ {limit}"), len(spread.platforms), line.platforms)
    yield from _reached(N_("帖文 {count} ≥ {limit}"), spread.posts, line.posts)
    if 0 < line.last_hour <= pace.last and figures.burst.rising(pace):
        params = {"count": pace.last, "limit": line.last_hour, "usually": pace.usually}
        yield Message(N_("近一小时帖文 {count} ≥ {limit}，仍在上升（{usually}）"), params)
    if line.last_hour and burst:
        yield burst
    if line.class_b and risk.class_b:
        yield from _class_b(risk, line)
    if line.watched and watched:
        yield Message(N_("来自重点监测源"))


def _class_b(risk: Risk, line: Significant) -> Iterator[Message]:
    words = _words(risk.class_b)
    if risk.negative is None:
        # where nobody estimated how negative the text is, the word alone counts: too high is cheaper than missed
        yield Message(N_("出现B类风险词：{words}"), {"words": words})
    elif risk.negative >= line.negative:
        params = {"words": words, "negative": f"{risk.negative:.2f}", "limit": f"{line.negative:.2f}"}
        yield Message(N_("出现B类风险词：{words}，且负面 {negative} ≥ {limit}"), params)


def _tiers(spread: Spread, tiers: frozenset[Tier]) -> Iterator[Message]:
    if found := [tier for tier in Tier if tier in spread.tiers & tiers]:
        yield Message(N_("{tiers}已报道"), {"tiers": several(Message(TIER_LABELS[tier]) for tier in found)})


def _reached(text: str, count: int, limit: int) -> Iterator[Message]:
    if 0 < limit <= count:
        yield Message(text, {"count": count, "limit": limit})


def _words(words: tuple[str, ...]) -> str:
    return "、".join(words[:_NAMED])
