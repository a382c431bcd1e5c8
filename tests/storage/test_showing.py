"""What a card shows while and after somebody chooses, and what need not be said beside it (lifecycle §3.7, §5)."""

from core import intake
from core.grading import Grade
from core.severity import Severity
from core.texts import Message
from storage import Store
from tests.conftest import FANG, GROUP, LIN, NOON
from tests.storage.making import opened, press

#: the message that `press` presses
PRESSED = 5


async def shown(store: Store) -> int:
    """A new incident whose card stands in the group."""
    ident = await opened(store)
    (card,) = await store.stale_cards(NOON)
    await store.card_shown(card, PRESSED, "digest", NOON)
    return ident


async def picker(store: Store, drawn: str) -> str:
    """The picker that the card shows once it is drawn again; `drawn` is what it shows now."""
    (card,) = await store.stale_cards(NOON)
    await store.card_shown(card, PRESSED, drawn, NOON)
    return card.picker


async def test_a_choice_folds_the_picker_also_where_nothing_was_decided(store: Store) -> None:
    """已上报 asks for words and 稍后提醒 commutes: the buttons come back at once, for everybody."""
    ident = await shown(store)
    await press(store, LIN, "cl", ident)
    assert await picker(store, "claimed") == ""
    for action, arg in (("sn", "1h"), ("ru", "0")):
        await press(store, LIN, action, ident)
        assert await picker(store, "open") == f"{action}.0"
        await press(store, LIN, action, ident, arg=arg)
        assert await picker(store, "folded") == ""


async def test_a_choice_that_is_refused_or_wants_a_second_press_leaves_the_picker(store: Store) -> None:
    ident = await shown(store)
    await press(store, FANG, "iv", ident)
    assert await picker(store, "open") == "iv.0"
    assert (await press(store, FANG, "iv", ident, arg="nothing")).refused
    assert await store.stale_cards(NOON) == ()
    await press(store, FANG, "iv", ident, arg="a")
    assert await store.stale_cards(NOON) == ()


async def test_a_rise_is_told_by_the_card_that_is_still_to_come(store: Store) -> None:
    """Otherwise the first thing that a group hears of an incident is that it has risen."""
    ident = await opened(store)
    await raised(store, ident)
    (card,) = await store.stale_cards(NOON)
    assert (card.incident.severity, card.loud) == (Severity.MAJOR, True)
    assert await store.waiting(NOON) == ()


async def test_a_rise_of_a_shown_card_is_said(store: Store) -> None:
    ident = await shown(store)
    await raised(store, ident)
    (notice,) = await store.waiting(NOON)
    assert (notice.loud, notice.reply_to) == (True, PRESSED)
    assert "升为" in notice.text.plain()


async def test_a_moved_group_gets_its_shown_cards_in_silence(store: Store) -> None:
    """Who has heard a loud card once is not woken by its copy; one that nobody has heard yet still rings."""
    heard, unheard = await opened(store), await opened(store, "白鹭桥裂缝")
    await raised(store, heard)
    await raised(store, unheard)
    for card in await store.stale_cards(NOON):
        if card.incident.id == heard:
            await store.card_shown(card, PRESSED, "digest", NOON)
    await store.move_chat(GROUP, -1002, NOON)
    moved = {card.incident.id: (card.chat, card.message, card.loud) for card in await store.stale_cards(NOON)}
    assert moved == {heard: (-1002, None, False), unheard: (-1002, None, True)}


async def raised(store: Store, ident: int) -> None:
    incident = await store.incident(ident)
    assert incident is not None
    grade = Grade(severity=Severity.MAJOR, reason=Message("转发很多"))
    change = intake.raised(incident, grade, await store.policy(), NOON)
    async with store.db.write() as connection:
        await store.store_changes(connection, (change,), NOON)
