"""The schema goes both ways on both databases, equals the tables in the code, and never reuses a number."""

import pytest
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from core.policy import Figures
from storage import Database, Store, migrate, schema
from tests.conftest import GROUP, NOON, PEOPLE, UNITS
from tests.storage.attack import attacker, outside, plain, run
from tests.storage.making import opened

FUNCTIONS = "SELECT count(*) FROM pg_proc WHERE proname = 'tingfeng_append_only'"
EVENT = "INSERT INTO events (seq, subject, type, body, prev, hash) VALUES (1, 'x', 'x', 'x', 'x', 'x')"


def tables(url: URL) -> set[str]:
    return set(inspect(create_engine(plain(url), poolclass=NullPool)).get_table_names()) - {"alembic_version"}


def test_the_migrated_schema_is_the_schema_of_the_code(database_url: URL) -> None:
    assert migrate.differences(database_url) == []


@pytest.mark.parametrize(
    "statement",
    ["ALTER TABLE inbox DROP COLUMN error", "DROP TABLE confirmations", "ALTER TABLE chats ADD COLUMN extra TEXT"],
)
def test_another_schema_is_told_apart(database_url: URL, statement: str) -> None:
    with outside(database_url) as connection:
        run(connection, statement)
    assert migrate.differences(database_url)


def test_down_to_nothing_and_up_again(database_url: URL) -> None:
    there = tables(database_url)
    assert {"incidents", "events", "outbox"} <= there
    migrate.downgrade(database_url, "base")
    assert tables(database_url) == set()
    assert migrate.present(database_url) == (None, "0013")
    with outside(database_url) as connection:
        if database_url.get_backend_name() == "postgresql":
            assert connection.execute(text(FUNCTIONS)).scalar() == 0
    migrate.upgrade(database_url)
    assert tables(database_url) == there
    assert migrate.differences(database_url) == []
    assert migrate.present(database_url) == ("0013", "0013")


@pytest.mark.parametrize("at", [2, 30, 90])
def test_a_start_that_is_killed_in_the_middle_leaves_nothing_half_done(database_url: URL, at: int) -> None:
    migrate.downgrade(database_url, "base")
    left = at

    def kill(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        nonlocal left
        left -= statement.lstrip().startswith("CREATE")
        if left == 0:
            raise KeyboardInterrupt

    event.listen(Engine, "before_cursor_execute", kill)
    try:
        with pytest.raises(KeyboardInterrupt):
            schema.bring_up(database_url)
    finally:
        event.remove(Engine, "before_cursor_execute", kill)
    assert tables(database_url) == set()
    schema.bring_up(database_url)
    assert migrate.differences(database_url) == []


def test_the_triggers_are_there_after_coming_up_again(database_url: URL) -> None:
    migrate.downgrade(database_url, "base")
    migrate.upgrade(database_url)
    with outside(database_url) as connection:
        run(connection, EVENT)
    for change in ("UPDATE events SET type = 'y'", "DELETE FROM events"):
        with pytest.raises(DBAPIError, match="append-only"), outside(database_url) as connection:
            run(connection, change)


FIRST = (
    """INSERT INTO incidents (id, revision, decision, status, verdict, severity, owner, topic, detected_at,
    last_post_at, body) VALUES (7, 3, 2, 'handling', 'true', 'general', 11, '', '2026-11-20T04:00:00.000000Z',
    '2026-11-20T04:00:00.000000Z', '{"title": "望江西路", "handler": 12, "department": "市政科"}')""",
    """INSERT INTO cards (incident, chat, person, message, shown, digest, picker, drawn, loud, sending, attempts,
    shown_acts) VALUES (7, -1001, 0, 55, 3, 'd', 'ag.0', '', false, false, 0, 2)""",
    """INSERT INTO sources (name, body, active, etag, last_modified, next_at, failures, health, error, moved_to) VALUES
    ('论坛', '{}', true, 'e', '', '2026-11-20T04:00:00.000000Z', 0, 'ok', '', '')""",
    """INSERT INTO posts (source, key, body, seen_at, incident, digest, sketch, simhash) VALUES
    (1, 'k1', '{"url": "https://forum.example/1"}', '2026-11-20T04:00:00.000000Z', 7, '', '', ''),
    (1, 'k2', '{"url": ""}', '2026-11-20T04:00:00.000000Z', 7, '', '', '')""",
    EVENT,
)


async def test_what_the_first_schema_held_is_there_in_the_newest(database_url: URL) -> None:
    """O5: down to the first schema, filled as the first version filled it, and up again."""
    migrate.downgrade(database_url, "0001")
    with outside(database_url) as connection:
        for statement in FIRST:
            run(connection, statement)
    migrate.upgrade(database_url)
    assert migrate.differences(database_url) == []
    store = Store(Database(database_url), Figures())
    subject = await store.incident(7)
    assert subject is not None
    assert (subject.title, subject.handler, subject.department, subject.proposals) == ("望江西路", 12, "市政科", ())
    with outside(database_url) as connection:
        (card,) = connection.exec_driver_sql("SELECT message, about, storm, picker FROM cards").all()
        (row,) = connection.exec_driver_sql("SELECT handler, department FROM incidents").all()
        assert connection.exec_driver_sql("SELECT gap, etag FROM sources").all() == [(None, "e")]
    assert tuple(card) == (55, "", None, "ag.0")
    assert tuple(row) == (12, "市政科")
    assert await store.incidents_at("https://forum.example/1", NOON) == (7,)
    await store.close()
    with pytest.raises(DBAPIError, match="append-only"), outside(database_url) as connection:
        run(connection, "DELETE FROM events")
    migrate.downgrade(database_url, "0001")
    with outside(database_url) as connection:
        assert connection.exec_driver_sql("SELECT message FROM cards").scalar() == 55
        assert connection.exec_driver_sql("SELECT id FROM incidents").scalar() == 7


def test_upgrading_twice_changes_nothing(database_url: URL) -> None:
    with outside(database_url) as connection:
        run(connection, EVENT)
    migrate.upgrade(database_url)
    with outside(database_url) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar() == 1


async def test_the_store_works_after_coming_up_again(database_url: URL) -> None:
    migrate.downgrade(database_url, "base")
    migrate.upgrade(database_url)
    store = Store(Database(database_url), Figures())
    await store.seed(group=GROUP, people=PEOPLE, units=UNITS, now=NOON)
    assert await opened(store) == 1
    assert (await store.verify_audit())[1] is None
    await store.close()


async def test_a_number_is_never_reused_after_its_row_is_gone(store: Store, database_url: URL) -> None:
    numbers = [await opened(store) for _ in range(3)]
    with attacker(database_url) as connection:
        for table, column in (("cards", "incident"), ("posts", "incident"), ("incidents", "id")):
            run(connection, f"DELETE FROM {table} WHERE {column} = {numbers[-1]}")
    assert await store.incident(numbers[-1]) is None
    assert await opened(store) > numbers[-1]
