"""The one door for writes: one winner of a race, replays change nothing, refusals are logged (lifecycle §3)."""

import asyncio
from datetime import timedelta

import pytest

from core.incident import Status
from core.people import Member
from storage import Database, Store
from tests.conftest import BAI, FANG, GROUP, HE, LIN, NOON, stand
from tests.storage.making import bodies, command, exported, opened, press

CROWD = tuple(Member(id=1000 + number, name=f"成员{number:03}") for number in range(100))
LATER = NOON + timedelta(minutes=2)


async def types(store: Store) -> list[str]:
    return [body["type"] for body in await bodies(store)]


async def test_a_hundred_claims_at_once_have_one_winner_and_99_are_told_who(store: Store) -> None:
    await stand(store, people=CROWD)
    ident = await opened(store)
    outcomes = await asyncio.gather(*(press(store, person, "cl", ident, seen=0) for person in CROWD))
    won = [person for person, outcome in zip(CROWD, outcomes, strict=True) if not outcome.refused]
    (winner,) = won
    told = {outcome.answer.plain() for outcome in outcomes if outcome.refused}
    assert told == {f"已由 {winner.name} 于 12:00 认领"}
    assert sum(bool(outcome.refused) for outcome in outcomes) == 99
    incident = await store.incident(ident)
    assert incident is not None
    assert (incident.owner, incident.revision, incident.decision) == (winner.id, 2, 1)
    (claim,) = await bodies(store, "claim")
    assert claim["actor"] == winner.id
    refused = await bodies(store, "refused")
    assert {body["actor"] for body in refused} == {person.id for person in CROWD} - {winner.id}
    verifier, broken = await store.verify_audit()
    assert (verifier.head.seq, broken) == (101, None)


async def test_fifty_writers_on_two_connections_leave_no_gap_and_no_fork(store: Store) -> None:
    await stand(store, people=CROWD)
    second = Store(Database(store.db.engine.url), store.figures)
    ident = await opened(store)
    await press(store, LIN, "cl", ident)
    writers = [(person, (store, second)[person.id % 2]) for person in CROWD[:50]]
    outcomes = await asyncio.gather(*(press(at, person, "as", ident) for person, at in writers))
    await second.close()
    assert not any(outcome.refused for outcome in outcomes)
    incident = await store.incident(ident)
    assert incident is not None
    assert sorted(incident.assistants) == [person.id for person, _ in writers]
    rows = await exported(store)
    assert [row["seq"] for row in rows] == list(range(1, 53))
    assert [row["prev"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
    steps = [tuple(body["revision"]) for body in await bodies(store, "assist")]
    assert steps == [(number, number + 1) for number in range(2, 52)]


async def test_a_replayed_key_gives_the_first_result_and_changes_nothing(store: Store) -> None:
    ident = await opened(store)
    first = await press(store, LIN, "cl", ident, key="press:7")
    before, log = await store.incident(ident), await exported(store)
    # even in another's name, on another act: the key decides
    for person, action in ((LIN, "cl"), (BAI, "vt")):
        again = await press(store, person, action, ident, key="press:7", now=LATER)
        assert (again.answer, again.alert, again.refused) == (first.answer, first.alert, "")
        assert again.changes == ()
    assert await store.incident(ident) == before
    assert await exported(store) == log


async def test_a_replayed_refusal_is_told_again_and_logged_once(store: Store) -> None:
    ident = await opened(store)
    await press(store, LIN, "cl", ident)
    first = await press(store, BAI, "cl", ident, key="press:8")
    assert first.answer.plain() == "已由 林晓 于 12:00 认领"
    again = await press(store, BAI, "cl", ident, key="press:8", now=LATER)
    assert (again.answer.plain(), again.refused) == (first.answer.plain(), "claimed")
    assert (await types(store)).count("refused") == 1


async def test_a_hundred_replays_at_once_act_once(store: Store) -> None:
    ident = await opened(store)
    outcomes = await asyncio.gather(*(press(store, LIN, "cl", ident, key="press:9") for _ in range(100)))
    assert {outcome.answer.plain() for outcome in outcomes} == {"已认领，请核实"}
    assert await types(store) == ["detect", "claim"]


async def test_a_stale_decision_is_refused_and_changes_nothing(store: Store) -> None:
    ident = await opened(store)
    await press(store, LIN, "cl", ident, seen=0)
    stale = await press(store, LIN, "vt", ident, seen=0)
    assert stale.refused == "stale"
    assert "林晓 12:00 已操作" in stale.answer.plain()
    assert (await press(store, LIN, "vt", ident, seen=1)).refused == ""


async def test_refusals_are_logged_once_a_minute_per_person_subject_and_code(store: Store) -> None:
    ident, other = await opened(store), await opened(store)
    await press(store, LIN, "cl", ident)
    await press(store, LIN, "cl", other)

    async def grows(person: int, action: str, number: int, seconds: int = 0) -> int:
        before = len(await bodies(store, "refused"))
        outcome = await press(store, person, action, number, now=NOON + timedelta(seconds=seconds))
        assert outcome.refused
        return len(await bodies(store, "refused")) - before

    assert await grows(BAI, "cl", ident) == 1
    assert await grows(BAI, "cl", ident, 1) == 0
    assert await grows(BAI, "cl", ident, 59) == 0
    assert await grows(HE, "cl", ident, 59) == 1
    assert await grows(BAI, "cl", other, 59) == 1
    assert await grows(BAI, "ro", ident, 59) == 1
    assert await grows(BAI, "cl", ident, 60) == 1
    newest = (await bodies(store, "refused"))[-1]
    assert (newest["actor"], newest["role"], newest["notes"]) == (BAI, "", {"code": "claimed", "action": "cl"})
    assert (newest["revision"], newest["diffs"]) == ([0, 0], {})
    assert (await store.verify_audit())[1] is None


async def test_what_never_reached_an_incident_is_logged_too(store: Store) -> None:
    stranger = Member(id=666, name="路人", roles=frozenset())
    for _ in range(3):
        await store.refused("stranger", "gate", command(stranger, ""))
    (body,) = await bodies(store, "refused")
    assert (body["subject"], body["actor"], body["chat"]) == ("gate", 666, GROUP)
    assert (await press(store, LIN, "cl", 4711)).refused == "unknown"
    assert [body["subject"] for body in await bodies(store, "refused")] == ["gate", "incident:4711"]


async def test_a_failing_decision_leaves_nothing_behind(store: Store) -> None:
    ident = await opened(store)
    before = await exported(store)
    asked = command(LIN, "cl", key="press:11")

    def explode(*_: object) -> object:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await store.change((ident,), explode, asked)  # type: ignore[arg-type]
    assert await exported(store) == before
    assert (await press(store, LIN, "cl", ident, key="press:11")).refused == ""


async def test_state_event_card_and_question_come_in_one_transaction(store: Store) -> None:
    ident = await opened(store)
    await press(store, FANG, "vt", ident)
    incident = await store.incident(ident)
    assert incident is not None
    assert incident.status is Status.CLAIMED
    (card,) = await store.stale_cards(NOON)
    assert (card.chat, card.incident) == (GROUP, incident)
    (question,) = await store.waiting(NOON)
    assert (question.kind, question.mentions) == ("prompt", (FANG,))
