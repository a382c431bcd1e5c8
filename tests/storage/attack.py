"""Somebody with the database file, or with the superuser's password: nothing in the database holds them back."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from storage.audit import canonical, chain
from storage.tables import event_texts, events


def plain(url: URL) -> URL:
    """The same database by its synchronous driver."""
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url


@contextmanager
def outside(url: URL) -> Iterator[Connection]:
    """A connection past the application; commits at the end."""
    with create_engine(plain(url), poolclass=NullPool).begin() as connection:
        yield connection


@contextmanager
def attacker(url: URL) -> Iterator[Connection]:
    """The same with triggers dropped and foreign keys off."""
    with outside(url) as connection:
        if url.get_backend_name() == "sqlite":
            triggers = connection.execute(text("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"))
            drop = "DROP TRIGGER {0}"
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            ours = "SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
            triggers = connection.execute(text(ours))
            drop = "DROP TRIGGER {0} ON {1}"
        for name, table in triggers.all():
            connection.execute(text(drop.format(name, table)))
        yield connection


def run(connection: Connection, *statements: str, **values: object) -> None:
    """Several statements with the same values."""
    for statement in statements:
        connection.execute(text(statement), {k: v for k, v in values.items() if f":{k}" in statement})


@contextmanager
def undone(url: URL) -> Iterator[None]:
    """Whatever happens to the log inside is put right again afterwards."""
    tables = (events, event_texts)
    with outside(url) as connection:
        kept = {table: connection.execute(table.select()).mappings().all() for table in tables}
    yield
    with attacker(url) as connection:
        for table in tables:
            connection.execute(table.delete())
            connection.execute(table.insert(), [dict(row) for row in kept[table]])


def rewrite(connection: Connection, seq: int, change: Mapping[str, object], *, onwards: bool) -> None:
    """Change an event's body and give it a fitting hash; `onwards` mends the rest of the chain too."""
    rows = connection.execute(text("SELECT * FROM events ORDER BY seq")).mappings().all()
    prev = rows[seq - 1]["prev"]
    for row in rows[seq - 1 : None if onwards else seq]:
        body = canonical(json.loads(row["body"]) | (change if row["seq"] == seq else {}))
        run(
            connection,
            "UPDATE events SET body = :body, prev = :prev, hash = :hash WHERE seq = :seq",
            seq=row["seq"],
            body=body,
            prev=prev,
            hash=chain(prev, body),
        )
        prev = chain(prev, body)
