"""Who is called when, and how loudly (lifecycle §4 steps, §5 sound); what was held up comes in one message."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.changes import Change, Entry, Origin, Turn, noted
from core.duty import KeyPeriod, Roster, Shift
from core.escalation import swept
from core.incident import Incident
from core.outgoing import Notice
from core.people import SYSTEM, Department, Member, Role
from core.policy import Policy
from core.response import Promise, PromiseState
from core.severity import Severity
from core.timer import Clock
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, SU
from tests.unit.clocks.test_table import FRIDAY, found, pressed, timer
from tests.unit.making import POLICY

ROSTER = Roster(dates={(Shift.DUTY, date(2026, 11, day)): BAI for day in range(18, 30)})
STAFFED = replace(POLICY, roster=ROSTER)
UNIT = -2002


def swept_at(one: Incident, minutes: int, policy: Policy = STAFFED) -> tuple[Incident, list[Notice], list[Change]]:
    """The sweep so many minutes after Friday 09:00."""
    changes, notices = swept((one,), policy, FRIDAY + timedelta(minutes=minutes))
    said = [out for change in changes for out in change.outgoing if isinstance(out, Notice)]
    return (changes[-1].subject if changes else one), [*said, *notices], list(changes)


def only(one: Incident, clock: Clock) -> Incident:
    """As if no other clock ran."""
    return replace(one, clocks=tuple(timer for timer in one.clocks if timer.clock is clock))


def heard(notices: list[Notice]) -> list[tuple[int, bool, tuple[int, ...], str]]:
    return [(n.chat, n.loud, n.mentions, n.text.plain()) for n in notices]


def test_an_unclaimed_one_calls_whoever_is_on_duty_then_the_lead() -> None:
    one, said, changes = swept_at(found(), 16)
    words = "❗ #0127 还没有人认领，请认领：望江西路改建拖延"
    assert heard(said) == [(BAI, True, (), words), (GROUP, True, (BAI,), words)]
    assert [change.event.type for change in changes] == ["escalate"]
    assert swept_at(one, 17)[2] == [], "once"
    one, said, _ = swept_at(one, 31)
    assert {n.chat for n in said} == {FANG, GU, GROUP}
    assert "请指定专人" in said[0].text.plain()


def test_without_a_roster_the_group_hears_it_and_nobody_is_singled_out() -> None:
    _, said, _ = swept_at(found(), 16, POLICY)
    assert heard(said) == [(GROUP, True, (), "❗ #0127 还没有人认领，请认领：望江西路改建拖延")]


def test_a_half_is_a_silent_word_to_the_owner() -> None:
    mine = pressed("cl", found(), LIN, 5)
    one, said, changes = swept_at(mine, 66)
    assert heard(said) == [(LIN, False, (), "⏰ #0127 核实 11:05 到期，时间已过半：望江西路改建拖延")]
    assert [change.event.type for change in changes] == ["remind"]
    assert timer(one, Clock.VERIFY).called == 1


def test_half_an_hour_before_owner_and_department_are_called_with_sound() -> None:
    units = (Department(id=1, name="市政科", chat=UNIT), *POLICY.departments[1:])
    policy = replace(STAFFED, departments=units)
    given = pressed("ag", pressed("vt", found(), LIN, 5), LIN, 10)
    taken = pressed("ac", given, HE, 20)
    _, said, _ = swept_at(taken, 151, policy)
    words = "⏰ #0127 首次回应 12:00 到期，请抓紧：望江西路改建拖延"
    assert heard(said) == [(LIN, True, (), words), (HE, True, (), words), (UNIT, True, (), words)]


def test_a_miss_names_the_lead_and_half_an_hour_later_the_chief() -> None:
    judged = pressed("vt", pressed("cl", found(), LIN, 5), LIN, 10)
    one, said, _ = swept_at(judged, 181)
    assert {n.chat for n in said} == {FANG, GU, GROUP}
    assert "首次回应已到期（12:00），尚未公开回应，请督办" in said[-1].text.plain()
    one, said, _ = swept_at(one, 5 * 60 + 1)
    assert {n.chat for n in said} >= {GU, GROUP}
    assert any("仍未公开回应" in n.text.plain() for n in said)


def test_the_department_head_is_called_when_nobody_signs() -> None:
    people = {
        **POLICY.members,
        30: Member(id=30, name="李科", roles=frozenset({Role.HANDLER}), department="市政科", head=True),
    }
    policy = replace(STAFFED, members=people)
    given = pressed("ag", pressed("vt", found(), LIN, 5), LIN, 10)
    _, said, _ = swept_at(given, 131, policy)
    assert [n.chat for n in said if "请尽快签收" in n.text.plain()] == [30, GROUP]


def test_a_department_without_people_is_the_leads_matter() -> None:
    policy = replace(STAFFED, members={k: v for k, v in POLICY.members.items() if k not in (HE, SU)})
    given = pressed("ag", pressed("vt", found(), LIN, 5), LIN, 10)
    _, said, changes = swept_at(given, 131, policy)
    assert {n.chat for n in said if "签收" in n.text.plain()} == {FANG, GU, GROUP}
    (steps,) = [change.event.notes["steps"] for change in changes]
    assert {"clock": "accept", "step": "due"}.items() <= next(s for s in steps if s["clock"] == "accept").items()  # type: ignore[attr-defined]


def test_the_lease_calls_its_owner_alone_and_later_says_that_others_may() -> None:
    one, said, _ = swept_at(only(pressed("cl", found(), LIN, 5), Clock.LEASE), 336)
    assert [(n.chat, n.loud) for n in said] == [(LIN, True)]
    monday = 3 * 24 * 60 + 66
    _, said, _ = swept_at(only(one, Clock.LEASE), monday)
    assert [(n.chat, n.loud) for n in said if "可以接手" in n.text.plain()] == [(BAI, True), (GROUP, False)]


@pytest.mark.parametrize(("level", "rings"), [(Severity.GENERAL, False), (Severity.MAJOR, True)])
def test_at_night_what_is_missed_waits_for_the_morning_unless_it_is_grave(level: Severity, *, rings: bool) -> None:
    night = datetime(2026, 11, 20, 15, tzinfo=UTC)
    one = found(night, severity=level)
    half_past = int((night - FRIDAY).total_seconds() // 60) + 32
    _, said, _ = swept_at(one, half_past)
    assert bool(said) is rings
    assert all(n.loud for n in said)
    morning = int((datetime(2026, 11, 20, 23, 30, tzinfo=UTC) - FRIDAY).total_seconds() // 60)
    if not rings:
        assert not swept_at(one, morning - 1)[1]
        assert all(n.loud for n in swept_at(one, morning)[1])


def test_in_a_key_period_the_night_is_no_night() -> None:
    period = KeyPeriod(name="两会", begin=date(2026, 11, 19), end=date(2026, 11, 25))
    policy = replace(STAFFED, figures=replace(POLICY.figures, key_periods=(period,)))
    night = datetime(2026, 11, 20, 15, tzinfo=UTC)
    minutes = int((night - FRIDAY).total_seconds() // 60) + 32
    changes, _ = swept((found(night),), policy, FRIDAY + timedelta(minutes=minutes))
    assert changes


def test_a_snoozed_one_is_not_nagged_but_a_miss_is_told() -> None:
    mine = replace(pressed("cl", found(), LIN, 5), snoozed_until=FRIDAY + timedelta(minutes=100))
    assert swept_at(mine, 66)[2] == []
    _, said, changes = swept_at(mine, 101)
    assert (said, [change.event.type for change in changes]) == ([], ["remind"]), "a half that is long over is no news"
    asleep = replace(mine, snoozed_until=FRIDAY + timedelta(hours=9))
    assert any("核实已到期" in n.text.plain() for n in swept_at(asleep, 126)[1])


def test_a_promise_is_reminded_the_working_day_before_and_missed_at_the_end_of_its_day() -> None:
    promise = Promise(number=1, text="修好路灯", due=date(2026, 11, 24), owner=LIN, by=LIN, at=FRIDAY)
    turn = Turn(actor=SYSTEM, now=FRIDAY, policy=POLICY, origin=Origin(entry=Entry.JOB))
    one = noted(pressed("vt", found(), LIN, 1), turn, "promise", Role.SYSTEM, promises=(promise,)).subject
    one = only(one, Clock.PROMISE)
    monday = 3 * 24 * 60
    one, said, _ = swept_at(one, monday)
    assert heard(said) == [(LIN, True, (), "⏰ #0127 承诺 11-24 17:30 到期，请落实：望江西路改建拖延")]
    one, said, changes = swept_at(one, monday + 24 * 60 + 8 * 60 + 31)
    assert [change.event.type for change in changes] == ["escalate", "miss"]
    assert one.promises[0].state is PromiseState.MISSED
    assert {n.chat for n in said if "还没有兑现" in n.text.plain()} == {FANG, GU, GROUP}


def test_after_a_downtime_one_message_a_chat_the_gravest_first() -> None:
    grave = replace(found(severity=Severity.MAJOR), id=5, title="食堂有虫")
    late = [replace(found(), id=number) for number in range(10, 50)]
    changes, notices = swept((*late, grave), STAFFED, FRIDAY + timedelta(days=3))
    assert len(changes) == 41
    assert all(not change.outgoing for change in changes)
    group = [n for n in notices if n.chat == GROUP]
    assert len(group) == 1
    text = group[0].text.plain()
    assert text.startswith("停机或延误期间到期，现一并补报：\n❗ #0005")
    assert "另有" in text
    assert len({n.chat for n in notices}) == len(notices)
    assert all(change.event.notes["late"] for change in changes)
    again = swept(tuple(change.subject for change in changes), STAFFED, FRIDAY + timedelta(days=3))
    assert again == ((), ())


def test_only_the_newest_step_that_has_come_is_called() -> None:
    judged = pressed("vt", pressed("cl", found(), LIN, 5), LIN, 10)
    _, said, changes = swept_at(judged, 181)
    told = [n.text.plain() for n in said]
    assert not any("过半" in text or "抓紧" in text for text in told)
    assert len(changes) == 1


def test_a_drill_says_so() -> None:
    _, said, _ = swept_at(replace(found(), drill=True), 16)
    assert all(n.text.plain().startswith("【演练】") for n in said)
