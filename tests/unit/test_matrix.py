"""State × act × kind of person × entry, whole: what the registry lets through is what lifecycle §2 says (A1, S-).

The law stands in tests/unit/law.py. Whatever the code does more or less than it is named here, cell by cell.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from core.actions import ACTIONS, BY_CODE
from core.changes import Change, Entry
from core.incident import Incident
from core.numbering import NEW
from core.outgoing import Notice
from core.showing import utf16
from core.workflow import Outcome, Refused
from tests.unit.law import CHOICE, LAW, PLACES, SECOND, WORDS, Kind, Place, permits, permitted, sound
from tests.unit.matrix import ALERT, ARGUMENTS, LANGUAGES, LATER, actor, beside, judged, said, situation, turn

ENTRIES = tuple(Entry)


def cells() -> Iterator[tuple[Place, Kind]]:
    """Every place and every kind of person."""
    return product(PLACES, Kind)


def verdicts(code: str) -> dict[tuple[Place, Kind], Outcome | Refused]:
    """What comes of the whole act in every cell."""
    return {(place, kind): judged(code, situation(code, place), turn(code, kind)) for place, kind in cells()}


def test_every_act_stands_in_the_law_and_every_picker_has_a_choice_here() -> None:
    assert LAW.keys() == BY_CODE.keys(), "write the row of lifecycle §2 into LAW of tests/unit/law.py"
    picked = {action.code for action in ACTIONS if action.choices}
    assert picked == ARGUMENTS.keys(), "give every act with a picker its choice in ARGUMENTS of tests/unit/matrix.py"


@pytest.mark.parametrize("code", LAW)
def test_the_registry_lets_through_what_the_law_says_and_nothing_else(code: str) -> None:
    row, found, meant = LAW[code], set(), set()
    for (place, kind), outcome in verdicts(code).items():
        if isinstance(outcome, Outcome):
            found.add((place, kind, outcome.changes[0].subject.status if outcome.changes else None))
        if kind in row.who.get(place, ()):
            meant.add((place, kind, row.to.get(place, place[0])))
    assert found - meant == set(), f"{row.event}: the code allows what the lifecycle does not"
    assert meant - found == set(), f"{row.event}: the lifecycle allows what the code does not"


@pytest.mark.parametrize("code", LAW)
def test_what_is_done_has_its_events_its_numbers_and_its_role(code: str) -> None:
    row = LAW[code]
    for (place, kind), outcome in verdicts(code).items():
        if isinstance(outcome, Refused):
            continue
        before, (first, *others) = situation(code, place), outcome.changes
        assert first.event.type == row.event
        assert tuple(change.event.type for change in others) == row.beside
        assert first.event.role is permits(row, place, kind)
        assert {change.event.role for change in outcome.changes} == {first.event.role}
        assert actor(kind).may(permits(row, place, kind))
        assert first.event.decision[1] - first.event.decision[0] == row.decides
        assert len({change.event.subject for change in outcome.changes}) == len(outcome.changes)
        known = {one.id: one for one in (before, *beside(code), Incident(id=NEW, detected_at=LATER))}
        for change in outcome.changes:
            one_event(known[change.subject.id], change)
        assert say_all(outcome)


def one_event(before: Incident, change: Change) -> None:
    """One event of this very incident says all that changed, and the numbers move by one."""
    after, event = change.subject, change.event
    sound(after)
    assert event.subject == f"incident:{after.id}"
    assert event.revision == (before.revision, after.revision) == (before.revision, before.revision + 1)
    assert event.decision == (before.decision, after.decision)
    assert after.decision - before.decision in (0, 1)
    assert event.diffs or event.reason, "an act that changes nothing and says nothing is no act"
    for name, (old, new) in event.diffs.items():
        assert (getattr(before, name), getattr(after, name)) == (old, new)
        assert old != new
    assert event.diffs.get("status", (before.status, after.status)) == (before.status, after.status)


def say_all(outcome: Outcome) -> bool:
    """Everything that it says can be said, and a box holds its answer."""
    notices = [one for change in outcome.changes for one in change.outgoing if isinstance(one, Notice)]
    for texts in LANGUAGES:
        assert utf16(said(texts, outcome.answer)) <= ALERT
        for text in (*(one.text for one in notices), *(ask.text for ask in outcome.asks)):
            said(texts, text)
    return True


@pytest.mark.parametrize("code", LAW)
def test_a_refusal_has_words_that_fit_a_box_in_both_languages(code: str) -> None:
    refused = [one for one in verdicts(code).values() if isinstance(one, Refused)]
    assert refused, "there is nobody who may not"
    for one in refused:
        assert re.fullmatch(r"[a-z_]+", one.code)
        for texts in LANGUAGES:
            assert utf16(said(texts, one.message)) <= ALERT
        assert not one.ask or one.asks


@pytest.mark.parametrize("code", LAW)
def test_a_guard_lives_in_one_place_whatever_the_door(code: str) -> None:
    for place, kind in cells():
        before = situation(code, place)
        found = {plainly(judged(code, before, turn(code, kind, entry=entry))) for entry in ENTRIES}
        assert len(found) == 1, (place, kind)


def plainly(outcome: Outcome | Refused) -> tuple[object, ...]:
    """An outcome without the door that it came through."""
    if isinstance(outcome, Refused):
        return (outcome.code, outcome.message.plain())
    return (outcome.answer.plain(), *((repr(change.subject), change.event.type) for change in outcome.changes))


@pytest.mark.parametrize("kind", [Kind.GONE, Kind.STRANGER])
@pytest.mark.parametrize("code", LAW)
def test_who_is_not_on_the_team_is_refused_by_role_before_all_else(code: str, kind: Kind) -> None:
    for place in PLACES:
        outcome = judged(code, situation(code, place), turn(code, kind, seen=99, arg="?", confirmed=False))
        assert isinstance(outcome, Refused)
        assert outcome.code == "role"


@pytest.mark.parametrize("code", LAW)
def test_the_act_waits_for_its_choice_its_second_press_and_its_words_in_this_order(code: str) -> None:
    needs = LAW[code].needs
    for place, kind in permitted(code):
        before, whole = situation(code, place), turn(code, kind)
        bare = judged(code, before, replace(whole, arg="", words="", confirmed=False))
        chosen = judged(code, before, replace(whole, words="", confirmed=False))
        twice = judged(code, before, replace(whole, words="", confirmed=True))
        assert isinstance(bare, Outcome)
        assert isinstance(chosen, Outcome)
        assert isinstance(twice, Outcome)
        assert bare.picker == (CHOICE in needs)
        assert chosen.confirm == (SECOND in needs)
        assert bool(twice.asks and not twice.changes) == (WORDS in needs)
        steps = [one for one, need in ((bare, CHOICE), (chosen, SECOND), (twice, WORDS)) if need in needs]
        assert not any(one.changes for one in steps)
        assert all(say_all(one) for one in (bare, chosen, twice))


@pytest.mark.parametrize("code", LAW)
def test_decisions_go_stale_and_commuting_acts_never(code: str) -> None:
    for place, kind in permitted(code):
        before = situation(code, place, decision=0 if code == "un" else 4)
        outcome = judged(code, before, turn(code, kind, seen=before.decision + 1))
        assert isinstance(outcome, Refused) == (LAW[code].decides and not LAW[code].versioned)
        if isinstance(outcome, Refused):
            assert outcome.code == "stale"
            assert all(utf16(said(texts, outcome.message)) <= ALERT for texts in LANGUAGES)
        assert isinstance(judged(code, before, turn(code, kind, seen=before.decision)), Outcome)
