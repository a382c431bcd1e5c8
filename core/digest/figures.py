"""The figures of a period (指标), as they are kept: plain values that survive JSON, in seconds and counts.

A figure belongs to the period in which it was decided: an interval to the one in which it ended, a clock to the one in
which it was met or ran out. So the figures of four weeks add up, and a late answer is no second miss.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.digest.facts import Praise
from core.digest.periods import Period
from core.digest.shares import ENOUGH, FEW, Named, Rate, Spread
from core.dossier import Category
from core.incident import Phase
from core.severity import Severity
from core.timer import Clock

__all__ = ["ENOUGH", "FEW", "Burden", "Bypass", "Day", "Late", "Named", "Rate", "Spread", "Summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """One thing that is late or waits at the end of the period, with whose it is. The next act is told by its kind."""

    incident: int
    title: str
    #: what ran out; None where nothing did and nobody has touched it past its lease
    clock: Clock | None
    due_at: datetime
    #: Telegram ids: the owner, else nobody
    person: int | None
    department: str = ""
    #: for the next act: core.incident.phase of it
    phase: Phase = Phase.SUSPECTED
    #: the number of the promise that is late, 0 for none
    promise: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bypass:
    """特批签发: always shown."""

    incident: int
    statement: int
    by: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """工作量 of one person in the period."""

    person: int
    name: str
    #: incidents that the person claimed or took over, those open at the end, and those that came at night
    taken: int = 0
    open: int = 0
    night: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the trend."""

    day: date
    new: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Every figure of `reports.md`, of one period. Drills are in none of them; merged children are counted apart."""

    period: Period
    as_of: datetime
    #: detected in the period (merged children left out), open at its begin, closed in it, marked invalid in it
    new: int = 0
    carried: int = 0
    closed: int = 0
    invalid: int = 0
    transferred: int = 0
    reopened: int = 0
    #: counted apart
    drills: int = 0
    merged: int = 0
    #: of `new`; levels and categories as they were at the end
    levels: tuple[tuple[Severity, int], ...] = ()
    categories: tuple[tuple[Category, int], ...] = ()
    days: tuple[Day, ...] = ()
    #: 认领用时: delivered → first claim, on the wall and in working time
    claim: Spread = field(default_factory=Spread)
    claim_working: Spread = field(default_factory=Spread)
    #: 发现滞后: published → detected, and of how many nobody knows it
    lag: Spread = field(default_factory=Spread)
    lag_unknown: Rate = field(default_factory=Rate)
    #: 核实用时: claim → final verdict; 改判率: changed later
    verify: Spread = field(default_factory=Spread)
    rejudged: Rate = field(default_factory=Rate)
    #: 签收用时 in working time; 退回
    accept: Spread = field(default_factory=Spread)
    bounces: int = 0
    #: 上报及时率, 首次回应, 权威发布, 全面通报, 办结答复: on time ÷ (met + missed + running past due)
    on_time: Rate = field(default_factory=Rate)
    clocks: tuple[tuple[Clock, Rate], ...] = ()
    departments: tuple[Named, ...] = ()
    #: 起算已过期: in none of the rates
    overdue_apart: int = 0
    #: 首次回应用时 in working time; waived ones; 办结答复用时 on the wall; answers that were given more time
    response: Spread = field(default_factory=Spread)
    waived: int = 0
    final: Spread = field(default_factory=Spread)
    extended: int = 0
    #: 审签用时, wall, each stage one interval; what was returned, 特批签发, 单人签发
    approval: Spread = field(default_factory=Spread)
    returned: int = 0
    bypasses: tuple[Bypass, ...] = ()
    solo: int = 0
    #: statements published
    published: int = 0
    #: 误报率 among those opened by rules; by rule and by source the worst first
    false_alarms: Rate = field(default_factory=Rate)
    false_by_rule: tuple[Named, ...] = ()
    false_by_source: tuple[Named, ...] = ()
    #: 提及: stored without alarm; of these positive
    mentions: int = 0
    positive: int = 0
    #: 正面报道 of media, and the best of it; what our own accounts wrote, in none of the other figures
    praised: int = 0
    best: tuple[Praise, ...] = ()
    own: int = 0
    #: 不实率: verdict false ÷ verified
    rumours: Rate = field(default_factory=Rate)
    #: 漏报: reported by hand before a rule fired ÷ true
    missed: Rate = field(default_factory=Rate)
    #: 归并: posts ÷ incidents
    posts: int = 0
    joined: int = 0
    #: 在办 at the end by phase; the oldest (`due_at` is when it was found); asleep; untouched past their lease
    open: tuple[tuple[Phase, int], ...] = ()
    oldest: Late | None = None
    snoozed: int = 0
    untouched: int = 0
    #: every late thing and every open one untouched past its lease, the longest late first
    late: tuple[Late, ...] = ()
    #: 承诺: open, due in the period after this one, late
    promises: int = 0
    promises_due: int = 0
    promises_late: int = 0
    #: 监测源: all that are read; hours blind
    sources: int = 0
    healthy: int = 0
    silent: int = 0
    failing: int = 0
    blind_hours: float = 0.0
    blind: tuple[tuple[str, float], ...] = ()
    #: whole platforms of which nothing was seen, in hours
    unseen: tuple[tuple[str, float], ...] = ()
    #: 工作量
    burdens: tuple[Burden, ...] = ()
    night: int = 0
    sent: int = 0
    failed: int = 0
    unreachable: tuple[str, ...] = ()
    #: 留痕
    seq: int = 0
    hash: str = ""

    @property
    def open_count(self) -> int:
        """在办 in all."""
        return sum(count for _, count in self.open)
