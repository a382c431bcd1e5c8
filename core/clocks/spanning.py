"""When a clock that starts now is due, and the sentence that explains it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.policy import Figures
from core.severity import Severity
from core.texts import N_, Message
from core.timer import Clock
from core.workdays import WorkTime

#: these run whatever the hour; the others do so from 重大 on
_WALL = frozenset({Clock.CLAIM, Clock.REPORT_UP, Clock.AUTHORITATIVE, Clock.BRIEFING, Clock.CEILING, Clock.APPROVAL})
_BY_LEVEL = frozenset({Clock.LEASE, Clock.VERIFY, Clock.ACCEPT, Clock.FIRST_RESPONSE})
#: whole working days
_DAYS = frozenset({Clock.INSTRUCT, Clock.FINAL})
_WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
#: what starts each clock, unless something else did
STARTED = {
    Clock.CLAIM: N_("送达"),
    Clock.LEASE: N_("最近操作"),
    Clock.VERIFY: N_("认领"),
    Clock.ACCEPT: N_("交办"),
    Clock.APPROVAL: N_("送审"),
    Clock.INSTRUCT: N_("批示"),
    Clock.FINAL: N_("核实"),
    Clock.PROMISE: N_("承诺"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When, and why then."""

    due_at: datetime
    why: Message


def in_wall_time(clock: Clock, severity: Severity) -> bool:
    """Does it run at night and on days off too?"""
    return clock in _WALL or (clock in _BY_LEVEL and severity >= Severity.MAJOR)


def in_days(clock: Clock) -> bool:
    """Is it counted in whole working days?"""
    return clock in _DAYS


def due_of(clock: Clock, start: datetime, severity: Severity, figures: Figures, *, event: str = "") -> Due:
    """When the clock is due that starts then at this level; `event` names what started it where that is unusual.

    APPROVAL and PROMISE run to what their matter says: KeyError here, see `due_in` and `due_on`.
    """
    event = event or STARTED.get(clock, N_("发现"))
    if clock in _DAYS:
        days = figures.spans.final if clock is Clock.FINAL else figures.spans.instruct
        return _after_days(start, days, figures, event)
    if clock is Clock.SAME_DAY:
        return _same_day(start, figures, event)
    span = _span(clock, start, severity, figures)
    if in_wall_time(clock, severity):
        return due_in(start, span, figures, event=event)
    return _working(start, span, figures, event)


def due_in(start: datetime, span: timedelta, figures: Figures, *, event: str) -> Due:
    """So much time later, whatever the hour."""
    due = start + span
    text = N_("{start} {event}，限 {span}（自然时间），{due} 到期")
    return Due(due_at=due, why=_why(text, start, due, figures.work, event, span=lasting(span)))


def due_on(start: datetime, day: date, figures: Figures, *, event: str) -> Due:
    """At the end of the working hours of that day."""
    due = figures.work.closing(day)
    return Due(due_at=due, why=_why(N_("{start} {event}，{due} 到期"), start, due, figures.work, event))


def half_of(clock: Clock, now: datetime, severity: Severity, figures: Figures, why: Message) -> Due:
    """起算已过期: what would have been due before now is due after half its span from now."""
    work = figures.work
    if clock in _DAYS:
        days = figures.spans.final if clock is Clock.FINAL else figures.spans.instruct
        due = work.closing(work.workday_after(work.local_day(now), max(1, days // 2)))
    elif clock is Clock.SAME_DAY:
        due = _same_day(now, figures, N_("调整")).due_at
    else:
        span = _span(clock, now, severity, figures) / 2
        due = now + span if in_wall_time(clock, severity) else work.add(now, span).due
    text = N_("{why}；调整时已过期，改按一半时限计，{due} 到期")
    return Due(due_at=due, why=Message(text, {"why": why, "due": on_the_clock(due, work)}))


def along(clock: Clock, start: datetime, part: timedelta, severity: Severity, work: WorkTime) -> datetime:
    """So far into the span of a clock that counts hours."""
    return start + part if in_wall_time(clock, severity) else work.add(start, part).due


def on_the_clock(instant: datetime, work: WorkTime) -> Message:
    """11-20（周五）16:50."""
    local = instant.astimezone(work.zone)
    weekday = Message(_WEEKDAYS[local.weekday()])
    text = N_("{day}（{weekday}）{time}")
    return Message(text, {"day": local.strftime("%m-%d"), "weekday": weekday, "time": local.strftime("%H:%M")})


def lasting(span: timedelta) -> Message:
    """2 小时 20 分, 40 分钟, 48 小时."""
    minutes = round(span.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return Message(N_("{minutes} 分钟"), {"minutes": rest})
    if not rest:
        return Message(N_("{hours} 小时"), {"hours": hours})
    return Message(N_("{hours} 小时 {minutes} 分"), {"hours": hours, "minutes": rest})


def _span(clock: Clock, start: datetime, severity: Severity, figures: Figures) -> timedelta:
    by_night = clock is Clock.CLAIM and figures.within(figures.night, start)
    return figures.spans.claim_night if by_night else figures.spans.of(clock, severity)


def _working(start: datetime, span: timedelta, figures: Figures, event: str) -> Due:
    work = figures.work
    counted = work.add(start, span)
    first = counted.parts[0] if counted.parts else None
    today = work.local_day(start)
    if first is None or (first.day == today and len(counted.parts) == 1):
        text, more = N_("{start} {event}，限 {span}（工作时间），{due} 到期"), {"span": lasting(span)}
    elif first.day == today:
        text = N_("{start} {event}，当日剩 {first}，余 {rest}顺延，{due} 到期")
        more = {"first": lasting(first.span), "rest": lasting(span - first.span)}
    else:
        text = N_("{start} {event}，工作时间外不计，自 {day} 起算 {span}，{due} 到期")
        more = {"span": lasting(span), "day": Message("{day}", {"day": first.day.strftime("%m-%d")})}
    return Due(due_at=counted.due, why=_why(text, start, counted.due, work, event, **more))


def _after_days(start: datetime, days: int, figures: Figures, event: str) -> Due:
    work = figures.work
    due = work.closing(work.workday_after(work.local_day(start), days))
    text = N_("{start} {event}，限 {days} 个工作日（不含当日），{due} 到期")
    return Due(due_at=due, why=_why(text, start, due, work, event, days=days))


def _same_day(start: datetime, figures: Figures, event: str) -> Due:
    work, spans = figures.work, figures.spans
    local = start.astimezone(work.zone)
    if work.is_workday(start) and local.time() <= spans.same_day_from:
        due = work.closing(local.date())
        return Due(due_at=due, why=_why(N_("{start} {event}，当日答复，{due} 到期"), start, due, work, event))
    due = work.at(work.workday_after(local.date()), spans.same_day_until)
    text = N_("{start} {event}，已过 {late} 或不是工作日，顺延到下一工作日，{due} 到期")
    return Due(due_at=due, why=_why(text, start, due, work, event, late=spans.same_day_from.strftime("%H:%M")))


def _why(text: str, start: datetime, due: datetime, work: WorkTime, event: str, **more: object) -> Message:
    values = {"start": on_the_clock(start, work), "event": Message(event), "due": on_the_clock(due, work)}
    return Message(text, values | more)
