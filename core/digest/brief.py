"""每日简报: what the day brought and what tomorrow morning will; said only where something happened or was not seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from core.digest.facts import Act, Activity, Head, Run
from core.digest.ground import standing
from core.digest.lines import head_line
from core.digest.periods import Period, Span
from core.digest.schedule import LATE, brief_due
from core.duty import SHIFT_LABELS
from core.grouping import number_of
from core.incident import Incident, Status
from core.lists.incidents import Answer, cut, numbers, plain
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.rostering.words import day_of_week, names
from core.showing import shown
from core.texts import N_, Message, Texts, several
from core.timer import CLOCK_LABELS, TimerState
from core.watching.health import BLIND

#: incidents, due times, sources with a line or a name of their own
LISTED = 6
_TITLE, _NAME = 20, 16
#: who is asked about for the night
_NIGHT = time(22)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """What a brief tells."""

    until: datetime
    new: tuple[Incident, ...] = ()
    #: numbers
    closed: tuple[int, ...] = ()
    #: running clocks that end until tomorrow noon, the earliest first, and how many are over already
    due: tuple[Run, ...] = ()
    overdue: int = 0
    blind: tuple[str, ...] = ()
    open: int = 0
    #: incidents that somebody did something about
    moved: int = 0
    head: Head = field(default_factory=Head)

    @property
    def worth_it(self) -> bool:
        """Did anything happen, or was something not seen?"""
        return bool(self.new or self.closed or self.moved or self.blind)


def days_of(since: datetime, until: datetime) -> Period:
    """The days whose activity the brief needs."""
    return Period(span=Span.OTHER, begin=since.date(), end=brief_due(until).date())


def day_facts(activity: Activity, since: datetime, until: datetime) -> DayFacts:
    """From yesterday's brief to today's. Drills are left out, and what was merged into another."""
    real = {one.id: one for one in activity.incidents if not one.drill and one.merged_into is None}
    new = [one for one in real.values() if since <= one.detected_at < until]
    before = [act for act in activity.acts if act.at < until and act.incident in real]
    acts = [act for act in before if since <= act.at]
    running = [one for one in activity.runs if one.state is TimerState.RUNNING and one.incident in real]
    still = [one for one in running if real[one.incident].is_open]
    ahead = sorted((one for one in still if until <= one.due_at <= brief_due(until)), key=lambda one: one.due_at)
    return DayFacts(
        until=until,
        new=tuple(sorted(new, key=lambda one: (-one.severity.rank, -one.score, one.id))),
        closed=_closed(before, since),
        due=tuple(ahead),
        overdue=sum(one.due_at < until for one in still),
        blind=tuple(one.name for one in activity.watches if one.active and one.health in BLIND),
        open=sum(one.is_open for one in real.values()),
        moved=len({act.incident for act in acts if act.person > 0}),
        head=activity.head,
    )


def _closed(acts: Sequence[Act], since: datetime) -> tuple[int, ...]:
    """By whatever act, and not taken back."""
    by_incident: dict[int, list[Act]] = {}
    for act in acts:
        by_incident.setdefault(act.incident, []).append(act)
    told = [(act.at, ident) for ident, mine in by_incident.items() for act in standing(mine) if _closes(act, since)]
    return tuple(dict.fromkeys(ident for _, ident in sorted(told)))


def _closes(act: Act, since: datetime) -> bool:
    return since <= act.at and act.new.get("status") == Status.CLOSED.value


def brief(facts: DayFacts, policy: Policy, texts: Texts, now: datetime) -> Notice:
    """The message, silently in the group."""
    text = cut(list(_lines(facts, policy, texts, now)), texts)
    wanted = dict.fromkeys([*(one.id for one in facts.new), *(one.incident for one in facts.due[:LISTED])])
    said = Answer(text=plain(text), keys=numbers(list(wanted)[: 2 * LISTED], policy) if policy.username else ())
    key = f"brief:{facts.until.date().isoformat()}"
    return Notice(key=key, chat=policy.group, text=said.text, lane=Lane.NEW_CARD, keys=said.keys)


def _lines(facts: DayFacts, policy: Policy, texts: Texts, now: datetime) -> Iterator[str]:
    late = texts(N_("（补发）")) if now - facts.until > LATE else ""
    yield texts(N_("📰 每日简报 {day}{late}"), day=day_of_week(facts.until.date()), late=late)
    text = N_("新增 {new} · 办结 {closed} · 有进展 {moved} · 在办 {open}（件）")
    yield texts(text, new=len(facts.new), closed=len(facts.closed), moved=facts.moved, open=facts.open)
    for one in facts.new[:LISTED]:
        title, level = shown(one.title, _TITLE), Message(one.severity.label)
        yield texts(N_("· {number} {level} {title}"), number=one.number, level=level, title=title)
    if len(facts.new) > LISTED:
        yield texts(N_("……还有 {count} 件"), count=len(facts.new) - LISTED)
    if facts.closed:
        yield texts(N_("🏁 办结：{list}"), list=_some([number_of(one) for one in facts.closed]))
    yield from _due(facts, policy, texts, now)
    yield _tonight(facts, policy, texts)
    if facts.blind:
        yield texts(N_("📡 没读到：{list}"), list=_some([shown(one, _NAME) for one in facts.blind]))
    yield head_line(facts.head.seq, facts.head.hash, texts)


def _due(facts: DayFacts, policy: Policy, texts: Texts, now: datetime) -> Iterator[str]:
    if facts.overdue:
        yield texts(N_("❗ 已超时 {count} 项，请看 /open"), count=facts.overdue)
    if not facts.due:
        yield texts(N_("明天中午前没有到期的"))
        return
    yield texts(N_("⏰ 明天中午前到期 {count} 项："), count=len(facts.due))
    for one in facts.due[:LISTED]:
        when, clock = policy.clock(one.due_at, beside=now), Message(CLOCK_LABELS[one.clock])
        yield texts(N_("· {when} {number} {clock}"), when=when, number=number_of(one.incident), clock=clock)
    if len(facts.due) > LISTED:
        yield texts(N_("……还有 {count} 条"), count=len(facts.due) - LISTED)


def _tonight(facts: DayFacts, policy: Policy, texts: Texts) -> str:
    """Whoever has the shift at night; without a roster everybody is told, so nobody is named."""
    night = datetime.combine(facts.until.date(), _NIGHT, facts.until.tzinfo)
    said = [
        texts(N_("{shift} {name}"), shift=Message(SHIFT_LABELS[shift]), name=names(policy.on_duty(shift, night)))
        for shift in policy.roster.shifts
        if policy.is_rostered(shift, night)
    ]
    if not said:
        return texts(N_("今晚未排班，通知所有人"))
    return texts(N_("🌙 今晚：{list}"), list=texts(N_(" · ")).join(said))


def _some(listed: Sequence[str]) -> Message:
    return several([*listed[:LISTED], "…"] if len(listed) > LISTED else listed)
