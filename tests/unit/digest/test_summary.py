"""What is counted, in which period, and what is not."""

from datetime import timedelta
from typing import Any

import pytest

from core.digest.facts import Head, PostCount, Talk, Watch
from core.digest.figures import Burden, Bypass, Rate, Summary
from core.digest.periods import Period, Span, before
from core.incident import Phase, Status, Verdict
from core.response import Promise, PromiseState
from core.severity import Severity
from core.timer import Clock, TimerState
from core.watching.health import Health
from tests.conftest import BAI, FANG, LIN, NOON
from tests.unit.digest.making import AS_OF, BEGIN, HOUR, WEEK, did, figures, found, met, ran

DAY = timedelta(days=1)


def test_nothing_happened() -> None:
    empty = figures()
    assert empty.days == tuple(type(one)(day=day) for one, day in zip(empty.days, WEEK.days, strict=True))
    assert empty == Summary(period=WEEK, as_of=AS_OF, days=empty.days)


@pytest.mark.parametrize("apart", [{"drill": True}, {"status": Status.MERGED, "merged_at": NOON}])
def test_drills_and_merged_children_are_counted_apart(apart: dict[str, Any]) -> None:
    acts = (did("claim", owner=LIN), did("close", status="closed"), did("verdict", verdict="true"))
    parts = (*acts, met(Clock.FIRST_RESPONSE, 1), ran(Clock.CLAIM), ran(Clock.LEASE))
    counted, apart_ = figures(found(), *parts), figures(found(**apart), *parts)
    assert (counted.new, counted.closed, counted.on_time) == (1, 1, Rate(part=1, whole=1))
    assert (apart_.drills, apart_.merged) == ((1, 0) if "drill" in apart else (0, 1))
    empty = figures()
    for name in ("new", "closed", "days", "on_time", "clocks", "claim", "late", "open", "burdens", "rumours"):
        assert getattr(apart_, name) == getattr(empty, name), name


@pytest.mark.parametrize(
    ("run", "rate"),
    [
        (met(Clock.FIRST_RESPONSE, 2), Rate(part=1, whole=1)),
        (met(Clock.FIRST_RESPONSE, 3), Rate(part=1, whole=1)),
        (met(Clock.FIRST_RESPONSE, 4), Rate(part=0, whole=1)),
        (ran(Clock.FIRST_RESPONSE), Rate(part=0, whole=1)),
        (ran(Clock.FIRST_RESPONSE, due_at=AS_OF), Rate()),
        (ran(Clock.FIRST_RESPONSE, due_at=BEGIN - HOUR), Rate()),
        # met after the period: it was running then
        (met(Clock.FIRST_RESPONSE, 200), Rate(part=0, whole=1)),
        (met(Clock.FIRST_RESPONSE, 200, due_at=NOON + 300 * HOUR), Rate()),
        (met(Clock.FIRST_RESPONSE, 4, overdue=True), Rate()),
        (ran(Clock.FIRST_RESPONSE, state=TimerState.ENDED, ended_at=NOON + HOUR), Rate()),
        (ran(Clock.FIRST_RESPONSE, state=TimerState.ENDED, ended_at=NOON + 4 * HOUR), Rate(part=0, whole=1)),
        *(
            (ran(Clock.FIRST_RESPONSE, state=state, ended_at=NOON + 4 * HOUR), Rate())
            for state in TimerState
            if state not in (TimerState.RUNNING, TimerState.MET, TimerState.ENDED)
        ),
        (met(Clock.BRIEFING, 1), Rate()),
    ],
)
def test_in_time_or_not(run: Any, rate: Rate) -> None:
    summary = figures(found(), run)
    assert summary.on_time == rate
    assert summary.overdue_apart == run.overdue


def test_a_miss_is_counted_once_in_the_period_in_which_it_ran_out() -> None:
    late = met(Clock.FINAL, 7 * 24)
    last, this = figures(found(), late), figures(found(), late, period=_after(WEEK))
    assert (last.on_time, this.on_time) == (Rate(part=0, whole=1), Rate())
    assert (last.final.open, last.final.ended, this.final.ended) == (1, 0, 1)


def _after(period: Period) -> Period:
    return Period(span=Span.WEEK, begin=period.end, end=period.end + 7 * DAY)


