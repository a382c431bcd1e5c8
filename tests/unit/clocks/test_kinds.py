"""Kind × clock (lifecycle §4): which publication meets which clock, at every level and with every verdict."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clocks.spanning import due_of, lasting
from core.clocks.timing import timed
from core.dossier import Category, Jurisdiction
from core.incident import Incident, Status, Verdict
from core.severity import Severity
from core.statement import Kind, Stand
from core.statements.standing import arg_of
from core.timer import Clock, TimerState
from tests.conftest import FANG, LIN
from tests.unit.clocks.test_table import FRIDAY, found, running, timer
from tests.unit.making import POLICY, done
from tests.unit.speaking import statement

ANY = {Clock.FIRST_RESPONSE, Clock.SAME_DAY, Clock.CEILING}
RESPONSE = ANY | {Clock.AUTHORITATIVE, Clock.FINAL}
VERDICTS = (Verdict.TRUE, Verdict.PARTLY, Verdict.FALSE, Verdict.UNDETERMINABLE)


def waiting(level: Severity, verdict: Verdict, *kinds: Kind) -> Incident:
    """An inquiry of ours, verified, its text signed: every clock that this level has runs."""
    one = found(severity=level, category=Category.INQUIRY, jurisdiction=Jurisdiction.LOCAL)
    judged = {Verdict.TRUE: "vt", Verdict.PARTLY: "vp", Verdict.FALSE: "vf", Verdict.UNDETERMINABLE: "vu"}
    one = done(judged[verdict], one, LIN, now=FRIDAY + timedelta(minutes=5))
    return replace(one, basis="现场核实", statements=(statement(Stand.APPROVED, kinds=kinds),))


def published(one: Incident, minutes: int = 30) -> Incident:
    (waits,) = one.statements
    return done(
        "pb", one, LIN, arg=arg_of(waits), words="https://weibo.com/1/a", now=FRIDAY + timedelta(minutes=minutes)
    )


def meets(verdict: Verdict, *kinds: Kind) -> set[Clock]:
    """The table, literally."""
    final = Kind.FINAL in kinds or (Kind.CORRECTION in kinds and verdict is Verdict.FALSE)
    if final:
        return RESPONSE
    authoritative = {Kind.AUTHORITATIVE, Kind.CORRECTION} & set(kinds)
    return ANY | ({Clock.AUTHORITATIVE} if authoritative else set())


@pytest.mark.parametrize(("level", "verdict", "kind"), list(product(Severity, VERDICTS, Kind)))
def test_each_kind_meets_its_clocks_and_no_other(level: Severity, verdict: Verdict, kind: Kind) -> None:
    before = waiting(level, verdict, kind)
    after = published(before)
    ran = running(before).keys() & RESPONSE
    met = {one.clock for one in after.clocks if one.state is TimerState.MET} & RESPONSE
    assert met == ran & meets(verdict, kind)
    assert running(after).keys() & RESPONSE == ran - meets(verdict, kind)
    assert {Clock.BRIEFING, Clock.REPORT_UP} & running(before).keys() <= running(after).keys()
    assert {one.ended_at for one in after.clocks if one.clock in met} <= {FRIDAY + timedelta(minutes=30)}


def test_one_publication_may_be_several_kinds() -> None:
    after = published(waiting(Severity.MAJOR, Verdict.TRUE, Kind.AUTHORITATIVE, Kind.FINAL))
    assert running(after).keys() & RESPONSE == set()


def test_what_is_withdrawn_stays_met_and_is_flagged() -> None:
    out = published(waiting(Severity.GENERAL, Verdict.TRUE, Kind.FIRST))
    (one,) = out.statements
    back = done("wd", out, FANG, arg=arg_of(one), words="发错了账号", now=FRIDAY + timedelta(hours=1))
    assert timer(back, Clock.FIRST_RESPONSE).state is TimerState.MET
    assert back.statements[0].stand is Stand.WITHDRAWN


def test_a_correction_becomes_final_when_the_verdict_does() -> None:
    out = published(waiting(Severity.GENERAL, Verdict.TRUE, Kind.CORRECTION))
    assert Clock.FINAL in running(out)
    turned = done("vf", out, LIN, now=FRIDAY + timedelta(hours=1))
    assert timer(turned, Clock.FINAL).state is TimerState.MET


def test_only_what_comes_after_a_reopening_counts() -> None:
    out = replace(published(waiting(Severity.GENERAL, Verdict.TRUE, Kind.FINAL)), status=Status.CLOSED)
    again = done("ro", out, FANG, now=FRIDAY + timedelta(days=3))
    assert running(again).keys() & RESPONSE == {Clock.FIRST_RESPONSE, Clock.SAME_DAY, Clock.CEILING}


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20)))
def test_what_the_explanation_names_adds_up(moment: datetime) -> None:
    start = moment.replace(tzinfo=POLICY.figures.timezone)
    span = POLICY.figures.spans.first_response
    why = due_of(Clock.FIRST_RESPONSE, start, Severity.GENERAL, POLICY.figures).why
    if "first" in why.params:
        counted = POLICY.figures.work.add(start, span)
        assert why.params["first"] == lasting(counted.parts[0].span)
        assert why.params["rest"] == lasting(span - counted.parts[0].span)
    else:
        assert why.params["span"] == lasting(span)


def test_a_change_that_changes_nothing_moves_no_clock() -> None:
    one = waiting(Severity.MAJOR, Verdict.TRUE, Kind.FIRST)
    assert timed(one, one, "comment", POLICY, FRIDAY + timedelta(hours=1)) == (one, ())
