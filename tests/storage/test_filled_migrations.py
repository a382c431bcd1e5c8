"""From every schema that there ever was, with rows in all its tables, up to the newest and back (O5)."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData
from sqlalchemy.engine import URL

from storage import migrate, migrations
from tests.storage.attack import outside, run
from tests.storage.filling import counted, fill

VERSIONS = Path(str(migrations.__file__)).parent / "versions"
REVISIONS = sorted(found[1] for path in VERSIONS.iterdir() if (found := re.fullmatch(r"(\d{4})_\w+\.py", path.name)))
#: (table, column) that a migration writes anew in rows that are there
ANEW: set[tuple[str, str]] = set()
#: tables that version 0002 makes anew on SQLite, where counting goes on behind the rows that are there. The number
#: of a card is no more than its row's name: it stands in no chat, no log, no file and no other table
UNSEEN = {"cards"}

Rows = dict[str, list[dict[str, str]]]


def rows(url: URL) -> Rows:
    """Table → its rows, each column as text."""
    with outside(url) as connection:
        metadata = MetaData()
        metadata.reflect(connection, only=lambda name, _: not name.startswith(("search_index", "alembic", "sqlite")))
        return {
            table.name: [
                {name: repr(value) for name, value in row.items()}
                for row in connection.execute(table.select().order_by(*table.primary_key.columns)).mappings()
            ]
            for table in metadata.sorted_tables
        }


def columns(found: Rows) -> dict[str, list[str]]:
    """Table → the names of its columns."""
    return {name: sorted(those[0]) for name, those in found.items()}


def changed(before: Rows, after: Rows) -> set[tuple[str, str]]:
    """Which columns of what was there are not as they were; no table and no row went."""
    assert set(before) <= set(after), "no table went"
    assert {name: len(after[name]) for name in before} == {name: len(found) for name, found in before.items()}
    return {
        (table, column)
        for table, found in before.items()
        for old, new in zip(found, after[table], strict=True)
        for column, value in old.items()
        if new.get(column) != value
    }


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_an_older_version_held_is_there(database_url: URL, revision: str) -> None:
    """The schema is made as that version made it, not by going back."""
    migrate.downgrade(database_url, "base")
    migrate.upgrade(database_url, revision)
    with outside(database_url) as connection:
        count = fill(connection)
    before = rows(database_url)
    assert {name: len(found) for name, found in before.items()} == count
    migrate.upgrade(database_url)
    assert migrate.differences(database_url) == []
    assert changed(before, rows(database_url)) <= ANEW
    migrate.downgrade(database_url, revision)
    back = rows(database_url)
    assert {name: set(found[0]) for name, found in back.items()} == {
        name: set(found[0]) for name, found in before.items()
    }
    assert changed(before, back) <= ANEW


@pytest.mark.parametrize("revision", REVISIONS)
def test_the_way_back_ends_in_the_schema_that_was(database_url: URL, revision: str) -> None:
    """So a test that goes down to a version tests what was released."""
    migrate.downgrade(database_url, revision)
    with outside(database_url) as connection:
        back = shape(connection)
    migrate.downgrade(database_url, "base")
    migrate.upgrade(database_url, revision)
    with outside(database_url) as connection:
        assert shape(connection) == back


def shape(connection: Connection) -> dict[str, Any]:
    """Every table's columns, keys and indices."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: not name.startswith(("search_index", "alembic", "sqlite")))
    return {
        table.name: (
            {
                (c.name, str(c.type), c.nullable, c.primary_key, str(getattr(c.server_default, "arg", None)))
                for c in table.c
            },
            {(str(index.name), bool(index.unique), tuple(c.name for c in index.columns)) for index in table.indexes},
            {(tuple(key.column_keys), key.referred_table.name) for key in table.foreign_key_constraints},
        )
        for table in metadata.sorted_tables
    }


@pytest.mark.parametrize("revision", REVISIONS)
def test_no_number_is_given_out_again_after_coming_up(database_url: URL, revision: str) -> None:
    """Even where the row that had the highest one is gone."""
    migrate.downgrade(database_url, revision)
    with outside(database_url) as connection:
        fill(connection)
        there = set(counted(connection))
        assert {"incidents", "posts", "sources", "outbox", "cards"} <= there
        sequence = {"sqlite": "UPDATE sqlite_sequence SET seq = 77", "postgresql": "SELECT setval('{0}_id_seq', 77)"}
        for name in there:
            run(connection, sequence[connection.dialect.name].format(name))
    migrate.upgrade(database_url)
    with outside(database_url) as connection:
        after = counted(connection)
        assert {name for name in there if after[name] < 77} <= UNSEEN
        referred = {key for _, _, keys in shape(connection).values() for _, key in keys}
        assert not referred & UNSEEN
