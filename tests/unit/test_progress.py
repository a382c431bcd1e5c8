"""Long work says how far it is, short work says nothing."""

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot import progress
from bot.progress import SELDOM, Progress, bring_up
from storage import migrate, schema


class Watch:
    """A clock that a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(progress.time, "monotonic", lambda: self.now)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


def test_short_work_says_nothing(watch: Watch, capsys: pytest.CaptureFixture[str]) -> None:
    told = Progress()
    for done in range(1000):
        watch.now += SELDOM / 2000
        told("posts", done)
    told.end()
    assert capsys.readouterr().err == ""


def test_long_work_says_how_far_it_is(watch: Watch, capsys: pytest.CaptureFixture[str]) -> None:
    told = Progress()
    for done in (1000, 2000, 3000):
        watch.now += SELDOM
        told("posts", done)
        told("posts", done + 1)
    told.end()
    assert capsys.readouterr().err.splitlines() == ["posts：1000", "posts：2000", "posts：3000"]


def test_a_terminal_sees_one_line_that_goes_at_the_end(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    told = Progress()
    watch.now += 1
    told("posts", 7)
    told.end()
    told.end()
    assert capsys.readouterr().err == "\r\x1b[Kposts：7\r\x1b[K"


def test_a_schema_that_is_brought_forward_is_told_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = make_url(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}")
    bring_up(url)
    bring_up(url)
    assert capsys.readouterr().err == "", "a new one is quick, and one that is up to date too"
    migrate.downgrade(url, "0003")
    bring_up(url)
    assert capsys.readouterr().err == f"正在升级数据库结构（0003 → {schema.newest()}），请勿中断\n"
    assert schema.present(url) == schema.newest()
