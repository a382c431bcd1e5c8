"""Who is on duty when, how a roster is set, swapped and handed over: without a database (W8, lifecycle §4, §5)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.duty import KeyPeriod, Roster, Rotation, Shift, Slot
from core.errors import InputError
from core.people import Member, Role
from core.policy import Figures, Policy
from core.rostering import panels
from core.rostering.handover import Desk, Due, handover, period_keys, period_notice
from core.rostering.keys import AGREE, ASK, MINE, PREFIX, SLOT, DutyPress, decode_duty, encode_duty
from core.rostering.rulings import DutyRecord, DutyRuling, Swap, SwapState
from core.rostering.setting import settle
from core.rostering.swapping import agree, ask, decline, question, withdrawn
from core.team.handover import heir
from core.texts import Texts
from core.timer import Clock
from core.watching.pacing import hurried
from core.workflow import Refused
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, NOON, SU
from tests.unit.making import POLICY, turn

#: NOON is 12:00 of a Friday on the office's wall clock
ZONE = ZoneInfo("Asia/Shanghai")
FRIDAY = date(2026, 11, 20)
SATURDAY, SUNDAY = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)
TEXTS = Texts()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


def rostered(policy: Policy = POLICY, *, dates: Mapping[Slot, int] | None = None, **rotations: Rotation) -> Policy:
    """The tests' team; by default three take turns and 方正 leads."""
    turns = rotations or {
        "duty": Rotation(people=(LIN, BAI, SU), since=FRIDAY - timedelta(days=4)),
        "lead": Rotation(people=(FANG,), since=FRIDAY - timedelta(days=4)),
    }
    roster = Roster(rotations={Shift(name): one for name, one in turns.items()}, dates=dates or {})
    return replace(policy, roster=roster)


ROSTERED = rostered()


def left(policy: Policy, person: int) -> Policy:
    gone = replace(policy.members[person], active=False)
    return replace(policy, members={**policy.members, person: gone})


def refused(judge: Any, *args: Any) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        judge(*args)
    words = caught.value.say(TEXTS)
    assert words
    return caught.value.code, words


# who is on duty


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at(FRIDAY, 8, 29), FRIDAY - timedelta(days=1)),
        (at(FRIDAY, 8, 30), FRIDAY),
        (at(FRIDAY, 23, 59), FRIDAY),
        (at(SATURDAY, 0), FRIDAY),
        (at(SATURDAY, 8, 29), FRIDAY),
        (at(SATURDAY, 8, 30), SATURDAY),
    ],
)
def test_a_shift_lasts_from_handover_to_handover(moment: datetime, day: date) -> None:
    assert Roster().day_of(moment, ZONE) == day
    assert Roster().begins(day, ZONE) <= moment < Roster().begins(day + timedelta(days=1), ZONE)