def test_every_clock_has_its_rate_but_the_lease() -> None:
    runs = [met(clock, 1, about="p1" if clock is Clock.PROMISE else "") for clock in Clock]
    summary = figures(found(department="市政科"), *runs)
    assert dict(summary.clocks) == {clock: Rate(part=1, whole=1) for clock in Clock if clock is not Clock.LEASE}
    (named,) = summary.departments
    assert (named.name, named.rate) == ("市政科", Rate(part=6, whole=6))
    assert figures(found(), *runs).departments == ()


def test_what_was_taken_back_was_never_done() -> None:
    claim, undo = did("claim", owner=LIN), did("undo", undone="claim", owner=None)
    again = did("claim", owner=BAI, person=BAI)
    summary = figures(found(owner=BAI, status=Status.CLAIMED), claim, undo, again)
    assert summary.burdens == (Burden(person=BAI, name="—", taken=1, open=1),)
    assert figures(found(), claim).burdens[0].person == LIN


def test_false_alarms_are_what_rules_found_and_people_called_wrong() -> None:
    invalid = {"status": Status.INVALID, "topic": "道路"}
    parts = (
        found(1, **invalid),
        did("invalid", 1, status="invalid", reason="误报"),
        found(2, **invalid),
        did("invalid", 2, status="invalid", reason="重复"),
        found(3, verdict=Verdict.TRUE, topic="道路"),
        did("verdict", 3, verdict="true"),
        # reported by hand, and not decided at all
        found(4, **invalid, reported_by=LIN),
        did("invalid", 4, status="invalid", reason="误报"),
        found(5, topic="道路"),
    )
    summary = figures(*parts)
    assert summary.false_alarms == Rate(part=1, whole=3)
    assert [(one.name, one.rate) for one in summary.false_by_rule] == [("道路", Rate(part=1, whole=3))]
    assert [one.name for one in summary.false_by_source] == ["海棠论坛"]
    assert figures(*parts, period=before(WEEK)).false_alarms == Rate()


def test_verdicts_changed_false_and_missed() -> None:
    parts = (
        found(1, verdict=Verdict.FALSE, status=Status.CLAIMED, owner=LIN),
        did("claim", 1, owner=LIN),
        did("verdict", 1, verdict="true", at=NOON + HOUR),
        did("verdict", 1, verdict="false", at=NOON + 2 * HOUR),
        found(2, verdict=Verdict.TRUE, status=Status.CLAIMED, owner=LIN, reported_by=BAI),
        did("verdict", 2, verdict="true", owner=LIN, at=NOON + HOUR),
        # its verdict went with the reopening
        found(3, status=Status.CLAIMED, owner=FANG, reopened=1),
        did("verdict", 3, verdict="true", owner=LIN),
        did("reopen", 3, verdict="unverified", reopened=1, owner=FANG, person=FANG, at=NOON + HOUR),
    )
    summary = figures(*parts)
    assert (summary.rumours, summary.rejudged) == (Rate(part=1, whole=2), Rate(part=1, whole=2))
    assert (summary.missed, summary.reopened) == (Rate(part=1, whole=1), 1)
    assert sorted(summary.verify.listed) == [0.0, 0.0, 7200.0, (AS_OF - NOON - HOUR).total_seconds()]
    assert summary.verify.listed_open == (False, False, False, True)


def test_a_second_stage_of_waiting_for_a_signature_is_none() -> None:
    first = ran(Clock.APPROVAL, about="s1.1.0", state=TimerState.SUPERSEDED, ended_at=NOON + HOUR)
    then = met(Clock.APPROVAL, 2, about="s1.1.0", generation=2, started_at=NOON + HOUR)
    assert figures(found(), first, then).approval.listed == (7200.0,)


def test_the_first_claim_alone_is_timed_on_the_wall_and_in_working_time() -> None:
    released = met(Clock.CLAIM, 30, generation=2, started_at=NOON + 20 * HOUR)
    summary = figures(found(), met(Clock.CLAIM, 2), released)
    # noon in the office is within the break
    assert (summary.claim.listed, summary.claim_working.listed) == ((7200.0,), (1800.0,))
    waiting = figures(found(), ran(Clock.CLAIM))
    assert (waiting.claim.open, waiting.claim.median_more) == (1, True)


