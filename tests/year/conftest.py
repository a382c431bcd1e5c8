"""A month, and a year, of life: lived once on each kind of database, then only read."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, make_url

from core.policy import Figures
from storage import Database, Store
from tests.conftest import GROUP, PEOPLE, UNITS, stand
from tests.year.life import Office, Size

MONTH = Size(begin=date(2026, 3, 2), days=28, incidents=200, posts=2_400)
#: 52 weeks
YEAR = Size(begin=date(2026, 1, 5), days=364, incidents=3_000, posts=200_000)
Lived = Callable[[str, Size], tuple[URL, Office]]


def opened(url: URL) -> Store:
    """A store of the office; a machine that is not switched off in the middle need not wait for its disk."""
    database = Database(url)
    if database.is_sqlite:

        @event.listens_for(database.engine.sync_engine, "connect")
        def hurry(connection: object, _: object) -> None:
            cursor = connection.cursor()  # type: ignore[attr-defined]
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.close()

    store = Store(database, Figures(organisation="海棠县住建局"))
    store.username = "tingfeng_bot"
    return store


async def _lived(url: URL, size: Size) -> Office:
    store = opened(url)
    await stand(store, group=GROUP, people=PEOPLE, units=UNITS)
    office = Office(store, size)
    try:
        await office.live()
    finally:
        await store.close()
    return office


@pytest.fixture(scope="session")
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Lives it at the first asking, and tells where."""
    known: dict[tuple[str, int], tuple[URL, Office]] = {}

    def live(kind: str, size: Size) -> tuple[URL, Office]:
        if (kind, size.days) not in known:
            url = _fresh(kind, size, request, tmp_path_factory)
            known[kind, size.days] = url, asyncio.run(_lived(url, size))
        return known[kind, size.days]

    return live


def _fresh(kind: str, size: Size, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> URL:
    if kind == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path_factory.mktemp("life") / "tingfeng.db"
        shutil.copy(template, path)
        return make_url(f"sqlite+aiosqlite:///{path}")
    server: URL = request.getfixturevalue("postgres")
    engine = create_engine(server.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE life_{size.days} TEMPLATE {server.database}"))
    engine.dispose()
    return server.set(database=f"life_{size.days}")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database."""
    return str(request.param)


@pytest.fixture
def month(kind: str, lived: Lived) -> tuple[URL, Office]:
    """Four weeks of an office, and three days after them."""
    return lived(kind, MONTH)


@pytest.fixture
async def month_store(month: tuple[URL, Office]) -> AsyncIterator[Store]:
    """The store of that month, for reading."""
    store = opened(month[0])
    yield store
    await store.close()


@pytest.fixture
def year(kind: str, lived: Lived) -> tuple[URL, Office]:
    """52 weeks of an office."""
    return lived(kind, YEAR)
