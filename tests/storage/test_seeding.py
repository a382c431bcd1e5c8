"""The file seeds, the database is the truth: new entries come in, what chat changed stays (product.md §3)."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.engine import URL

from core.arrivals import KIND
from core.people import Department, Member, Role
from core.posts import Cursor, Source
from storage import Store
from storage.people_rows import put_member
from storage.rows import plain
from storage.sources import insert_source
from storage.tables import sources
from tests.conftest import FANG, GROUP, HE, LIN, NOON, PEOPLE, UNITS
from tests.storage.attack import outside, run
from tests.storage.making import FORUM, exported, opened, press, watched
from tests.storage.test_arrivals import arrival

LEAD2 = Member(id=88, name="新领导", roles=frozenset({Role.LEAD}))
LEAD = Member(id=LIN, name="林晓", roles=frozenset({Role.LEAD}))
MENDED = replace(FORUM, url="https://forum.example/new-feed", platform="贴吧")


async def seed(
    store: Store, *people: Member, units: tuple[Department, ...] = (), group: int | None = None
) -> tuple[str, ...]:
    """What a start with this file leaves alone."""
    return await store.seed(group=group, people=people, units=units, now=NOON)


async def test_new_entries_come_in_and_the_same_file_changes_nothing(store: Store) -> None:
    policy = await store.policy()
    assert (policy.group, set(policy.members)) == (GROUP, {m.id for m in PEOPLE})
    assert [d.name for d in policy.departments] == [u.name for u in UNITS]
    assert {m.id: m for m in PEOPLE} == dict(policy.members)
    assert await store.seed(group=GROUP, people=PEOPLE, units=UNITS, now=NOON) == ()
    assert await store.policy() == policy
    new = Member(id=99, name="新人")
    assert await seed(store, new, units=(Department(id=0, name="法规科", chat=-5),)) == ()
    policy = await store.policy()
    assert policy.members[99] == new
    assert policy.is_ours(-5)


async def test_a_change_in_the_file_is_followed_while_nobody_changed_the_entry(store: Store) -> None:
    assert await seed(store, LEAD, units=(Department(id=0, name="市政科", chat=-7),), group=-1002) == ()
    policy = await store.policy()
    assert policy.members[LIN].roles == {Role.LEAD}
    assert (policy.group, policy.departments[0].chat) == (-1002, -7)
    assert await seed(store, replace(LEAD, name="林小晓")) == ()
    assert (await store.policy()).name(LIN) == "林小晓"


async def test_what_chat_changed_is_left_alone_and_named(store: Store, database_url: URL) -> None:
    with outside(database_url) as connection:
        run(
            connection,
            "UPDATE members SET name = '林主任' WHERE id = 11",
            "UPDATE departments SET chat = -9 WHERE name = '市政科'",
            "UPDATE bindings SET value = '-1009' WHERE name = 'group'",
        )
    left = await seed(store, LEAD, units=(Department(id=0, name="市政科", chat=-7),), group=-1002)
    assert left == ("group", "市政科", "林晓")
    policy = await store.policy()
    assert (policy.name(LIN), policy.members[LIN].roles) == ("林主任", frozenset({Role.MEMBER}))
    assert (policy.group, policy.departments[0].chat) == (-1009, -9)


async def test_what_chat_changed_is_not_named_while_the_file_says_what_it_said(store: Store, database_url: URL) -> None:
    with outside(database_url) as connection:
        run(connection, "UPDATE members SET name = '林主任' WHERE id = 11")
    assert await store.seed(group=GROUP, people=PEOPLE, units=UNITS, now=NOON) == ()
    assert (await store.policy()).name(LIN) == "林主任"


async def test_an_entry_that_only_chat_knows_stays(store: Store, database_url: URL) -> None:
    with outside(database_url) as connection:
        run(connection, "INSERT INTO members (id, name, roles) VALUES (98, '群里加的', '[\"member\"]')")
    assert await store.seed(group=GROUP, people=PEOPLE, units=UNITS, now=NOON) == ()
    assert (await store.policy()).name(98) == "群里加的"


async def test_a_moved_group_is_not_moved_back_by_the_file(store: Store) -> None:
    await store.move_chat(GROUP, -100500, NOON)
    assert await store.seed(group=GROUP, people=(), units=(), now=NOON) == ()
    assert (await store.policy()).group == -100500


async def test_sources_follow_the_file_and_forget_where_they_stopped(store: Store) -> None:
    before = await watched(store)
    await store.looked(before, Cursor(etag="x"), "https://elsewhere.example/", NOON, NOON)
    assert await store.seed_sources([FORUM], NOON) == ()
    (same,) = await store.all_sources()
    assert (same.cursor.etag, same.moved_to) == ("x", "https://elsewhere.example/")
    assert await store.seed_sources([MENDED], NOON) == ()
    (after,) = await store.all_sources()
    assert (after.id, after.source, after.cursor, after.moved_to) == (before.id, MENDED, Cursor(), "")


async def test_the_same_file_does_not_hurry_its_sources(store: Store) -> None:
    source = await watched(store)
    later = NOON + timedelta(hours=1)
    await store.looked(source, Cursor(), "", later, NOON)
    proxied = replace(FORUM, name="县长信箱", headers=(("X-Key", "1"),))
    for _ in range(2):
        await store.seed_sources([FORUM, proxied], NOON)
        assert FORUM.name not in [w.source.name for w in await store.due_sources(NOON)]


async def test_a_source_changed_in_chat_is_left_alone_and_named(store: Store, database_url: URL) -> None:
    await watched(store)
    with outside(database_url) as connection:
        connection.execute(update(sources).values(body=plain(replace(FORUM, interval=900))))
    assert await store.seed_sources([FORUM], NOON) == ()
    assert await store.seed_sources([MENDED], NOON) == ("海棠论坛",)
    (kept,) = await store.all_sources()
    assert (kept.source.url, kept.source.interval) == (FORUM.url, 900)


async def test_a_source_that_only_chat_knows_is_not_the_files(store: Store) -> None:
    """The file names it for the first time and otherwise: chat made it, so it stays; the same words make it both's."""
    mine = replace(FORUM, url="https://mine.example/feed")
    async with store.db.write() as connection:
        await insert_source(connection, mine, NOON)
    assert await store.seed_sources([FORUM], NOON) == (FORUM.name,)
    assert (await store.all_sources())[0].source == mine
    assert await store.seed_sources([mine], NOON) == ()
    assert await store.seed_sources([FORUM], NOON) == ()
    assert (await store.all_sources())[0].source == FORUM


