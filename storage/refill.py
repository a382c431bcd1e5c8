"""A dump becomes a database again: the schema that it was made with, its rows, then the newest schema."""

import base64
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, LargeBinary, inspect, text, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from core.errors import StoreError
from core.texts import N_
from storage import migrate, schema
from storage.dump import AT_ONCE, Progress, columns, read_lines, tables
from storage.release import PERHAPS_SENT, SENDING
from storage.tables import outbox

#: what was sent after the backup has numbers that are not known: so many are left out, up to a full hundred
SPARE = 100


def is_empty(url: URL) -> bool:
    """Is there nothing yet? Asking makes no file."""
    if url.get_backend_name() == "sqlite":
        return not schema.has_file(url)
    with schema.opened(url) as connection:
        return not inspect(connection).get_table_names()


def refill(url: URL, folder: Path, revision: str, numbers: Mapping[str, int], told: Progress) -> None:
    """All of it, or nothing: an empty database is filled in one transaction; on SQLite in a file that then moves."""
    if revision > schema.newest():
        text_ = N_("备份的数据库结构版本是 {revision}，这个程序只认到 {newest}；请先升级听风")
        raise StoreError(text_, revision=revision, newest=schema.newest())
    final = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    draft = final.with_name(f".{final.name}.restoring") if final else None
    try:
        if draft:
            _removed(draft)
            url = url.set(database=str(draft))
        with schema.opened(url) as connection:
            _fill(connection, folder, revision, numbers, told)
        if draft and final:
            draft.replace(final)
    except (SQLAlchemyError, OSError, ValueError) as error:
        why = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(N_("恢复没有成功：{error}；数据库没有改动"), error=str(why).splitlines()[0][:200]) from None
    finally:
        if draft:
            _removed(draft)


def _removed(draft: Path) -> None:
    """Also what an earlier one left that was killed."""
    for one in ("", *schema.LEFT):
        draft.with_name(draft.name + one).unlink(missing_ok=True)


def _fill(connection: Connection, folder: Path, revision: str, numbers: Mapping[str, int], told: Progress) -> None:
    if connection.dialect.name == "postgresql":
        # begun before alembic looks, so that it leaves the end to us
        connection.execute(text("SELECT 1"))
    migrate.step(connection, revision)
    for name in tables(connection):
        path = folder / f"{name}.jsonl"
        # a migration may have put rows there; the backup's are the true ones
        connection.execute(text(f'DELETE FROM "{name}"'))  # noqa: S608 - ours
        if path.exists():
            _pour(connection, name, path, told)
    _renumber(connection, numbers)
    migrate.step(connection, "head")
    # it may have left by then: the first start asks a person, even where this process ends right behind the commit
    connection.execute(update(outbox).where(PERHAPS_SENT).values(state=SENDING))
    connection.commit()


def _pour(connection: Connection, name: str, path: Path, told: Progress) -> None:
    lines, done = read_lines(path), 0
    wanted, kinds = next(lines), columns(connection, name)
    if not set(wanted) <= set(kinds):
        raise ValueError(f"{name}: {sorted(set(wanted) - set(kinds))}")
    marks = [f"CAST(:{c} AS JSON)" if kinds[c] is JSON and _is_server(connection) else f":{c}" for c in wanted]
    into = ", ".join(f'"{one}"' for one in wanted)
    statement = text(f'INSERT INTO "{name}" ({into}) VALUES ({", ".join(marks)})')  # noqa: S608 - ours
    while part := [_row(wanted, line, kinds) for line in islice(lines, AT_ONCE)]:
        connection.execute(statement, part)
        done += len(part)
        told(name, done)


def _row(wanted: Sequence[str], line: Sequence[Any], kinds: Mapping[str, type]) -> dict[str, Any]:
    pairs = zip(wanted, line, strict=True)
    return {
        name: base64.b64decode(value) if kinds[name] is LargeBinary and value is not None else value
        for name, value in pairs
    }


def _renumber(connection: Connection, numbers: Mapping[str, int]) -> None:
    """Numbers go on where they were; those of incidents leave room for cards that stand in the chat alone."""
    for name, last in ((name, last) for name, last in numbers.items() if last):
        number = spared(last) if name == "incidents" else last
        if not _is_server(connection):
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
            values = {"name": name, "seq": number}
            connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), values)
        elif name in set(inspect(connection).get_table_names()):
            found = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), :number)"
            connection.execute(text(found), {"number": number})


def spared(last: int) -> int:
    """The number after which incidents are counted on; none was given out, none is left out."""
    return -(-(last + SPARE) // SPARE) * SPARE if last else 0


def _is_server(connection: Connection) -> bool:
    return bool(connection.dialect.name == "postgresql")