@given(
    people=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    days=st.integers(1, 14),
    gone=st.integers(0, 1000),
)
def test_a_rotation_goes_round(people: list[int], days: int, gone: int) -> None:
    turns = Rotation(people=tuple(people), since=FRIDAY, days=days)
    day = FRIDAY + timedelta(days=gone)
    assert turns.on(day) == people[gone // days % len(people)]
    assert turns.on(day) == turns.on(day + timedelta(days=days * len(people)))
    assert turns.on(FRIDAY - timedelta(days=1 + gone)) is None


def test_a_date_wins_over_the_rotation() -> None:
    roster = rostered(dates={(Shift.DUTY, SATURDAY): HE}).roster
    assert [roster.on(Shift.DUTY, FRIDAY + timedelta(days=n)) for n in range(4)] == [BAI, HE, LIN, BAI]
    assert roster.shifts == (Shift.DUTY, Shift.LEAD)
    assert Roster(rotations={Shift.DUTY: Rotation(people=(), since=FRIDAY)}).shifts == ()
    assert Roster(dates={(Shift.LEAD, FRIDAY): FANG}).shifts == (Shift.LEAD,)


def test_without_a_roster_and_with_a_gap_everybody_is_on_duty() -> None:
    everybody = {m.id for m in POLICY.holders(Role.MEMBER)}
    assert {m.id for m in POLICY.on_duty(Shift.DUTY, NOON)} == everybody
    assert [m.id for m in ROSTERED.on_duty(Shift.DUTY, NOON)] == [BAI]
    assert {m.id for m in left(ROSTERED, BAI).on_duty(Shift.DUTY, NOON)} == everybody - {BAI}
    assert {m.id for m in left(ROSTERED, FANG).on_duty(Shift.LEAD, NOON)} == {GU}


def test_coming_shifts_have_not_begun() -> None:
    roster = rostered(dates={(Shift.LEAD, SATURDAY): BAI}).roster
    before, after = (roster.coming(BAI, at(FRIDAY, 8, minute), ZONE, days=4) for minute in (29, 30))
    monday = FRIDAY + timedelta(days=3)
    assert before == ((Shift.DUTY, FRIDAY), (Shift.LEAD, SATURDAY), (Shift.DUTY, monday))
    assert after == ((Shift.LEAD, SATURDAY), (Shift.DUTY, monday))
    assert roster.coming(99, NOON, ZONE) == ()


# /duty by a lead


def said(words: str, *, by: int = FANG, policy: Policy = ROSTERED, **options: Any) -> DutyRuling:
    return settle(words.split(), DutyRecord(policy=policy), turn(by, policy=policy, **options))


@pytest.mark.parametrize(
    ("words", "slot", "person"),
    [
        ("11-21 林晓", (Shift.DUTY, SATURDAY), LIN),
        ("2026-11-21 林晓", (Shift.DUTY, SATURDAY), LIN),
        ("11月21日 值班 林晓", (Shift.DUTY, SATURDAY), LIN),
        ("１１/２１ 林晓", (Shift.DUTY, SATURDAY), LIN),
        ("明天 林晓", (Shift.DUTY, SATURDAY), LIN),
        ("今天 林晓", (Shift.DUTY, FRIDAY), LIN),
        ("11-21 带班 顾远", (Shift.LEAD, SATURDAY), GU),
        ("1-2 白露", (Shift.DUTY, date(2027, 1, 2)), BAI),
    ],
)
def test_a_lead_sets_a_date(words: str, slot: Slot, person: int) -> None:
    ruling = said(words)
    assert ruling.dates == {slot: person}
    (event,) = ruling.events
    assert (event.subject, event.type, event.role) == ("roster", "set_shift", Role.LEAD)
    old = ROSTERED.roster.on(*slot)
    assert event.diffs == {f"{slot[0].value}:{slot[1].isoformat()}": (old, person)}


def test_who_gets_and_who_loses_a_shift_hears_it_privately() -> None:
    private = {n.chat: n for n in said("11-21 林晓").outgoing}
    assert private.keys() == {SU, LIN}
    assert all(n.loud for n in private.values())
    assert "11-21 周六 值班：苏敏 → 林晓（方正 排定）" in TEXTS.say(private[SU].text)
    night = said("11-21 林晓", now=at(FRIDAY, 23))
    assert not any(n.loud for n in night.outgoing)


def test_set_in_private_the_group_reads_a_silent_line() -> None:
    origin = replace(turn(FANG).origin, chat=FANG)
    lines = [n for n in said("11-21 林晓", origin=origin).outgoing if n.chat == GROUP]
    assert [n.loud for n in lines] == [False]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("11-19 林晓", "past", "11-19 周四 已经过去"),
        ("2026-01-02 林晓", "past", "01-02"),
        ("2028-01-02 林晓", "far", "400"),
        ("11-21 林小", "unknown", "没有成员「林小」；现有：林晓、白露、苏敏"),
        ("11-21 带班 林晓", "not_lead", "林晓 不是带班领导；现有：方正、顾远"),
        ("11-21 苏敏", "same", "11-21 周六 值班 已经是 苏敏"),
        ("13-41 林晓", "date", "没有 13-41 这一天"),
        ("11-21", "usage", "/duty 11-21 林晓"),
        ("11-21 林晓 白露", "usage", "用法"),
        ("随便", "usage", "用法"),
        ("轮值", "usage", "用法"),
        ("轮值 林晓 谁", "unknown", "谁"),
        ("轮值 带班 林晓", "not_lead", "林晓"),
        ("轮值 0天 林晓", "days", "31"),
        ("轮值 " + "林晓 " * 32, "many", "31"),
    ],
)
def test_what_is_wrong_is_said(words: str, code: str, told: str) -> None:
    assert (refused(said, words)[0], told in refused(said, words)[1]) == (code, True)


