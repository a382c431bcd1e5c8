"""换班: one person asks, another one agrees, and only then the shift moves."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from core.changes import Event, Turn
from core.duty import Slot
from core.outgoing import Key, Lane, Notice
from core.policy import Policy
from core.rostering.keys import AGREE, DECLINE, key
from core.rostering.rulings import (
    SUBJECT,
    DutyRecord,
    DutyRuling,
    Swap,
    SwapState,
    line_in_group,
    shift_now,
    told,
)
from core.rostering.words import ROLES, slot_named, who
from core.team.rulings import event_on
from core.texts import N_, Message
from core.workflow import Refused

#: the same colleague is asked again for the same shift only after this: a question makes a sound
ASK_AGAIN = timedelta(minutes=10)

_ANSWERED = {
    SwapState.AGREED: N_("已经同意过了"),
    SwapState.DECLINED: N_("已经答复过了：没有同意"),
    SwapState.VOID: N_("这次换班已改问别人，不用答复了"),
}


def ask(slot: Slot, colleague: int, record: DutyRecord, turn: Turn) -> DutyRuling:
    """Ask a colleague to take one of one's own shifts; raises Refused with words."""
    me = turn.actor.id
    _still(slot, me, turn)
    _able(slot, colleague, turn)
    if colleague == me:
        raise Refused("self", N_("这一班本来就是您的"))
    before = tuple(one for one in record.asked if one.slot == slot)
    again = any(one.asked == colleague and turn.now - one.at < ASK_AGAIN for one in before)
    if again:
        raise Refused("again", N_("已经问过 {name}，请等答复"), name=who(turn.policy, colleague))
    swap = Swap(shift=slot[0], day=slot[1], person=me, asked=colleague, at=turn.now)
    words = {"name": who(turn.policy, colleague), "slot": slot_named(slot)}
    return DutyRuling(
        answer=Message(N_("已请 {name} 接 {slot}，答复后会告诉您"), words),
        swap=swap,
        void=before,
        events=(_event(swap, "ask_swap", turn, void=before),),
    )


def agree(record: DutyRecord, turn: Turn) -> DutyRuling:
    """The colleague agrees: the shift moves at once."""
    swap, policy = _mine_to_answer(record, turn), turn.policy
    _still(swap.slot, swap.person, turn)
    _able(swap.slot, turn.actor.id, turn)
    words = {
        "slot": slot_named(swap.slot),
        "old": who(policy, swap.person),
        "new": who(policy, swap.asked),
    }
    text = Message(N_("🔁 换班：{slot} {old} → {new}（双方同意）"), words)
    diffs = {f"{swap.shift.value}:{swap.day.isoformat()}": (swap.person, swap.asked)}
    said = f"swapped:{swap.id}"
    return DutyRuling(
        answer=Message(N_("已换班，{slot} 由您值"), words),
        dates={swap.slot: swap.asked},
        swap=replace(swap, state=SwapState.AGREED),
        settled=text,
        events=(_event(swap, "swap", turn, diffs),),
        # the leads read the group's line too
        outgoing=(told(swap.person, text, turn, said, loud=True), *line_in_group(text, turn, said)),
    )


def decline(record: DutyRecord, turn: Turn) -> DutyRuling:
    """The colleague does not: nothing moves, the asker hears it."""
    swap = _mine_to_answer(record, turn)
    words = {"name": who(turn.policy, swap.asked), "slot": slot_named(swap.slot)}
    text = Message(N_("✖ {name} 没有同意接 {slot}，仍由您值；可以再问别人"), words)
    return DutyRuling(
        answer=Message(N_("已回复：不同意")),
        swap=replace(swap, state=SwapState.DECLINED),
        settled=Message(N_("✖ {slot}：{name} 没有同意换班"), words),
        events=(_event(swap, "decline_swap", turn),),
        outgoing=(told(swap.person, text, turn, f"swapped:{swap.id}", loud=True),),
    )


