"""The quick look at the schema says what alembic says, and leaves to alembic what is not as it should be."""

from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError

from storage import migrate, schema


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


def test_a_database_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OperationalError):
        schema.bring_up(make_url(f"sqlite:///{tmp_path / 'nowhere' / 'tingfeng.db'}"))