@pytest.mark.parametrize("words", ["11-21 林晓", "轮值 林晓", "随便"])
@pytest.mark.parametrize("by", [LIN, HE])
def test_only_a_lead_sets_the_roster(words: str, by: int) -> None:
    with pytest.raises(Refused) as caught:
        said(words, by=by)
    assert caught.value.code == "role"
    assert "方正" in caught.value.say(TEXTS)


def test_the_shift_of_yesterday_runs_until_the_handover_and_may_still_be_set() -> None:
    early = at(SATURDAY, 8, 29)
    assert said("11-20 林晓", now=early).dates == {(Shift.DUTY, FRIDAY): LIN}
    with pytest.raises(Refused, match="已经过去"):
        said("11-20 林晓", now=at(SATURDAY, 8, 30))


def test_a_rotation_begins_today_and_rewrites_no_history() -> None:
    dates = {(Shift.DUTY, SUNDAY): HE, (Shift.DUTY, FRIDAY - timedelta(days=2)): HE}
    policy = rostered(dates=dates)
    ruling = said("轮值 白露、林晓", policy=policy)
    assert ruling.rotation == (Shift.DUTY, Rotation(people=(BAI, LIN), since=FRIDAY))
    # the days behind that only the old rotation knew are written down, what was set by itself stands already
    behind = {day: person for (_, day), person in ruling.dates.items()}
    assert behind == {date(2026, 11, 16): LIN, date(2026, 11, 17): BAI, date(2026, 11, 19): LIN}
    assert "另有 1 天已单独排定" in TEXTS.say(ruling.answer)
    (event,) = ruling.events
    assert (event.subject, event.type) == ("roster", "set_rotation")
    assert event.diffs["duty"][1] == {"people": [BAI, LIN], "since": "2026-11-20", "days": 1}


def test_before_the_handover_the_night_stays_whose_it_is() -> None:
    ruling = said("轮值 林晓", now=at(SATURDAY, 7))
    assert ruling.dates[Shift.DUTY, FRIDAY] == BAI
    assert ruling.rotation == (Shift.DUTY, Rotation(people=(LIN,), since=SATURDAY))


def test_a_week_each_and_names_with_blanks() -> None:
    members = {**POLICY.members, 21: Member(id=21, name="Li Wei"), 22: Member(id=22, name="Li")}
    policy = replace(ROSTERED, members=members)
    ruling = said("轮值 每7天 Li Wei Li 林晓", policy=policy)
    assert ruling.rotation == (Shift.DUTY, Rotation(people=(21, 22, LIN), since=FRIDAY, days=7))
    twice = replace(policy, members={**members, 22: Member(id=22, name="Li Wei")})
    with pytest.raises(Refused) as caught:
        said("11-21 Li Wei", policy=twice)
    assert caught.value.code == "twice"


# swaps


def swap(**changes: Any) -> Swap:
    base = Swap(id=7, shift=Shift.DUTY, day=SATURDAY, person=SU, asked=BAI, at=NOON)
    return replace(base, **changes)


def answered(judge: Any, one: Swap | None, *, by: int = BAI, policy: Policy = ROSTERED, **options: Any) -> DutyRuling:
    ruling: DutyRuling = judge(DutyRecord(policy=policy, swap=one), turn(by, policy=policy, **options))
    return ruling


def asks(
    slot: Slot, colleague: int, *, by: int = SU, policy: Policy = ROSTERED, asked: tuple[Swap, ...] = (), **options: Any
) -> DutyRuling:
    return ask(slot, colleague, DutyRecord(policy=policy, asked=asked), turn(by, policy=policy, **options))


def test_asking_moves_nothing_and_agreeing_does() -> None:
    asking = asks((Shift.DUTY, SATURDAY), BAI)
    assert asking.dates == {}
    assert asking.swap is not None
    assert (asking.swap.person, asking.swap.asked, asking.swap.state) == (SU, BAI, SwapState.ASKED)
    ruling = answered(agree, swap())
    assert ruling.dates == {(Shift.DUTY, SATURDAY): BAI}
    assert ruling.swap is not None
    assert ruling.swap.state is SwapState.AGREED
    (event,) = ruling.events
    assert (event.type, event.actor.id, event.reason) == ("swap", BAI, "苏敏 → 白露")
    assert event.diffs == {"duty:2026-11-21": (SU, BAI)}
    assert [(n.chat, n.loud) for n in ruling.outgoing] == [(SU, True)], "the press was in the group already"


