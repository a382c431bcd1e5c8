"""A stage for every test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.chat.stage import Stage, staged


@pytest.fixture
async def stage(tmp_path: Path, sqlite_url: URL) -> AsyncIterator[Stage]:
    """The bot on SQLite."""
    async with staged(tmp_path, sqlite_url) as made:
        yield made


@pytest.fixture
async def both(tmp_path: Path, database_url: URL) -> AsyncIterator[Stage]:
    """The bot on SQLite and on PostgreSQL."""
    async with staged(tmp_path, database_url) as made:
        yield made
