"""The store of a configuration, for commands that only look."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.config import load_config
from storage import Database, Store, schema
from storage.engine import database_url


@asynccontextmanager
async def stored(store: Store) -> AsyncIterator[Store]:
    """The store, given back at the end."""
    try:
        yield store
    finally:
        await store.close()


def store_of(path: Path) -> Store:
    """The store that config.toml names, its schema brought up to date."""
    config = load_config(path)
    url = database_url(config.storage_url, path.parent)
    schema.bring_up(url)
    return Store(Database(url), config.figures)
