"""Whether the database has the newest schema, told without alembic: to load that takes longer than a whole start."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from core.errors import StoreError
from core.texts import N_
from storage.engine import patience, unusable

#: a migration's file is named after its revision: 0002_the_whole_house.py
_MIGRATION = re.compile(r"(\d{4})_\w+\.py")
_VERSIONS = Path(__file__).parent / "migrations" / "versions"


def bring_up(url: URL) -> None:
    """Bring the database to the newest schema; an empty one gets it whole. StoreError where that cannot be."""
    now = _writable(url)
    if now is not None and now > newest():
        words = N_("数据库的结构版本 {now} 比本程序认识的 {newest} 新；请升级程序，或换回原来的数据库")
        raise StoreError(words, now=now, newest=newest())
    if now != newest():
        from storage import migrate  # noqa: PLC0415 - alembic

        migrate.upgrade(url)


def plain(url: URL) -> URL:
    """For the plain driver of the same database: before the event loop needs it, nothing else will do."""
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url


@contextmanager
def opened(url: URL) -> Iterator[Connection]:
    """A connection of the plain driver. StoreError where the database cannot be opened, or is none."""
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
        return _revision(connection)


def _writable(url: URL) -> str | None:
    """The same of a database that is to be written to: a file says only then that it may not be."""
    with opened(url) as connection:
        now = _revision(connection)
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


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def newest() -> str:
    """The newest revision that the code knows."""
    return max(found[1] for path in _VERSIONS.iterdir() if (found := _MIGRATION.fullmatch(path.name)))
