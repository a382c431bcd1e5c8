"""Two rows in every table of whatever schema there is, every column with a value, for migrations and backups."""

import json
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    insert,
    inspect,
    text,
)
from sqlalchemy.engine import Row

#: the first row of all counts as the incident, source, post … that others refer to
MOMENT = "2026-11-20T04:00:0{}.000000Z"
#: what no type alone tells
SHAPES: dict[tuple[str, str], Any] = {
    ("incidents", "status"): "handling",
    ("incidents", "verdict"): "true",
    ("incidents", "severity"): "general",
    ("incidents", "body"): {"title": "望江西路", "handler": 12, "department": "市政科"},
    ("events", "body"): "{}",
    ("posts", "body"): {
        "key": "k",
        "title": "望江西路改建",
        "text": "打 13812345678",
        "url": "https://forum.example/1",
    },
    ("sources", "body"): {"name": "海棠论坛", "kind": "rss", "url": "https://forum.example/feed"},
    ("outbox", "state"): "sent",
    ("outbox", "kind"): "notice",
    ("evidence", "state"): "kept",
    ("rules", "kind"): "topic",
    ("models", "state"): "retired",
    ("members", "roles"): ["member"],
    ("shifts", "shift"): "lead",
}


def fill(connection: Connection) -> dict[str, int]:
    """Table → rows; the full-text index, which follows from the others, is left out."""
    metadata = MetaData()
    names = [name for name, _ in inspect(connection).get_sorted_table_and_fkc_names() if name]
    ours = [name for name in names if not name.startswith(("search_index", "sqlite_", "alembic_version"))]
    for name in ours:
        table = Table(name, metadata, autoload_with=connection, resolve_fks=False)
        for number in (1, 2):
            connection.execute(insert(table).values(_row(connection, table, number)))
    for name in counted(connection) if connection.dialect.name == "postgresql" else ():
        # SQLite counts on behind whatever number it is given, PostgreSQL behind those that it gave itself
        connection.execute(text(f"SELECT setval('{name}_id_seq', 2)"))
    return dict.fromkeys(ours, 2)


def counted(connection: Connection) -> dict[str, int]:
    """Table → the highest number that it ever gave out, of those that number their rows (on SQLite: have had one)."""
    if connection.dialect.name == "sqlite":
        return {row.name: row.seq for row in connection.execute(text("SELECT name, seq FROM sqlite_sequence"))}
    query = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"
    found = {row.sequencename: row.last_value or 0 for row in connection.execute(text(query))}
    return {name.removesuffix("_id_seq"): last for name, last in found.items()}


def _row(connection: Connection, table: Table, number: int) -> dict[str, Any]:
    referred = {fk["constrained_columns"][0] for fk in inspect(connection).get_foreign_keys(table.name)}
    return {column.name: _value(table.name, column, number, referred) for column in table.columns}


def _value(table: str, column: Any, number: int, referred: set[str]) -> Any:
    if (table, column.name) in SHAPES:
        return SHAPES[table, column.name]
    if column.name == "day":
        return f"2026-11-2{number}"
    if column.name in referred:
        return number
    kind = column.type
    if isinstance(kind, Boolean):
        return number == 1
    if isinstance(kind, Integer | BigInteger):
        return number
    if isinstance(kind, Float):
        return number / 8
    if isinstance(kind, LargeBinary):
        return bytes([number, 0, 255])
    if isinstance(kind, JSON):
        return {"文": [number, None, 0.1]}
    if isinstance(kind, String) and kind.length == 27:
        return MOMENT.format(number)
    return f"{number}文"[: getattr(kind, "length", None) or 99]


def contents(connection: Connection) -> dict[str, list[str]]:
    """Table → its rows as text, in one order."""
    metadata = MetaData()
    found = {}
    for name in inspect(connection).get_table_names():
        if name.startswith(("search_index", "sqlite_", "alembic_version")):
            continue
        table = Table(name, metadata, autoload_with=connection, resolve_fks=False)
        found[name] = sorted(_text(row) for row in connection.execute(table.select()))
    return found


def _text(row: Row[Any]) -> str:
    values = {name: value.hex() if isinstance(value, bytes) else value for name, value in row._mapping.items()}
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