def test_open_late_and_untouched() -> None:
    promise = Promise(number=2, text="修好路灯", due=WEEK.begin, owner=BAI, department="市政科", by=BAI, at=NOON)
    kept = Promise(number=1, text="", due=WEEK.end, owner=BAI, by=BAI, at=NOON, state=PromiseState.KEPT)
    coming = Promise(number=3, text="", due=WEEK.end, owner=BAI, by=BAI, at=NOON)
    one = found(1, status=Status.CLAIMED, owner=LIN, snoozed_until=AS_OF + HOUR)
    ended = found(2, status=Status.CLOSED, promises=(kept, promise, coming), detected_at=BEGIN - DAY)
    runs = (ran(Clock.LEASE, 1), ran(Clock.PROMISE, 2, about="p2"), ran(Clock.FINAL, 1, due_at=AS_OF))
    summary = figures(one, ended, *runs)
    assert summary.open == ((Phase.CLAIMED, 1),)
    assert (summary.open_count, summary.snoozed, summary.untouched) == (1, 1, 1)
    assert (summary.promises, summary.promises_due, summary.promises_late) == (2, 1, 1)
    told = {(late.incident, late.clock, late.person, late.department, late.promise) for late in summary.late}
    assert told == {(1, None, LIN, "", 0), (2, Clock.PROMISE, BAI, "市政科", 2)}
    assert summary.oldest is not None
    assert (summary.oldest.incident, summary.oldest.due_at) == (1, NOON)


def test_carried_over_is_what_was_open_when_the_period_began() -> None:
    earlier = {"detected_at": BEGIN - DAY, "status": Status.CLOSED}
    closed_before = did("close", 2, status="closed", at=BEGIN - HOUR)
    parts = (found(1, **earlier), did("close", 1, status="closed"), found(2, **earlier), closed_before, found(3))
    summary = figures(*parts)
    assert (summary.new, summary.carried, summary.closed) == (1, 1, 1)


def test_bypasses_are_always_shown_and_solo_counts_a_statement_once() -> None:
    child = found(1, status=Status.MERGED, merged_at=NOON)
    shown = figures(child, did("bypass", statement=1, reason="群众急盼"))
    assert shown.bypasses == (Bypass(incident=1, statement=1, by=LIN, reason="群众急盼"),)
    assert figures(found(drill=True), did("bypass", statement=1)).bypasses == ()
    twice = [did("approve", statement=1, solo=True), did("approve", statement=1, solo=True)]
    assert figures(found(), *twice, did("approve", statement=2, solo=False)).solo == 1


def test_levels_night_and_the_share_of_unknown_times() -> None:
    night = found(2, detected_at=NOON + 11 * HOUR, severity=Severity.MAJOR)
    summary = figures(found(1, published_at=NOON - HOUR), night)
    assert summary.levels == ((Severity.MAJOR, 1), (Severity.GENERAL, 1))
    assert (summary.lag.listed, summary.lag_unknown) == ((3600.0,), Rate(part=1, whole=2))
    assert summary.night == 1


def test_sources_posts_messages_and_the_head() -> None:
    watches = (
        Watch(id=1, name="甲", platform="", active=True, health=Health.OK),
        Watch(id=2, name="乙", platform="", active=True, health=Health.FAILING, blind=7200.0),
        Watch(id=3, name="丙", platform="", active=False, health=Health.SILENT, blind=3600.0),
        Watch(id=4, name="丁", platform="", active=True, health=Health.NEW),
    )
    posts = tuple(PostCount(day=day, stored=5, quiet=3, positive=1) for day in WEEK.days[:2])
    summary = figures(
        watches=watches,
        posts=posts,
        joined=2,
        talk=Talk(sent=7, failed=1, unreachable=("白露",)),
        head=Head(seq=9, hash="f"),
    )
    assert (summary.sources, summary.healthy, summary.silent, summary.failing) == (3, 1, 0, 1)
    assert (summary.blind_hours, summary.blind) == (3.0, (("乙", 2.0), ("丙", 1.0)))
    assert (summary.mentions, summary.positive, summary.posts, summary.joined) == (6, 2, 4, 2)
    assert (summary.sent, summary.failed, summary.unreachable) == (7, 1, ("白露",))
    assert (summary.seq, summary.hash) == (9, "f")
