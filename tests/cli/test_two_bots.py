"""Two bots on one SQLite file: the second is refused before it touches anything, whatever the first one's end (O5)."""

import asyncio
import errno
import signal
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from bot.__main__ import main
from core.errors import StoreError
from sandbox import Sandbox
from storage.alone import alone
from tests.chat.stage import Site, configuration, people
from tests.cli.processes import ended, process, read_until


async def test_the_second_is_refused_until_the_first_is_gone(
    tmp_path: Path, sqlite_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    site, sandbox = Site(), Sandbox()
    people(sandbox)
    await site.server.start_server()
    await sandbox.start()
    path = str(configuration(tmp_path, sandbox, site, sqlite_url))
    try:
        async with process("run", "-c", path) as first:
            await read_until(first, "listening as @tingfeng_bot")
            async with process("run", "-c", path) as second:
                code, out, err = await ended(second)
            assert (code, out) == (1, "")
            (line,) = err.splitlines()
            assert line.startswith(f"数据库 {tmp_path / 'tingfeng.db'} 正由另一个听风使用（进程 {first.pid}）")
            for command in (["db", "downgrade", "0001"], ["db", "upgrade"]):
                assert await asyncio.to_thread(main, [*command, "-c", path]) == 1
                assert "正由另一个听风使用" in capsys.readouterr().err
            # who only looks, or makes a backup, may do so at any time
            assert await asyncio.to_thread(main, ["audit", "verify", "-c", path]) == 0
            assert await asyncio.to_thread(main, ["backup", "-o", str(tmp_path / "x.tar.gz"), "-c", path]) == 0
            assert first.returncode is None
            first.send_signal(signal.SIGKILL)
            await first.wait()
        async with process("run", "-c", path) as third:
            await read_until(third, "listening as @tingfeng_bot")
            third.send_signal(signal.SIGTERM)
            assert (await ended(third))[0] == 0
    finally:
        await sandbox.stop()
        await site.server.close()


def test_another_database_in_the_same_folder_is_another_matter(tmp_path: Path) -> None:
    one, other = (make_url(f"sqlite+aiosqlite:///{tmp_path / name}") for name in ("a.db", "b.db"))
    with alone(one), alone(other), pytest.raises(StoreError, match="正由另一个听风使用"), alone(one):
        pass
    with alone(one):
        pass


def test_a_lock_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.db.lock").mkdir()
    with pytest.raises(StoreError, match=r"a\.db 用不了"), alone(make_url(f"sqlite:///{tmp_path / 'a.db'}")):
        pass


def test_a_server_may_have_many(tmp_path: Path) -> None:
    url = make_url("postgresql+psycopg://nobody@127.0.0.1/x")
    with alone(url), alone(url):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_drive_without_locks_is_no_other_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("storage.alone.fcntl.flock", refused)
    with pytest.raises(StoreError, match="No locks available"), alone(make_url(f"sqlite:///{tmp_path / 'a.db'}")):
        pass
