"""Whether the database has the newest schema, told without alembic: to load that takes longer than a whole start."""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from core.errors import StoreError
from core.texts import N_
from storage.engine import patience, place, unusable

#: a migration's file is named after its revision: 0002_the_whole_house.py
_MIGRATION = re.compile(r"(\d{4})_\w+\.py")
_VERSION = "alembic_version"
#: what every version of ours has had: another program may call one table like this, not all
_OURS = ("incidents", "event_texts", "bindings")
#: any constant will do
_LOCK = 0x7F6E_7363
#: beside a file of SQLite: what it has not yet taken in, or must take back
LEFT = ("-wal", "-journal")
_VERSIONS = Path(__file__).parent / "migrations" / "versions"


def bring_up(url: URL) -> None:
    """Bring the database to the newest schema; an empty one gets it whole. StoreError where that cannot be."""
    with _one_at_a_time(url):
        now = _writable(url)
        refuse_newer(now)
        if now != newest():
            from storage import migrate  # noqa: PLC0415 - alembic

            migrate.upgrade(url)


@contextmanager
def _one_at_a_time(url: URL) -> Iterator[None]:
    """Several processes start at once on one PostgreSQL: the first brings it up, the others wait for it."""
    if url.get_backend_name() == "sqlite":
        yield
        return
    with opened(url) as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        yield


def plain(url: URL) -> URL:
    """For the plain driver of the same database: before the event loop needs it, nothing else will do."""
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url


def has_file(url: URL) -> bool:
    """Is there a file of SQLite with anything in it? StoreError where it was taken away and left something behind.

    Its newest changes lie in a file beside it, and SQLite would write them into whatever takes its place.
    """
    file = Path(url.database or "")
    if file.exists() and file.stat().st_size:
        return True
    for one in LEFT:
        left = file.with_name(file.name + one)
        if left.exists() and left.stat().st_size:
            text_ = N_("{where} 是之前那个数据库的一部分，可能含最后的操作；请把它移到那个数据库文件旁边再试")
            raise StoreError(text_, where=left)
    return False


@contextmanager
def opened(url: URL) -> Iterator[Connection]:
    """A connection of the plain driver. StoreError where the database cannot be opened, or is none."""
    if url.get_backend_name() == "sqlite" and not has_file(url):
        _made_private(Path(url.database or ""))
    engine = create_engine(plain(url), poolclass=NullPool, connect_args=patience(url))
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(engine.connect())
            if url.get_backend_name() == "sqlite":
                # it opens whatever it is given, and finds out with the first look
                connection.exec_driver_sql("PRAGMA schema_version")
        except DBAPIError as error:
            raise unusable(url, error) from None
        yield connection


def present(url: URL) -> str | None:
    """The revision of the database, None for an empty one."""
    with opened(url) as connection:
        return revision(connection)


def _writable(url: URL) -> str | None:
    """The same of a database that is to be written to: a file says only then that it may not be."""
    with opened(url) as connection:
        now = revision(connection)
        connection.rollback()
        if url.get_backend_name() == "sqlite":
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                # taken back at once: even a lock is given out on what may only be read
                connection.exec_driver_sql("CREATE TABLE may_we_write (yes)")
                connection.rollback()
            except DBAPIError as error:
                raise unusable(url, error) from None
        return now


def revision(connection: Connection) -> str | None:
    """The revision of the database, None for an empty one. StoreError where it holds what another program made."""
    there = set(inspect(connection).get_table_names())
    if there - {_VERSION} and not there >= {_VERSION, *_OURS}:
        words = N_("数据库 {where} 里是别的程序的数据，听风没有改动它；请在 [storage] url 写一个新的数据库")
        raise StoreError(words, where=place(connection.engine.url))
    if _VERSION not in there:
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def refuse_newer(now: str | None) -> None:
    """StoreError where a newer program has made it: nothing that this one does to it would be right."""
    if now is not None and now > newest():
        words = N_("数据库的结构版本 {now} 比本程序认识的 {newest} 新；请升级程序，或换回原来的数据库")
        raise StoreError(words, now=now, newest=newest())


def newest() -> str:
    """The newest revision that the code knows."""
    return max(found[1] for path in _VERSIONS.iterdir() if (found := _MIGRATION.fullmatch(path.name)))


def _made_private(file: Path) -> None:
    """Names and posts will be in it. SQLite gives what it makes beside the file the file's own mode."""
    with suppress(OSError):
        # only a new one: to close a file that SQLite holds would end its locks
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
