"""What storage tells about one incident, before anything is counted. Texts from outside are still untrusted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.events import Cut
from core.incident import Incident
from core.normalise import readable
from core.posts import Tier
from core.sentiment import judge
from core.timer import Timer
from core.told import Told
from core.tone import Tone, tone

#: characters of a text that are read: what a post is about stands at its head
LONGEST = 1500
#: posts that are read, the first seen first
MOST = 20_000
#: who wrote so long before we found the matter wrote of something else
BEFORE = timedelta(days=30)
#: how a repost begins, where its source does not hide it
_FORWARDED = re.compile(r"\s*(?:转发微博|(?:转发|轉發)(?=[\s,，。:：]|$)|//\s*@|RT\b|Repost\b|回复@)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One post of the incident."""

    id: int
    #: published, where its source says so believably, else seen by us
    at: datetime
    platform: str
    source: str
    tier: Tier
    title: str
    text: str
    author: str
    #: the remembered post whose text it repeats
    duplicate_of: int | None
    tone: Tone

    @property
    def passed_on(self) -> bool:
        """转载转发: the text of another post, or one that says so itself."""
        return self.duplicate_of is not None or bool(_FORWARDED.match(self.title or self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """An incident with its posts by time, every run of its clocks, and its story."""

    incident: Incident
    as_of: datetime
    posts: tuple[Seen, ...] = ()
    clocks: tuple[Timer, ...] = ()
    story: tuple[Told, ...] = ()
    #: posts that are of the incident and were too many to be read
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """How texts are divided into words, and which words are names of the organisation."""

    cut: Cut
    names: frozenset[str] = frozenset()


def moment(published: datetime | None, seen: datetime, detected: datetime) -> datetime:
    """When a post counts: a date after we saw it, or long before the matter, is a mistake of its source."""
    if published is None or published > seen or published < detected - BEFORE:
        return seen
    return published


def judged(title: str, text: str) -> Tone:
    """The tone of a post that nobody judged when it came."""
    return tone(judge(readable(f"{title}\n{text[:LONGEST]}")))


def texts_of(posts: Iterable[Seen]) -> tuple[tuple[Seen, ...], ...]:
    """The posts by text, each with its copies, the earliest of them first; the most repeated text first."""
    first: dict[int, int] = {}
    groups: dict[int, list[Seen]] = {}
    for post in sorted(posts, key=lambda post: post.id):
        original = post.id if post.duplicate_of is None else post.duplicate_of
        # a copy of a copy is a copy of the first; those whose original is elsewhere belong together
        first[post.id] = root = first.get(original, original)
        groups.setdefault(root, []).append(post)
    by_time = (tuple(sorted(group, key=when)) for group in groups.values())
    return tuple(sorted(by_time, key=lambda group: (-len(group), *when(group[0]))))


def when(post: Seen) -> tuple[datetime, int]:
    """The order of posts."""
    return post.at, post.id
