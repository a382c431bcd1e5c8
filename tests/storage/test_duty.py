"""The roster in real rows: seeded once, changed in chat, swapped once, on both databases (W8, lifecycle §3)."""

import asyncio
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select, update

from core.changes import Entry, Origin
from core.duty import KeyPeriod, Roster, Rotation, Shift, Slot
from core.people import Actor, Role
from core.posts import Source
from core.rostering.handover import Desk, period_keys
from core.rostering.rulings import Swap
from core.rostering.setting import settle
from core.rostering.swapping import agree, ask, decline
from core.texts import Message
from core.timer import Clock
from core.workflow import Outcome
from storage import Database, Store
from storage.commands import Command
from storage.rows import plain
from storage.tables import chats, deadlines, members, outbox, shifts, sources, swaps
from tests.conftest import BAI, FANG, GROUP, GU, LIN, NOON, PEOPLE, SU
from tests.storage.making import bodies, exported, opened, press, verdict

FRIDAY = date(2026, 11, 20)
SATURDAY = FRIDAY + timedelta(days=1)
#: 苏敏 on Saturday
TURNS = Rotation(people=(LIN, BAI, SU), since=FRIDAY - timedelta(days=4))
LED = Rotation(people=(FANG,), since=FRIDAY - timedelta(days=4))
ROSTER = Roster(rotations={Shift.DUTY: TURNS, Shift.LEAD: LED})
SLOT: Slot = (Shift.DUTY, SATURDAY)
MEMBERS = {m.id: m for m in PEOPLE}
_keys = count(1)


def asked(person: int, *, key: str = "", now: Any = NOON) -> Command:
    key = key or f"duty:{next(_keys)}"
    origin = Origin(entry=Entry.BUTTON, chat=person, message=5, callback=key)
    return Command(key=key, actor=Actor.of(MEMBERS[person]), origin=origin, now=now)


async def said(store: Store, words: str, *, by: int = FANG, **options: Any) -> Outcome:
    return await store.on_roster(partial(settle, words.split()), asked(by, **options))


async def wants(store: Store, colleague: int = BAI, *, by: int = SU, slot: Slot = SLOT, **options: Any) -> Outcome:
    return await store.on_roster(partial(ask, slot, colleague), asked(by, **options))


async def answers(store: Store, judge: Any, number: int = 1, *, by: int = BAI, **options: Any) -> Outcome:
    return await store.on_roster(judge, asked(by, **options), answers=number)


async def states(store: Store) -> list[tuple[int, str]]:
    async with store.db.read() as connection:
        found = await connection.execute(select(swaps.c.id, swaps.c.state).order_by(swaps.c.id))
        return [(row.id, row.state) for row in found]


async def waiting(store: Store, prefix: str) -> list[tuple[str, int, bool]]:
    async with store.db.read() as connection:
        found = await connection.execute(select(outbox).where(outbox.c.state == "waiting").order_by(outbox.c.id))
        return [(row.key, row.chat, row.loud) for row in found if row.key.startswith(prefix)]


async def on_duty(store: Store, day: date = SATURDAY) -> int | None:
    return (await store.policy()).roster.on(Shift.DUTY, day)


async def test_a_roster_comes_back_from_the_rows_as_the_file_said_it(store: Store) -> None:
    roster = Roster(rotations=ROSTER.rotations, dates={SLOT: GU, (Shift.LEAD, FRIDAY): GU}, handover=ROSTER.handover)
    assert await store.seed_roster(roster, NOON) == ()
    assert (await store.policy()).roster == roster
    # another process reads the same
    other = Store(Database(store.db.engine.url), store.figures)
    assert (await other.policy()).roster == roster
    await other.close()


async def test_each_new_entry_has_its_event_and_the_second_start_none(store: Store) -> None:
    roster = Roster(rotations={Shift.DUTY: TURNS}, dates={SLOT: GU})
    for _ in range(2):
        assert await store.seed_roster(roster, NOON) == ()
        events = await bodies(store)
        assert {(e["subject"], e["type"], e["role"], e["notes"]["file"]) for e in events} == {
            ("roster", "seed", "system", True)
        }
        assert [e["diffs"] for e in events] == [
            {"roster:handover": [None, "08:30"]},
            {"rotation:duty": [None, {"people": [LIN, BAI, SU], "since": "2026-11-16", "days": 1}]},
            {"duty:2026-11-21": [None, GU]},
        ]
    assert await verdict(store) is None


