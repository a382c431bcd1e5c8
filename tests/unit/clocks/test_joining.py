"""Merging and clocks (lifecycle §2): per clock the earlier due time; taking out again gives the former ones back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.clocks.timing import timed
from core.incident import Incident
from core.timer import Clock, TimerState
from tests.conftest import FANG, LIN
from tests.unit.clocks.test_table import FRIDAY, found, local, running, timer
from tests.unit.making import POLICY, do, done

#: the child was found an hour before the parent
EARLIER = datetime(2026, 11, 20, 0, tzinfo=UTC)


def merged(parent: Incident, child: Incident) -> tuple[Incident, Incident]:
    """The child goes up in the parent a quarter of an hour later."""
    now = parent.detected_at + timedelta(minutes=15)
    outcome = do("mg", child, FANG, arg=str(parent.id), others=(parent,), now=now)
    gone, taken = outcome.changes
    return taken.subject, gone.subject


def pair() -> tuple[Incident, Incident]:
    parent, child = replace(found(FRIDAY), id=9), replace(found(EARLIER), id=5)
    return done("cl", parent, LIN, now=FRIDAY + timedelta(minutes=5)), child


def test_the_earlier_due_time_counts_for_both() -> None:
    parent, child = pair()
    assert running(parent)[Clock.CEILING] == "11-22 09:00"
    parent, child = merged(parent, child)
    assert running(parent)[Clock.CEILING] == "11-22 08:00"
    assert timer(parent, Clock.CEILING).why.plain().endswith("并案后以较早的为准，11-22（周日）08:00 到期")
    assert running(child) == {}
    assert timer(child, Clock.CEILING).state is TimerState.MERGED


def test_what_the_parent_has_met_stays_met() -> None:
    parent, child = pair()
    assert timer(parent, Clock.CLAIM).state is TimerState.MET
    parent, child = merged(parent, child)
    assert timer(parent, Clock.CLAIM).state is TimerState.MET
    assert timer(child, Clock.CLAIM).state is TimerState.MERGED


def test_taking_out_again_gives_both_their_former_times() -> None:
    before_parent, before_child = pair()
    parent, child = merged(before_parent, before_child)
    outcome = do("um", parent, FANG, arg="5", others=(child,), now=FRIDAY + timedelta(minutes=20))
    back, former = (change.subject for change in outcome.changes)
    assert running(back)[Clock.CEILING] == "11-22 09:00"
    assert timer(back, Clock.CEILING) == timer(before_parent, Clock.CEILING)
    assert running(former) == running(before_child)


def test_a_clock_that_was_restored_is_called_again() -> None:
    parent, child = pair()
    parent, child = merged(parent, child)
    outcome = do("um", parent, FANG, arg="5", others=(child,), now=FRIDAY + timedelta(minutes=20))
    former = outcome.changes[1].subject
    assert [local(one.next_at) for one in former.clocks if one.clock is Clock.CLAIM and one.next_at] == ["11-20 08:16"]


def test_nothing_moves_without_a_change() -> None:
    parent, _ = pair()
    again, changed = timed(parent, parent, "comment", POLICY, FRIDAY + timedelta(minutes=6))
    assert (again, changed) == (parent, ())