def test_declining_moves_nothing_and_is_told() -> None:
    ruling = answered(decline, swap())
    assert ruling.dates == {}
    assert [(n.chat, "没有同意" in TEXTS.say(n.text)) for n in ruling.outgoing] == [(SU, True)]
    assert [e.type for e in ruling.events] == ["decline_swap"]


def test_asking_again_replaces_the_former_question() -> None:
    old = swap(asked=LIN, at=NOON - timedelta(minutes=1))
    other = swap(id=8, day=SUNDAY)
    assert asks((Shift.DUTY, SATURDAY), BAI, asked=(old, other)).void == (old,)
    assert "不用答复" in TEXTS.say(withdrawn(old, ROSTERED))
    with pytest.raises(Refused, match="已经问过"):
        asks((Shift.DUTY, SATURDAY), BAI, asked=(swap(),))
    later = NOON + timedelta(minutes=11)
    assert asks((Shift.DUTY, SATURDAY), BAI, asked=(swap(),), now=later).void == (swap(),)


@pytest.mark.parametrize(
    ("slot", "colleague", "by", "code"),
    [
        ((Shift.DUTY, SATURDAY), BAI, LIN, "mine"),
        ((Shift.DUTY, SATURDAY), SU, SU, "self"),
        ((Shift.DUTY, SATURDAY), 99, SU, "inactive"),
        ((Shift.DUTY, FRIDAY), SU, BAI, "begun"),
        ((Shift.DUTY, FRIDAY - timedelta(days=3)), SU, BAI, "begun"),
        ((Shift.LEAD, SATURDAY), BAI, FANG, "role"),
        ((Shift.DUTY, date(2020, 1, 1)), SU, BAI, "begun"),
    ],
)
def test_what_may_not_be_asked(slot: Slot, colleague: int, by: int, code: str) -> None:
    with pytest.raises(Refused) as caught:
        asks(slot, colleague, by=by)
    assert caught.value.code == code


def test_a_deactivated_colleague_is_not_asked() -> None:
    with pytest.raises(Refused) as caught:
        asks((Shift.DUTY, SATURDAY), BAI, policy=left(ROSTERED, BAI))
    assert caught.value.code == "inactive"


@pytest.mark.parametrize(
    ("one", "by", "policy", "now", "code"),
    [
        (None, BAI, ROSTERED, NOON, "unknown"),
        (swap(), LIN, ROSTERED, NOON, "other"),
        (swap(), SU, ROSTERED, NOON, "other"),
        (swap(state=SwapState.AGREED), BAI, ROSTERED, NOON, "answered"),
        (swap(state=SwapState.DECLINED), BAI, ROSTERED, NOON, "answered"),
        (swap(state=SwapState.VOID), BAI, ROSTERED, NOON, "answered"),
        (swap(), BAI, rostered(dates={(Shift.DUTY, SATURDAY): HE}), NOON, "mine"),
        (swap(), BAI, ROSTERED, at(SATURDAY, 8, 30), "begun"),
        (swap(), BAI, left(ROSTERED, SU), NOON, "inactive"),
        (swap(shift=Shift.LEAD, person=FANG), BAI, ROSTERED, NOON, "role"),
    ],
)
def test_what_may_not_be_agreed(one: Swap | None, by: int, policy: Policy, now: datetime, code: str) -> None:
    with pytest.raises(Refused) as caught:
        answered(agree, one, by=by, policy=policy, now=now)
    assert caught.value.code == code


def test_until_the_minute_of_the_handover_one_may_agree() -> None:
    assert answered(agree, swap(), now=at(SATURDAY, 8, 29)).dates


def test_the_question_is_private_or_calls_by_name_in_the_group() -> None:
    private, group = (question(swap(), ROSTERED, loud=True, in_group=where) for where in (False, True))
    assert (private.chat, private.mentions, group.chat, group.mentions) == (BAI, (), GROUP, (BAI,))
    assert private.key != group.key
    assert "苏敏 想请您接 11-21 周六 值班" in TEXTS.say(private.text)


