"""Migrations, up and down, on both databases. Imported only where a schema is changed: alembic is slow to load."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from core.errors import StoreError
from core.texts import N_
from storage import schema
from storage.engine import trouble
from storage.tables import metadata, search

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: URL, revision: str = "head") -> None:
    """Bring the database to a revision; an empty one gets the whole schema."""
    _step(url, command.upgrade, revision)


def downgrade(url: URL, revision: str) -> None:
    """Take the database back to a revision; `base` removes everything."""
    _step(url, command.downgrade, revision)


def _step(url: URL, step: Callable[[Config, str], None], revision: str) -> None:
    with schema.opened(url) as connection:
        schema.refuse_newer(schema.revision(connection))
        connection.rollback()
        if connection.dialect.name == "sqlite":
            # whole or not at all, as on PostgreSQL by itself: a start may be killed in the middle
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            step(_config(connection), revision)
        except CommandError as error:
            text = N_("数据库结构不能变到版本 {revision}（{words}）")
            raise StoreError(text, revision=revision, words=str(error)) from None
        except DBAPIError as error:
            if (told := trouble(url, error)) is None:
                raise
            raise told from None
        connection.commit()


def present(url: URL) -> tuple[str | None, str | None]:
    """The database's revision and the newest one there is."""
    with schema.opened(url) as connection:
        now = MigrationContext.configure(connection).get_current_revision()
        return now, ScriptDirectory.from_config(_config(connection)).get_current_head()


def differences(url: URL) -> list[object]:
    """What the migrated schema lacks against storage.tables; empty when they agree."""
    with schema.opened(url) as connection:
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


def step(connection: Connection, revision: str) -> None:
    """Bring the schema forward inside whatever is under way on this connection."""
    command.upgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
