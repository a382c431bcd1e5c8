"""What a source gives us: posts, and where we stopped reading."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.links import canonical_link
from core.texts import N_, Message


class Tier(StrEnum):
    """How far a source is heard (媒体层级)."""

    #: 中央媒体
    CENTRAL = "central"
    #: 省级媒体
    PROVINCIAL = "provincial"
    #: 市级媒体
    CITY = "city"
    #: 本地论坛
    LOCAL = "local"
    #: 自媒体
    SELF = "self"


TIER_LABELS = {
    Tier.CENTRAL: N_("中央媒体"),
    Tier.PROVINCIAL: N_("省级媒体"),
    Tier.CITY: N_("市级媒体"),
    Tier.LOCAL: N_("本地论坛"),
    Tier.SELF: N_("自媒体"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One public post (帖文) as its source shows it. Counts are None where the source gives none."""

    #: unique within its source: guid, else canonical link, else a hash of source, title and day
    key: str
    url: str = ""
    title: str = ""
    #: visible text, no markup
    text: str = ""
    author: str = ""
    #: with zone; None = the source gives no usable date (时间未知)
    published_at: datetime | None = None
    reposts: int | None = None
    comments: int | None = None
    likes: int | None = None
    #: its place in a hot list when it was first seen there, from 1 (榜单名次)
    rank: int | None = None

    @property
    def page(self) -> str:
        """What it is known by where several sources show one page: its canonical address, "" where it has none."""
        return canonical_link(self.url) or self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where we stopped: what conditional GET needs next time. Empty for a source with terms: it has many pages."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A watched public source (监测源)."""

    name: str
    kind: str
    url: str
    platform: str = ""
    tier: Tier = Tier.SELF
    region: str = ""
    #: seconds between two looks
    interval: int = 300
    #: IANA name; for dates that carry no zone, or the ambiguous CST
    timezone: str = "Asia/Shanghai"
    headers: tuple[tuple[str, str], ...] = ()
    proxy: str = ""
    #: allow this one host to be private or loopback
    local: bool = False
    #: everything here is about our area: the gate needs no alias (本地源)
    own_area: bool = False
    #: a watched source such as 12345 or 留言板: the gate needs no risk word (重点源)
    watched: bool = False
    #: our own account or site: never an alarm, and no voice of others in the figures (官方账号)
    own: bool = False
    #: what comes from here is part of a drill, whose clocks run so many times faster; 0 = it is real
    pace: float = 0.0
    #: where the kind finds what: names with JMESPath expressions or CSS selectors
    fields: tuple[tuple[str, str], ...] = ()
    #: each fills `{keyword}` in the address once a look (监测词)
    terms: tuple[str, ...] = ()
    #: how a term is written in the address: utf-8 or gb18030
    keyword_encoding: str = "utf-8"

    @property
    def drill(self) -> bool:
        """Is it made up for a drill?"""
        return self.pace > 0

    def field(self, name: str) -> str:
        """What stands for this name in `fields`, "" if nothing."""
        return next((value for known, value in self.fields if known == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One look at a source. `posts` is None where the far end said 304 Not Modified."""

    posts: tuple[Post, ...] | None
    cursor: Cursor = field(default_factory=Cursor)
    #: the address a permanent redirect (301, 308) named, "" if none
    moved_to: str = ""
    #: what part of the look failed while the rest went well, None if nothing did
    missed: Message | None = None
    #: seconds that the far end asked us to wait meanwhile, None if it asked for nothing
    retry_after: float | None = None
    #: numbers (from 1) of the page's first items that say nothing: no title and no text
    skipped: tuple[int, ...] = ()