# keys


@given(
    code=st.sampled_from((SLOT, ASK)),
    shift=st.sampled_from(Shift),
    day=st.dates(date(2000, 1, 1), date(2999, 12, 31)),
    number=st.integers(0, 2**63 - 1),
)
def test_a_key_reads_back_as_it_was_written(code: str, shift: Shift, day: date, number: int) -> None:
    press = DutyPress(code=code, slot=(shift, day), number=number)
    assert decode_duty(encode_duty(press)) == press
    assert len(encode_duty(press).encode()) <= 64


def test_an_answer_carries_its_number_alone() -> None:
    press = DutyPress(code=AGREE, number=2**62)
    assert decode_duty(encode_duty(press)) == press
    with pytest.raises(ValueError, match="not a callback"):
        encode_duty(DutyPress(code=ASK))
    with pytest.raises(ValueError, match="not a callback"):
        encode_duty(DutyPress(code=MINE, slot=(Shift.DUTY, FRIDAY)))


@given(tail=st.text(max_size=70))
def test_any_other_data_is_refused(tail: str) -> None:
    try:
        decoded = decode_duty(PREFIX + tail)
    except InputError:
        return
    assert encode_duty(decoded)


@pytest.mark.parametrize(
    "data", ["d1:as:-:b", "d1:ys:dfu7c:1", "d1:xx:-:1", "d1:as:x1234:1", "d1:as:d0000:1", f"d1:ys:-:{'z' * 13}", ""]
)
def test_forged_data_is_refused(data: str) -> None:
    with pytest.raises(InputError, match="/duty"):
        decode_duty(data)


# what is shown


def shown(policy: Policy, *swaps: Swap, now: datetime = NOON, person: int = 0) -> list[str]:
    return TEXTS.say(panels.roster(policy, swaps, TEXTS, now, person).text).splitlines()


def test_two_weeks_today_and_swaps_are_marked() -> None:
    policy = rostered(dates={(Shift.DUTY, SATURDAY): BAI})
    lines = shown(policy, swap(state=SwapState.AGREED), swap(day=SUNDAY, person=LIN, asked=HE))
    assert lines == [
        "📅 值班表 11-16 至 11-29（08:30 交接）",
        "【本周】",
        "11-16 周一 值班 林晓 · 带班 方正",
        "11-17 周二 值班 白露 · 带班 方正",
        "11-18 周三 值班 苏敏 · 带班 方正",
        "11-19 周四 值班 林晓 · 带班 方正",
        "▶ 11-20 周五 值班 白露 · 带班 方正（当班）",
        "11-21 周六 值班 白露 🔁 · 带班 方正",
        "11-22 周日 值班 林晓 · 带班 方正",
        "【下周】",
        "11-23 周一 值班 白露 · 带班 方正",
        "11-24 周二 值班 苏敏 · 带班 方正",
        "11-25 周三 值班 林晓 · 带班 方正",
        "11-26 周四 值班 白露 · 带班 方正",
        "11-27 周五 值班 苏敏 · 带班 方正",
        "11-28 周六 值班 林晓 · 带班 方正",
        "11-29 周日 值班 白露 · 带班 方正",
        "⏳ 11-22 周日 值班：林晓 请 何建 接班，待答复",
    ]


def test_gaps_and_who_left_are_loud() -> None:
    dates = {(Shift.DUTY, FRIDAY + timedelta(days=n)): (LIN, BAI)[n % 2] for n in range(9)}
    lines = shown(left(replace(POLICY, roster=Roster(dates=dates)), BAI))
    assert "11-21 周六 ❗值班 白露（已停用）" in lines
    assert "11-29 周日 ❗值班 缺人" in lines
    assert not any(line.startswith("11-19") for line in lines), "what is over and had nobody is not told"
    assert any("有 5 班缺人" in line for line in lines)


