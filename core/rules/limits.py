"""From when on a rule is worth a look ([rules] of config.toml)."""

from dataclasses import dataclass
from datetime import timedelta

#: of fewer posts a part says nothing
ENOUGH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLimits:
    """Figures of rules."""

    #: a group that matches a greater part of the posts is no help: it is not saved
    broad: float = 0.05
    #: 误报率 from which a rule is named, and how many of its incidents must be decided before it says anything
    false_alarms: float = 0.5
    decided: int = 5
    #: a rule that ends within this time is named (:到期)
    ends_within: timedelta = timedelta(days=14)

    def is_broad(self, hits: int, posts: int) -> bool:
        """Does a group with so many hits among so many posts match too much?"""
        return posts >= ENOUGH and hits > self.broad * posts
