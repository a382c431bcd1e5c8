"""A database that cannot be used: one line says what is wrong, where, and how to mend it (O1)."""

import os
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.__main__ import main
from bot.commands.run import ready
from bot.config import load_config
from core.errors import StoreError
from storage import migrate, schema
from storage.engine import place, trouble

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


#: another program's, without and with its own use of the tool that counts our versions; the last is much like ours
FOREIGN = (
    ("CREATE TABLE members (name TEXT)",),
    ("CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('ae1027a6acf')"),
    ("CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('0001')"),
)


@pytest.mark.parametrize("command", [*COMMANDS, ["db", "downgrade", "base"], ["backup", "-o", "x.tar.gz"]])
@pytest.mark.parametrize("made", FOREIGN)
def test_another_programs_database(
    database_url: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str], made: tuple[str, ...]
) -> None:
    """Nothing is added to it, nothing taken away."""
    migrate.downgrade(database_url, "base")
    statements = ("DROP TABLE alembic_version", *made, "CREATE TABLE incidents (id INTEGER)")
    with schema.opened(database_url) as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()
        before = sorted(inspect(connection).get_table_names())
    shown = database_url.set(drivername=database_url.get_backend_name()).render_as_string(hide_password=False)
    line = said(command, settings(tmp_path, shown), capsys)
    where = place(database_url)
    assert line == f"数据库 {where} 里是别的程序的数据，听风没有改动它；请在 [storage] url 写一个新的数据库"
    with schema.opened(database_url) as connection:
        assert sorted(inspect(connection).get_table_names()) == before


@pytest.mark.parametrize("revision", ["base", "0001", schema.newest()])
def test_what_we_made_ourselves_is_ours(database_url: URL, revision: str) -> None:
    """The oldest too, and one that went all the way back."""
    migrate.downgrade(database_url, revision)
    schema.bring_up(database_url)
    assert schema.present(database_url) == schema.newest()


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


#: every command that reads the database; `{out}` is a place to write to
READERS = (
    ["run"],
    ["db", "upgrade"],
    ["audit", "verify"],
    ["audit", "export"],
    ["backup", "-o", "{out}"],
    ["evidence", "1", "-o", "{out}"],
    ["members", "export"],
)


def damaged(file: Path) -> None:
    """A disk that wrote something else in the middle."""
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\x5a" * (file.stat().st_size - 8192))


def cut_off(file: Path) -> None:
    """A copy that was not finished."""
    os.truncate(file, file.stat().st_size // 2)


@pytest.mark.parametrize("spoil", [damaged, cut_off])
@pytest.mark.parametrize("command", READERS)
def test_a_damaged_one(
    sqlite_url: URL,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    spoil: Callable[[Path], None],
) -> None:
    """One sentence, whichever statement meets the damage, and nothing is made that looks like a result."""
    out, file = tmp_path / "out.tar.gz", Path(sqlite_url.database or "")
    spoil(file)
    before = file.read_bytes()
    line = said([word.format(out=out) for word in command], settings(tmp_path, "sqlite:///tingfeng.db"), capsys)
    assert line == f"数据库 {file} 已损坏；请停用并移走，再用 tingfeng restore 恢复最近的备份"
    assert not out.exists()
    assert file.read_bytes() == before


@pytest.mark.parametrize("command", READERS)
def test_another_program_holds_it(
    sqlite_url: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """For longer than we wait, which the address may say."""
    out = tmp_path / "out.tar.gz"
    path = settings(tmp_path, "sqlite:///tingfeng.db?timeout=0.1")
    other = sqlite3.connect(str(sqlite_url.database), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        line = said([word.format(out=out) for word in command], path, capsys)
    finally:
        other.close()
    assert line == f"数据库 {sqlite_url.database} 正被别的程序占用；请关闭打开它的程序后再试"
    assert not out.exists()


@pytest.mark.parametrize(
    "command", [["run"], ["db", "upgrade"], ["db", "downgrade", "0001"], ["evidence", "1", "-o", "x"]]
)
def test_a_newer_program_made_it(
    database_url: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    with schema.opened(database_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    shown = database_url.set(drivername=database_url.get_backend_name()).render_as_string(hide_password=False)
    line = said(command, settings(tmp_path, shown), capsys)
    assert line.startswith("数据库的结构版本 9999 比本程序认识的 00")
    assert line.endswith("新；请升级程序，或换回原来的数据库")
    assert schema.present(database_url) == "9999"


@pytest.mark.parametrize("spoil", [damaged, cut_off])
def test_the_doctor_names_the_damage(
    sqlite_url: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], None]
) -> None:
    spoil(Path(sqlite_url.database or ""))
    assert main(["doctor", "--offline", "-c", settings(tmp_path, "sqlite:///tingfeng.db")]) == 1
    told = capsys.readouterr()
    (line,) = [line for line in told.out.splitlines() if line.startswith("❌ 数据库")]
    assert "tingfeng restore" in line
    assert "Traceback" not in told.err


def test_a_mistake_of_ours_is_no_trouble_of_the_database(sqlite_url: URL) -> None:
    """It keeps its traceback: an operator could not mend it."""
    assert trouble(sqlite_url, IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed"))) is None
    assert trouble(sqlite_url, ValueError("malformed")) is None
    assert trouble(sqlite_url, OperationalError("SELECT", {}, Exception("disk I/O error"))) is not None
