"""Storms as rows: who comes to which card, what is drawn, how it is booked, on both databases (lifecycle §5)."""

from datetime import datetime, timedelta

from core.cards.storms import LINES, STORM_AFTER
from core.downtime import MANY
from core.outgoing import Lane, Notice
from core.people import Department
from core.severity import Severity
from core.texts import Message
from storage import Store
from storage.storms import StaleStorm
from tests.conftest import BAI, GROUP, LIN, NOON
from tests.storage.making import bodies, command, look, opened, prepared, press


async def rush(store: Store, count: int, *, after: float = 0, every: float = 1) -> list[int]:
    """So many new incidents, one a second."""
    found = []
    for number in range(count):
        now = NOON + timedelta(seconds=after + every * number)
        (stored,) = await look(store, prepared(f"s{after}-{number}", f"线索{after}之{number}"), now=now)
        assert stored.incident is not None
        found.append(stored.incident)
    return found


async def drawn(store: Store, storm: StaleStorm, message: int = 500, now: datetime = NOON) -> None:
    if storm.message is None:
        await store.storm_sending(storm.id)
    await store.storm_shown(storm, message, "digest", now)


async def own(store: Store, now: datetime = NOON) -> list[int]:
    return sorted(card.incident.id for card in await store.stale_cards(now))


async def listed(store: Store, now: datetime = NOON) -> list[list[int]]:
    return [[i.id for i in storm.members] for storm in await store.stale_storms(now)]


async def test_five_have_cards_of_their_own_and_the_sixth_is_a_line(store: Store) -> None:
    idents = await rush(store, 7)
    assert await own(store) == idents[:STORM_AFTER]
    assert await listed(store) == [idents[STORM_AFTER:]]


async def test_a_storm_goes_on_while_new_ones_come_and_ends_with_a_pause(store: Store) -> None:
    await rush(store, 6)
    slow = await rush(store, 2, after=60, every=50)
    alone = await rush(store, 1, after=60 + 50 + 61)
    assert (await listed(store))[0][1:] == slow
    assert alone[0] in await own(store)


async def test_a_full_card_is_followed_by_the_next(store: Store) -> None:
    await rush(store, STORM_AFTER + LINES + 2)
    assert [len(lines) for lines in await listed(store)] == [LINES, 2]


async def test_shown_lines_are_delivered_once_and_current(store: Store) -> None:
    idents = await rush(store, 7)
    (storm,) = await store.stale_storms(NOON)
    await drawn(store, storm, message=77)
    assert await store.stale_storms(NOON) == ()
    events = await bodies(store, "delivered")
    assert {(e["subject"], e["message"]) for e in events} == {(f"incident:{i}", 77) for i in idents[5:]}
    await press(store, LIN, "cl", idents[6])
    (storm,) = await store.stale_storms(NOON)
    assert storm.awaited
    await drawn(store, storm, message=77)
    assert await store.stale_storms(NOON) == ()
    assert len(await bodies(store, "delivered")) == 2


async def test_a_line_is_opened_once(store: Store) -> None:
    idents = await rush(store, 7)
    (storm,) = await store.stale_storms(NOON)
    await drawn(store, storm, message=5)
    assert await store.open_line(idents[6], storm.id, command(BAI, "op"))
    assert not await store.open_line(idents[6], storm.id, command(LIN, "op"))
    assert not await store.open_line(idents[0], storm.id, command(LIN, "op"))
    assert idents[6] in await own(store)
    assert await listed(store) == [[idents[5]]]


async def test_a_doubled_storm_card_is_taken_away_and_an_unknown_one_adopted(store: Store) -> None:
    idents = await rush(store, 7)
    (storm,) = await store.stale_storms(NOON)
    await store.open_line(idents[5], storm.id, command(BAI, "op"))  # pressed on message 5, which was never noted
    (storm,) = await store.stale_storms(NOON)
    assert storm.message == 5
    await store.storm_lost(storm.id)
    (storm,) = await store.stale_storms(NOON)
    await drawn(store, storm, message=6)
    await store.open_line(idents[6], storm.id, command(BAI, "op"))
    (gone,) = await store.waiting(NOON)
    assert (gone.kind, gone.target) == ("delete", 5)


async def test_what_rises_leaves_the_storm_with_a_loud_card(store: Store) -> None:
    idents = await rush(store, 7)
    (storm,) = await store.stale_storms(NOON)
    await drawn(store, storm)
    for card in await store.stale_cards(NOON):
        await store.card_shown(card, 100 + card.id, "digest", NOON)
    await raise_level(store, idents[6])
    (card,) = await store.stale_cards(NOON)
    assert (card.incident.id, card.message, card.loud) == (idents[6], None, True)
    await store.card_shown(card, 900, "digest", NOON)
    assert await store.stale_cards(NOON) == ()
    assert await listed(store) == [[idents[5]]]
    assert len(await bodies(store, "delivered")) == 7