async def test_what_chat_changed_stays_and_is_named(store: Store) -> None:
    roster = Roster(rotations={Shift.DUTY: TURNS}, dates={SLOT: GU})
    await store.seed_roster(roster, NOON)
    await said(store, "11-21 林晓")
    await said(store, "轮值 白露 苏敏")
    assert await store.seed_roster(roster, NOON) == (), "the file says what it always said"
    changed = Roster(rotations={Shift.DUTY: LED}, dates={SLOT: BAI})
    assert await store.seed_roster(changed, NOON) == ("rotation:duty", "duty:2026-11-21")
    kept = (await store.policy()).roster
    assert (kept.on(*SLOT), kept.rotations[Shift.DUTY].people) == (LIN, (BAI, SU))


async def test_a_change_of_the_file_is_followed_and_rewrites_no_history(store: Store) -> None:
    await store.seed_roster(Roster(rotations={Shift.DUTY: TURNS}, dates={SLOT: GU}), NOON)
    new = Rotation(people=(BAI,), since=FRIDAY - timedelta(days=30))
    assert await store.seed_roster(Roster(rotations={Shift.DUTY: new}), NOON) == ()
    assert [await on_duty(store, FRIDAY + timedelta(days=n)) for n in (-4, -3, -2, -1, 0, 1)] == [
        LIN,
        BAI,
        SU,
        LIN,
        BAI,
        BAI,
    ], "the date that the file no longer names falls back to the rotation"
    assert (await bodies(store))[-1]["diffs"] == {"duty:2026-11-21": [GU, None]}


async def test_a_date_set_in_chat_outlives_a_file_without_it(store: Store) -> None:
    await store.seed_roster(ROSTER, NOON)
    await said(store, "11-21 林晓")
    await store.seed_roster(ROSTER, NOON)
    assert await on_duty(store) == LIN


async def test_dates_far_away_are_not_taken_in(store: Store) -> None:
    dates = {(Shift.DUTY, FRIDAY + timedelta(days=n)): LIN for n in (-41, -40, 400, 401)}
    await store.seed_roster(Roster(dates=dates), NOON)
    kept = (await store.policy()).roster.dates
    assert sorted((day - FRIDAY).days for _, day in kept) == [-40, 400]


async def test_a_lead_sets_a_date_once_however_often_it_is_replayed(store: Store) -> None:
    await store.seed_roster(ROSTER, NOON)
    for _ in range(2):
        assert (await said(store, "11-21 林晓", key="same")).refused == ""
    assert await on_duty(store) == LIN
    (event,) = await bodies(store, "set_shift")
    assert (event["subject"], event["actor"], event["role"]) == ("roster", FANG, "lead")
    assert event["diffs"] == {"duty:2026-11-21": [SU, LIN]}


async def test_the_role_is_looked_up_when_it_is_decided(store: Store) -> None:
    async with store.db.write() as connection:
        await connection.execute(update(members).where(members.c.id == FANG).values(active=False))
    outcome = await said(store, "11-21 林晓")
    assert (outcome.refused, outcome.alert) == ("role", True)
    assert await on_duty(store) is None
    assert [e["notes"]["code"] for e in await bodies(store, "refused")] == ["role"]


async def test_a_swap_needs_the_other_ones_word(store: Store) -> None:
    await store.seed_roster(ROSTER, NOON)
    assert (await wants(store)).refused == ""
    assert await on_duty(store) == SU
    assert await waiting(store, "swap:") == [("swap:1", BAI, True)]
    assert (await answers(store, agree)).refused == ""
    assert await on_duty(store) == BAI
    assert await states(store) == [(1, "agreed")]
    # the asker with sound, the group without
    assert await waiting(store, "swapped:") == [(f"swapped:1:{SU}", SU, True), ("swapped:1:group", GROUP, False)]
    types = [e["type"] for e in await bodies(store) if e["type"] != "seed"]
    assert types == ["ask_swap", "swap"]
    rows = [row for row in await exported(store) if row["type"] == "swap"]
    assert "苏敏 → 白露" in rows[0]["text"]
    assert "苏敏" not in rows[0]["body"], "names stand beside the chain"


