"""交接: what whoever comes on duty must know, and when a key period begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.duty import SHIFT_LABELS, KeyPeriod, Shift
from core.grouping import number_of
from core.lists.incidents import cut, plain
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.rostering.words import day_of_week, serves, who
from core.showing import shown
from core.texts import N_, Message, Texts, several
from core.timer import CLOCK_LABELS, Clock

#: due times that are told, and numbers that are listed
NEXT, LISTED = 5, 12
#: a handover that is told later than this after its time is said to be late
LATE = timedelta(minutes=30)
#: the end of a key period is still told so many days after it
TOLD_WITHIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One running clock of an open incident."""

    incident: int
    clock: Clock
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is on the table: counts, and numbers of incidents."""

    open: int = 0
    unclaimed: tuple[int, ...] = ()
    #: the next ones, the earliest first, and how many are over
    due: tuple[Due, ...] = ()
    overdue: int = 0
    snoozed: tuple[int, ...] = ()


def handover(day: date, desk: Desk, policy: Policy, texts: Texts, now: datetime) -> tuple[Notice, ...]:
    """Said at the change of shifts: silently in the group, and to whoever comes on duty."""
    text = plain(cut(_lines(day, desk, policy, texts, now), texts))
    key = f"duty:{day.isoformat()}"
    notices = [Notice(key=key, chat=policy.group, text=text, lane=Lane.LOG)]
    coming = policy.roster.on(Shift.DUTY, day)
    if coming is not None and serves(policy, Shift.DUTY, coming):
        notices.append(Notice(key=f"{key}:{coming}", chat=coming, text=text, lane=Lane.LOG))
    return tuple(notices)


def _lines(day: date, desk: Desk, policy: Policy, texts: Texts, now: datetime) -> list[str]:
    begins = policy.roster.begins(day, policy.figures.timezone)
    late = texts(N_("（补发）")) if now - begins > LATE else ""
    time = policy.roster.handover.strftime("%H:%M")
    lines = [texts(N_("🔄 值班交接 {day} {time}{late}"), day=day_of_week(day), time=time, late=late)]
    lines += [_change(shift, day, policy, texts) for shift in policy.roster.shifts]
    lines.append(texts(N_("在办 {open} 件，待认领 {count} 件"), open=desk.open, count=len(desk.unclaimed)))
    if desk.unclaimed:
        lines.append(texts(N_("🙋 待认领：{list}"), list=_numbers(desk.unclaimed)))
    if desk.overdue:
        lines.append(texts(N_("❗ 已超时 {count} 项，请看 /open"), count=desk.overdue))
    lines += _due(desk.due, policy, texts, now)
    if desk.snoozed:
        lines.append(texts(N_("💤 稍后提醒 {count} 件：{list}"), count=len(desk.snoozed), list=_numbers(desk.snoozed)))
    period = policy.key_period(now)
    if period is not None:
        lines.append(texts(N_("🔺 重点时段：{period}"), period=period_named(period)))
    return lines


def _change(shift: Shift, day: date, policy: Policy, texts: Texts) -> str:
    roster, label = policy.roster, Message(SHIFT_LABELS[shift])
    old, new = roster.on(shift, day - timedelta(days=1)), roster.on(shift, day)
    goes, comes = who(policy, old), who(policy, new)
    if not serves(policy, shift, new):
        return texts(N_("❗ {shift}：{goes} 交班，无人接班，请大家留意"), shift=label, goes=goes)
    if old == new:
        return texts(N_("{shift}：{comes} 连班"), shift=label, comes=comes)
    if old is None:
        return texts(N_("{shift}：{comes} 接班"), shift=label, comes=comes)
    return texts(N_("{shift}：{goes} 交班，{comes} 接班"), shift=label, goes=goes, comes=comes)


def _due(due: Sequence[Due], policy: Policy, texts: Texts, now: datetime) -> list[str]:
    if not due:
        return []
    lines = [texts(N_("⏰ 最近到期："))]
    for one in due[:NEXT]:
        when, label = policy.clock(one.at, beside=now), Message(CLOCK_LABELS[one.clock])
        lines.append(texts(N_("· {when} {number} {clock}"), when=when, number=number_of(one.incident), clock=label))
    return lines


def _numbers(numbers: Sequence[int]) -> Message:
    listed = [number_of(one) for one in numbers[:LISTED]]
    return several([*listed, "…"] if len(numbers) > LISTED else listed)


def period_named(period: KeyPeriod) -> Message:
    """Its name and its days."""
    begin, end = (day.strftime("%m-%d") for day in (period.begin, period.end))
    return Message(N_("{name}（{begin} 至 {end}）"), {"name": shown(period.name, 30), "begin": begin, "end": end})


def period_keys(period: KeyPeriod) -> tuple[str, str]:
    """Under which keys its begin and its end are told."""
    mark = f"{period.begin.isoformat()}:{period.end.isoformat()}:{shown(period.name, 30)}"
    return f"period:begin:{mark}", f"period:end:{mark}"


def period_notice(period: KeyPeriod, policy: Policy, today: date, told: frozenset[str]) -> Notice | None:
    """What is to be told of the period today, None for nothing; `told`: the keys under which something was told."""
    begun, ended = period_keys(period)
    words = {"period": period_named(period)}
    if period.begin <= today <= period.end and begun not in told:
        text = Message(N_("🔺 重点时段开始：{period}。监测更频繁，夜间照常响铃"), words)
        return Notice(key=begun, chat=policy.group, text=text, lane=Lane.LOG)
    over = period.end < today <= period.end + timedelta(days=TOLD_WITHIN)
    if over and begun in told and ended not in told:
        text = Message(N_("🔺 重点时段结束：{period}。监测和夜间提醒恢复平常"), words)
        return Notice(key=ended, chat=policy.group, text=text, lane=Lane.LOG)
    return None
