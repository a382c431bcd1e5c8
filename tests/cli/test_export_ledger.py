"""`tingfeng export ledger`: two forms, filters, errors in one line, and a file that is whole or not there."""

import asyncio
import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert
from sqlalchemy.engine import URL

from bot.__main__ import main
from bot.commands import export
from core.incident import Incident
from core.policy import Figures
from core.severity import Severity
from storage import Database, Store
from storage.rows import incident_row
from storage.tables import incidents
from tests.conftest import NOON, UNITS, stand
from tests.unit.making import incident

FINE, PROBLEM, WRONGLY = range(3)
#: the last instant of 30 September in China, and the first of October
LAST = datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path, database_url: URL) -> Path:
    path = tmp_path / "config.toml"
    url = database_url.set(drivername=database_url.get_backend_name()).render_as_string(hide_password=False)
    path.write_text(f'[organisation]\nname = "海棠县住建局"\n[storage]\nurl = "{url}"\n', "utf-8")
    return path


@pytest.fixture
def filled(database_url: URL) -> None:
    """Three incidents of September and one of October."""
    found = (
        incident(id=1, title="=1+1", detected_at=LAST - timedelta(days=29)),
        incident(id=2, title="重大的", detected_at=LAST, severity=Severity.MAJOR),
        incident(id=3, title="市政科的", detected_at=LAST - timedelta(days=3), department="市政科"),
        incident(id=4, title="十月的", detected_at=LAST + timedelta(seconds=1)),
    )
    put(database_url, *found)


def put(url: URL, *found: Incident) -> None:
    async def fill() -> None:
        store = Store(Database(url), Figures())
        await stand(store, units=UNITS)
        rows = [incident_row(one) | {"id": one.id, "last_post_at": NOON} for one in found]
        async with store.db.write() as connection:
            await connection.execute(insert(incidents), rows)
        await store.close()

    asyncio.run(fill())


@pytest.fixture
def tingfeng(config: Path, filled: None) -> Callable[..., int]:
    def run(*options: object, begin: str = "2026-09-01", end: str = "2026-09-30") -> int:
        words = ["export", "ledger", "--from", begin, "--to", end, "-c", config, *options]
        return main([str(word) for word in words])

    return run


def titles(path: Path) -> list[Any]:
    page = load_workbook(path).worksheets[0]
    return [page.cell(row, 4).value for row in range(2, page.max_row + 1)]


def test_xlsx_of_a_month_with_its_last_day(
    tingfeng: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ledger.xlsx"
    assert tingfeng("-o", path) == FINE
    told = capsys.readouterr()
    assert (told.out, told.err) == (f"已导出 3 件到 {path}\n", "")
    assert titles(path) == ["=1+1", "市政科的", "重大的"]
    assert path.stat().st_mode & 0o077 == 0o044


def test_csv_by_its_suffix(tingfeng: Callable[..., int], tmp_path: Path) -> None:
    path = tmp_path / "台账.CSV"
    assert tingfeng("-o", path) == FINE
    _, *rows = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    assert [row[3] for row in rows] == ["'=1+1", "市政科的", "重大的"]


def test_filters(tingfeng: Callable[..., int], tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    for options, expected in (
        (["--level", "major"], ["重大的"]),
        (["--department", "市政科"], ["市政科的"]),
        (["--status", "open", "--level", "general"], ["=1+1", "市政科的"]),
        (["--status", "closed"], []),
    ):
        assert tingfeng("-o", path, *options) == FINE
        assert titles(path) == expected


@pytest.mark.parametrize(
    ("options", "days", "words"),
    [
        (["-o", "ledger.pdf"], {}, ["ledger.pdf", ".xlsx", ".csv"]),
        (["-o", "ledger"], {}, [".xlsx"]),
        (["-o", "x.csv"], {"begin": "9月"}, ["--from", "9月", "2026-09-01"]),
        (["-o", "x.csv"], {"end": "2026-09-31"}, ["--to", "2026-09-31"]),
        (["-o", "x.csv"], {"end": "1999-01-01"}, ["--to", "1999-01-01"]),
        (["-o", "x.csv"], {"begin": "2026-10-01"}, ["--to 2026-09-30", "--from 2026-10-01"]),
        (["-o", "x.csv", "--level", "重大"], {}, ["--level", "重大", "major"]),
        (["-o", "x.csv", "--status", "x"], {}, ["--status", "x", "open"]),
        (["-o", "x.csv", "--department", "园林科"], {}, ["--department", "园林科", "市政科"]),
    ],
)
def test_a_wrong_call_is_one_line_and_writes_nothing(
    tingfeng: Callable[..., int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    days: dict[str, str],
    words: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert tingfeng(*options, **days) == WRONGLY
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert all(word in told.err for word in words), told.err
    assert [one for one in sorted(tmp_path.iterdir()) if one.suffix != ".db-wal" and one.suffix != ".db-shm"] == before


def test_what_cannot_be_written_is_one_line(
    tingfeng: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in (tmp_path / "none" / "ledger.xlsx", tmp_path / "a.csv"):
        if place.name == "a.csv":
            place.mkdir()
        assert tingfeng("-o", place) == PROBLEM
        told = capsys.readouterr()
        assert (told.out, len(told.err.splitlines())) == ("", 1)
        assert str(place) in told.err
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


def test_an_export_that_breaks_off_leaves_the_old_file(
    tingfeng: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("the old one", "utf-8")

    async def broken(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(export, "write_ledger", broken)
    assert tingfeng("-o", path) == 130
    assert path.read_text("utf-8") == "the old one"
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


def test_a_long_one_tells_how_far_it_has_come(
    tingfeng: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(export, "MANY", 2)
    assert tingfeng("-o", tmp_path / "ledger.csv") == FINE
    assert capsys.readouterr().err == "正在导出 3/3\n"


def test_without_a_configuration_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["export", "ledger", "--from", "2026-09-01", "--to", "2026-09-30", "-o", str(tmp_path / "x.csv")]
    assert main([*words, "-c", str(tmp_path / "none.toml")]) == PROBLEM
    assert "不存在" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["export", "ledger", "--from", "2026-09-01"])
    assert caught.value.code == WRONGLY