async def test_what_came_by_itself_is_watched_once_the_file_names_it(store: Store) -> None:
    """Another monitor told of it before: its row rested, and would rest for ever (W4)."""
    sent = Source(name=FORUM.name, kind=KIND, url="")
    one = await store.arrival_source(replace(arrival("1"), source=sent), NOON)
    assert await store.due_sources(NOON) == ()
    assert await store.seed_sources([FORUM], NOON) == ()
    (due,) = await store.due_sources(NOON)
    assert (due.id, due.source) == (one.id, FORUM)
    assert (await store.arrival_source(replace(arrival("2"), source=sent), NOON)).source == FORUM


async def test_who_is_taken_out_of_the_file_loses_the_rights_and_may_come_back(store: Store) -> None:
    assert await store.seed(group=GROUP, people=[p for p in PEOPLE if p.id != LIN], units=UNITS, now=NOON) == ()
    policy = await store.policy()
    assert policy.actor(LIN) is None
    assert policy.name(LIN) == "林晓"
    assert await store.seed(group=GROUP, people=PEOPLE, units=UNITS, now=NOON) == ()
    assert (await store.policy()).actor(LIN) is not None


async def test_a_person_changed_in_chat_is_not_taken_out_by_the_file(store: Store, database_url: URL) -> None:
    with outside(database_url) as connection:
        run(connection, f"UPDATE members SET department = '物业科' WHERE id = {LIN}")
    await store.seed(group=GROUP, people=[p for p in PEOPLE if p.id != LIN], units=UNITS, now=NOON)
    assert (await store.policy()).actor(LIN) is not None


async def told(store: Store) -> list[tuple[str, str, Any]]:
    """What the log says of people and chats: subject, type, what differs."""
    found = []
    for row in await exported(store):
        body, side = json.loads(row["body"]), json.loads(row["text"])
        assert (body["entry"], body["actor"], body["role"]) == ("job", 0, "system")
        found.append((body["subject"], body["type"], body["diffs"] | side["diffs"]))
    return found


