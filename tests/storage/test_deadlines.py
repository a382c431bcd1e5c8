"""Due times as rows (lifecycle §4): written with the change, called once, equal to what the incident says of itself."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.timer import Clock
from storage import Store
from storage import deadlines as deadline_rows
from storage.rows import plain
from storage.tables import deadlines, incidents, outbox
from tests.conftest import FANG, GROUP, HE, LIN, NOON
from tests.storage.making import bodies, opened, press


async def rows_of(store: Store, ident: int) -> dict[tuple[str, str, int], Any]:
    async with store.db.read() as connection:
        found = (await connection.execute(select(deadlines).where(deadlines.c.incident == ident))).mappings().all()
    return {(row["clock"], row["about"], row["generation"]): row for row in found}


async def agree(store: Store, ident: int) -> None:
    """The rows say what the incident says of its clocks."""
    incident, found = await store.incident(ident), await rows_of(store, ident)
    assert incident is not None
    assert incident.clocks
    for timer in incident.clocks:
        row = found[timer.clock.value, timer.about, timer.generation]
        assert (row["due_at"], row["state"], row["next_at"], row["called"]) == (
            timer.due_at,
            timer.state.value,
            timer.next_at,
            timer.called,
        )
        assert row["why"] == plain(timer.why)
    alive = {key for key, row in found.items() if row["state"] in ("running", "paused")}
    assert alive == {(t.clock.value, t.about, t.generation) for t in incident.clocks if t.lives}


async def delivered(store: Store) -> int:
    ident = await opened(store)
    (card,) = await store.stale_cards(NOON)
    await store.card_shown(card, 9, "", NOON)
    return ident


async def said(store: Store) -> list[str]:
    async with store.db.read() as connection:
        query = select(outbox.c.key).where(outbox.c.key.like("due%")).order_by(outbox.c.id)
        return list((await connection.execute(query)).scalars())


async def test_every_change_leaves_rows_that_agree(store: Store) -> None:
    ident = await delivered(store)
    await agree(store, ident)
    for person, action, arg in (
        (LIN, "cl", ""),
        (LIN, "vt", ""),
        (FANG, "lv", "major"),
        (LIN, "ag", "1"),
        (HE, "ac", ""),
        (FANG, "lv", "extreme"),
    ):
        await press(store, person, action, ident, arg=arg)
        await agree(store, ident)
    states = {key[0]: row["state"] for key, row in (await rows_of(store, ident)).items()}
    assert states["ceiling"] == "superseded"
    assert states["claim"] == states["accept"] == "met"


async def test_a_step_is_called_once_however_often_it_is_swept(store: Store) -> None:
    ident = await delivered(store)
    due = NOON + timedelta(minutes=15)
    assert await store.call_due(due - timedelta(seconds=1)) == ()
    first, second = await asyncio.gather(store.call_due(due), store.call_due(due))
    assert sorted((first, second)) == [(), (ident,)]
    assert await store.call_due(due + timedelta(minutes=1)) == ()
    assert len(await said(store)) == 1
    assert [body["type"] for body in await bodies(store, "escalate")] == ["escalate"]
    await agree(store, ident)


async def test_whoever_claims_meanwhile_is_not_called(store: Store) -> None:
    ident = await delivered(store)
    await press(store, LIN, "cl", ident)
    assert await store.call_due(NOON + timedelta(minutes=20)) == ()
    assert await said(store) == []


async def test_three_days_down_are_one_message(store: Store) -> None:
    for _ in range(3):
        await opened(store)
    for card in await store.stale_cards(NOON):
        await store.card_shown(card, 9 + card.id, "", NOON)
    later = NOON + timedelta(days=3)
    called = await store.call_due(later)
    assert len(called) == 3
    keys = await said(store)
    assert [key for key in keys if f":{GROUP}:" in key] == [key for key in keys if key.startswith(f"dues:{GROUP}")]
    assert len([key for key in keys if f":{GROUP}:" in key]) == 1
    assert await store.call_due(later) == ()


async def test_what_is_older_than_the_clocks_gets_its_own_at_the_start(store: Store) -> None:
    ident = await delivered(store)
    async with store.db.write() as connection:
        await connection.execute(deadlines.delete())
        body = await connection.scalar(select(incidents.c.body).where(incidents.c.id == ident))
        bare = {name: value for name, value in body.items() if name != "clocks"}
        await connection.execute(incidents.update().where(incidents.c.id == ident).values(body=bare))
    later = NOON + timedelta(days=4)
    assert await store.start_clocks(later) == 1
    assert await store.start_clocks(later) == 0
    await agree(store, ident)
    incident = await store.incident(ident)
    assert incident is not None
    assert all(timer.due_at > later for timer in incident.clocks if timer.clock is not Clock.CLAIM)
    assert {timer.clock for timer in incident.clocks if timer.overdue} == {Clock.FIRST_RESPONSE, Clock.CEILING}


async def several(store: Store, count: int) -> list[int]:
    idents = [await opened(store) for _ in range(count)]
    for card in await store.stale_cards(NOON):
        await store.card_shown(card, 9 + card.id, "", NOON)
    return idents


async def test_what_a_second_page_of_a_late_sweep_tells_is_said_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All pages share one `now`, and with it the key of the combined notice."""
    monkeypatch.setattr(deadline_rows, "AT_ONCE", 1)
    idents = await several(store, 3)
    later = NOON + timedelta(days=3)
    called: list[int] = []
    while page := await store.call_due(later):
        called += page
    assert sorted(set(called)) == idents
    async with store.db.read() as connection:
        rows = await connection.execute(select(outbox.c.body).where(outbox.c.key.like("dues:-1001:%")))
        said = repr([row.body for row in rows])
    assert all(f"#{ident:04d}" in said for ident in idents), said


async def test_one_bad_row_does_not_silence_the_others(store: Store) -> None:
    bad, good = await several(store, 2)
    async with store.db.write() as connection:
        body = await connection.scalar(select(incidents.c.body).where(incidents.c.id == bad)) or {}
        broken = [
            {**one, "about": "x", "clock": "promise"} if one["clock"] == "claim" else one for one in body["clocks"]
        ]
        values = {"body": {**body, "severity": "none", "clocks": broken}, "severity": "none"}
        await connection.execute(incidents.update().where(incidents.c.id == bad).values(**values))
    assert good in await store.call_due(NOON + timedelta(minutes=20))
