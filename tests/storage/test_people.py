"""Decisions about people and codes in real rows: once each, with their events, on both databases (O2, O7)."""

import asyncio
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import URL

from core.changes import Entry, Origin
from core.incident import Status
from core.outgoing import Show
from core.people import Actor, Role
from core.team import joining, members
from core.team.binding import ALPHABET, LENGTH, Wish
from core.workflow import Outcome
from storage import Store
from storage.card_rows import show_card
from storage.codes import LIFE
from storage.commands import Command
from storage.tables import cards, codes, outbox
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, NOON, PEOPLE, SU
from tests.storage.making import bodies, exported, opened, press

STRANGER, UNIT = 99, -2002
MEMBERS = {m.id: m for m in PEOPLE}
_keys = count(1)


def asked(person: int, *, key: str = "", chat: int = 0, arg: str = "", words: str = "", now: Any = NOON) -> Command:
    """A person asks, in the private chat unless told otherwise."""
    actor = Actor.of(MEMBERS[person]) if person in MEMBERS else Actor(id=person, name="路人", roles=frozenset())
    key = key or f"people:{next(_keys)}"
    origin = Origin(entry=Entry.BUTTON, chat=chat or person, message=5, callback=key)
    return Command(key=key, actor=actor, origin=origin, now=now, arg=arg, words=words)


async def switch(store: Store, code: str, person: int, *, by: int = FANG, **options: Any) -> Outcome:
    return await store.manage(person, partial(members.decide, code), asked(by, **options))


async def bound(
    store: Store, code: str, *, by: int = LIN, chat: int = -3003, unit: str = "", **options: Any
) -> Outcome:
    return await store.bind(Wish(code=code, department=unit, name="某人"), asked(by, chat=chat, **options))


async def assigned(store: Store) -> int:
    """An incident that 市政科 handles, its cards in the group and with 何建."""
    ident = await opened(store)
    async with store.db.write() as connection:
        await show_card(connection, ident, Show(chat=GROUP))
    await press(store, FANG, "vt", ident)
    await press(store, FANG, "ag", ident, arg="1")
    return ident


async def live(store: Store, chat: int) -> list[int]:
    """Incidents whose card the chat goes on showing."""
    query = select(cards.c.incident).where(cards.c.chat == chat, cards.c.until.is_(None))
    async with store.db.read() as connection:
        return list((await connection.execute(query)).scalars())


async def test_a_replayed_press_switches_once(store: Store) -> None:
    for _ in range(2):
        assert (await switch(store, "rt", LIN, key="same", arg="approver")).refused == ""
    assert "approver" in (await store.policy()).members[LIN].roles
    assert len(await bodies(store, "member")) == 1


async def test_the_role_is_looked_up_when_it_is_decided(store: Store) -> None:
    pressed = asked(FANG, arg="lead")
    assert (await switch(store, "of", FANG, by=GU)).refused == ""
    outcome = await store.manage(LIN, partial(members.decide, "rt"), pressed)
    assert (outcome.refused, outcome.alert) == ("role", True)
    assert (await store.policy()).members[LIN] == MEMBERS[LIN]
    (refused,) = await bodies(store, "refused")
    assert (refused["subject"], refused["notes"]["code"]) == (f"member:{LIN}", "role")


async def test_two_leads_who_remove_each_other_at_once_leave_one(store: Store) -> None:
    await switch(store, "rt", LIN, arg="lead")
    await switch(store, "of", GU, by=GU)
    results = await asyncio.gather(switch(store, "of", LIN, by=FANG), switch(store, "of", FANG, by=LIN))
    assert sorted(r.refused for r in results) == ["", "role"]
    (left,) = (await store.policy()).holders(Role.LEAD)
    assert (await switch(store, "of", left.id, by=left.id)).refused == "last_lead"


