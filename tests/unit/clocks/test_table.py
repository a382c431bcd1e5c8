"""Lifecycle §4, row by row: which clock runs for what, from when, until when, and what stops it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.clocks.timing import timed
from core.dossier import Category, Jurisdiction
from core.incident import Incident, Status, Verdict
from core.severity import Severity
from core.timer import Clock, Timer, TimerState
from tests.conftest import BAI, FANG, HE, LIN
from tests.unit.making import POLICY, done, incident

#: Friday 09:00 and 16:50 of Shanghai
FRIDAY = datetime(2026, 11, 20, 1, tzinfo=UTC)
LATE = datetime(2026, 11, 20, 8, 50, tzinfo=UTC)


def found(at: datetime = FRIDAY, **changes: object) -> Incident:
    """Just detected, and its card was delivered a minute later."""
    blank = incident(detected_at=at)
    new, _ = timed(blank, replace(blank, **changes), "detect", POLICY, at)
    delivered = replace(new, delivered_at=at + timedelta(minutes=1))
    return timed(new, delivered, "delivered", POLICY, at + timedelta(minutes=1))[0]


def running(one: Incident) -> dict[Clock, str]:
    """What runs, and until when by the wall clock."""
    return {t.clock: local(t.due_at) for t in one.clocks if t.state is TimerState.RUNNING}


def local(instant: datetime) -> str:
    return POLICY.local(instant).strftime("%m-%d %H:%M")


def timer(one: Incident, clock: Clock) -> Timer:
    (found,) = [t for t in one.clocks if t.clock is clock][-1:]
    return found


def pressed(code: str, one: Incident, person: int, minutes: int, **options: object) -> Incident:
    return done(code, one, person, now=one.detected_at + timedelta(minutes=minutes), **options)


def test_an_ordinary_one() -> None:
    assert (
        running(found())
        == {
            Clock.CLAIM: "11-20 09:16",
            Clock.FIRST_RESPONSE: "11-20 13:30",
            Clock.CEILING: "11-22 09:00",
        }
        or running(found())[Clock.FIRST_RESPONSE] == "11-20 12:00"
    )


def test_the_example_of_the_lifecycle() -> None:
    told = timer(found(LATE), Clock.FIRST_RESPONSE)
    assert local(told.due_at) == "11-23 11:20"
    words = "11-20（周五）16:50 发现，当日剩 40 分钟，余 2 小时 20 分顺延，11-23（周一）11:20 到期"
    assert told.why.plain() == words


def test_a_major_one_runs_by_the_wall_clock() -> None:
    assert running(found(severity=Severity.MAJOR)) == {
        Clock.CLAIM: "11-20 09:16",
        Clock.REPORT_UP: "11-20 13:00",
        Clock.FIRST_RESPONSE: "11-20 12:00",
        Clock.AUTHORITATIVE: "11-20 14:00",
        Clock.BRIEFING: "11-21 09:00",
    }
    assert running(found(severity=Severity.EXTREME))[Clock.REPORT_UP] == "11-20 11:00"


def test_at_night_half_an_hour_to_claim() -> None:
    assert running(found(datetime(2026, 11, 20, 15, tzinfo=UTC)))[Clock.CLAIM] == "11-20 23:31"


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (FRIDAY, "11-20 17:30"),
        (datetime(2026, 11, 20, 8, 30, tzinfo=UTC), "11-20 17:30"),
        (datetime(2026, 11, 20, 8, 31, tzinfo=UTC), "11-23 12:00"),
        (datetime(2026, 11, 21, 2, tzinfo=UTC), "11-23 12:00"),
    ],
)
def test_an_inquiry_of_our_own_is_answered_the_same_day(at: datetime, due: str) -> None:
    asked = found(at, category=Category.INQUIRY, jurisdiction=Jurisdiction.LOCAL)
    assert running(asked)[Clock.SAME_DAY] == due
    assert Clock.SAME_DAY not in running(found(at, category=Category.INQUIRY, jurisdiction=Jurisdiction.OUTSIDE))
    assert Clock.SAME_DAY not in running(found(at, category=Category.HYPE, jurisdiction=Jurisdiction.LOCAL))


def test_claiming_stops_one_clock_and_starts_two() -> None:
    mine = pressed("cl", found(), LIN, 5)
    assert timer(mine, Clock.CLAIM).state is TimerState.MET
    assert running(mine) | {Clock.VERIFY: "11-20 11:05", Clock.LEASE: "11-20 14:35"} == running(mine)


def test_a_release_begins_a_second_run_of_the_claim() -> None:
    free = pressed("rl", pressed("cl", found(), LIN, 5), LIN, 30)
    assert (timer(free, Clock.CLAIM).generation, running(free)[Clock.CLAIM]) == (2, "11-20 09:45")
    assert {timer(free, Clock.VERIFY).state, timer(free, Clock.LEASE).state} == {TimerState.ENDED}


def test_an_undo_brings_the_same_run_back() -> None:
    one = found()
    back = done("un", pressed("cl", one, LIN, 5), LIN, now=FRIDAY + timedelta(minutes=5, seconds=20))
    assert timer(back, Clock.CLAIM) == timer(one, Clock.CLAIM)
    assert {timer(back, Clock.VERIFY).state, timer(back, Clock.LEASE).state} == {TimerState.VOID}


def test_an_undone_reassignment_brings_the_first_department_back() -> None:
    given = pressed("ag", pressed("vt", found(), LIN, 5), LIN, 10)
    again = pressed("ag", given, FANG, 20, arg="2")
    assert [t.state for t in again.clocks if t.clock is Clock.ACCEPT] == [TimerState.REASSIGNED, TimerState.RUNNING]
    back = done("un", again, FANG, now=FRIDAY + timedelta(minutes=20, seconds=20))
    assert [t.due_at for t in back.clocks if t.clock is Clock.ACCEPT and t.lives] == [timer(given, Clock.ACCEPT).due_at]


def test_the_verdict_stops_verifying_and_starts_the_final_answer() -> None:
    judged = pressed("vt", pressed("cl", found(), LIN, 5), LIN, 30)
    assert timer(judged, Clock.VERIFY).state is TimerState.MET
    assert running(judged)[Clock.FINAL] == "11-27 17:30"
    assert Clock.LEASE in running(judged), "until one act after the verdict"
    acted = pressed("cm", judged, LIN, 40, words="已联系施工方")
    assert timer(acted, Clock.LEASE).state is TimerState.MET


def test_the_lease_is_renewed_by_the_owners_acts_alone() -> None:
    mine = pressed("cl", found(), LIN, 5)
    assert timer(pressed("cm", mine, BAI, 20, words="同一路段"), Clock.LEASE) == timer(mine, Clock.LEASE)
    renewed = timer(pressed("cm", mine, LIN, 20, words="已去现场"), Clock.LEASE)
    assert (renewed.generation, local(renewed.due_at)) == (1, "11-20 14:50")


def test_the_first_department_that_accepts_starts_the_final_answer_anew_once() -> None:
    given = pressed("ag", pressed("vt", found(), LIN, 5), LIN, 10)
    assert running(given)[Clock.ACCEPT] == "11-20 11:10"
    taken = done("ac", given, HE, now=FRIDAY + timedelta(days=3))
    assert timer(taken, Clock.ACCEPT).state is TimerState.MET
    assert (timer(taken, Clock.FINAL).generation, running(taken)[Clock.FINAL]) == (2, "11-30 17:30")
    again = done("ag", taken, FANG, arg="2", now=FRIDAY + timedelta(days=4))
    assert running(again)[Clock.FINAL] == "11-30 17:30"


def test_a_bounced_one_is_counted_as_bounced() -> None:
    given = pressed("ag", pressed("vt", found(), LIN, 5), LIN, 10)
    assert timer(pressed("bo", given, HE, 20), Clock.ACCEPT).state is TimerState.BOUNCED


def test_an_extension_moves_the_final_answer_once() -> None:
    taken = pressed("ac", pressed("ag", pressed("vt", found(), LIN, 5), LIN, 10), HE, 20)
    later = pressed("ex", taken, FANG, 60, arg="2026-12-02")
    assert running(later)[Clock.FINAL] == "12-02 17:30"
    assert timer(taken, Clock.FINAL).key != timer(later, Clock.FINAL).key


def test_what_is_no_issue_has_no_clocks() -> None:
    gone = pressed("iv", found(), LIN, 5)
    assert running(gone) == {}
    assert {t.state for t in gone.clocks} == {TimerState.VOID}


def test_a_waiver_ends_the_response_clocks_and_no_other() -> None:
    waived = pressed("nr", pressed("cl", found(severity=Severity.MAJOR), LIN, 5), FANG, 10)
    assert {t.clock for t in waived.clocks if t.state is TimerState.WAIVED} == {
        Clock.FIRST_RESPONSE,
        Clock.AUTHORITATIVE,
    }
    assert {Clock.REPORT_UP, Clock.BRIEFING, Clock.VERIFY} <= running(waived).keys()


def test_reporting_upward_meets_its_clock() -> None:
    told = pressed("ru", found(severity=Severity.MAJOR), BAI, 60)
    assert timer(told, Clock.REPORT_UP).state is TimerState.MET


def test_a_higher_level_counts_from_the_detection_and_the_old_rows_do_not_count() -> None:
    higher = pressed("lv", found(), FANG, 60, arg="major")
    assert timer(higher, Clock.CEILING).state is TimerState.SUPERSEDED
    assert running(higher) | {Clock.REPORT_UP: "11-20 13:00", Clock.FIRST_RESPONSE: "11-20 12:00"} == running(higher)
    assert not timer(higher, Clock.REPORT_UP).overdue


def test_what_would_have_been_over_gets_half_its_span_from_now() -> None:
    higher = pressed("lv", found(), FANG, 6 * 60, arg="major")
    told = timer(higher, Clock.REPORT_UP)
    assert (told.overdue, local(told.due_at)) == (True, "11-20 17:00")
    assert told.why.plain().endswith("调整时已过期，改按一半时限计，11-20（周五）17:00 到期")


def test_verifying_at_a_higher_level_is_not_over_before_it_began() -> None:
    mine = pressed("cl", found(), LIN, 5)
    higher = pressed("lv", mine, FANG, 90, arg="major")
    told = timer(higher, Clock.VERIFY)
    assert (told.overdue, local(told.due_at)) == (True, "11-20 11:00")
    in_time = pressed("lv", mine, FANG, 30, arg="major")
    assert running(in_time)[Clock.VERIFY] == "11-20 10:05"


def test_after_a_transfer_ours_run_until_the_receipt_and_go_on_when_it_comes_back() -> None:
    mine = pressed("vt", found(), LIN, 30)
    gone = pressed("tx", mine, FANG, 60)
    assert running(gone).keys() == {Clock.FIRST_RESPONSE, Clock.CEILING, Clock.FINAL}
    signed = pressed("rc", gone, FANG, 90)
    assert {t.state for t in signed.clocks if t.clock in running(gone)} == {TimerState.PAUSED}
    back = done("tb", signed, FANG, now=FRIDAY + timedelta(minutes=90, days=3))
    assert running(back)[Clock.FIRST_RESPONSE] == "11-23 12:00", "an hour and a half were left on Friday"
    assert running(back)[Clock.CEILING] == "11-25 09:00"


def test_reopening_counts_from_now_and_never_claims() -> None:
    closed = replace(
        pressed("vt", found(severity=Severity.MAJOR), LIN, 5), basis="现场", no_response="已当面答复", reports=()
    )
    over = done("fi", closed, LIN, now=FRIDAY + timedelta(minutes=30))
    assert running(over) == {}
    again = done("ro", over, FANG, now=FRIDAY + timedelta(days=5))
    assert running(again)[Clock.FIRST_RESPONSE] == "11-25 12:00"
    assert "11-25（周三）09:00 重开" in timer(again, Clock.FIRST_RESPONSE).why.plain()
    assert Clock.CLAIM not in running(again)
    assert Clock.REPORT_UP in running(again)
    assert (again.status, again.verdict) == (Status.CLAIMED, Verdict.UNVERIFIED)
