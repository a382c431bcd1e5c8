"""Presses that come together share a transaction: each is judged on what the one before it left (lifecycle §3)."""

import asyncio
from functools import partial
from typing import Any

import pytest

from core.changes import Event
from core.workflow import Outcome
from handlers.common import decide
from storage import Store
from tests.conftest import BAI, FANG, HE, LIN, SU
from tests.storage.making import bodies, command, exported, opened, press


async def one_transaction(store: Store, *presses: Any) -> list[Any]:
    """All of them at once, while nobody else writes: the first is under way, the others wait for one go together."""
    async with store.db.write():
        waiting = [asyncio.ensure_future(press) for press in presses]
        await asyncio.sleep(0)
    return await asyncio.gather(*waiting, return_exceptions=True)


async def writes(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with every transaction."""
    begun: list[int] = []
    write = store.db.write

    def counted() -> Any:
        begun.append(1)
        return write()

    monkeypatch.setattr(store.db, "write", counted)
    return begun


async def test_many_presses_are_few_transactions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    idents = [await opened(store, f"第{number}处断头路") for number in range(30)]
    begun = await writes(store, monkeypatch)
    outcomes = await one_transaction(store, *(press(store, LIN, "cl", ident) for ident in idents))
    assert not [outcome for outcome in outcomes if outcome.refused]
    # the one that the others waited for, the first, the rest
    assert len(begun) <= 3
    claims = await bodies(store, "claim")
    assert sorted(claim["subject"] for claim in claims) == sorted(f"incident:{ident}" for ident in idents)
    assert (await store.verify_audit())[1] is None


async def test_the_second_sees_what_the_first_did(store: Store) -> None:
    ident = await opened(store)
    await one_transaction(
        store,
        press(store, LIN, "cl", ident, seen=0),
        press(store, BAI, "cl", ident, seen=0),
        press(store, HE, "as", ident),
    )
    incident = await store.incident(ident)
    assert incident is not None
    assert (incident.owner, incident.assistants, incident.decision, incident.revision) == (LIN, (HE,), 1, 3)


async def test_the_log_has_them_in_the_order_in_which_they_were_judged(store: Store) -> None:
    """A refusal stands behind what it was refused for, also where both are of one transaction."""
    ident = await opened(store)
    people = (LIN, BAI, SU, FANG)
    outcomes = await one_transaction(store, *(press(store, person, "cl", ident, seen=0) for person in people))
    assert [bool(outcome.refused) for outcome in outcomes].count(False) == 1
    kinds = [body["type"] for body in await bodies(store)]
    assert kinds[kinds.index("claim") :] == ["claim", "refused", "refused", "refused"]


async def test_one_that_cannot_be_stored_holds_up_no_other(store: Store) -> None:
    good, bad = await opened(store, "一"), await opened(store, "二")

    def broken(*_: object) -> Outcome:
        raise RuntimeError("a bug")

    asked = command(BAI, "cl")
    first, failed, last = await one_transaction(
        store, press(store, LIN, "cl", good), store.change((bad,), broken, asked), press(store, HE, "as", good)
    )
    assert isinstance(failed, RuntimeError)
    assert not first.refused
    assert not last.refused
    assert [body["subject"] for body in await bodies(store, "claim")] == [f"incident:{good}"]
    incident = await store.incident(good)
    assert incident is not None
    assert (incident.owner, incident.assistants) == (LIN, (HE,))
    # the same press may come again: it left nothing behind
    again = await store.change((bad,), partial(decide, command=asked, seen=None), asked)
    assert not again.refused


async def test_when_writing_fails_each_is_tried_by_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What only the database refuses is found out too late to know whose it was."""
    idents = [await opened(store, f"{number}") for number in range(3)]
    from storage import audit

    seal = audit._personal

    def poisoned(event: Event) -> Any:
        if event.type == "claim" and event.subject == f"incident:{idents[1]}":
            raise OverflowError("no number for this")
        return seal(event)

    monkeypatch.setattr(audit, "_personal", poisoned)
    outcomes = await one_transaction(store, *(press(store, LIN, "cl", ident) for ident in idents))
    assert [isinstance(outcome, OverflowError) for outcome in outcomes] == [False, True, False]
    owners = [incident.owner for ident in idents if (incident := await store.incident(ident))]
    assert owners == [LIN, None, LIN]
    assert (await store.verify_audit())[1] is None


async def test_the_same_press_twice_in_one_transaction_acts_once(store: Store) -> None:
    ident = await opened(store)
    asked = command(LIN, "as", key="twice")
    same = [store.change((ident,), partial(decide, command=asked, seen=None), asked) for _ in range(4)]
    outcomes = await one_transaction(store, *same)
    assert {outcome.answer.plain() for outcome in outcomes} == {outcomes[0].answer.plain()}
    assert len(await bodies(store, "assist")) == 1
    assert [row["seq"] for row in await exported(store)] == [1, 2]