def test_who_leads_no_more_is_a_gap() -> None:
    demoted = replace(ROSTERED.members[FANG], roles=frozenset({Role.MEMBER}))
    policy = replace(ROSTERED, members={**ROSTERED.members, FANG: demoted})
    assert "11-21 周六 值班 苏敏 · ❗带班 方正（已不是带班领导）" in shown(policy)
    (group, _) = handover(SATURDAY, Desk(), policy, TEXTS, at(SATURDAY, 8, 30))
    assert "❗ 带班：方正 交班，无人接班" in TEXTS.say(group.text)


def test_what_nobody_works_on_any_more_goes_to_the_lead_on_duty() -> None:
    led = rostered(lead=Rotation(people=(GU, FANG), since=FRIDAY))
    assert [heir(policy, LIN, NOON) for policy in (POLICY, led)] == [POLICY.members[FANG], POLICY.members[GU]]
    assert heir(led, LIN, NOON + timedelta(days=1)) == POLICY.members[FANG]
    assert heir(led, FANG, NOON) == POLICY.members[FANG], "whoever acts takes it"


def test_before_the_handover_of_a_monday_it_is_still_last_week() -> None:
    monday = FRIDAY + timedelta(days=3)
    assert "▶ 11-22 周日" in "\n".join(shown(ROSTERED, now=at(monday, 8, 29)))
    assert shown(ROSTERED, now=at(monday, 8, 29))[0].startswith("📅 值班表 11-16")
    assert shown(ROSTERED, now=at(monday, 8, 30))[0].startswith("📅 值班表 11-23")


def test_without_a_roster_it_says_so_and_how_to_make_one() -> None:
    told = panels.roster(POLICY, (), TEXTS, NOON)
    assert "/duty 轮值" in TEXTS.say(told.text)
    assert told.keys == ()


def test_in_a_group_the_key_is_a_link_to_the_private_chat() -> None:
    ((group,),) = panels.roster(ROSTERED, (), TEXTS, NOON).keys
    ((private,),) = panels.roster(ROSTERED, (), TEXTS, NOON, LIN).keys
    assert (group.url, group.data) == ("https://t.me/tingfeng_bot?start=duty", "")
    assert (private.url, decode_duty(private.data).code) == ("", MINE)


def test_one_picks_a_shift_and_then_a_colleague() -> None:
    picked = [TEXTS.say(key.label) for row in panels.mine(ROSTERED, SU, NOON).keys for key in row]
    assert picked[:2] == ["11-21 周六 值班", "11-24 周二 值班"]
    assert TEXTS.say(panels.mine(ROSTERED, HE, NOON).text) == "您接下来 60 天没有排班"
    offered = [
        TEXTS.say(k.label) for row in panels.colleagues(ROSTERED, (Shift.DUTY, SATURDAY), SU, 0).keys for k in row
    ]
    assert offered == ["林晓", "白露", "何建", "方正", "顾远", "← 返回"], "the rotation first, oneself never"
    leads = [
        TEXTS.say(k.label) for row in panels.colleagues(ROSTERED, (Shift.LEAD, SATURDAY), FANG, 0).keys for k in row
    ]
    assert leads == ["顾远", "← 返回"]


def test_many_shifts_have_pages() -> None:
    policy = rostered(duty=Rotation(people=(LIN, BAI), since=FRIDAY))
    seen = set()
    for page in range(5):
        keys = [decode_duty(k.data) for row in panels.mine(policy, LIN, NOON, page).keys for k in row]
        seen |= {press.slot for press in keys if press.code == SLOT}
    assert seen == set(policy.roster.coming(LIN, NOON, ZONE))
    assert len(seen) == 30


def test_many_colleagues_have_pages() -> None:
    more = {n: Member(id=n, name=f"成员{n}") for n in range(100, 120)}
    policy = replace(ROSTERED, members={**POLICY.members, **more})
    seen = set()
    for page in range(4):
        keys = [key for row in panels.colleagues(policy, (Shift.DUTY, SATURDAY), SU, page).keys for key in row]
        seen |= {decode_duty(key.data).number for key in keys if decode_duty(key.data).code == ASK}
    assert seen == policy.members.keys() - {SU}


# the handover


