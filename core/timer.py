"""A running clock of an incident (时限): since when, until when, and why until then. Rows, not scheduler entries."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.texts import N_, Message


class Clock(StrEnum):
    """The clocks of lifecycle §4."""

    #: 认领
    CLAIM = "claim"
    #: 认领续办
    LEASE = "lease"
    #: 核实
    VERIFY = "verify"
    #: 上报
    REPORT_UP = "report_up"
    #: 签收
    ACCEPT = "accept"
    #: 首次回应
    FIRST_RESPONSE = "first_response"
    #: 当日答复
    SAME_DAY = "same_day"
    #: 权威发布
    AUTHORITATIVE = "authoritative"
    #: 全面通报
    BRIEFING = "briefing"
    #: 回应上限
    CEILING = "ceiling"
    #: 审签
    APPROVAL = "approval"
    #: 批示办理
    INSTRUCT = "instruct"
    #: 办结答复
    FINAL = "final"
    #: 承诺
    PROMISE = "promise"


CLOCK_LABELS = {
    Clock.CLAIM: N_("认领时限"),
    Clock.LEASE: N_("认领续办"),
    Clock.VERIFY: N_("核实"),
    Clock.REPORT_UP: N_("上报"),
    Clock.ACCEPT: N_("签收时限"),
    Clock.FIRST_RESPONSE: N_("首次回应"),
    Clock.SAME_DAY: N_("当日答复"),
    Clock.AUTHORITATIVE: N_("权威发布"),
    Clock.BRIEFING: N_("全面通报"),
    Clock.CEILING: N_("回应上限"),
    Clock.APPROVAL: N_("审签"),
    Clock.INSTRUCT: N_("批示办理"),
    Clock.FINAL: N_("办结答复"),
    Clock.PROMISE: N_("承诺时限"),
}


class TimerState(StrEnum):
    """What became of a timer. On time is what was met not later than due."""

    #: 计时中
    RUNNING = "running"
    #: 暂停: transferred, and the other unit has signed
    PAUSED = "paused"
    #: 已完成
    MET = "met"
    #: 免于计时: no public response is needed
    WAIVED = "waived"
    #: 已更新: another row of the same clock took its place, or the level or category no longer has it
    SUPERSEDED = "superseded"
    #: 随并案结束
    MERGED = "merged"
    #: 被退回
    BOUNCED = "bounced"
    #: 被改派
    REASSIGNED = "reassigned"
    #: 已取消: the incident is no issue, or the act was taken back
    VOID = "void"
    #: 随办结结束
    ENDED = "ended"


#: still to be met
LIVE = frozenset({TimerState.RUNNING, TimerState.PAUSED})
#: came to nothing by themselves
GONE = frozenset({TimerState.SUPERSEDED, TimerState.VOID, TimerState.BOUNCED, TimerState.REASSIGNED, TimerState.MERGED})
#: nobody is late or in time by them
UNDECIDED = GONE | {TimerState.WAIVED, TimerState.PAUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """One run of one clock. `due_at` is an instant; `why` explains it in the words of the wall clock."""

    clock: Clock
    #: the how-manieth run of this clock for this matter
    generation: int
    #: what it is about beside the incident: "s1.0" = first stage of statement 1, "p2" = promise 2, "i1" = instruction 1
    about: str = ""
    started_at: datetime
    due_at: datetime
    why: Message
    state: TimerState = TimerState.RUNNING
    ended_at: datetime | None = None
    #: how many of its steps have been called
    called: int = 0
    #: when the next step is called, None where there is none left
    next_at: datetime | None = None
    #: which table of working days it was counted by
    calendar: str = ""
    #: 起算已过期: it was over when a new level, category or split made it; due after half its span, counted apart
    overdue: bool = False
    #: it rested, and goes on from here; `used` of its span was used before (seconds of its own time, or working days)
    since: datetime | None = None
    used: int = 0
    #: what was merged in is due then: not later
    cap: datetime | None = None
    #: while paused: seconds that were left (of working time, where it runs in that), or working days
    left: int = 0

    @property
    def key(self) -> tuple[Clock, str, int]:
        """One of a kind within its incident."""
        return self.clock, self.about, self.generation

    @property
    def lives(self) -> bool:
        """Is it still to be met?"""
        return self.state in LIVE

    def missed(self, now: datetime) -> bool:
        """Was it over before it was met, or is it over and not met?"""
        if self.state is TimerState.RUNNING:
            return now > self.due_at
        return self.state is TimerState.MET and self.ended_at is not None and self.ended_at > self.due_at