async def test_each_new_entry_has_its_event_and_the_second_start_none(store: Store) -> None:
    units = (Department(id=0, name="法规科", chat=-5),)
    for _ in range(2):
        assert await store.seed(group=-9, people=[*PEOPLE, LEAD2], units=units, now=NOON) == ()
        events = await told(store)
        assert [(subject, kind) for subject, kind, _ in events] == [
            ("group", "seed"),
            ("department:3", "seed"),
            ("member:88", "seed"),
        ]
    assert events[0][2] == {"value": [GROUP, -9]}
    assert events[2][2]["name"] == [None, "新领导"]
    assert events[2][2]["roles"] == [None, ["lead"]]


async def test_a_change_a_departure_and_a_return_have_their_events(store: Store) -> None:
    moved = [replace(p, department="物业科") if p.id == HE else p for p in PEOPLE]
    await store.seed(group=GROUP, people=moved, units=UNITS, now=NOON)
    await store.seed(group=GROUP, people=[p for p in moved if p.id != LIN], units=UNITS, now=NOON)
    await store.seed(group=GROUP, people=moved, units=UNITS, now=NOON)
    assert await told(store) == [
        (f"member:{HE}", "seed", {"department": ["市政科", "物业科"]}),
        (f"member:{LIN}", "deactivate", {"active": [True, False]}),
        (f"member:{LIN}", "seed", {"active": [False, True]}),
    ]


async def test_a_group_that_moved_is_told_in_the_log(store: Store) -> None:
    await store.seed(group=None, people=PEOPLE, units=(Department(id=0, name="市政科", chat=GROUP),), now=NOON)
    await store.move_chat(GROUP, -100500, NOON)
    await store.move_chat(GROUP, -100500, NOON)
    assert [event for event in await told(store) if event[1] == "move"] == [
        ("group", "move", {"chat": [GROUP, -100500]}),
        ("department:1", "move", {"chat": [GROUP, -100500]}),
    ]


async def test_a_new_source_and_a_change_of_it_are_told_without_its_passwords(store: Store) -> None:
    secret = replace(FORUM, headers=(("Cookie", "very-secret"),), proxy="http://me:very-secret@proxy.example")
    for one in (FORUM, FORUM, secret):
        await store.seed_sources([one], NOON)
    first, second = await told(store)
    assert (first[0], first[2]["url"]) == ("source:1", [None, FORUM.url])
    assert second == ("source:1", "seed", {"headers": ["…", "…"], "proxy": ["…", "…"]})
    assert "very-secret" not in str(await exported(store))


async def test_the_work_of_who_left_the_file_moves(store: Store) -> None:
    ident = await opened(store)
    await press(store, LIN, "cl", ident)
    await store.seed(group=GROUP, people=[p for p in PEOPLE if p.id != LIN], units=UNITS, now=NOON)
    state = await store.incident(ident)
    assert state
    assert state.owner == FANG
    assert [row["type"] for row in await exported(store)][-2:] == ["deactivate", "take_over"]
    assert (await store.verify_audit())[1] is None


async def test_whom_a_lead_let_in_is_not_overruled_by_a_file_that_names_them_otherwise(store: Store) -> None:
    async with store.db.write() as connection:
        await put_member(connection, LEAD2)
    assert await seed(store, *PEOPLE, replace(LEAD2, name="别的名字")) == ("别的名字",)
    assert (await store.policy()).name(LEAD2.id) == "新领导"
    assert await seed(store, *PEOPLE, LEAD2) == ()
    assert await seed(store, *PEOPLE, replace(LEAD2, name="改了名字")) == (), "once the file knows, it is followed"
    assert (await store.policy()).name(LEAD2.id) == "改了名字"


async def test_a_channel_where_people_work_is_not_bound_also_when_that_was_bound_in_chat(
    store: Store, database_url: URL
) -> None:
    """S4: the check of the file cannot know what /bind did."""
    assert await store.seed(group=None, people=PEOPLE, units=UNITS, now=NOON, channel=-1009) == ()
    assert (await store.policy()).channel == -1009
    with outside(database_url) as connection:
        run(connection, "UPDATE departments SET chat = -1010 WHERE name = '市政科'")
    for chat in (GROUP, -1010):
        (left,) = await store.seed(group=None, people=PEOPLE, units=(), now=NOON, channel=chat)
        assert str(chat) in left
        assert (await store.policy()).channel == 0
    assert await store.seed(group=None, people=PEOPLE, units=(), now=NOON, channel=-1011) == ()
    assert (await store.policy()).channel == -1011
