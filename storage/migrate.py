"""Migrations, up and down, on both databases. Imported only where a schema is changed: alembic is slow to load."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from storage.schema import plain
from storage.tables import metadata, search

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: URL, revision: str = "head") -> None:
    """Bring the database to a revision; an empty one gets the whole schema."""
    with _connection(url) as connection:
        command.upgrade(_config(connection), revision)
        connection.commit()


def downgrade(url: URL, revision: str) -> None:
    """Take the database back to a revision; `base` removes everything."""
    with _connection(url) as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def present(url: URL) -> tuple[str | None, str | None]:
    """The database's revision and the newest one there is."""
    with _connection(url) as connection:
        now = MigrationContext.configure(connection).get_current_revision()
        return now, ScriptDirectory.from_config(_config(connection)).get_current_head()


def differences(url: URL) -> list[object]:
    """What the migrated schema lacks against storage.tables; empty when they agree."""
    with _connection(url) as connection:
        context = MigrationContext.configure(connection, opts=_whole(connection.dialect.name))
        found = list(compare_metadata(context, metadata))
        return found if inspect(connection).has_table(search.name) else [*found, ("add_table", search)]


def _whole(kind: str) -> dict[str, Any]:
    """What is compared. Of its tables for full-text search only SQLite itself knows how they look."""

    def compared(name: str | None, what: str) -> bool:
        return not (kind == "sqlite" and what == "table" and (name or "").startswith(search.name))

    return {
        "include_name": lambda name, what, _parents: compared(name, what),
        "include_object": lambda _object, name, what, _reflected, _other: compared(name, what),
    }


def _connection(url: URL) -> Connection:
    return create_engine(plain(url), poolclass=NullPool).connect()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
