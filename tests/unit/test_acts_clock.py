"""What the clock and new posts make of an incident: reminders, proposals of the system (lifecycle §2, §3.5)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.changes import Change
from core.dossier import Answered, LastAct, Proposal, Proposed
from core.followup import considered, flared_up, woken
from core.incident import OPEN, Incident, Status
from core.outgoing import Notice, Show
from core.people import Role
from core.posts import Source, Tier
from core.severity import Severity
from core.spreading import Sighting
from core.texts import Message
from tests.conftest import FANG, GROUP, LIN, NOON
from tests.unit.making import POLICY, at_status, done, incident

NIGHT = NOON + timedelta(hours=14)
WEEK = timedelta(days=7)
#: all that closing needs, and long silent
READY = at_status(Status.HANDLING, no_response="已当面答复")
FORUM = Source(name="海棠论坛", kind="rss", url="", platform="论坛", tier=Tier.LOCAL)


def asleep(subject: Incident) -> Incident:
    return replace(subject, snoozed_until=NOON)


def said(changes: tuple[Change, ...]) -> Notice:
    (change,) = changes
    (notice,) = change.outgoing
    assert isinstance(notice, Notice)
    return notice


@pytest.mark.parametrize("status", sorted(Status))
def test_a_reminder_is_said_of_what_is_open_and_cleared_of_what_has_ended(status: Status) -> None:
    (change,) = woken(asleep(at_status(status)), POLICY, NOON, reachable=True)
    assert change.subject.snoozed_until is None
    assert bool(change.outgoing) is (status in OPEN)
    type_ = "wake" if status in OPEN else "unsnooze"
    assert (change.event.type, change.event.role, change.subject.decision) == (type_, Role.SYSTEM, 0)


def test_a_reminder_waits_for_its_time() -> None:
    assert woken(asleep(READY), POLICY, NOON - timedelta(seconds=1), reachable=True) == ()
    assert woken(READY, POLICY, NOON, reachable=True) == ()


def test_a_reminder_goes_to_the_owner_or_calls_the_owner_in_the_group() -> None:
    owned = asleep(READY)
    private = said(woken(owned, POLICY, NIGHT, reachable=True))
    assert (private.chat, private.loud) == (LIN, True)
    group = said(woken(owned, POLICY, NOON, reachable=False))
    assert (group.chat, group.mentions, group.loud) == (GROUP, (LIN,), True)
    assert not said(woken(owned, POLICY, NIGHT, reachable=False)).loud
    serious = replace(owned, severity=Severity.MAJOR)
    assert said(woken(serious, POLICY, NIGHT, reachable=False)).loud
    assert said(woken(asleep(incident()), POLICY, NOON, reachable=True)).chat == GROUP
    assert said(woken(replace(owned, owner=99), POLICY, NOON, reachable=True)).mentions == ()


def silent(subject: Incident, days: float, *, now: timedelta = WEEK, regraded: float | None = None) -> list[str]:
    at = NOON + now
    set_at = None if regraded is None else at - timedelta(days=regraded)
    return [c.event.type for c in considered(subject, at - timedelta(days=days), set_at, POLICY, at)]


def test_closing_is_proposed_after_a_week_of_silence() -> None:
    (change,) = considered(READY, NOON, None, POLICY, NOON + WEEK)
    (asked,) = change.subject.proposals
    assert (asked.what, asked.by, change.event.role) == (Proposed.CLOSE, 0, Role.SYSTEM)
    assert "自 11-20 12:00 起没有新帖" in asked.reason.plain()
    show, *words = change.outgoing
    assert show == Show(chat=GROUP, about="p1", loud=True)
    assert len(words) == 2
    assert silent(READY, 6.9) == []


@pytest.mark.parametrize(
    "subject",
    [
        replace(READY, no_response=""),
        replace(READY, basis=""),
        at_status(Status.CLAIMED, no_response="x"),
        *(replace(READY, status=status) for status in set(Status) - OPEN),
    ],
)
def test_closing_is_not_proposed_where_a_lead_could_not_close(subject: Incident) -> None:
    assert silent(subject, 30) == []


def test_a_lower_level_is_proposed_one_step_down_after_a_calm_day() -> None:
    serious = incident(severity=Severity.EXTREME)
    (change,) = considered(serious, NOON, None, POLICY, NOON + timedelta(days=1))
    (asked,) = change.subject.proposals
    assert (asked.what, asked.severity) == (Proposed.LOWER, Severity.MAJOR)
    assert silent(serious, 0.9) == []
    assert silent(incident(), 5) == []


def test_a_level_that_was_set_lately_is_left_alone() -> None:
    serious = incident(severity=Severity.MAJOR)
    assert silent(serious, 3, regraded=0.5) == []
    assert silent(serious, 3, regraded=1.5) == ["propose_lower"]


def test_one_question_at_a_time() -> None:
    ready = replace(READY, severity=Severity.MAJOR)
    assert silent(ready, 8) == ["propose_close"]
    (change,) = considered(ready, NOON, None, POLICY, NOON + WEEK)
    assert silent(change.subject, 8) == []


def answered(what: Proposed, answer: Answered, days: float) -> Proposal:
    at = NOON + WEEK - timedelta(days=days)
    return Proposal(number=1, what=what, by=0, at=at, reason=Message("x"), answer=answer, answered_at=at)


def test_after_a_no_the_same_is_asked_again_only_after_a_week() -> None:
    lately = replace(READY, proposals=(answered(Proposed.CLOSE, Answered.DECLINED, 6.9),))
    assert silent(lately, 8) == []
    long_ago = replace(READY, proposals=(answered(Proposed.CLOSE, Answered.DECLINED, 7),))
    assert silent(long_ago, 8) == ["propose_close"]
    another = replace(READY, proposals=(answered(Proposed.LOWER, Answered.DECLINED, 1),))
    assert silent(another, 8) == ["propose_close"]


def test_nothing_is_asked_within_a_minute_of_a_persons_act() -> None:
    just = NOON + WEEK - timedelta(seconds=59)
    assert silent(replace(READY, last=LastAct(type="accept", by=LIN, at=just)), 8) == []
    assert silent(replace(READY, acted_at=just), 8) == []
    before = NOON + WEEK - timedelta(seconds=60)
    assert silent(replace(READY, last=LastAct(type="accept", by=LIN, at=before)), 8) == ["propose_close"]


def seen(minutes: float, **source: object) -> Sighting:
    made = replace(FORUM, **source) if source else FORUM  # type: ignore[arg-type]
    return Sighting(source=made, reposts=0, seen_at=NOON + WEEK - timedelta(minutes=minutes))


def flared(subject: Incident, *sightings: Sighting) -> tuple[Change, ...]:
    return flared_up(subject, sightings, POLICY, NOON + WEEK)


CLOSED = at_status(Status.CLOSED)


def test_three_posts_in_an_hour_ask_for_reopening() -> None:
    (change,) = flared(CLOSED, seen(0), seen(10), seen(59))
    (asked,) = change.subject.proposals
    assert (asked.what, asked.reason.plain()) == (Proposed.REOPEN, "近一小时有 3 条新帖")
    assert flared(CLOSED, seen(0), seen(10), seen(61)) == ()


def test_what_the_table_calls_for_asks_for_reopening() -> None:
    assert flared(CLOSED, seen(0, tier=Tier.CITY))
    assert flared(CLOSED, seen(0), seen(3, platform="微博"))
    assert flared(CLOSED, seen(0)) == ()


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.CLOSED, Status.TRANSFERRED}))
def test_only_what_may_be_reopened_is(status: Status) -> None:
    assert flared(at_status(status), seen(0), seen(1), seen(2)) == ()
    assert flared(at_status(Status.TRANSFERRED), seen(0), seen(1), seen(2))


def test_reopening_is_asked_once_for_each_end() -> None:
    posts = (seen(0), seen(1), seen(2))
    (change,) = flared(CLOSED, *posts)
    assert flared(change.subject, *posts) == ()
    declined = done("no", change.subject, FANG, now=NOON + WEEK)
    assert flared_up(declined, posts, POLICY, NOON + WEEK + timedelta(days=8)) == ()
    again = done("ro", declined, FANG, now=NOON + 2 * WEEK)
    closed = replace(again, status=Status.CLOSED, last=None, acted_at=None)
    later = [replace(one, seen_at=one.seen_at + 2 * WEEK) for one in posts]
    assert len(flared_up(closed, later, POLICY, NOON + 3 * WEEK)) == 1


def test_at_night_a_flare_up_rings_from_major_on() -> None:
    for level, loud in ((Severity.SIGNIFICANT, False), (Severity.MAJOR, True)):
        night = NIGHT + WEEK
        posts = [Sighting(source=FORUM, reposts=0, seen_at=night)] * 3
        (change,) = flared_up(replace(CLOSED, severity=level), posts, POLICY, night)
        show = change.outgoing[0]
        assert isinstance(show, Show)
        assert show.loud is loud
