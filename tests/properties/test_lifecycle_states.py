"""No illegal state from any sequence of acts by anybody; each change has exactly one event (lifecycle §1–§3)."""

from contextlib import suppress
from dataclasses import fields, replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings

from core.actions import BY_CODE
from core.changes import Change
from core.incident import NEEDS_BASIS, OPEN, Incident, Status, Verdict
from core.people import Role
from core.proposals import makes_sense, waiting
from core.statements.standing import adopted, answered
from core.workflow import Need, Refused
from tests.conftest import GU
from tests.properties.acts import GONE, JOB_CODES, STORIES, STRANGER, Act, made, story, walk
from tests.properties.making import TEAM
from tests.unit.law import LAW

#: what an undo does not put back: the numbers go on, and it cannot be undone itself
NOT_RESTORED = ("revision", "decision", "acts", "undo", "last")
#: what no event tells: moments, and the newest post's reasons, which would double the audit of a flood (ADR 0038)
UNTOLD = ("acted_at", "clocks", "newest")
NO_STATUS_YET = {Status.MERGED}
#: the department and handler of what has ended stay, for whoever reads it
ENDED = (Status.CLOSED, Status.TRANSFERRED)


def sound(i: Incident) -> None:
    """The axes fit together."""
    if i.status is Status.SUSPECTED:
        assert (i.owner, i.claimed_at, i.verdict) == (None, None, Verdict.UNVERIFIED)
    elif i.status in OPEN:
        assert i.owner is not None
        assert i.claimed_at is not None
    if i.verdict is Verdict.UNVERIFIED:
        assert i.basis == ""
    if i.status is Status.CLOSED:
        assert i.verdict is not Verdict.UNVERIFIED
        assert i.no_response or answered(i) or adopted(i)
        assert i.basis or i.verdict not in NEEDS_BASIS
    assert bool(i.department) == (i.status in (Status.ASSIGNED, Status.HANDLING)) or i.status in ENDED
    assert (i.handler is not None) == (i.status is Status.HANDLING) or i.status in ENDED
    assert bool(i.invalid_reason) == (i.status is Status.INVALID)
    assert len(set(i.assistants)) == len(i.assistants)
    assert (i.transfer is not None) == (i.status is Status.TRANSFERRED)
    assert [one.number for one in i.proposals] == list(range(1, len(i.proposals) + 1))
    assert all(makes_sense(i, one) for one in waiting(i))
    assert len({one.what for one in waiting(i)}) == len(waiting(i))


def told(before: Incident, change: Change) -> None:
    """The event says all that changed, and the numbers move by one."""
    after, event = change.subject, change.event
    assert after.revision == before.revision + 1
    assert after.decision - before.decision in (0, 1)
    assert after.acts - before.acts == (event.role is not Role.SYSTEM)
    assert (event.revision, event.decision) == (
        (before.revision, after.revision),
        (before.decision, after.decision),
    )
    silent = {*NOT_RESTORED, *UNTOLD}
    differ = {f.name for f in fields(Incident) if getattr(before, f.name) != getattr(after, f.name)} - silent
    assert set(event.diffs) == differ
    assert all(pair == (getattr(before, name), getattr(after, name)) for name, pair in event.diffs.items())
    assert event.subject == f"incident:{before.id}"


def legal(acts: list[Act]) -> None:
    """Every step of the story, and what it changed."""
    for one, _, before, changes, refused in story(acts):
        assert not (changes and refused)
        for old, change in zip((before, *(c.subject for c in changes)), changes, strict=False):
            told(old, change)
            sound(change.subject)
        decisions = [change.event.decision[1] > change.event.decision[0] for change in changes]
        if one.code in BY_CODE:
            assert decisions in ([], [LAW[one.code].decides])
        else:
            assert not refused
            assert not any(decisions)


@settings(max_examples=200)
@given(STORIES)
def test_no_sequence_of_acts_leads_into_an_illegal_state(acts: list[Act]) -> None:
    legal(acts)


@pytest.mark.parametrize("seed", range(3))
def test_no_long_story_leads_into_an_illegal_state(seed: int) -> None:
    legal(walk(Random(seed), 5000))


@settings(max_examples=100)
@given(STORIES)
def test_nobody_without_a_role_changes_anything(acts: list[Act]) -> None:
    for one, _, _, changes, refused in story(acts):
        if one.person in (GONE, STRANGER):
            assert not changes
            assert refused is not None
            assert refused.code == "role"
        if changes and one.code in BY_CODE:
            role = changes[0].event.role
            assert role is not None
            assert role is not Role.SYSTEM


@settings(max_examples=100)
@given(STORIES)
def test_only_decisions_go_stale(acts: list[Act]) -> None:
    for one, _, _, changes, refused in story(acts):
        if one.code in BY_CODE and one.behind and not BY_CODE[one.code].commutes:
            assert not changes
        if refused is not None and refused.code == "stale":
            assert one.behind
            assert not BY_CODE[one.code].commutes


def meanwhile(subject: Incident, person: int, now: datetime) -> list[Incident]:
    """The incident as it is, and after commuting acts that may come before an undo."""
    found = [subject]
    for one in (Act(code="bs", person=person, words="后来写的依据"), Act(code="as", person=GU), Act(code="post")):
        with suppress(Refused):
            found += [change.subject for change in made(subject, one, now)]
    return found


@settings(max_examples=150)
@given(STORIES)
def test_undo_puts_back_what_the_act_replaced_and_leaves_what_others_added(acts: list[Act]) -> None:
    for one, now, before, changes, _ in story(acts):
        if not changes or one.code not in BY_CODE or not BY_CODE[one.code].undoable:
            continue
        (change,) = changes
        kept = {f.name for f in fields(Incident) if f.init} - set(change.event.diffs) - {"acted_at"}
        kept -= {"basis"} if "verdict" in change.event.diffs else set()
        for subject in meanwhile(change.subject, one.person, now):
            (undone,) = made(subject, Act(code="un", person=one.person), now + timedelta(seconds=30))
            left = {name: getattr(subject, name) for name in kept}
            numbers = {name: getattr(undone.subject, name) for name in NOT_RESTORED}
            assert replace(undone.subject, clocks=()) == replace(before, **(left | numbers | {"clocks": ()}))
            if undone.subject.severity is before.severity:
                alive = {one.clock for one in before.clocks if one.lives}
                assert alive <= {one.clock for one in undone.subject.clocks if one.lives}
            assert undone.subject.undo is None
            assert undone.event.type == "undo"
            sound(undone.subject)


def test_random_acts_reach_every_status_and_every_button() -> None:
    """The properties above would say little if the acts were always refused."""
    stories = (story(walk(Random(seed), 500)) for seed in range(20))
    done = [(one, change.subject) for told in stories for one, _, _, changes, _ in told for change in changes]
    assert {subject.status for _, subject in done} == set(Status) - NO_STATUS_YET
    alone = {code for code, action in BY_CODE.items() if action.needs in (Need.NOTHING, Need.RECENT, Need.TEXTS)}
    assert {one.code for one, _ in done} == alone | set(JOB_CODES)
    assert {one.person for one, _ in done if one.code in BY_CODE} == set(TEAM)