async def test_deactivating_moves_the_work_and_ends_the_cards_in_one_transaction(store: Store) -> None:
    first, second = await assigned(store), await opened(store)
    await press(store, HE, "ac", first)
    await press(store, HE, "cl", second)
    assert await live(store, HE) == [first]
    assert (await switch(store, "of", HE, words="调离")).refused == ""
    states = [await store.incident(ident) for ident in (first, second)]
    assert [(s.status, s.owner, s.handler) for s in states if s] == [
        (Status.ASSIGNED, FANG, None),
        (Status.CLAIMED, FANG, None),
    ]
    assert await live(store, HE) == []
    async with store.db.read() as connection:
        waiting = select(outbox.c.body).where(outbox.c.key.like("handover:%"))
        (body,) = (await connection.execute(waiting)).scalars()
    assert "#0001 市政科" in str(body)
    assert "#0002 方正" in str(body)
    log = [(row["subject"], row["type"]) for row in await exported(store)][-3:]
    assert log == [(f"member:{HE}", "deactivate"), ("incident:2", "take_over"), ("incident:1", "hand_over")]
    assert (await store.verify_audit())[1] is None
    assert (await switch(store, "on", HE)).refused == ""
    assert (await store.policy()).actor(HE)
    assert await live(store, HE) == [first], "what waits to be accepted waits for the contact who is back"


async def test_a_handler_without_the_role_has_nothing_to_handle(store: Store) -> None:
    ident = await assigned(store)
    await press(store, HE, "ac", ident)
    await switch(store, "rt", HE, arg="member")
    assert (await switch(store, "rt", HE, arg="handler")).refused == ""
    state = await store.incident(ident)
    assert state
    assert (state.status, state.handler) == (Status.ASSIGNED, None)
    assert await live(store, HE) == []


async def test_a_new_contact_gets_what_waits(store: Store) -> None:
    ident = await assigned(store)
    await switch(store, "ds", BAI, arg="1")
    assert await live(store, BAI) == []
    await switch(store, "rt", BAI, arg="handler")
    assert await live(store, BAI) == [ident]


async def test_of_a_code_only_its_hash_is_kept(store: Store) -> None:
    code = await store.new_code(NOON)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert len(ALPHABET) ** LENGTH >= 2**40
    async with store.db.read() as connection:
        rows = [dict(row) for row in (await connection.execute(select(codes))).mappings()]
    assert code not in str(rows)
    assert code not in str(await exported(store))
    assert (rows[0]["tries_left"], rows[0]["expires_at"]) == (5, NOON + timedelta(minutes=15))


async def test_a_code_binds_once_and_a_replay_gives_the_first_answer(store: Store) -> None:
    code = await store.new_code(NOON)
    for _ in range(2):
        assert (await bound(store, code, key="same")).refused == ""
    assert (await bound(store, code, by=BAI, chat=-4004)).refused == "no_code"
    policy = await store.policy()
    assert policy.group == -3003
    assert "lead" in policy.members[LIN].roles
    assert policy.members[BAI] == MEMBERS[BAI]
    assert len(await bodies(store, "bind")) == 1


async def test_of_many_who_send_the_code_at_once_one_binds(store: Store) -> None:
    code = await store.new_code(NOON)
    results = await asyncio.gather(*(bound(store, code, by=100 + n, chat=-5000 - n) for n in range(8)))
    assert [r.refused for r in results].count("") == 1
    assert len((await store.policy()).members) == len(PEOPLE) + 1


async def test_tries_are_counted_across_chats_and_time_ends_a_code(store: Store) -> None:
    code = await store.new_code(NOON)
    for number in range(5):
        outcome = await bound(store, "2222222222", by=100 + number, chat=-6000 - number)
        assert outcome.refused == "code"
    assert (await bound(store, code)).refused == "no_code"
    later = await store.new_code(NOON)
    assert (await bound(store, later, now=NOON + LIFE)).refused == "no_code"
    assert (await bound(store, later, now=NOON + LIFE - timedelta(seconds=1))).refused == ""


async def test_a_mistyped_department_uses_no_code_up(store: Store) -> None:
    code = await store.new_code(NOON)
    refused = await bound(store, code, unit="市政课", chat=UNIT)
    assert refused.refused == "department"
    assert "市政科" in str(refused.answer.params)
    assert (await bound(store, code, unit="市政科", chat=UNIT)).refused == ""
    assert (await store.policy()).is_ours(UNIT)
    assert (await store.policy()).members.get(LIN) == MEMBERS[LIN], "a department's code makes nobody a lead"


