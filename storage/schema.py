"""Whether the database has the newest schema, told without alembic: to load that takes longer than a whole start."""

import re
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

#: a migration's file is named after its revision: 0002_the_whole_house.py
_MIGRATION = re.compile(r"(\d{4})_\w+\.py")
_VERSIONS = Path(__file__).parent / "migrations" / "versions"


def bring_up(url: URL) -> None:
    """Bring the database to the newest schema; an empty one gets it whole."""
    if present(url) != newest():
        from storage import migrate  # noqa: PLC0415 - alembic

        migrate.upgrade(url)


def plain(url: URL) -> URL:
    """For the plain driver of the same database: before the event loop needs it, nothing else will do."""
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url


def present(url: URL) -> str | None:
    """The revision of the database, None for an empty one."""
    engine = create_engine(plain(url), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return found
    except DBAPIError:
        # there is no such table yet; where more is wrong, the migration that follows says what
        return None


def newest() -> str:
    """The newest revision that the code knows."""
    return max(found[1] for path in _VERSIONS.iterdir() if (found := _MIGRATION.fullmatch(path.name)))
