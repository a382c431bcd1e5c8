"""Merge and unmerge with statements and promises (lifecycle §2, "Merge:")."""

from dataclasses import replace
from datetime import timedelta

from core.dossier import Child
from core.incident import Incident, Status
from core.promises import following
from core.response import Promise
from core.statement import Stand
from core.statements.moving import brought, given_back
from tests.conftest import HE, LIN, NOON
from tests.unit.clocks.test_table import found, pressed
from tests.unit.making import at_status
from tests.unit.speaking import statement

LATER = NOON + timedelta(hours=1)
PROMISE = Promise(number=1, text="修好路灯", due=NOON.date(), owner=LIN, by=LIN, at=NOON)
BEFORE = (Stand.DRAFT, Stand.SUBMITTED, Stand.RETURNED, Stand.APPROVED, Stand.PUBLISHED, Stand.WITHDRAWN)


def child() -> Incident:
    """One statement in each stand, and a promise."""
    stands = (*BEFORE, Stand.DISCARDED)
    statements = tuple(statement(stand, number=at) for at, stand in enumerate(stands, 1))
    return at_status(Status.HANDLING, id=9, statements=statements, promises=(PROMISE,), handler=HE)


def parent() -> Incident:
    """One draft and one promise of its own."""
    return at_status(Status.HANDLING, id=5, statements=(statement(),), promises=(PROMISE,), handler=HE)


def test_what_was_being_signed_becomes_a_draft_and_what_is_public_moves_as_it_is() -> None:
    load = brought(child(), parent())
    come = load.taker[1:]
    assert [one.stand for one in come] == [Stand.DRAFT] * 4 + [Stand.PUBLISHED, Stand.WITHDRAWN]
    assert [one.number for one in come] == [2, 3, 4, 5, 6, 7]
    assert all(one.signed == () and one.stages == () and one.approved_at is None for one in come[:4])
    assert come[4].signed
    assert {one.came_from for one in come} == {9}
    assert [one.stand for one in load.giver] == [Stand.DISCARDED]
    assert [(move.of, move.statement, move.to, move.number) for move in load.moves] == [
        (9, number, 5, number + 1) for number in range(1, 7)
    ]
    assert [one.number for one in load.taker_promises] == [1, 2]
    assert (load.taker_promises[1].came_from, load.giver_promises) == (9, ())


def merged(**changes: object) -> tuple[Incident, Incident, Child]:
    """Parent and child after the merge, the parent's second statement changed as told."""
    one = replace(child(), statements=child().statements[:2])
    load = brought(one, parent())
    taker = (load.taker[0], replace(load.taker[1], **changes), load.taker[2])
    after = replace(parent(), statements=taker, promises=load.taker_promises)
    return after, replace(one, statements=load.giver, promises=()), Child(id=9, at=LATER, brought=(9,))


def test_drafts_and_promises_that_nobody_touched_go_back() -> None:
    load = given_back(*merged())
    assert [one.number for one in load.giver] == [1]
    assert [(one.number, one.came_from, one.stand) for one in load.taker] == [
        (1, None, Stand.DRAFT),
        (2, None, Stand.DRAFT),
    ]
    assert [one.number for one in load.taker_promises] == [1]
    assert len(load.giver_promises) == 1
    assert [(move.of, move.to) for move in load.moves] == [(5, 9)] * 2


def test_the_number_of_a_promise_that_went_back_is_not_given_again() -> None:
    """An old list of promises must not name another one by its number."""
    one = replace(pressed("cl", found(), LIN, 1), status=Status.HANDLING, department="市政科")
    one = pressed("pm", pressed("pm", one, LIN, 2, words="甲，11-28 前"), LIN, 3, words="乙，11-28 前")
    less = replace(one, promises=one.promises[:1])
    assert (following(one), following(less), following(replace(less, clocks=()))) == (3, 3, 2)


def test_what_was_touched_since_stays() -> None:
    after = LATER + timedelta(minutes=1)
    for touched in (
        {"edited_at": after},
        {"stand": Stand.SUBMITTED, "asked_at": after},
        {"stand": Stand.PUBLISHED},
        {"ruled_at": after},
    ):
        load = given_back(*merged(**touched))
        assert [one.number for one in load.giver] == [1, 2]
        assert len(load.taker) == 1
    kept, former, brought_child = merged()
    promises = (kept.promises[0], replace(kept.promises[1], kept_at=after))
    load = given_back(replace(kept, promises=promises), former, brought_child)
    assert load.taker_promises == ()


def test_what_came_with_a_child_of_the_child_is_marked_for_its_own_home() -> None:
    inner = replace(child(), statements=(statement(came_from=3),), promises=(replace(PROMISE, came_from=3),))
    load = brought(inner, parent())
    assert load.taker[1].came_from == 3
    after = replace(parent(), statements=load.taker, promises=load.taker_promises)
    back = given_back(after, replace(inner, statements=(), promises=()), Child(id=9, at=LATER, brought=(9, 3)))
    assert [one.came_from for one in back.taker] == [3]
    assert [one.came_from for one in back.taker_promises] == [3]