async def raise_level(store: Store, ident: int) -> None:
    """As the detector does it, through the same door."""
    from core import intake
    from core.grading import Grade

    incident = await store.incident(ident)
    assert incident is not None
    level = Grade(severity=Severity.MAJOR, reason=Message("转发很多"))
    change = intake.raised(incident, level, await store.policy(), NOON)
    async with store.db.write() as connection:
        await store.store_changes(connection, (change,), NOON)


async def test_a_lost_and_a_moved_storm_card_are_posted_again_in_silence(store: Store) -> None:
    await rush(store, 7)
    (storm,) = await store.stale_storms(NOON)
    await drawn(store, storm)
    await store.storm_lost(storm.id)
    (again,) = await store.stale_storms(NOON)
    assert (again.message, again.loud) == (None, False)
    await drawn(store, again, message=501)
    await store.move_chat(GROUP, -1002, NOON)
    (moved,) = await store.stale_storms(NOON)
    assert (moved.chat, moved.message, moved.loud) == (-1002, None, False)
    await store.storm_shown(again, 501, "digest", NOON)  # the answer to an edit in the old chat comes late
    assert [storm.message for storm in await store.stale_storms(NOON)] == [None]


async def test_an_unknown_outcome_is_tried_once_more_and_then_waits(store: Store) -> None:
    await rush(store, 7)
    for waits in (False, True):
        (storm,) = await store.stale_storms(NOON)
        await store.storm_failed(storm.id, NOON, unknown=True, pause=timedelta(0))
        assert (await store.stale_storms(NOON) == ()) == waits
    assert len(await store.stale_storms(NOON + timedelta(minutes=11))) == 1


async def test_a_silence_redraws_open_cards_and_tells_once(store: Store) -> None:
    (ident,) = await rush(store, 1)
    (card,) = await store.stale_cards(NOON)
    await store.card_shown(card, 100, "digest", NOON)
    await store.heard(NOON, again=True)
    await store.heard(NOON + timedelta(seconds=150), again=True)
    assert await store.stale_cards(NOON) == await store.waiting(NOON) == ()
    back = NOON + timedelta(minutes=10)
    for _ in range(2):
        await store.heard(back, again=True)
    (card,) = await store.stale_cards(back)
    assert (card.incident.id, card.message, card.digest) == (ident, 100, "")
    (told,) = await store.waiting(back)
    assert told.text.plain() == "停机 12:02–12:10 期间的点击未收到，请重按"


async def test_a_chat_without_anything_to_press_is_not_told(store: Store) -> None:
    await store.seed(group=None, people=(), units=(Department(id=0, name="供热科", chat=-2001),), now=NOON)
    await rush(store, 1)
    (card,) = await store.stale_cards(NOON)
    await store.card_shown(card, 100, "digest", NOON)
    await store.heard(NOON, again=True)
    await store.heard(NOON + timedelta(minutes=10), again=True)
    assert [m.chat for m in await store.waiting(NOON + timedelta(minutes=10))] == [GROUP]


async def test_many_small_notices_become_one_and_urgent_ones_stay(store: Store) -> None:
    await store.heard(NOON, again=True)
    for lane, count in ((Lane.LOG, MANY), (Lane.EDIT, 1), (Lane.ESCALATION, 2), (Lane.PROMPT, 1)):
        for number in range(count):
            text = Message("{lane} {n}", {"lane": lane.name, "n": number})
            await store.say(Notice(key=f"{lane}:{number}", chat=GROUP, text=text, lane=lane), NOON)
    await store.say(Notice(key="few", chat=LIN, text=Message("一条"), lane=Lane.LOG), NOON)
    back = NOON + timedelta(hours=1)
    await store.heard(back, again=True)
    said = [(m.chat, m.text.plain()) for m in await store.waiting(back)]
    assert [text for chat, text in said if chat == GROUP][:3] == ["ESCALATION 0", "ESCALATION 1", "PROMPT 0"]
    (one,) = [text for chat, text in said if chat == GROUP and text.startswith("停机期间")]
    assert one.splitlines()[1:3] == ["· EDIT 0", "· LOG 0"]
    assert len(one.splitlines()) == MANY + 2
    assert (LIN, "一条") in said


async def test_few_small_notices_are_said_one_by_one(store: Store) -> None:
    await store.heard(NOON, again=True)
    for number in range(MANY):
        await store.say(Notice(key=f"{number}", chat=GROUP, text=Message("一条"), lane=Lane.LOG), NOON)
    await store.heard(NOON + timedelta(hours=1), again=True)
    assert len(await store.waiting(NOON + timedelta(hours=1))) == MANY


async def test_a_pause_keeps_its_beginning_until_the_chat_hears_us(store: Store) -> None:
    await opened(store)
    for minute in (0, 30):
        now = NOON + timedelta(minutes=minute)
        await store.pause_chat(GROUP, now + timedelta(minutes=20), now)
        assert await store.stale_cards(now) == ()
    assert await store.paused_chats() == {GROUP: NOON}
    await store.chat_heard_us(GROUP)
    assert await store.paused_chats() == {}
    assert len(await store.stale_cards(NOON)) == 1
