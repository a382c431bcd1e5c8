"""kill -9 in the middle of a rush: no incident is lost, and none is told of twice but by the message of the kill."""

import asyncio

from core.cards.storms import STORM_AFTER
from sandbox import Message
from tests.chat.test_storms import own_words
from tests.conftest import GROUP, LIN
from tests.crash.stand import Stand

COUNT = 9
#: seconds between a message and the kill: before it is booked, while the next one is drawn, sent, booked
MOMENTS = (0.0, 0.01, 0.03, 0.1)


def rush(stand: Stand) -> None:
    """More at once than have cards of their own."""
    for number in range(COUNT):
        own = own_words(number)
        stand.site.publish(f"断头路{own[:8]}", f"投诉{own}")


def storms(stand: Stand) -> list[Message]:
    return [card for card in stand.cards() if card.text.startswith("🌊")]


async def told_once(stand: Stand) -> None:
    """The restarted bot knows of all, says that it told of each once, and shows each in one place it knows of."""
    await stand.settled()
    numbers = [f"incident:{number}" for number in range(1, COUNT + 1)]
    assert sorted(event["subject"] for event in await stand.events("detect")) == numbers
    assert sorted(event["subject"] for event in await stand.events("delivered")) == numbers
    known = {event["message"] for event in await stand.events("delivered")}
    assert len(known) == STORM_AFTER + 1
    assert known <= {card.message_id for card in stand.cards()}
    _, broken = await stand.store.verify_audit()
    assert broken is None
    log = stand.folder / "errors.log"
    assert not log.exists() or log.read_text("utf-8") == ""


async def test_after_the_storm_card_was_sent_before_it_is_booked(both: Stand) -> None:
    stand = both
    rush(stand)
    stand.start()
    await stand.until(lambda: len(stand.cards()) == STORM_AFTER)
    stand.sandbox.deaths.strike("sendMessage", done=True)
    await stand.dead()
    assert len(storms(stand)) == 1
    stand.start()
    await stand.until(lambda: len(storms(stand)) == 2)
    await told_once(stand)
    double, fresh = storms(stand)
    assert double.text == fresh.text, "the same lines"
    assert len(stand.cards()) == STORM_AFTER + 2

    press = stand.press(double, "#0009", by=LIN)
    assert (await stand.sandbox.answer_of(press)).text == "卡片马上发出"
    await stand.until(lambda: len(storms(stand)) == 1 and "#0009" not in storms(stand)[0].text)
    await stand.settled()
    assert len([card for card in stand.cards() if "#0009" in card.text]) == 1


async def test_while_a_line_is_opened(stand: Stand) -> None:
    """The press is committed, the card of its own not yet sent."""
    rush(stand)
    stand.start()
    await stand.until(lambda: bool(storms(stand)))
    await told_once(stand)
    stand.sandbox.deaths.strike("sendMessage", done=False)
    press = stand.press(storms(stand)[0], "#0007", by=LIN)
    await stand.dead()
    stand.start()
    assert await stand.sandbox.answer_of(press)
    await told_once(stand)
    opened = [card for card in stand.cards() if "#0007" in card.text]
    assert len(opened) == 1
    assert not opened[0].text.startswith("🌊")


async def test_at_any_moment(stand: Stand) -> None:
    rush(stand)
    for moment in MOMENTS:
        before = len(stand.sandbox.messages(GROUP))
        stand.start()
        await stand.until(lambda: len(stand.sandbox.messages(GROUP)) > before)  # noqa: B023 - asked at once
        await asyncio.sleep(moment)
        await stand.killed()
    stand.start()
    await told_once(stand)
    assert len(stand.cards()) <= STORM_AFTER + 1 + len(MOMENTS)
    shown = "".join(card.text for card in stand.cards())
    assert all(f"#{number:04d}" in shown for number in range(1, COUNT + 1))
