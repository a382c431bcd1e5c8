"""The page of a post (原帖), and what was kept of it (快照)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.posts import Cursor, Source
from core.texts import N_, Message

#: pages of one incident that are kept: its first posts with an address of their own
MOST_PAGES = 20
#: bytes of pages and their words that are kept of one incident; a bundle that can be sent holds 50 MB
MOST_BYTES = 40_000_000
FULL = N_("这件事的页面存证已满 40 MB，没有再存")


class State(StrEnum):
    """How the page of a post stands (原帖状态)."""

    #: 尚未保存
    WAITING = "waiting"
    #: 在
    THERE = "there"
    #: 已改
    CHANGED = "changed"
    #: 已删
    GONE = "gone"
    #: 未能保存
    FAILED = "failed"


class Look(StrEnum):
    """What one look at the page found (复查结果)."""

    #: the page stands there, as it was or changed
    THERE = "there"
    #: 404, 410, or it says that it was deleted
    MISSING = "missing"
    #: no answer, an error, a login wall, a captcha: nothing is known of the post
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One version of a page. `at`: when it was fetched; sizes in bytes; hashes are SHA-256 in hex."""

    id: int = 0
    post: int
    at: datetime
    #: where it was found after all redirects
    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    sha256: str
    size: int
    #: of its visible text
    text_sha256: str
    text_size: int
    #: do the post's own words stand on it?
    own: bool
    #: characters that came and went since the version before
    added: int = 0
    removed: int = 0
    #: False once it was pruned by age
    kept: bool = True
    text_kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The page of one post of an incident, and how far we are with it."""

    post: int
    incident: int
    #: the source that brought the post
    source: Source
    url: str
    #: the post's own words: a sentence of them on the page shows that it is still there
    words: str
    state: State
    asked_at: datetime
    #: the last day of looking again
    until: datetime
    due_at: datetime | None
    #: failed looks in a row
    attempts: int = 0
    error: Message | None = None
    #: the first of two looks that found it gone
    missed_at: datetime | None = None
    gone_at: datetime | None = None
    cursor: Cursor = field(default_factory=Cursor)
    #: every version, the oldest first
    snapshots: tuple[Snapshot, ...] = ()

    @property
    def last(self) -> Snapshot | None:
        """The newest version."""
        return self.snapshots[-1] if self.snapshots else None
