"""kill -9 around a press: it counts exactly once, and the card says so (lifecycle §3, product.md O4)."""

import asyncio

from sqlalchemy import select, text

from storage.tables import incidents
from tests.conftest import FANG, GROUP, LIN
from tests.crash.stand import STORIES, Stand

#: seconds between a press and the kill: before it is fetched, stored, decided, answered, drawn
MOMENTS = (0.0, 0.004, 0.01, 0.02, 0.05)


async def claimed_once(stand: Stand, press: str) -> None:
    """The restarted bot has counted the press, and the presser was told."""
    stand.start()
    assert (await stand.sandbox.answer_of(press)).text == "已认领，请核实"
    await stand.consistent()
    (claim,) = await stand.events("claim")
    assert claim["actor"] == LIN
    (incident,) = await stand.incidents()
    assert (incident.owner, incident.decision) == (LIN, 1)


async def test_after_the_commit_before_the_answer(both: Stand) -> None:
    stand = both
    card = await stand.begun()
    stand.sandbox.deaths.strike("answerCallbackQuery", done=False)
    press = stand.press(card, "认领", by=LIN)
    await stand.dead()
    assert len(await stand.events("claim")) == 1
    await claimed_once(stand, press)


async def test_after_the_answer_before_it_is_booked(stand: Stand) -> None:
    card = await stand.begun()
    stand.sandbox.deaths.strike("answerCallbackQuery", done=True)
    press = stand.press(card, "认领", by=LIN)
    await stand.dead()
    assert len(await stand.store.unhandled()) == 1
    await claimed_once(stand, press)


async def test_before_the_press_is_stored(both: Stand) -> None:
    stand = both
    card = await stand.begun()
    async with stand.store.db.write():  # nobody else writes now
        press = stand.press(card, "认领", by=LIN)
        await stand.until(lambda: not stand.sandbox.world.updates.listening)
        await stand.killed()
    assert await stand.store.unhandled() == ()
    assert stand.sandbox.world.updates.pending == 1
    await claimed_once(stand, press)


async def test_in_the_middle_of_the_transaction(on_postgres: Stand) -> None:
    stand = on_postgres
    card = await stand.begun()
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with stand.store.db.engine.connect() as connection:
        await connection.execute(select(incidents).with_for_update())
        press = stand.press(card, "认领", by=LIN)
        await stand.wait(lambda: connection.scalar(waiting))
        await stand.killed()
    assert len(await stand.store.unhandled()) == 1
    assert await stand.events("claim") == []
    await claimed_once(stand, press)


async def test_at_any_moment(stand: Stand) -> None:
    for story in STORIES:
        stand.site.publish(*story)
    stand.start()
    cards = [await stand.card(title) for title, _ in STORIES]
    for card, moment in zip(cards, MOMENTS, strict=True):
        await stand.until(lambda: stand.sandbox.world.updates.listening)
        stand.press(card, "认领", by=LIN)
        await asyncio.sleep(moment)
        await stand.killed()
        stand.start()
    await stand.consistent()
    claims = [event["subject"] for event in await stand.events("claim")]
    assert sorted(claims) == [f"incident:{number}" for number in range(1, 6)]
    assert await stand.events("refused") == []


async def test_after_a_reply_was_counted_before_it_was_thanked_for(stand: Stand) -> None:
    card = await stand.begun()
    press = stand.press(card, "✅", by=FANG)
    await stand.sandbox.answer_of(press)
    await stand.until(lambda: stand.asked("核实依据"))
    await stand.settled()
    stand.sandbox.deaths.strike("sendMessage", done=False)
    stand.sandbox.say(FANG, GROUP, "到过现场", reply_to=stand.asked("核实依据")[0].message_id)
    await stand.dead()
    stand.start()
    await stand.until(lambda: stand.asked("已记下核实依据"))
    await stand.consistent()
    assert len(stand.asked("已记下核实依据")) == 1
    (basis,) = await stand.events("basis")
    assert basis["actor"] == FANG
    assert (await stand.incidents())[0].basis == "到过现场"