async def test_a_replayed_press_answers_the_same_and_changes_nothing(store: Store) -> None:
    await store.seed_roster(ROSTER, NOON)
    assert await wants(store, key="asking") == await wants(store, key="asking")
    assert await states(store) == [(1, "asked")]
    first = await answers(store, agree, key="answer")
    await said(store, "11-21 林晓")
    assert await answers(store, agree, key="answer") == first
    assert await on_duty(store) == LIN


async def test_two_answers_at_once_are_one(store: Store) -> None:
    await store.seed_roster(ROSTER, NOON)
    await wants(store)
    outcomes = await asyncio.gather(*(answers(store, judge) for judge in (agree, decline, agree, decline, agree)))
    assert sorted(o.refused for o in outcomes) == ["", "answered", "answered", "answered", "answered"]
    assert len([e for e in await bodies(store) if e["type"] in ("swap", "decline_swap")]) == 1
    assert await on_duty(store) in (BAI, SU)


async def test_of_two_who_are_asked_only_the_last_may_accept(store: Store) -> None:
    await store.seed_roster(ROSTER, NOON)
    await wants(store, LIN)
    await wants(store, BAI)
    assert await states(store) == [(1, "void"), (2, "asked")]
    assert [key for key, _, _ in await waiting(store, "swap:")] == ["swap:2"], "the first was not said, and is not now"
    first, second = await asyncio.gather(answers(store, agree, 1, by=LIN), answers(store, agree, 2))
    assert (first.refused, second.refused) == ("answered", "")
    assert await on_duty(store) == BAI


async def test_a_question_that_was_said_is_taken_back_where_it_stands(store: Store) -> None:
    await store.seed_roster(ROSTER, NOON)
    await wants(store, LIN)
    (one,) = await store.waiting(NOON)
    await store.message_sent(one.id, 77)
    await wants(store, BAI)
    edits = [one for one in await store.waiting(NOON) if one.kind == "edit"]
    assert [(one.chat, one.target, one.keys, "不用答复" in one.text.plain()) for one in edits] == [(LIN, 77, (), True)]


async def test_who_takes_over_may_not_be_swapped_away_by_an_old_question(store: Store) -> None:
    await store.seed_roster(ROSTER, NOON)
    await wants(store)
    await said(store, "11-21 林晓")
    assert (await answers(store, agree)).refused == "mine"
    assert await on_duty(store) == LIN
    begun = NOON + timedelta(days=1)
    assert (await answers(store, agree, now=begun)).refused == "begun"


async def test_who_cannot_be_written_to_is_called_in_the_group(store: Store) -> None:
    await store.seed_roster(ROSTER, NOON)
    await store.chat_unreachable(BAI, "blocked")
    await wants(store)
    assert await waiting(store, "swap:") == [("swap:1:group", GROUP, True)]
    assert await store.call_in_group(FRIDAY, NOON) is False


async def test_a_question_that_could_not_be_delivered_is_put_in_the_group_once(store: Store) -> None:
    await store.seed_roster(ROSTER, NOON)
    await wants(store)
    assert await store.call_in_group(FRIDAY, NOON) is False
    await store.chat_unreachable(BAI, "blocked")
    assert await store.call_in_group(SATURDAY + timedelta(days=1), NOON) is False, "that shift is over"
    assert await store.call_in_group(FRIDAY, NOON) is True
    assert await store.call_in_group(FRIDAY, NOON) is False
    assert [key for key, _, _ in await waiting(store, "swap:")] == ["swap:1", "swap:1:group"]
    await answers(store, decline)
    assert await waiting(store, "swap:") == [], "answered before it was said: neither is said any more"


async def test_the_roster_shows_what_was_asked_and_agreed(store: Store) -> None:
    await store.seed_roster(ROSTER, NOON)
    await wants(store)
    (one,) = await store.swaps_between(FRIDAY, SATURDAY)
    assert one == Swap(id=1, shift=Shift.DUTY, day=SATURDAY, person=SU, asked=BAI, at=NOON)
    assert await store.swaps_between(FRIDAY, FRIDAY) == ()
    await answers(store, decline)
    assert await store.swaps_between(FRIDAY, SATURDAY) == ()


