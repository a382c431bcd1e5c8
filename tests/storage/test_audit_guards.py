"""What the database itself refuses, and the one thing that it allows: erasing personal text (lifecycle §7)."""

import pytest
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from storage import Store
from storage.audit import Head
from tests.conftest import LIN
from tests.storage.attack import attacker, outside, run
from tests.storage.making import CAFE, exported, opened, press, verdict


async def test_the_database_itself_refuses_a_fork(store: Store, head: Head, database_url: URL) -> None:
    rows = await exported(store)
    forged = {"seq": 7, "subject": "x", "type": "x", "body": "x", "prev": rows[2]["prev"], "hash": "x"}
    statement = (
        "INSERT INTO events (seq, subject, type, body, prev, hash) VALUES (:seq, :subject, :type, :body, :prev, :hash)"
    )
    with pytest.raises(DBAPIError), attacker(database_url) as connection:
        run(connection, statement, **forged)
    assert await verdict(store, head) is None


async def test_erasing_a_side_row_keeps_the_chain_whole_and_is_counted(
    store: Store, head: Head, database_url: URL
) -> None:
    with outside(database_url) as connection:  # the triggers allow exactly this
        run(connection, "DELETE FROM event_texts WHERE seq = 5")
    verifier, broken = await store.verify_audit(head)
    assert broken is None
    assert (verifier.erased, verifier.head) == (1, head)
    story = await store.story(1)
    assert [told.name for told in story if told.type == "basis"] == [""]
    assert CAFE not in "".join(str(row["body"]) for row in (await exported(store))[:5])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET type = 'x' WHERE seq = 2",
        "DELETE FROM events WHERE seq = 6",
        "UPDATE event_texts SET text = 'x' WHERE seq = 2",
    ],
)
async def test_triggers_refuse_changes(store: Store, head: Head, database_url: URL, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), outside(database_url) as connection:
        run(connection, statement)
    assert await verdict(store, head) is None


WAYS_ROUND = {
    # REPLACE deletes without firing a DELETE trigger
    "sqlite": [
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE seq = 2" for table in ("events", "event_texts")
    ],
    # TRUNCATE fires no row trigger
    "postgresql": ["TRUNCATE events, event_texts"],
}


async def test_each_database_refuses_its_own_way_round_the_triggers(
    store: Store, head: Head, database_url: URL
) -> None:
    for statement in WAYS_ROUND[database_url.get_backend_name()]:
        with pytest.raises(DBAPIError, match="append-only"), outside(database_url) as connection:
            run(connection, statement)
    assert await verdict(store, head) is None


async def test_what_a_lead_wants_of_a_department_is_not_in_the_chain(store: Store) -> None:
    """tests/unit/test_public_part.py looks at every act; this one looks at the rows."""
    ident = await opened(store)
    await press(store, LIN, "cl", ident)
    await press(store, LIN, "vt", ident)
    await press(store, LIN, "ag", ident, arg="1")
    outcome = await press(store, LIN, "ai", ident, words="请联系住户王小明 13800001111")
    assert not outcome.refused, outcome
    rows = await exported(store)
    assert "王小明" not in repr([row["body"] for row in rows])
    assert "王小明" in repr([row["text"] for row in rows])