def test_the_handover_tells_what_is_on_the_table() -> None:
    due = (
        Due(incident=7, clock=Clock.FIRST_RESPONSE, at=at(SATURDAY, 11, 15)),
        Due(incident=9, clock=Clock.FINAL, at=at(SUNDAY, 17, 30)),
    )
    desk = Desk(open=5, unclaimed=(8, 12), due=due, overdue=1, snoozed=(3,))
    exam = KeyPeriod(name="成人高考", begin=SATURDAY, end=SUNDAY)
    policy = replace(ROSTERED, figures=Figures(key_periods=(exam,)))
    group, private = handover(SATURDAY, desk, policy, TEXTS, at(SATURDAY, 8, 30))
    assert TEXTS.say(group.text) == (
        "🔄 值班交接 11-21 周六 08:30\n"
        "值班：白露 交班，苏敏 接班\n"
        "带班：方正 连班\n"
        "在办 5 件，待认领 2 件\n"
        "🙋 待认领：#0008、#0012\n"
        "❗ 已超时 1 项，请看 /open\n"
        "⏰ 最近到期：\n"
        "· 11:15 #0007 首次回应\n"
        "· 11-22 17:30 #0009 办结答复\n"
        "💤 稍后提醒 1 件：#0003\n"
        "🔺 重点时段：成人高考（11-21 至 11-22）"
    )
    assert (group.chat, group.loud, private.chat, private.loud) == (GROUP, False, SU, False)
    assert group.key == "duty:2026-11-21"


def test_an_empty_desk_is_short_and_a_late_handover_says_so() -> None:
    group, _ = handover(SATURDAY, Desk(), ROSTERED, TEXTS, at(SATURDAY, 15))
    assert TEXTS.say(group.text).splitlines() == [
        "🔄 值班交接 11-21 周六 08:30（补发）",
        "值班：白露 交班，苏敏 接班",
        "带班：方正 连班",
        "在办 0 件，待认领 0 件",
    ]


def test_nobody_to_come_is_loud_and_nobody_is_written_to() -> None:
    (group,) = handover(SATURDAY, Desk(), left(ROSTERED, SU), TEXTS, at(SATURDAY, 8, 30))
    assert "❗ 值班：白露 交班，无人接班" in TEXTS.say(group.text)


def test_a_desk_of_hundreds_fits_a_message() -> None:
    desk = Desk(open=900, unclaimed=tuple(range(1, 800)), snoozed=tuple(range(1, 100)))
    text = TEXTS.say(handover(SATURDAY, desk, ROSTERED, TEXTS, at(SATURDAY, 8, 30))[0].text)
    assert len(text) < 600
    assert "待认领 799 件" in text


# key periods


EXAM = KeyPeriod(name="高考", begin=SATURDAY, end=SUNDAY)


@pytest.mark.parametrize(
    ("day", "told", "words"),
    [
        (FRIDAY, (), ""),
        (SATURDAY, (), "重点时段开始：高考（11-21 至 11-22）"),
        (SUNDAY, (), "重点时段开始"),
        (SUNDAY, ("begin",), ""),
        (SUNDAY + timedelta(days=1), ("begin",), "重点时段结束：高考"),
        (SUNDAY + timedelta(days=1), (), ""),
        (SUNDAY + timedelta(days=3), ("begin",), "重点时段结束"),
        (SUNDAY + timedelta(days=4), ("begin",), ""),
        (SUNDAY + timedelta(days=1), ("begin", "end"), ""),
    ],
)
def test_a_key_period_is_told_at_its_begin_and_end(day: date, told: tuple[str, ...], words: str) -> None:
    begun, ended = period_keys(EXAM)
    before = frozenset({"begin": begun, "end": ended}[one] for one in told)
    notice = period_notice(EXAM, POLICY, day, before)
    assert (notice is not None) == bool(words)
    if notice is not None:
        assert words in TEXTS.say(notice.text)
        assert (notice.chat, notice.loud) == (GROUP, False)


@pytest.mark.parametrize(
    ("interval", "factor", "shorter"),
    [
        (300, 0.5, 150),
        (86_400, 0.5, 43_200),
        (300, 0.1, 60),
        (60, 0.5, 60),
        (90, 0.5, 60),
        (1, 0.5, 1),
        (300, 1, 300),
    ],
)
def test_in_a_key_period_sources_are_looked_at_more_often_but_not_below_a_minute(
    interval: float, factor: float, shorter: float
) -> None:
    assert hurried(interval, factor) == shorter
