"""What a doctor looks at in a database, without changing anything: nothing is created, nothing is migrated."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage import schema

#: seconds that a server may take to answer
_WITHIN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """How a database is. `problem`: why it could not be opened or read, "" = it could."""

    #: is there one at all? A file that the first start will make is no trouble
    exists: bool = True
    problem: str = ""
    #: the schema that it has, None = none yet, and the one that this program needs
    revision: str | None = None
    newest: str = ""
    #: "wal" for SQLite, "" for a server, which keeps a log of its own
    journal: str = ""
    #: what SQLite's own look at all pages found, "ok" where all is well
    pages: str = "ok"
    #: the folder that must take writes, None where the database is a server
    folder: Path | None = None

    @property
    def readable(self) -> bool:
        """May its rows be read by this program?"""
        return self.exists and not self.problem and self.pages == "ok" and self.revision == self.newest


def look(url: URL) -> Checkup:
    """Open and read; takes a while where it is large, so not on the loop."""
    file = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    folder = file.parent if file else None
    if file and not file.exists():
        return Checkup(exists=False, newest=schema.newest(), folder=folder)
    options = {} if file else {"connect_args": {"connect_timeout": _WITHIN}}
    engine = create_engine(_to_read(url, file), poolclass=NullPool, **options)
    try:
        with engine.connect() as connection:
            return _looked_at(connection, folder)
    except DBAPIError as error:
        # the driver's own words: they name a host at most, never the password
        return Checkup(problem=str(error.orig).splitlines()[0], newest=schema.newest(), folder=folder)
    finally:
        engine.dispose()


def _to_read(url: URL, file: Path | None) -> URL:
    """A file is opened to be read only."""
    plain = schema.plain(url)
    return plain.set(database=f"file:{file}", query={"mode": "ro", "uri": "true"}) if file else plain


def _looked_at(connection: Connection, folder: Path | None) -> Checkup:
    journal, pages = "", "ok"
    if folder is not None:
        journal = str(connection.scalar(text("PRAGMA journal_mode")))
        pages = str(connection.scalar(text("PRAGMA quick_check(1)")))
    connection.execute(text("SELECT 1"))
    return Checkup(revision=_revision(connection), newest=schema.newest(), journal=journal, pages=pages, folder=folder)


def _revision(connection: Connection) -> str | None:
    try:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    except DBAPIError:
        return None
    return found
