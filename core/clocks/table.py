"""The steps of each clock (提醒与督办): when, whom, and in which words; the table of lifecycle §4."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.texts import N_
from core.timer import Clock


class Whom(StrEnum):
    """Who is called."""

    #: 值班员
    DUTY = "duty"
    #: 负责人
    OWNER = "owner"
    #: 部门信息员
    DEPARTMENT = "department"
    #: 部门负责人
    HEAD = "head"
    #: 带班领导
    LEAD = "lead"
    #: 主要负责人
    CHIEF = "chief"
    #: 备用审签人
    STANDIN = "standin"


class When(StrEnum):
    """At which point of the span."""

    HALF = "half"
    BEFORE = "before"
    DUE = "due"
    #: one step of the escalation after due
    NEXT = "next"
    TWICE = "twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call: before due it is a reminder, from due on an escalation (督办)."""

    when: When
    whom: tuple[Whom, ...]
    words: str
    before: timedelta = timedelta()

    @property
    def late(self) -> bool:
        """Is something missed by then?"""
        return self.when in (When.DUE, When.NEXT, When.TWICE)


_SOON = timedelta(minutes=30)
_HOUR = timedelta(hours=1)
_UPPER = (Whom.LEAD, Whom.CHIEF)
_REPLY = (
    Step(when=When.HALF, whom=(Whom.OWNER,), words=N_("{number} {clock} {due} 到期，时间已过半：{title}")),
    Step(
        when=When.BEFORE,
        before=_SOON,
        whom=(Whom.OWNER, Whom.DEPARTMENT),
        words=N_("{number} {clock} {due} 到期，请抓紧：{title}"),
    ),
    Step(when=When.DUE, whom=(Whom.LEAD,), words=N_("{number} {clock}已到期（{due}），尚未公开回应，请督办：{title}")),
    Step(when=When.NEXT, whom=(Whom.CHIEF,), words=N_("{number} {clock}已超时（{due}），仍未公开回应：{title}")),
)


def _both(clock_before: timedelta, missing: str) -> tuple[Step, ...]:
    return (
        Step(
            when=When.BEFORE,
            before=clock_before,
            whom=_UPPER,
            words=N_("{number} {clock} {due} 到期，请安排：{title}"),
        ),
        Step(when=When.DUE, whom=_UPPER, words=missing),
    )


STEPS: dict[Clock, tuple[Step, ...]] = {
    Clock.CLAIM: (
        Step(when=When.DUE, whom=(Whom.DUTY,), words=N_("{number} 还没有人认领，请认领：{title}")),
        Step(when=When.TWICE, whom=(Whom.LEAD,), words=N_("{number} 仍没有人认领，请指定专人：{title}")),
    ),
    Clock.LEASE: (
        Step(
            when=When.DUE, whom=(Whom.OWNER,), words=N_("{number} 您认领后一段时间没有操作，请继续办理或释放：{title}")
        ),
        Step(
            when=When.TWICE, whom=(Whom.DUTY,), words=N_("{number} 负责人长时间没有操作，其他人现在可以接手：{title}")
        ),
    ),
    Clock.VERIFY: (
        Step(when=When.HALF, whom=(Whom.OWNER,), words=N_("{number} 核实 {due} 到期，时间已过半：{title}")),
        Step(when=When.DUE, whom=(Whom.LEAD,), words=N_("{number} 核实已到期（{due}），还没有结论，请督办：{title}")),
    ),
    Clock.REPORT_UP: (
        Step(when=When.HALF, whom=(Whom.DUTY,), words=N_("{number} 上报 {due} 到期，时间已过半：{title}")),
        Step(
            when=When.BEFORE,
            before=_SOON,
            whom=(Whom.DUTY,),
            words=N_("{number} 上报 {due} 到期，请马上上报：{title}"),
        ),
        Step(when=When.DUE, whom=_UPPER, words=N_("{number} 上报已到期（{due}），还没有上报：{title}")),
    ),
    Clock.ACCEPT: (
        Step(when=When.DUE, whom=(Whom.HEAD,), words=N_("{number} 签收已到期（{due}），请尽快签收：{title}")),
        Step(when=When.TWICE, whom=(Whom.LEAD,), words=N_("{number} 部门仍未签收（{due} 到期），请督办：{title}")),
    ),
    Clock.FIRST_RESPONSE: _REPLY,
    Clock.SAME_DAY: _REPLY,
    Clock.AUTHORITATIVE: _both(_HOUR, N_("{number} 权威发布已到期（{due}），还没有发布：{title}")),
    Clock.BRIEFING: _both(4 * _HOUR, N_("{number} 全面通报已到期（{due}），还没有通报：{title}")),
    Clock.CEILING: (
        Step(
            when=When.BEFORE,
            before=6 * _HOUR,
            whom=(Whom.LEAD,),
            words=N_("{number} 回应上限 {due} 到期，请安排：{title}"),
        ),
        Step(when=When.DUE, whom=(Whom.LEAD,), words=N_("{number} 已到回应上限（{due}），尚未公开回应：{title}")),
    ),
    Clock.APPROVAL: (
        Step(
            when=When.DUE,
            whom=(Whom.STANDIN,),
            words=N_("{number} 审签时限已到（{due}），已请备用审签人一并审签：{title}"),
        ),
        Step(when=When.TWICE, whom=_UPPER, words=N_("{number} 送审稿仍未审签（{due} 到期），请督办：{title}")),
    ),
    Clock.INSTRUCT: (
        Step(when=When.BEFORE, whom=(Whom.OWNER,), words=N_("{number} 批示反馈 {due} 到期，请准备：{title}")),
        Step(when=When.DUE, whom=_UPPER, words=N_("{number} 批示反馈已到期（{due}），还没有反馈：{title}")),
    ),
    Clock.FINAL: (
        Step(when=When.BEFORE, whom=(Whom.DEPARTMENT,), words=N_("{number} 办结答复 {due} 到期，请准备：{title}")),
        Step(when=When.DUE, whom=_UPPER, words=N_("{number} 办结答复已到期（{due}），还没有答复：{title}")),
    ),
    Clock.PROMISE: (
        Step(when=When.BEFORE, whom=(Whom.OWNER,), words=N_("{number} 承诺 {due} 到期，请落实：{title}")),
        Step(when=When.DUE, whom=(Whom.HEAD, Whom.LEAD), words=N_("{number} 承诺已到期（{due}），还没有兑现：{title}")),
    ),
}
