"""[grading] and [score] of config.toml: how serious what is, and what the parts of a score count."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from bot.config_values import ConfigError, Strict, span
from core.detect.score import Weights
from core.grading import Extreme, GradingFigures, Major, Significant
from core.pace import BurstFigures
from core.posts import Tier
from core.texts import N_

Count = Annotated[int, Meta(ge=0, le=10**9)]
Tiers = Annotated[tuple[Tier, ...], Meta(max_length=len(Tier))]
Points = Annotated[int, Meta(ge=0, le=100)]


class GradingTable(Strict, frozen=True, kw_only=True):
    """[grading]: line by line the grading table; 0, [] or false takes a line out."""

    extreme_casualties: bool = True
    extreme_tiers: Tiers = (Tier.CENTRAL,)
    extreme_reposts: Count = 1000
    extreme_last_hour: Count = 100
    major_tiers: Tiers = (Tier.PROVINCIAL, Tier.CITY)
    major_regions: Count = 2
    major_reposts: Count = 100
    major_platforms: Count = 3
    major_posts: Count = 20
    major_class_a: bool = True
    significant_platforms: Count = 2
    significant_posts: Count = 5
    significant_last_hour: Count = 3
    significant_class_b: bool = True
    significant_negative: Annotated[float, Meta(ge=0, le=1)] = 0.7
    significant_watched: bool = True
    burst_posts: Annotated[int, Meta(ge=2, le=10**6)] = 3
    burst_surprise: Annotated[float, Meta(ge=0, le=100)] = 5.0
    burst_cooldown: str = "6h"


class ScoreTable(Strict, frozen=True, kw_only=True):
    """[score]: points."""

    casualties: Points = 30
    class_a: Points = 20
    class_b: Points = 8
    weak: Points = 3
    words: Points = 35
    negative: Points = 20
    source: Points = 3
    author: Points = 1
    spread: Points = 15
    post: Points = 1
    speed: Points = 10
    central: Points = 10
    provincial: Points = 8
    city: Points = 6
    local: Points = 2
    rank: Points = 10
    answered: Points = 15
    own: Points = 30


#: a figure of the first may not be below that of the second: its line would never be the one that decides
_ORDER = (("extreme_reposts", "major_reposts"), ("extreme_last_hour", "significant_last_hour"))


def checked_grading(path: Path, table: GradingTable) -> GradingFigures:
    """ConfigError names a line that another one makes pointless, or a single post would reach."""
    for high, low in _ORDER:
        above, below = getattr(table, high), getattr(table, low)
        if above and below and above < below:
            text = N_("{path}：grading.{high} = {above} 低于 grading.{low} = {below}；更高等级的数不能更小")
            raise ConfigError(text, path=path, high=high, above=above, low=low, below=below)
    for key in ("major_regions", "significant_platforms", "significant_posts", "significant_last_hour"):
        if getattr(table, key) == 1:
            text = N_("{path}：grading.{key} = 1 会使每条帖文都升级；请填 2 以上，不用这一条时填 0")
            raise ConfigError(text, path=path, key=key)
    values = msgspec.structs.asdict(table)
    lines: dict[str, dict[str, Any]] = {
        of: {name.removeprefix(of): _plain(one) for name, one in values.items() if name.startswith(of)}
        for of in ("extreme_", "major_", "significant_")
    }
    return GradingFigures(
        extreme=Extreme(**lines["extreme_"]),
        major=Major(**lines["major_"]),
        significant=Significant(**lines["significant_"]),
        burst=BurstFigures(
            posts=table.burst_posts,
            surprise=table.burst_surprise,
            cooldown=span(path, "grading.burst_cooldown", table.burst_cooldown),
        ),
    )


def _plain(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def checked_weights(table: ScoreTable) -> Weights:
    """What the parts of a score count."""
    return Weights(**msgspec.structs.asdict(table))
