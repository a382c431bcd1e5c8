"""What /duty shows: this week and the next, one's own coming shifts, the colleagues to ask."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from core.duty import SHIFT_LABELS, Slot
from core.lists.incidents import Answer, Keys, last_page, plain, turning
from core.outgoing import Key
from core.policy import Policy
from core.rostering.handover import period_named
from core.rostering.keys import ASK, MINE, ROSTER, SLOT, DutyPress, encode_duty, key, swap_link
from core.rostering.rulings import Swap, SwapState
from core.rostering.words import NAME, day_of_week, fit, serves, slot_named, who
from core.showing import shown
from core.texts import N_, Message, Texts

#: days of the two weeks; keys of one page
DAYS, PER_PAGE = 14, 8


def shown_days(policy: Policy, now: datetime) -> tuple[date, ...]:
    """This week from its Monday on, and the next; before the handover of a Monday it is still last week."""
    today = policy.roster.day_of(now, policy.figures.timezone)
    monday = today - timedelta(days=today.weekday())
    return tuple(monday + timedelta(days=number) for number in range(DAYS))


def roster(policy: Policy, swaps: Sequence[Swap], texts: Texts, now: datetime, person: int = 0) -> Answer:
    """The roster. `person`: whose private chat it is, 0 in a group."""
    if not policy.roster.shifts:
        return Answer(text=Message(N_("还没有值班表，所有成员都在班。带班领导可以发送：\n/duty 轮值 姓名 姓名")))
    days = shown_days(policy, now)
    table = _Table(policy, swaps, texts, now)
    head = texts(
        N_("📅 值班表 {begin} 至 {end}（{time} 交接）"),
        begin=days[0].strftime("%m-%d"),
        end=days[-1].strftime("%m-%d"),
        time=policy.roster.handover.strftime("%H:%M"),
    )
    this_week = [table.line(day) for day in days[:7] if table.tells(day)]
    lines = [head, texts(N_("【本周】")), *this_week, texts(N_("【下周】")), *map(table.line, days[7:])]
    return Answer(text=plain("\n".join([*lines, *table.remarks(days)])), keys=_swap_key(policy, person))


def _swap_key(policy: Policy, person: int) -> Keys:
    label = Message(N_("🔁 我要换班"))
    # in a group it leads to the private chat: its message belongs to everybody
    return ((key(label, MINE) if person else Key(label=label, url=swap_link(policy.username)),),)


class _Table:
    """Lines of the roster, drawn alike."""

    def __init__(self, policy: Policy, swaps: Sequence[Swap], texts: Texts, now: datetime) -> None:
        self._policy, self._texts, self._now = policy, texts, now
        self._today = policy.roster.day_of(now, policy.figures.timezone)
        holds = policy.roster.on
        self._swapped = {s.slot for s in swaps if s.state is SwapState.AGREED and holds(*s.slot) == s.asked}
        self._asked = [s for s in swaps if s.state is SwapState.ASKED and holds(*s.slot) == s.person]

    def tells(self, day: date) -> bool:
        """A day that is over and had nobody tells nothing."""
        roster = self._policy.roster
        return day >= self._today or any(roster.on(shift, day) is not None for shift in roster.shifts)

    def line(self, day: date) -> str:
        """One date: who has which shift."""
        held = self._texts(N_(" · ")).join(self._held((shift, day)) for shift in self._policy.roster.shifts)
        text = N_("▶ {day} {held}（当班）") if day == self._today else N_("{day} {held}")
        return self._texts(text, day=day_of_week(day), held=held)

    def _held(self, slot: Slot) -> str:
        person, shift = self._policy.roster.on(*slot), Message(SHIFT_LABELS[slot[0]])
        name, swapped = who(self._policy, person), " 🔁" if slot in self._swapped else ""
        if serves(self._policy, slot[0], person) or slot[1] < self._today:
            return self._texts(N_("{shift} {name}{swapped}"), shift=shift, name=name, swapped=swapped)
        if person is None:
            return self._texts(N_("❗{shift} 缺人"), shift=shift)
        why = N_("已不是带班领导") if self._policy.actor(person) else N_("已停用")
        return self._texts(N_("❗{shift} {name}（{why}）"), shift=shift, name=name, why=Message(why))

    def remarks(self, days: Sequence[date]) -> Iterable[str]:
        """What stands below: gaps, questions without an answer, key periods."""
        texts, policy = self._texts, self._policy
        slots = [(shift, day) for day in days for shift in policy.roster.shifts if day >= self._today]
        gaps = sum(not serves(policy, slot[0], policy.roster.on(*slot)) for slot in slots)
        if gaps:
            text = N_("❗ 有 {count} 班缺人，缺人时通知所有人；请带班领导补排：/duty 11-21 姓名")
            yield texts(text, count=gaps)
        for one in self._asked:
            names = {"old": who(policy, one.person), "new": who(policy, one.asked)}
            yield texts(N_("⏳ {slot}：{old} 请 {new} 接班，待答复"), slot=slot_named(one.slot), **names)
        for period in policy.figures.key_periods:
            if period.begin <= days[-1] and period.end >= self._today:
                yield texts(N_("🔺 重点时段：{period}"), period=period_named(period))


def mine(policy: Policy, person: int, now: datetime, page: int = 0) -> Answer:
    """One's coming shifts, each a key."""
    coming = policy.roster.coming(person, now, policy.figures.timezone)
    back = (key(Message(N_("← 返回")), ROSTER),)
    if not coming:
        return Answer(text=Message(N_("您接下来 60 天没有排班")), keys=(back,))
    page = last_page(page, len(coming), PER_PAGE)
    keys = [key(slot_named(slot), SLOT, slot) for slot in coming[page * PER_PAGE : (page + 1) * PER_PAGE]]

    def data(to: int) -> str:
        return encode_duty(DutyPress(code=MINE, number=to))

    turn = turning(page, len(coming), PER_PAGE, data)
    return Answer(text=Message(N_("换哪一班？")), keys=(*_pairs(keys), *turn, back))


def colleagues(policy: Policy, slot: Slot, person: int, page: int) -> Answer:
    """Who could take the shift, each a key."""
    others = [one for one in fit(policy, slot[0]) if one.id != person]
    back = (key(Message(N_("← 返回")), MINE),)
    if not others:
        return Answer(text=Message(N_("没有别人可以接 {slot}"), {"slot": slot_named(slot)}), keys=(back,))
    page = last_page(page, len(others), PER_PAGE)
    part = others[page * PER_PAGE : (page + 1) * PER_PAGE]
    keys = [key(Message(N_("{name}"), {"name": shown(one.name, NAME)}), ASK, slot, one.id) for one in part]

    def data(to: int) -> str:
        return encode_duty(DutyPress(code=SLOT, slot=slot, number=to))

    turn = turning(page, len(others), PER_PAGE, data)
    return Answer(text=Message(N_("{slot} 请谁接班？"), {"slot": slot_named(slot)}), keys=(*_pairs(keys), *turn, back))


def _pairs(keys: Sequence[Key]) -> Keys:
    return tuple(tuple(keys[at : at + 2]) for at in range(0, len(keys), 2))
