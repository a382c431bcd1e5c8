"""The quick look at the schema says what alembic says, and leaves to alembic what is not as it should be."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from core.errors import StoreError
from storage import migrate, schema
from storage.engine import Database, patience


def test_it_says_what_alembic_says(database_url: URL) -> None:
    assert (schema.present(database_url), schema.newest()) == migrate.present(database_url)
    migrate.downgrade(database_url, "0001")
    assert (schema.present(database_url), schema.newest()) == migrate.present(database_url)


@pytest.mark.parametrize("revision", ["base", "0001", "head"])
def test_whatever_there_was_the_newest_comes_of_it(database_url: URL, revision: str) -> None:
    if revision != "head":
        migrate.downgrade(database_url, revision)
    schema.bring_up(database_url)
    assert migrate.differences(database_url) == []
    assert schema.present(database_url) == schema.newest()


def test_what_is_the_newest_is_left_alone(database_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[URL] = []
    monkeypatch.setattr(migrate, "upgrade", asked.append)
    schema.bring_up(database_url)
    assert asked == []
    migrate.downgrade(database_url, "0001")
    schema.bring_up(database_url)
    assert asked == [database_url]


def test_a_newer_schema_is_left_alone(database_url: URL) -> None:
    with schema.opened(database_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    with pytest.raises(StoreError, match=r"9999.*升级程序"):
        schema.bring_up(database_url)
    assert schema.present(database_url) == "9999"


def test_a_revision_that_is_none_is_named(database_url: URL) -> None:
    with pytest.raises(StoreError, match="不能变到版本 nonsense"):
        migrate.downgrade(database_url, "nonsense")
    assert schema.present(database_url) == schema.newest()


def test_what_the_address_says_of_patience_goes_before() -> None:
    asked = make_url("postgresql+psycopg://nobody@127.0.0.1/x?connect_timeout=3")
    own = patience(asked.set(query={}))
    assert own["connect_timeout"] == 10
    assert patience(asked) == {name: value for name, value in own.items() if name != "connect_timeout"}


async def test_a_new_database_is_read_by_nobody_else(tmp_path: Path) -> None:
    """Names and posts are in it, and in what SQLite keeps beside it; whose file it was before keeps its rights."""
    url = make_url(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    schema.bring_up(url)
    db = Database(url)
    async with db.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        made = modes(tmp_path)
    await db.close()
    assert {"new.db", "new.db-wal"} <= made.keys()
    assert set(made.values()) == {0o600}
    (tmp_path / "new.db").chmod(0o640)
    schema.bring_up(url)
    assert modes(tmp_path)["new.db"] == 0o640


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.glob("new.db*")}
