"""A database that cannot be used: one line says what is wrong, where, and how to mend it (O1)."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from bot.__main__ import main
from bot.commands.run import ready
from bot.config import load_config
from core.errors import StoreError
from storage import schema

COMMANDS = (["run"], ["db", "upgrade"], ["audit", "verify"])
SECRET = "very-secret"


def settings(folder: Path, url: str) -> str:
    path = folder / "config.toml"
    path.write_text(
        f'[organisation]\nname = "海棠县住建局"\n[telegram]\ntoken = "1:a"\n[storage]\nurl = "{url}"\n', "utf-8"
    )
    return str(path)


def said(command: list[str], path: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What is printed: one line, and the exit code of what can be mended."""
    assert main([*command, "-c", path]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    return line


def address(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def without_rights() -> Iterator[None]:
    """Root may write anywhere: for so long we are somebody else."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_such_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    line = said(command, settings(tmp_path, "sqlite:///nowhere/tingfeng.db"), capsys)
    assert line == f"数据库 {tmp_path / 'nowhere' / 'tingfeng.db'} 打不开：没有这个文件夹；请先建好，或改 [storage] url"


@pytest.mark.parametrize("command", COMMANDS)
def test_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    file = tmp_path / "tingfeng.db"
    file.write_text("这是一份会议记录，不是数据库。" * 100, "utf-8")
    line = said(command, settings(tmp_path, "sqlite:///tingfeng.db"), capsys)
    assert line == f"{file} 不是数据库文件；请把它移走，或改 [storage] url"
    assert file.read_text("utf-8").startswith("这是一份会议记录")


def test_a_folder_in_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tingfeng.db").mkdir()
    line = said(["run"], settings(tmp_path, "sqlite:///tingfeng.db"), capsys)
    assert line.startswith(
        f"数据库 {tmp_path / 'tingfeng.db'} 用不了（unable to open database file）；请检查文件和文件夹"
    )


def test_no_right_to_write(sqlite_url: URL, tmp_path: Path) -> None:
    path, file = settings(tmp_path, "sqlite:///tingfeng.db"), Path(sqlite_url.database or "")
    file.chmod(0o444)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(folder.stat().st_mode | 0o011)
    config = load_config(Path(path))
    with without_rights(), pytest.raises(StoreError, match="读写权限") as refused:
        ready(config)
    assert str(file) in str(refused.value)


@pytest.mark.parametrize("command", COMMANDS)
def test_nobody_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # taken, and nobody listens
        port = probe.getsockname()[1]
        url = f"postgresql://tingfeng:{SECRET}@127.0.0.1:{port}/tingfeng?application_name={SECRET}"
        line = said(command, settings(tmp_path, url), capsys)
    assert line.startswith(f"数据库 tingfeng:***@127.0.0.1:{port}/tingfeng 用不了（")
    assert "请检查 PostgreSQL 是否在运行，[storage] url 的地址、账号和密码" in line
    assert SECRET not in line


@pytest.mark.postgres
@pytest.mark.parametrize("wrong", [{"database": "nonesuch"}, {"username": "nonesuch"}])
def test_the_server_turns_us_away(
    postgres_url: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: dict[str, str]
) -> None:
    line = said(["run"], settings(tmp_path, address(postgres_url.set(**wrong))), capsys)  # type: ignore[arg-type]
    assert "nonesuch" in line
    assert "用不了" in line


@pytest.mark.postgres
def test_an_account_that_may_make_no_tables(
    postgres_url: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guest = f"guest_of_{postgres_url.database}"
    with schema.opened(postgres_url) as connection:
        connection.execute(text(f"CREATE ROLE {guest} LOGIN"))
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {guest}"))
        connection.commit()
    line = said(["run"], settings(tmp_path, address(postgres_url.set(username=guest))), capsys)
    assert "permission denied" in line


def test_the_driver_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    line = said(["run"], settings(tmp_path, "postgresql://tingfeng@127.0.0.1/tingfeng"), capsys)
    assert line == "缺少 PostgreSQL 的驱动；请安装 psycopg[binary]，或改用 sqlite"


def test_an_empty_one_holds_nothing_to_verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = settings(tmp_path, "sqlite:///tingfeng.db")
    line = said(["audit", "verify"], path, capsys)
    assert line == f"{path}：[storage] url 指的数据库是空的；请检查地址"
