"""Every row as text, of one moment, while others write: what a backup holds, the same for both kinds of database.

A table is a file of JSON lines: the names of its columns, then one array a row. JSON columns stay as they are written,
so that what was hashed still fits its hash; bytes are base64.
"""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, LargeBinary, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.audit import GENESIS, Head
from storage.engine import patience, unusable
from storage.schema import plain
from storage.tables.search import NAME as SEARCH

#: rows that are read or written at once
AT_ONCE = 1000

#: told from time to time: a table's name, and how many of its rows are done
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was dumped."""

    revision: str
    head: Head
    #: table → rows
    rows: dict[str, int]
    #: table → the highest number that it ever gave out
    numbers: dict[str, int]
    #: hashes of the files that rows name as kept
    files: frozenset[str]


def dump(url: URL, folder: Path, told: Progress) -> Snapshot:
    """Write every table into the folder, `NAME.jsonl` each, all of one moment; nobody who writes has to wait."""
    with _one_moment(url) as connection:
        rows = {name: _table(connection, name, folder, told) for name in tables(connection)}
        newest = connection.execute(text("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")).first()
        return Snapshot(
            revision=str(connection.scalar(text("SELECT version_num FROM alembic_version"))),
            head=Head(newest.seq, newest.hash) if newest else Head(0, GENESIS),
            rows=rows,
            numbers=_numbers(connection),
            files=_files(connection),
        )


def tables(connection: Connection) -> list[str]:
    """Every table of ours, those that others refer to first; what is only derived from them is left out."""
    ordered = [name for name, _ in inspect(connection).get_sorted_table_and_fkc_names() if name]
    return [name for name in ordered if not name.startswith((SEARCH, "sqlite_", "alembic_version"))]


def columns(connection: Connection, table: str) -> dict[str, type]:
    """Column → how its values are written: JSON, Boolean, LargeBinary, or str for what is written as it is."""
    kinds = (JSON, Boolean, LargeBinary)
    return {
        one["name"]: next((kind for kind in kinds if isinstance(one["type"], kind)), str)
        for one in inspect(connection).get_columns(table)
    }


@contextmanager
def _one_moment(url: URL) -> Iterator[Connection]:
    engine = create_engine(plain(url), poolclass=NullPool, connect_args=patience(url))
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                # the driver begins nothing by itself where it only reads
                connection.exec_driver_sql("BEGIN")
            else:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection
    except DBAPIError as error:
        raise unusable(url, error) from None
    finally:
        engine.dispose()


def _table(connection: Connection, name: str, folder: Path, told: Progress) -> int:
    kinds, count = columns(connection, name), 0
    # PostgreSQL would read JSON and write it anew
    wanted = ", ".join(f'CAST("{one}" AS TEXT)' if kind is JSON else f'"{one}"' for one, kind in kinds.items())
    options = {"stream_results": True, "max_row_buffer": AT_ONCE}
    found = connection.execution_options(**options).execute(text(f'SELECT {wanted} FROM "{name}"'))  # noqa: S608 - ours
    with (folder / f"{name}.jsonl").open("w", encoding="ascii", newline="\n") as file:
        file.write(json.dumps(list(kinds)) + "\n")
        for part in found.partitions(AT_ONCE):
            for row in part:
                file.write(json.dumps([_written(v, k) for v, k in zip(row, kinds.values(), strict=True)]) + "\n")
            count += len(part)
            told(name, count)
    return count


def _written(value: Any, kind: type) -> Any:
    if value is None:
        return None
    if kind is LargeBinary:
        return base64.b64encode(value).decode()
    return bool(value) if kind is Boolean else value


def _numbers(connection: Connection) -> dict[str, int]:
    if connection.dialect.name == "sqlite":
        return {row.name: row.seq for row in connection.execute(text("SELECT name, seq FROM sqlite_sequence"))}
    ours = "relkind = 'S' AND relnamespace = current_schema()::regnamespace"
    found = f"SELECT relname, pg_sequence_last_value(oid) AS last FROM pg_class WHERE {ours}"  # noqa: S608 - ours
    rows = [row for row in connection.execute(text(found)) if row.last is not None]
    return {row.relname.removesuffix("_id_seq"): row.last for row in rows}


#: table, column of the hash, column that says whether we keep the file, and its value
_KEPT = (
    ("evidence", "sha256", "state", "'kept'"),
    ("pages", "sha256", "state", "'kept'"),
    ("snapshots", "sha256", "kept", "true"),
    ("snapshots", "text_sha256", "text_kept", "true"),
)


def _files(connection: Connection) -> frozenset[str]:
    """An older schema may lack some of these tables."""
    there, found = set(inspect(connection).get_table_names()), set()
    for table, digest, state, value in _KEPT:
        if table in there:
            query = f"SELECT DISTINCT {digest} FROM {table} WHERE {state} = {value}"  # noqa: S608 - ours
            found |= set(connection.execute(text(query)).scalars())
    return frozenset(found - {""})


def read_lines(path: Path) -> Iterator[Sequence[Any]]:
    """The lines of a table's file: first the names of its columns."""
    with path.open(encoding="ascii") as file:
        for line in file:
            yield json.loads(line)
