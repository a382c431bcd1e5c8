"""A dry run (试算): what the posts of the last days would have come to under other rules, beside what they came to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.rules.limits import RuleLimits

#: how far back is looked
SPAN = timedelta(days=7)
#: posts that are looked at, the newest
MOST = 50_000
#: posts that are named
EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A post that hits, the newest first; `new`: by the rules in use it does not."""

    at: datetime
    source: str
    title: str
    new: bool = False


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a run came to so far: the posts that hit the groups in question, the cards that those groups opened."""

    posts: int = 0
    hits: dict[int, Example] = field(default_factory=dict)
    by_group: Counter[str] = field(default_factory=Counter)
    cards: Counter[str] = field(default_factory=Counter)
    #: posts for which a group in question opened no card because its day had its number (上限)
    held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Counts of posts and cards; `*_now` is what the rules in use make of the same posts."""

    posts: int
    hits: int
    hits_now: int
    new: int
    cards: int
    cards_now: int
    held: int = 0
    examples: tuple[Example, ...] = ()
    #: groups that match too much, with how many posts, and those of them that match more than by the rules in use
    broad: Mapping[str, int] = field(default_factory=dict)
    wider: frozenset[str] = frozenset()


def compared(after: Tally, now: Tally, groups: Iterable[str], limits: RuleLimits) -> Forecast:
    """Two runs over the same posts; `groups` are those in question."""
    groups = tuple(groups)
    new = after.hits.keys() - now.hits.keys()
    newest = sorted(after.hits, reverse=True)
    # what changes is looked at first
    order = sorted(newest, key=lambda post: post not in new)[:EXAMPLES]
    broad = {name: after.by_group[name] for name in groups if limits.is_broad(after.by_group[name], after.posts)}
    return Forecast(
        posts=after.posts,
        hits=len(after.hits),
        hits_now=len(now.hits),
        new=len(new),
        cards=sum(after.cards[name] for name in groups),
        cards_now=sum(now.cards[name] for name in groups),
        held=after.held,
        examples=tuple(_example(after.hits[post], new=post in new) for post in order),
        broad=broad,
        wider=frozenset(name for name in broad if after.by_group[name] > now.by_group[name]),
    )


def _example(one: Example, *, new: bool) -> Example:
    return Example(at=one.at, source=one.source, title=one.title, new=new)