async def test_a_department_chat_gets_its_work_and_the_old_one_falls_silent(store: Store) -> None:
    ident = await assigned(store)
    assert (await bound(store, "", by=FANG, unit="市政科", chat=UNIT)).refused == ""
    assert await live(store, UNIT) == [ident]
    assert (await bound(store, "", by=FANG, unit="市政科", chat=-2003)).refused == ""
    assert await live(store, UNIT) == []
    assert await live(store, -2003) == [ident]
    assert (await bound(store, "", by=SU, unit="市政科", chat=-2004)).refused == "role"
    assert (await bound(store, "", by=FANG, unit="市政科", chat=GROUP)).refused == "group"
    assert await live(store, GROUP) == [ident]


async def test_a_chat_that_is_still_anothers_goes_on(store: Store) -> None:
    ident = await assigned(store)
    for unit in ("市政科", "物业科"):
        await bound(store, "", by=FANG, unit=unit, chat=UNIT)
    await bound(store, "", by=FANG, unit="物业科", chat=-2003)
    assert await live(store, UNIT) == [ident]


async def test_joining_is_stored_step_by_step(store: Store) -> None:
    assert not await store.is_naming(STRANGER)
    await store.manage(STRANGER, joining.ask, asked(STRANGER))
    assert await store.is_naming(STRANGER)
    await store.manage(STRANGER, joining.name, asked(STRANGER, words="唐果"))
    assert (await store.manage(STRANGER, joining.choose, asked(STRANGER, arg="2"))).refused == ""
    assert not await store.is_naming(STRANGER)
    await store.manage(STRANGER, joining.agree, asked(LIN, arg="m"))
    assert STRANGER not in (await store.policy()).members
    for _ in range(2):
        await store.manage(STRANGER, joining.agree, asked(FANG, arg="h"))
    member = (await store.policy()).members[STRANGER]
    assert (member.name, member.department, sorted(member.roles)) == ("唐果", "物业科", ["handler"])
    assert [(b["subject"], b["type"]) for b in await bodies(store)] == [
        ("member:99", "apply"),
        ("member:99", "refused"),
        ("member:99", "register"),
        ("member:99", "refused"),
    ]
    assert "唐果" not in "".join(str(row["body"]) for row in await exported(store)), "names stand in the side text"


async def test_a_crowd_of_strangers_cannot_fill_the_group(store: Store) -> None:
    refused = []
    for person in range(200, 200 + joining.MOST_WAITING + 3):
        await store.manage(person, joining.ask, asked(person))
        await store.manage(person, joining.name, asked(person, words="某人"))
        refused.append((await store.manage(person, joining.choose, asked(person, arg="0"))).refused)
    assert refused == [""] * joining.MOST_WAITING + ["crowd"] * 3


async def test_the_load_of_each_person(store: Store, database_url: URL) -> None:
    first, second, third = await assigned(store), await opened(store), await opened(store)
    await press(store, HE, "ac", first)
    await press(store, LIN, "cl", second)
    await press(store, LIN, "cl", third)
    await press(store, LIN, "iv", third, arg="f")
    await press(store, LIN, "iv", third, arg="f", now=NOON + timedelta(seconds=5))
    await store.chat_unreachable(SU, "Forbidden")
    await switch(store, "of", BAI)
    loads = {one.member.id: one for one in await store.load_per_person(NOON)}
    assert {i: (one.owned, one.handled) for i, one in loads.items() if one.owned or one.handled} == {
        FANG: (1, 0),
        HE: (0, 1),
        LIN: (1, 0),
    }
    assert [i for i, one in loads.items() if one.unreachable] == [SU]
    assert list(loads)[-1] == BAI, "who is deactivated comes last"


async def test_what_was_to_be_said_where_nobody_of_ours_is_stays_unsaid(store: Store) -> None:
    ident = await assigned(store)
    async with store.db.write() as connection:
        row = {"key": "x", "chat": HE, "lane": 1, "kind": "notice", "body": {}, "loud": False, "created_at": NOON}
        await connection.execute(outbox.insert().values(state="waiting", incident=ident, **row))
    await switch(store, "of", HE)
    async with store.db.read() as connection:
        assert await connection.scalar(select(outbox.c.state).where(outbox.c.key == "x")) == "failed"


async def test_the_takers_own_undo_is_gone(store: Store) -> None:
    ident = await opened(store)
    await press(store, LIN, "cl", ident)
    await switch(store, "of", LIN)
    await switch(store, "on", LIN)
    assert (await press(store, LIN, "un", ident)).refused
    state = await store.incident(ident)
    assert state
    assert state.owner == FANG
