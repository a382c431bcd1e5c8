"""What storage tells about a period, before anything is counted. Everything from outside is still untrusted text.

Instants are aware. `as_of` is the first instant after the period: what happened later is not known yet, so the figures
of a period are the same whenever they are counted, and on both databases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from core.digest.periods import Period
from core.incident import Incident
from core.people import Member
from core.posts import Tier
from core.timer import Clock, TimerState
from core.watching.health import Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One row of one clock (`core.timer.Timer` without its words)."""

    incident: int
    clock: Clock
    about: str
    generation: int
    started_at: datetime
    due_at: datetime
    state: TimerState
    ended_at: datetime | None
    #: 起算已过期: counted apart
    overdue: bool = False

    def runs_at(self, instant: datetime) -> bool:
        """Did it still run then? What ended later had not ended yet."""
        return self.state is TimerState.RUNNING or (self.ended_at is not None and self.ended_at >= instant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One audit event of an incident, of the kinds that figures need."""

    seq: int
    incident: int
    #: claim, verdict, invalid, close, reopen, bounce, return, bypass, publish, …
    type: str
    at: datetime
    person: int
    #: new values of status, verdict, owner, reopened; of its notes `undone`, `solo`, `statement`; of 无效 and 特批签发
    #: the `reason`
    new: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A source at the end of the period, and how long nobody saw what happened there."""

    id: int
    name: str
    platform: str
    active: bool
    health: Health
    #: seconds of the period that it was blind: silent, failing or of changed shape
    blind: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What the bot said in the period, and whom it could not reach at its end."""

    sent: int = 0
    failed: int = 0
    unreachable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCount:
    """Posts stored on one day, those of our own accounts left out."""

    day: date
    stored: int
    #: of no incident: mentions that raised no alarm, and the positive ones among them
    quiet: int
    positive: int
    negative: int = 0
    #: what our own accounts wrote; 正面报道 of media among the quiet ones
    own: int = 0
    praise: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Praise:
    """正面报道: one that is worth naming."""

    title: str
    source: str
    tier: Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest audit event before `as_of`."""

    seq: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Everything that the figures of a period are counted from.

    `incidents`: detected in the period, open at its begin, or touched by an act or a clock in it; as they were at
    `as_of`, without what no figure is counted from (excerpt, reasons, clocks, proposals, forms, children).
    `runs`: of these incidents, as they were at `as_of`. `acts`: all that move one forward (no comments, drafts, posts),
    later ones too: whoever counts leaves them out.
    """

    period: Period
    as_of: datetime
    incidents: tuple[Incident, ...] = ()
    runs: tuple[Run, ...] = ()
    #: in the order of the audit
    acts: tuple[Act, ...] = ()
    posts: tuple[PostCount, ...] = ()
    #: posts that joined an incident in the period, and how many incidents they joined
    joined: int = 0
    #: the best of 正面报道: the widest read first, then the earliest; copies are left out
    praise: tuple[Praise, ...] = ()
    #: seconds of the period that whole platforms were unseen, the longest first
    unseen: tuple[tuple[str, float], ...] = ()
    watches: tuple[Watch, ...] = ()
    members: tuple[Member, ...] = ()
    talk: Talk = field(default_factory=Talk)
    head: Head = field(default_factory=Head)
