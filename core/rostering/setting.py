"""A lead says who has a shift, or in which turn: `/duty 11-21 林晓`, `/duty 轮值 林晓 白露`."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.changes import Turn
from core.duty import SHIFT_LABELS, Roster, Rotation, Shift
from core.people import Role
from core.rostering.rulings import AHEAD, SUBJECT, DutyRecord, DutyRuling, horizon, line_in_group, shift_now, told
from core.rostering.wishes import DutyWish, read
from core.rostering.words import day_of_week, slot_named, who
from core.team.members import lead_only
from core.team.rulings import event_on
from core.texts import N_, Message, several
from core.workflow import Refused


def settle(words: Sequence[str], _record: DutyRecord, turn: Turn) -> DutyRuling:
    """Judge what was written after /duty; raises Refused with words."""
    permitted = lead_only(turn)
    wish = read(words, turn.policy, turn.policy.local(turn.now).date())
    return _set_rotation(wish, turn, permitted) if wish.day is None else _set_shift(wish, wish.day, turn, permitted)


def _set_shift(wish: DutyWish, day: date, turn: Turn, permitted: Role) -> DutyRuling:
    policy, slot, person = turn.policy, (wish.shift, day), wish.people[0]
    if day < shift_now(turn):
        raise Refused("past", N_("{day} 已经过去，不能再排"), day=day_of_week(day))
    if day > horizon(shift_now(turn)):
        raise Refused("far", N_("最多可以排 {days} 天以内的班"), days=AHEAD)
    old = policy.roster.on(*slot)
    if old == person:
        raise Refused("same", N_("{slot} 已经是 {name}"), slot=slot_named(slot), name=who(policy, person))
    words = {"slot": slot_named(slot), "old": who(policy, old), "new": who(policy, person), "by": turn.actor.name}
    text = Message(N_("📅 {slot}：{old} → {new}（{by} 排定）"), words)
    key = f"roster:{turn.origin.chat}:{turn.origin.message}:{turn.now.isoformat()}"
    heard = [one for one in dict.fromkeys((old, person)) if one is not None and policy.actor(one)]
    private = [told(one, text, turn, key, loud=True) for one in heard if one not in (turn.actor.id, turn.origin.chat)]
    return DutyRuling(
        answer=text,
        dates={slot: person},
        events=(
            event_on(
                SUBJECT,
                turn,
                "set_shift",
                permitted,
                diffs={f"{wish.shift.value}:{day.isoformat()}": (old, person)},
                reason=" → ".join((policy.name(old), policy.name(person))),
            ),
        ),
        outgoing=(*private, *line_in_group(text, turn, key)),
    )


def _set_rotation(wish: DutyWish, turn: Turn, permitted: Role) -> DutyRuling:
    """From today's handover on; the shift that runs and those before it stay whose they were."""
    policy, shift = turn.policy, wish.shift
    today, roster = policy.local(turn.now).date(), policy.roster
    old, new = roster.rotations.get(shift), Rotation(people=wish.people, since=today, days=wish.days)
    named = several(who(policy, person) for person in wish.people)
    text = Message(
        N_("📅 {shift}轮值自 {day} 起：{names}，每人 {days} 天（{by} 排定）{apart}"),
        {
            "shift": Message(SHIFT_LABELS[shift]),
            "day": day_of_week(today),
            "names": named,
            "days": wish.days,
            "by": turn.actor.name,
            "apart": _apart(roster, shift, today),
        },
    )
    diffs = {shift.value: (as_kept(old) if old else None, as_kept(new))}
    event = event_on(SUBJECT, turn, "set_rotation", permitted, diffs=diffs, reason=named.plain())
    key = f"roster:{turn.origin.chat}:{turn.origin.message}:{turn.now.isoformat()}"
    return DutyRuling(
        answer=text,
        dates=roster.behind(shift, today),
        rotation=(shift, new),
        events=(event,),
        outgoing=line_in_group(text, turn, key),
    )


def as_kept(rotation: Rotation) -> Mapping[str, object]:
    """A rotation as it lies in the database and in the log."""
    return {"people": list(rotation.people), "since": rotation.since.isoformat(), "days": rotation.days}


def _apart(roster: Roster, shift: Shift, today: date) -> Message:
    """Dates that were set by themselves go on being so; whoever sets a rotation should know."""
    count = sum(1 for one, day in roster.dates if one is shift and day >= today)
    return Message(N_("；另有 {count} 天已单独排定，不变"), {"count": count}) if count else Message("")
