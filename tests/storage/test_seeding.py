"""The file seeds, the database is the truth: new entries come in, what chat changed stays (product.md §3)."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.engine import URL

from core.people import Department, Member, Role
from core.posts import Cursor
from storage import Store
from storage.rows import plain
from storage.tables import sources
from tests.conftest import GROUP, LIN, NOON, PEOPLE, UNITS
from tests.storage.attack import outside, run
from tests.storage.making import FORUM, watched

LEAD = Member(id=LIN, name="林晓", roles=frozenset({Role.LEAD}))
MENDED = replace(FORUM, url="https://forum.example/new-feed", platform="贴吧")


async def seed(
    store: Store, *people: Member, units: tuple[Department, ...] = (), group: int | None = None
) -> tuple[str, ...]:
    """What a start with this file leaves alone."""
    return await store.seed(group=group, people=people, units=units)


async def test_new_entries_come_in_and_the_same_file_changes_nothing(store: Store) -> None:
    policy = await store.policy()
    assert (policy.group, set(policy.members)) == (GROUP, {m.id for m in PEOPLE})
    assert [d.name for d in policy.departments] == [u.name for u in UNITS]
    assert {m.id: m for m in PEOPLE} == dict(policy.members)
    assert await store.seed(group=GROUP, people=PEOPLE, units=UNITS) == ()
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
    assert await store.seed(group=GROUP, people=PEOPLE, units=UNITS) == ()
    assert (await store.policy()).name(LIN) == "林主任"


async def test_an_entry_that_only_chat_knows_stays(store: Store, database_url: URL) -> None:
    with outside(database_url) as connection:
        run(connection, "INSERT INTO members (id, name, roles) VALUES (98, '群里加的', '[\"member\"]')")
    assert await store.seed(group=GROUP, people=PEOPLE, units=UNITS) == ()
    assert (await store.policy()).name(98) == "群里加的"


async def test_a_moved_group_is_not_moved_back_by_the_file(store: Store) -> None:
    await store.move_chat(GROUP, -100500)
    assert await store.seed(group=GROUP, people=(), units=()) == ()
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


async def test_who_is_taken_out_of_the_file_loses_the_rights_and_may_come_back(store: Store) -> None:
    assert await store.seed(group=GROUP, people=[p for p in PEOPLE if p.id != LIN], units=UNITS) == ()
    policy = await store.policy()
    assert policy.actor(LIN) is None
    assert policy.name(LIN) == "林晓"
    assert await store.seed(group=GROUP, people=PEOPLE, units=UNITS) == ()
    assert (await store.policy()).actor(LIN) is not None


async def test_a_person_changed_in_chat_is_not_taken_out_by_the_file(store: Store, database_url: URL) -> None:
    with outside(database_url) as connection:
        run(connection, f"UPDATE members SET department = '物业科' WHERE id = {LIN}")
    await store.seed(group=GROUP, people=[p for p in PEOPLE if p.id != LIN], units=UNITS)
    assert (await store.policy()).actor(LIN) is not None
