"""A stand for every test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.crash.stand import Stand, standing


@pytest.fixture
async def stand(tmp_path: Path, sqlite_url: URL) -> AsyncIterator[Stand]:
    """On SQLite."""
    async with standing(tmp_path, sqlite_url) as made:
        yield made


@pytest.fixture
async def both(tmp_path: Path, database_url: URL) -> AsyncIterator[Stand]:
    """On SQLite and on PostgreSQL."""
    async with standing(tmp_path, database_url) as made:
        yield made


@pytest.fixture
async def on_postgres(tmp_path: Path, postgres_url: URL) -> AsyncIterator[Stand]:
    """On PostgreSQL."""
    async with standing(tmp_path, postgres_url) as made:
        yield made
