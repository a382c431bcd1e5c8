"""What comes back is due when it was (lifecycle §2 merge, §4): merges, undone acts, transfers, nights, stand-ins."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.changes import Entry, Origin, Turn
from core.escalation import swept
from core.incident import Incident
from core.outgoing import Notice
from core.people import SYSTEM, Actor, Role
from core.severity import Severity
from core.statement import Stand
from core.statements.rulings import submitted
from core.timer import LIVE, Clock, TimerState
from tests.conftest import FANG, GU, HE, LIN, SU
from tests.unit.clocks.test_joining import EARLIER, merged
from tests.unit.clocks.test_table import FRIDAY, found, pressed, running, timer
from tests.unit.making import POLICY, do
from tests.unit.speaking import NAMES, WORDS, statement


def system(now: datetime) -> Turn:
    return Turn(actor=SYSTEM, now=now, policy=POLICY, origin=Origin(entry=Entry.JOB))


def published_child() -> Incident:
    child = replace(found(EARLIER), id=5)
    child = pressed("cl", child, LIN, 5)
    child = pressed("vt", child, LIN, 10)
    child = replace(child, statements=(statement(Stand.APPROVED),))
    return pressed("pb", child, LIN, 20, arg=NAMES["pb"], words=WORDS["pb"])


def test_unmerge_does_not_begin_clocks_that_a_moved_publication_had_met() -> None:
    child = published_child()
    assert timer(child, Clock.FIRST_RESPONSE).state is TimerState.MET
    before = running(child)
    parent = replace(found(FRIDAY), id=9)
    parent, gone = merged(parent, child)
    outcome = do("um", parent, FANG, arg="5", others=(gone,), now=FRIDAY + timedelta(hours=5))
    former = outcome.changes[1].subject
    assert running(former) == before


def test_a_merge_that_raises_the_level_keeps_the_earlier_due_time() -> None:
    child = replace(found(EARLIER, severity=Severity.MAJOR), id=5)
    parent = replace(found(FRIDAY), id=9)
    assert running(child)[Clock.FIRST_RESPONSE] == "11-20 11:00"
    parent, _ = merged(parent, child)
    assert parent.severity is Severity.MAJOR
    assert running(parent)[Clock.FIRST_RESPONSE] == "11-20 11:00"


def came_back() -> Incident:
    one = pressed("cl", found(), LIN, 5)
    one = pressed("tx", one, FANG, 30, words="县教育局，属校园管理")
    one = pressed("rc", one, FANG, 60, words="收文12号")
    return pressed("tb", one, FANG, 60 * 24 * 4, words="不归我管")


def test_undo_after_a_transfer_back_leaves_due_times_alone() -> None:
    one = came_back()
    before = running(one)
    at = 60 * 24 * 4 + 1
    one = pressed("vt", one, LIN, at)
    one = pressed("un", one, LIN, at)
    after = running(one)
    assert {c: after[c] for c in (Clock.FIRST_RESPONSE, Clock.CEILING)} == {
        c: before[c] for c in (Clock.FIRST_RESPONSE, Clock.CEILING)
    }


def test_severity_after_a_transfer_back_does_not_count_the_time_away() -> None:
    one = came_back()
    before = running(one)
    at = 60 * 24 * 4 + 1
    one = pressed("lv", one, FANG, at, arg="significant", words="升")
    assert running(one)[Clock.FIRST_RESPONSE] == before[Clock.FIRST_RESPONSE]


def test_undo_after_a_merge_keeps_the_earlier_due_time() -> None:
    parent, child = replace(found(FRIDAY), id=9), replace(found(EARLIER), id=5)
    parent, _ = merged(parent, child)
    before = running(parent)[Clock.CEILING]
    parent = pressed("cl", parent, LIN, 16)
    parent = pressed("un", parent, LIN, 16)
    assert running(parent)[Clock.CEILING] == before


def test_taking_out_one_of_two_children_keeps_the_due_time_of_the_other() -> None:
    parent = replace(found(FRIDAY), id=9)
    one = replace(found(EARLIER), id=5)
    two = replace(found(EARLIER - timedelta(hours=1)), id=6)
    parent, gone = merged(parent, one)
    parent, gone_two = merged(parent, two)
    assert running(parent)[Clock.CEILING] == "11-22 07:00"
    changes = do("um", parent, FANG, arg="5", others=(gone,), now=FRIDAY + timedelta(minutes=20)).changes
    parent = changes[0].subject
    assert running(parent)[Clock.CEILING] == "11-22 07:00"
    changes = do("um", parent, FANG, arg="6", others=(gone_two,), now=FRIDAY + timedelta(minutes=21)).changes
    assert running(changes[0].subject)[Clock.CEILING] == "11-22 09:00"


def test_unmerge_after_the_department_accepted_does_not_rewrite_the_new_final() -> None:
    tuesday = FRIDAY - timedelta(days=3)
    child = pressed("vt", pressed("cl", replace(found(tuesday - timedelta(days=1)), id=5), LIN, 5), LIN, 10)
    parent = pressed("vt", pressed("cl", replace(found(tuesday), id=9), LIN, 5), LIN, 10)
    parent, gone = merged(parent, child)
    parent = pressed("ag", parent, LIN, 20)
    parent = pressed("ac", parent, HE, 60 * 22)
    final = running(parent)[Clock.FINAL]
    changes = do("um", parent, FANG, arg="5", others=(gone,), now=tuesday + timedelta(hours=23)).changes
    assert running(changes[0].subject)[Clock.FINAL] == final


def test_a_miss_that_was_called_at_the_earlier_time_is_called_again_at_the_former_one() -> None:
    parent, child = replace(found(FRIDAY), id=9), replace(found(EARLIER - timedelta(hours=16)), id=5)
    parent, gone = merged(parent, child)
    due = timer(parent, Clock.FIRST_RESPONSE).due_at
    changes, _ = swept((parent,), POLICY, due)
    parent = changes[-1].subject
    changes = do("um", parent, FANG, arg="5", others=(gone,), now=due + timedelta(minutes=5)).changes
    back = changes[0].subject
    first = timer(back, Clock.FIRST_RESPONSE)
    assert first.due_at > due
    assert first.next_at is not None
    assert first.next_at <= first.due_at


def instructed(at: int = 10) -> Incident:
    one = pressed("vt", pressed("cl", found(), LIN, 5), LIN, 6)
    return pressed("in", one, GU, at, words="请三日内查清")


def test_an_instruction_of_before_the_closing_is_not_overdue_at_the_reopening() -> None:
    one = instructed()
    one = replace(one, no_response="无", basis="现场核实")
    one = pressed("fi", one, LIN, 60)
    assert timer(one, Clock.INSTRUCT).state not in LIVE
    month = 60 * 24 * 30
    one = pressed("ro", one, FANG, month, words="又热")
    live = [t for t in one.clocks if t.clock is Clock.INSTRUCT and t.lives]
    assert not live or live[0].due_at > FRIDAY + timedelta(minutes=month)


def test_an_instruction_is_not_overdue_when_a_transfer_comes_back() -> None:
    one = instructed()
    one = pressed("tx", one, FANG, 30, words="县教育局，属校园管理")
    one = pressed("rc", one, FANG, 60, words="收文12号")
    away = 60 * 24 * 20
    one = pressed("tb", one, FANG, away, words="不归我管")
    live = [t for t in one.clocks if t.clock is Clock.INSTRUCT and t.lives]
    assert not live or live[0].due_at > FRIDAY + timedelta(minutes=away)


def asked_for_signature(at: datetime, level: Severity = Severity.SIGNIFICANT) -> Incident:
    one = pressed("vt", pressed("cl", found(at - timedelta(minutes=20), severity=level), LIN, 5), LIN, 6)
    one = replace(one, department="物业科", statements=(statement(),), basis="现场核实")
    turn = Turn(actor=Actor.of(POLICY.members[LIN]), now=at, policy=POLICY, origin=Origin(entry=Entry.BUTTON))
    return submitted(one, one.statements[0], turn, Role.MEMBER, []).subject


def test_stand_ins_are_asked_after_a_night() -> None:
    """Submitted at 22:30: DUE and TWICE are both told at 07:30."""
    at = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
    one = asked_for_signature(at)
    now = at
    while now < at + timedelta(hours=12):
        now += timedelta(minutes=1)
        changes, _ = swept((one,), POLICY, now)
        if changes:
            one = changes[-1].subject
    assert one.statements[0].standin_asked


def test_stand_ins_are_asked_in_the_night_when_the_time_box_ends() -> None:
    """Sound table: approval asked is loud by night too; the time-box is 30 minutes of the wall clock."""
    at = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
    one = asked_for_signature(at)
    changes, _ = swept((one,), POLICY, at + timedelta(minutes=31))
    assert changes
    assert changes[-1].subject.statements[0].standin_asked


def test_stand_ins_are_asked_after_a_downtime() -> None:
    at = FRIDAY + timedelta(hours=1)
    one = asked_for_signature(at)
    changes, _ = swept((one,), POLICY, at + timedelta(minutes=61))
    assert changes[-1].subject.statements[0].standin_asked


def test_what_a_snooze_held_back_is_no_downtime() -> None:
    one = pressed("cl", found(), LIN, 5)
    one = replace(one, clocks=tuple(t for t in one.clocks if t.clock is Clock.FIRST_RESPONSE))
    one = replace(one, snoozed_until=FRIDAY + timedelta(minutes=165))
    # −30 min came at 150, asleep until 165
    changes, notices = swept((one,), POLICY, FRIDAY + timedelta(minutes=166))
    said = [*notices, *(out for change in changes for out in change.outgoing if isinstance(out, Notice))]
    assert "停机" not in repr([notice.text.plain() for notice in said])


def test_the_explanation_of_final_names_what_began_it() -> None:
    """A lead assigns before the verdict; the department accepts; then the verdict begins the clock."""
    one = pressed("cl", found(), LIN, 5)
    one = pressed("ag", one, FANG, 10)
    one = pressed("ac", one, HE, 15)
    one = pressed("vt", one, LIN, 30)
    assert "签收" not in timer(one, Clock.FINAL).why.plain(), timer(one, Clock.FINAL).why.plain()


def test_a_promise_that_was_missed_is_not_called_again_because_of_a_merge() -> None:
    child = pressed("vt", pressed("cl", replace(found(EARLIER), id=5), LIN, 5), LIN, 6)
    child = pressed("pm", child, LIN, 10, words="修好路灯，11-23 前")
    now = FRIDAY + timedelta(days=4)
    child = swept((child,), POLICY, now)[0][-1].subject
    parent = swept((replace(found(FRIDAY), id=9),), POLICY, now)[0][-1].subject
    outcome = do("mg", child, FANG, arg="9", others=(parent,), now=now + timedelta(minutes=1))
    parent = outcome.changes[1].subject
    changes, _ = swept((parent,), POLICY, now + timedelta(minutes=2))
    assert "promise" not in repr([change.event.notes.get("steps") for change in changes])


def test_asking_the_stand_ins_by_hand_begins_a_new_time_box() -> None:
    """Lifecycle §2, stand_in: new time-box."""
    at = FRIDAY + timedelta(hours=1)
    one = asked_for_signature(at)
    before = timer(one, Clock.APPROVAL)
    (change,) = do(
        "si", one, SU, arg="1.1." + one.statements[0].hash[:8] + ".0", now=at + timedelta(minutes=20)
    ).changes
    after = timer(change.subject, Clock.APPROVAL)
    assert after.due_at > before.due_at