ANSWERS = {AGREE: agree, DECLINE: decline}


def question(swap: Swap, policy: Policy, *, loud: bool, in_group: bool) -> Notice:
    """What the colleague is asked: privately, or by name in the group where the bot cannot write to them."""
    words = {"name": who(policy, swap.person), "slot": slot_named(swap.slot)}
    keys: tuple[Key, ...] = (
        key(Message(N_("✅ 同意")), AGREE, number=swap.id),
        key(Message(N_("❌ 不同意")), DECLINE, number=swap.id),
    )
    return Notice(
        key=question_keys(swap)[in_group],
        chat=policy.group if in_group else swap.asked,
        text=Message(N_("🔁 {name} 想请您接 {slot}，同意吗？"), words),
        lane=Lane.PROMPT,
        loud=loud,
        mentions=(swap.asked,) if in_group else (),
        keys=(keys,),
    )


def question_keys(swap: Swap) -> tuple[str, str]:
    """Under which keys the question is said: privately, in the group."""
    return f"swap:{swap.id}", f"swap:{swap.id}:group"


def withdrawn(swap: Swap, policy: Policy) -> Message:
    """What stands where the question stood, once somebody else is asked."""
    words = {"name": who(policy, swap.person), "slot": slot_named(swap.slot)}
    return Message(N_("🔁 {name} 的 {slot}：已改问别人，不用答复了"), words)


def _mine_to_answer(record: DutyRecord, turn: Turn) -> Swap:
    swap = record.swap
    if swap is None:
        raise Refused("unknown", N_("找不到这次换班，请重新发送 /duty"))
    if swap.asked != turn.actor.id:
        raise Refused("other", N_("这是问 {name} 的，请本人答复"), name=who(turn.policy, swap.asked))
    if swap.state is not SwapState.ASKED:
        raise Refused("answered", _ANSWERED[swap.state])
    if not turn.actor.roles:
        raise Refused("inactive", N_("您的权限已停用，不能操作"))
    return swap


def _still(slot: Slot, person: int, turn: Turn) -> None:
    """Is it the person's shift, and has it not begun?"""
    roster, policy = turn.policy.roster, turn.policy
    if slot[1] <= shift_now(turn):
        raise Refused("begun", N_("{slot} 已经开始或已过去，不能换了；请带班领导调整"), slot=slot_named(slot))
    holder = roster.on(*slot)
    if holder != person:
        text = N_("{slot} 已不是 {name} 的班，现为：{holder}")
        name, now = who(policy, person), who(policy, holder)
        raise Refused("mine", text, slot=slot_named(slot), name=name, holder=now)
    if policy.actor(person) is None:
        raise Refused("inactive", N_("{name} 已停用，请带班领导重新排班"), name=who(policy, person))


def _able(slot: Slot, person: int, turn: Turn) -> None:
    """May the person have the shift?"""
    actor, role = turn.policy.actor(person), ROLES[slot[0]]
    if actor is None:
        raise Refused("inactive", N_("{name} 不在岗，请另选一位"), name=who(turn.policy, person))
    if not actor.may(role):
        raise Refused("role", N_("{name} 不是带班领导，请另选一位"), name=who(turn.policy, person))


def _event(
    swap: Swap,
    type_: str,
    turn: Turn,
    diffs: Mapping[str, tuple[object, object]] | None = None,
    *,
    void: Sequence[Swap] = (),
) -> Event:
    """Both people by number in the chain, by name beside it."""
    slot = {"shift": swap.shift.value, "day": swap.day.isoformat()}
    notes = {**slot, "person": swap.person, "asked": swap.asked, "void": [one.id for one in void]}
    names = " → ".join((turn.policy.name(swap.person), turn.policy.name(swap.asked)))
    return event_on(SUBJECT, turn, type_, ROLES[swap.shift], diffs=diffs, reason=names, notes=notes)
