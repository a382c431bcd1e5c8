"""What a period's figures are read from: the right incidents, as they were at its end, and what stood around them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.detect import Decision
from core.detect.decide import Action
from core.digest.facts import Activity
from core.digest.figures import Rate
from core.digest.periods import Period, Span, containing
from core.digest.summary import summarise
from core.incident import Status, Verdict
from core.outgoing import Lane, Notice
from core.posts import Cursor
from core.texts import Message
from core.timer import Clock, TimerState
from core.tone import Tone
from core.watching.health import Health
from storage import Store
from storage.instants import first_event_since
from storage.looks import Look
from storage.outbox import enqueue
from storage.source_changes import Known
from storage.tables import chats, event_texts, outages, outbox
from tests.conftest import BAI, FANG, GROUP, LIN, NOON
from tests.storage.grouping import twice
from tests.storage.making import attached, bodies, command, look, opened, prepared, press, watched

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TODAY = containing(Span.DAY, NOON.date())
TOMORROW = containing(Span.DAY, NOON.date() + DAY)
YESTERDAY = containing(Span.DAY, NOON.date() - DAY)


async def found(store: Store, *, now: datetime = NOON) -> int:
    """A new incident."""
    key = f"post{await first_event_since_end(store)}"
    (stored,) = await look(store, prepared(key), now=now)
    assert stored.incident is not None
    return stored.incident


async def first_event_since_end(store: Store) -> int:
    async with store.db.read() as connection:
        return await first_event_since(connection, NOON + 999 * DAY)


def numbers(activity: Activity) -> list[int]:
    """Which incidents."""
    return [one.id for one in activity.incidents]


async def test_what_was_found_open_or_touched_is_there_and_nothing_else(store: Store) -> None:
    over, still = await found(store, now=NOON - 3 * DAY), await found(store, now=NOON - 3 * DAY)
    await twice(store, LIN, "iv", over, "u", now=NOON - 3 * DAY + HOUR)
    new = await found(store)
    await found(store, now=NOON + DAY)
    assert numbers(await store.activity(TODAY)) == [still, new]
    assert numbers(await store.activity(containing(Span.DAY, NOON.date() - 3 * DAY))) == [over, still]
    assert numbers(await store.activity(containing(Span.DAY, NOON.date() - 9 * DAY))) == []
    # a touch is enough
    await press(store, FANG, "ro", over, words="又有新帖", now=NOON + 2 * DAY)
    assert over in numbers(await store.activity(containing(Span.DAY, NOON.date() + 2 * DAY)))


async def test_incidents_are_as_they_were(store: Store) -> None:
    ident = await found(store)
    await press(store, LIN, "cl", ident, now=NOON + HOUR)
    before = await store.activity(TODAY)
    await press(store, LIN, "vt", ident, now=NOON + DAY)
    await press(store, LIN, "bs", ident, words="到现场看过", now=NOON + DAY)
    await press(store, FANG, "nr", ident, words="已当面答复", now=NOON + DAY)
    await twice(store, LIN, "fi", ident, "", now=NOON + DAY + HOUR)
    after = await store.activity(TODAY)
    (one,) = after.incidents
    assert (one.status, one.verdict, one.owner, one.basis, one.no_response) == (
        Status.CLAIMED,
        Verdict.UNVERIFIED,
        LIN,
        "",
        "",
    )
    assert set(after.runs) == set(before.runs)
    assert [act for act in after.acts if act.at < after.as_of] == list(before.acts)
    (now,) = (await store.activity(TOMORROW)).incidents
    assert (now.status, now.verdict, now.no_response) == (Status.CLOSED, Verdict.TRUE, "已当面答复")


async def test_a_lease_that_began_anew_later_is_told_as_it_was(store: Store) -> None:
    """Its row is written over; the audit knows how it stood."""
    ident = await found(store)
    await press(store, LIN, "cl", ident, now=NOON + HOUR)

    async def lease() -> tuple[datetime, TimerState]:
        (run,) = [run for run in (await store.activity(TODAY)).runs if run.clock is Clock.LEASE]
        return run.started_at, run.state

    assert await lease() == (NOON + HOUR, TimerState.RUNNING)
    await press(store, LIN, "cm", ident, words="已联系", now=NOON + 2 * DAY)
    assert await lease() == (NOON + HOUR, TimerState.RUNNING)
    assert [one.due_at for one in await store.deadlines(ident) if one.clock is Clock.LEASE] > [NOON + 2 * DAY]


async def test_a_clock_that_began_later_is_not_there(store: Store) -> None:
    ident = await found(store)
    await press(store, LIN, "cl", ident, now=NOON + DAY)
    runs = {run.clock: run for run in (await store.activity(TODAY)).runs}
    assert runs.keys() == {Clock.FIRST_RESPONSE, Clock.CEILING}
    later = {run.clock for run in (await store.activity(TOMORROW)).runs}
    assert later > {Clock.VERIFY, Clock.LEASE}


async def test_acts_tell_what_they_changed_and_why(store: Store) -> None:
    ident = await found(store)
    await press(store, LIN, "cl", ident)
    await press(store, LIN, "un", ident, now=NOON + timedelta(seconds=9))
    await twice(store, BAI, "iv", ident, "f", now=NOON + HOUR)
    acts = {act.type: act for act in (await store.activity(TODAY)).acts}
    assert acts["claim"].new.items() >= {"status": "claimed", "owner": LIN}.items()
    assert acts["undo"].new.items() >= {"status": "suspected", "owner": None, "undone": "claim"}.items()
    assert (acts["invalid"].new["reason"], acts["invalid"].person) == ("误报", BAI)
    assert "refused" not in acts


async def test_erased_text_takes_the_reason_with_it_and_nothing_else(store: Store) -> None:
    ident = await found(store)
    await twice(store, BAI, "iv", ident, "f", now=NOON + HOUR)
    async with store.db.write() as connection:
        await connection.execute(event_texts.delete())
    activity = await store.activity(TODAY)
    (act,) = [act for act in activity.acts if act.type == "invalid"]
    assert dict(act.new) == {"status": "invalid"}
    assert (await store.activity(YESTERDAY)).incidents == ()
    assert summarise(activity, await store.policy()).false_alarms == Rate(part=1, whole=1)


async def test_posts_are_counted_by_the_days_of_the_office(store: Store) -> None:
    ignored = Decision(action=Action.IGNORE, reasons=())
    midnight = datetime.combine(NOON.date(), datetime.min.time(), store.figures.timezone)
    tones = [(midnight, Tone.POSITIVE), (midnight - timedelta(seconds=1), Tone.POSITIVE), (NOON, None)]
    tones += [(midnight + DAY - timedelta(seconds=1), Tone.NEGATIVE), (midnight + DAY, Tone.POSITIVE)]
    for number, (at, tone) in enumerate(tones):
        await look(store, replace(prepared(f"q{number}"), tone=tone), decision=ignored, now=at)
    ident = await found(store)
    await attached(store, ident)
    span = Period(span=Span.OTHER, begin=YESTERDAY.begin, end=TOMORROW.end)
    counted = [
        (one.day, one.stored, one.quiet, one.positive, one.negative) for one in (await store.activity(span)).posts
    ]
    assert counted == [
        (YESTERDAY.begin, 1, 1, 1, 0),
        (TODAY.begin, 5, 3, 1, 1),
        (TOMORROW.begin, 1, 1, 1, 0),
    ]
    assert ((await store.activity(TODAY)).joined, (await store.activity(TOMORROW)).joined) == (1, 0)
    none = await store.activity(Period(span=Span.OTHER, begin=TODAY.begin, end=TODAY.begin))
    assert (none.posts, none.joined, none.incidents) == ((), 0, ())


async def test_days_that_begin_at_half_past(store: Store) -> None:
    store.figures = replace(store.figures, timezone=ZoneInfo("Asia/Kolkata"))
    begin, end = TODAY.bounds(store.figures.timezone)
    assert begin.astimezone(UTC).minute == 30
    for number, at in enumerate((begin - MINUTE, begin, end - MINUTE, end)):
        await look(store, prepared(f"h{number}"), decision=Decision(action=Action.IGNORE, reasons=()), now=at)
    span = Period(span=Span.OTHER, begin=YESTERDAY.begin, end=TOMORROW.end)
    assert [one.stored for one in (await store.activity(span)).posts] == [1, 2, 1]


async def test_messages_of_the_period_and_who_is_out_of_reach(store: Store) -> None:
    async with store.db.write() as connection:
        for number, at in enumerate((NOON - DAY, NOON, NOON + HOUR, NOON + 2 * HOUR, NOON + DAY)):
            await enqueue(connection, Notice(key=f"n{number}", chat=GROUP, text=Message("好"), lane=Lane.LOG), at)
        await connection.execute(outbox.update().values(state="sent"))
        await connection.execute(outbox.update().where(outbox.c.key == "n2").values(state="failed"))
        await connection.execute(outbox.update().where(outbox.c.key == "n3").values(state="waiting"))
        await connection.execute(
            chats.insert(), [{"id": BAI, "unreachable": "blocked"}, {"id": LIN, "unreachable": ""}]
        )
    talk = (await store.activity(TODAY)).talk
    assert (talk.sent, talk.failed, talk.unreachable) == (1, 1, ("白露",))
    assert (await store.activity(TOMORROW)).talk.sent == 1


async def test_the_head_is_the_last_event_before_the_end(store: Store) -> None:
    assert (await store.activity(TODAY)).head.seq == 0
    ident = await found(store)
    head = (await store.activity(TODAY)).head
    assert (head.seq, head.hash) == ((await store.audit_head()).seq, (await store.audit_head()).hash)
    await press(store, LIN, "cl", ident, now=NOON + DAY)
    assert (await store.activity(TODAY)).head == head
    assert (await store.activity(TOMORROW)).head.seq == head.seq + 1
    assert len(await bodies(store)) == head.seq + 1


@pytest.mark.parametrize("days", range(5))
async def test_the_first_event_of_a_day_is_found_by_halving(store: Store, days: int) -> None:
    for number in range(5):
        for hour in range(number):
            await found(store, now=NOON + number * DAY + hour * HOUR)
    wanted = [body["seq"] for body in await bodies(store) if datetime.fromisoformat(body["at"]) >= NOON + days * DAY]
    async with store.db.read() as connection:
        assert await first_event_since(connection, NOON + days * DAY) == min(wanted)
        assert await first_event_since(connection, NOON + 99 * DAY) == max(wanted) + 1


async def turned(store: Store, health: Health, now: datetime) -> None:
    """A look that found the forum in this health."""
    one = next(iter(await store.all_sources()), None) or await watched(store)
    standing = replace(one.standing, health=health, since=now)
    await store.looked_many(
        [Look(watched=one, cursor=Cursor(), next_at=now, standing=standing)], await store.policy(), now
    )


async def spells(store: Store) -> list[tuple[str, datetime, datetime | None]]:
    """Every blind spell."""
    async with store.db.read() as connection:
        found = await connection.execute(outages.select().order_by(outages.c.id))
        return [(row.health, row.began_at, row.ended_at) for row in found]


async def test_a_blind_spell_lasts_from_turn_to_turn(store: Store) -> None:
    await watched(store)
    for hours, health in enumerate((Health.OK, Health.MOVED, Health.FAILING, Health.FAILING, Health.SILENT, Health.OK)):
        await turned(store, health, NOON + hours * HOUR)
    assert await spells(store) == [
        ("failing", NOON + 2 * HOUR, NOON + 4 * HOUR),
        ("silent", NOON + 4 * HOUR, NOON + 5 * HOUR),
    ]
    (one,) = (await store.activity(TODAY)).watches
    assert (one.name, one.health, one.blind) == ("海棠论坛", Health.OK, 3 * 3600)


async def test_a_spell_is_cut_at_the_edges_and_a_later_one_is_not_known(store: Store) -> None:
    await watched(store)
    begin, end = TODAY.bounds(store.figures.timezone)
    await turned(store, Health.CHANGED, begin - HOUR)
    await turned(store, Health.OK, begin + HOUR)
    await turned(store, Health.FAILING, end - HOUR)
    (one,) = (await store.activity(TODAY)).watches
    assert (one.health, one.blind) == (Health.FAILING, 2 * 3600)
    (one,) = (await store.activity(YESTERDAY)).watches
    assert (one.health, one.blind) == (Health.CHANGED, 3600)
    (one,) = (await store.activity(containing(Span.DAY, NOON.date() - 2 * DAY))).watches
    assert (one.health, one.blind) == (Health.OK, 0.0)


async def test_a_source_at_rest_is_not_blind(store: Store) -> None:
    one = await watched(store)
    await turned(store, Health.FAILING, NOON)
    known = Known(id=one.id, source=one.source, active=True)
    await store.turn_source(known, False, command(FANG, "", now=NOON + HOUR))
    assert await spells(store) == [("failing", NOON, NOON + HOUR)]
    # a look that was under way when it was paused
    await store.looked_many(
        [Look(watched=one, cursor=Cursor(), next_at=NOON, standing=replace(one.standing, health=Health.SILENT))],
        await store.policy(),
        NOON + HOUR,
    )
    assert len(await spells(store)) == 1
    await store.turn_source(replace(known, active=False), True, command(FANG, "", now=NOON + 3 * HOUR))
    assert (await spells(store))[1:] == [("silent", NOON + 3 * HOUR, None)]


async def test_a_source_that_was_only_tried_takes_its_spells_along(store: Store) -> None:
    one = await watched(store)
    source = replace(one.source, name="试读", url="https://other.example/feed")
    outcome = await store.add_source(source, command(FANG, "", now=NOON))
    assert not outcome.refused
    known = await store.known_source("试读")
    assert known is not None
    async with store.db.write() as connection:
        await connection.execute(outages.insert().values(source=known.id, health="failing", began_at=NOON))
    assert not (await store.drop_source(known, command(FANG, "", now=NOON))).refused
    assert await spells(store) == []
    # one that is in use keeps them, and stays
    await turned(store, Health.FAILING, NOON)
    await opened(store)
    assert (await store.drop_source(Known(id=one.id, source=one.source, active=True), command(FANG, ""))).refused
    assert len(await spells(store)) == 1
