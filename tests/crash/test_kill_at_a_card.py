"""kill -9 around what the bot says: the card comes to equal the state, a double is healed (lifecycle §3.7, §6)."""

import pytest

from tests.conftest import BAI, LIN
from tests.crash.stand import STORIES, Stand


async def test_after_the_card_was_sent_before_it_was_noted(both: Stand) -> None:
    stand = both
    stand.sandbox.deaths.strike("sendMessage", done=True)
    stand.site.publish(*STORIES[0])
    stand.start()
    await stand.dead()
    assert len(stand.cards()) == 1
    assert await stand.events("delivered") == []
    stand.start()
    await stand.until(lambda: len(stand.cards()) == 2)
    await stand.settled()
    double, card = stand.cards()
    await stand.consistent(double.message_id)
    assert len(await stand.events("delivered")) == 1

    press = stand.press(double, "认领", by=LIN)
    assert (await stand.sandbox.answer_of(press)).text == "已认领，请核实"
    await stand.until(lambda: len(stand.cards()) == 1)
    await stand.consistent()
    assert stand.cards()[0].message_id == card.message_id
    assert len(await stand.events("claim")) == 1


async def test_before_the_card_was_sent(stand: Stand) -> None:
    stand.sandbox.deaths.strike("sendMessage", done=False)
    stand.site.publish(*STORIES[0])
    stand.start()
    await stand.dead()
    assert stand.cards() == []
    stand.start()
    await stand.card("望江西路")
    await stand.consistent()
    assert len(await stand.events("delivered")) == 1


@pytest.mark.parametrize("done", [True, False], ids=["after the edit before it was noted", "before the edit"])
async def test_around_an_edit(stand: Stand, done: bool) -> None:
    card = await stand.begun()
    stand.sandbox.deaths.strike("editMessageText", done=done)
    await stand.sandbox.answer_of(stand.press(card, "认领", by=LIN))
    await stand.dead()
    assert (stand.cards()[0].edits > 0) == done
    stand.start()
    await stand.consistent()
    assert stand.cards()[0].edits == 1
    refused = await stand.sandbox.answer_of(stand.press(card, "认领", by=BAI))
    assert "已由 林晓" in refused.text
