"""Random acts of random people through the real store: whatever they do, the file stays whole (lifecycle §3, §7).

A story is 25 acts at most on two or three incidents: every button, posts and copies, people who leave and return.
"""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import URL, make_url

from core.policy import Figures
from storage import Database, Store
from tests.conftest import GROUP, PEOPLE, UNITS, _administer, stand
from tests.properties.scenes import STORIES, Step
from tests.properties.telling import Teller
from tests.properties.whole import everything, whole
from tests.storage.making import exported


async def played(url: URL, incidents: int, steps: Sequence[Step]) -> None:
    """A story in a fresh database, and all of its presses once more."""
    store = Store(Database(url), Figures(organisation="海棠县住建局"))
    try:
        await stand(store, group=GROUP, people=PEOPLE, units=UNITS)
        teller = Teller(store)
        await teller.tell(steps, incidents)
        await whole(store)
        before = await exported(store), await everything(store)
        await teller.again()
        assert (await exported(store), await everything(store)) == before
    finally:
        await store.close()


@pytest.fixture(scope="session")
def fresh_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], URL]:
    """Each call a fresh migrated SQLite file."""
    folder = tmp_path_factory.mktemp("stories")

    def make() -> URL:
        path = folder / "tingfeng.db"
        for old in folder.iterdir():
            old.unlink()
        shutil.copy(sqlite_template, path)
        return make_url(f"sqlite+aiosqlite:///{path}")

    return make


@settings(max_examples=25)
@given(incidents=st.integers(2, 3), steps=STORIES)
def test_whatever_people_do_the_file_stays_whole(
    fresh_sqlite: Callable[[], URL], incidents: int, steps: list[Step]
) -> None:
    asyncio.run(played(fresh_sqlite(), incidents, steps))


@pytest.fixture(scope="session")
def fresh_postgres(postgres: URL) -> Callable[[], URL]:
    """Each call a fresh migrated PostgreSQL database; the one before it is dropped."""
    numbers = count(1)

    def make() -> URL:
        number = next(numbers)
        drop = f"DROP DATABASE IF EXISTS story_{number - 1}"
        _administer(postgres, drop, f"CREATE DATABASE story_{number} TEMPLATE {postgres.database}")
        return postgres.set(database=f"story_{number}")

    return make


@pytest.mark.long
@settings(max_examples=400)
@given(incidents=st.integers(2, 3), steps=STORIES)
def test_whatever_many_people_do_the_file_stays_whole(
    fresh_sqlite: Callable[[], URL], incidents: int, steps: list[Step]
) -> None:
    asyncio.run(played(fresh_sqlite(), incidents, steps))


@pytest.mark.long
@pytest.mark.postgres
@settings(max_examples=100)
@given(incidents=st.integers(2, 3), steps=STORIES)
def test_whatever_people_do_the_file_stays_whole_on_postgresql(
    fresh_postgres: Callable[[], URL], incidents: int, steps: list[Step]
) -> None:
    asyncio.run(played(fresh_postgres(), incidents, steps))