async def test_a_handover_is_said_once_however_many_say_it(store: Store) -> None:
    assert await store.last_handover() is None
    said = await asyncio.gather(*(store.hand_over(SATURDAY, (), NOON) for _ in range(4)))
    assert sorted(said) == [False, False, False, True]
    assert await store.last_handover() == SATURDAY
    assert await store.hand_over(FRIDAY, (), NOON) is False, "no older one after it"


async def due(store: Store, ident: int, clock: Clock, at: Any, state: str = "running", generation: int = 1) -> None:
    row = {"incident": ident, "clock": clock.value, "generation": generation, "started_at": NOON, "due_at": at}
    async with store.db.write() as connection:
        kept = {**row, "state": state, "why": plain(Message(""))}
        await connection.execute(deadlines.insert().values(kept))


async def test_the_desk_counts_what_is_open_and_what_is_due_next(store: Store) -> None:
    assert await store.desk(NOON) == Desk()
    one, two, three = [await opened(store) for _ in range(3)]
    await press(store, LIN, "cl", two)
    await press(store, FANG, "iv", three, arg="f", now=NOON)
    await press(store, FANG, "iv", three, arg="f", now=NOON + timedelta(seconds=2))
    state = await store.incident(three)
    assert state is not None
    assert not state.is_open
    async with store.db.write() as connection:
        await connection.execute(deadlines.delete())
    for number in range(7):
        await due(store, one, Clock.VERIFY, NOON + timedelta(hours=7 - number), generation=number + 1)
    await due(store, two, Clock.FINAL, NOON - timedelta(hours=1))
    await due(store, two, Clock.ACCEPT, NOON + timedelta(minutes=1), state="met")
    await due(store, three, Clock.VERIFY, NOON + timedelta(minutes=2))
    await press(store, LIN, "sn", two, arg="1h")
    desk = await store.desk(NOON)
    assert (desk.open, desk.unclaimed, desk.overdue, desk.snoozed) == (2, (one,), 1, (two,))
    assert [(d.incident, d.at) for d in desk.due] == [(one, NOON + timedelta(hours=n)) for n in range(1, 6)]


async def test_what_was_told_is_known_by_its_key(store: Store) -> None:
    keys = period_keys(KeyPeriod(name="高考", begin=FRIDAY, end=SATURDAY))
    assert await store.told_before(keys) == frozenset()
    await said(store, "轮值 林晓")
    async with store.db.read() as connection:
        (key,) = (await connection.execute(select(outbox.c.key))).scalars()
    assert await store.told_before([*keys, key]) == {key}


async def test_when_a_key_period_begins_no_source_sleeps_long(store: Store) -> None:
    async with store.db.write() as connection:
        for number, (interval, failures, hours) in enumerate(
            [(86400, 0, 20), (86400, 0, 3), (300, 0, 0.02), (60, 2, 5)]
        ):
            source = Source(name=f"源{number}", kind="rss", url=f"https://{number}.example/", interval=interval)
            row = {"name": source.name, "body": plain(source), "next_at": NOON + timedelta(hours=hours)}
            await connection.execute(sources.insert().values(**row, failures=failures))
    await store.hurry_sources(0.5, NOON)
    async with store.db.read() as connection:
        found = (await connection.execute(select(sources.c.next_at).order_by(sources.c.id))).scalars()
        assert [(at - NOON).total_seconds() for at in found] == [43_200, 3 * 3600, 72, 5 * 3600]


@pytest.mark.parametrize("role", [Role.LEAD, Role.MEMBER])
async def test_rows_of_people_who_left_stay_and_the_fall_back_is_everybody(store: Store, role: Role) -> None:
    await store.seed_roster(ROSTER, NOON)
    person, shift = (FANG, Shift.LEAD) if role is Role.LEAD else (BAI, Shift.DUTY)
    async with store.db.write() as connection:
        await connection.execute(update(members).where(members.c.id == person).values(active=False))
        assert (await connection.execute(select(shifts))).first() is None
        assert (await connection.execute(select(chats))).first() is None
    store._policy_changed()
    policy = await store.policy()
    assert policy.roster.on(shift, FRIDAY) == person
    assert set(policy.on_duty(shift, NOON)) == set(policy.holders(role))
