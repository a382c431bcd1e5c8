"""`tingfeng audit`: exit codes, and an export that verifies on another machine (lifecycle §7, R3)."""

import asyncio
import io
import json
import os
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.__main__ import main
from bot.commands.audit import _export
from storage import Store
from storage.audit import Head
from tests.conftest import BAI, LIN
from tests.storage.attack import attacker, outside, run
from tests.storage.making import opened, press

WHOLE, BROKEN, WRONGLY = range(3)


@pytest.fixture
async def head(store: Store) -> Head:
    """A log of four events."""
    ident = await opened(store)
    await press(store, LIN, "cl", ident)
    await press(store, BAI, "cl", ident)
    await press(store, LIN, "vt", ident)
    return await store.audit_head()


@pytest.fixture
def config(tmp_path: Path, database_url: URL) -> Path:
    """The configuration of this machine."""
    url = database_url.set(drivername=database_url.get_backend_name()).render_as_string(hide_password=False)
    path = tmp_path / "config.toml"
    path.write_text(f'[organisation]\nname = "海棠县住建局"\n[storage]\nurl = "{url}"\n', "utf-8")
    return path


async def tingfeng(*arguments: object) -> int:
    """The command line, in a thread of its own, for it runs a loop of its own."""
    return await asyncio.to_thread(main, [str(argument) for argument in arguments])


async def verify(*arguments: object) -> int:
    return await tingfeng("audit", "verify", *arguments)


@pytest.fixture
async def file(head: Head, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The export, carried to another machine: there is no configuration and no database beside it."""
    assert await tingfeng("audit", "export", "-c", config) == WHOLE
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    path = elsewhere / "audit.jsonl"
    path.write_text(capsys.readouterr().out, "utf-8")
    return path


async def test_a_whole_log_says_how_long_it_is_and_its_head(
    head: Head, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await verify("-c", config) == WHOLE
    assert f"共 4 条，其中个人文字已清除 0 条；最新 4:{head.hash}" in capsys.readouterr().out
    assert await verify("-c", config, "--head", f"4:{head.hash[:12]}") == WHOLE


async def test_a_broken_log_names_its_first_broken_event(
    head: Head, config: Path, database_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    with attacker(database_url) as connection:
        run(connection, "UPDATE events SET type = 'claim' WHERE seq = 3")
    assert await verify("-c", config) == BROKEN
    captured = capsys.readouterr()
    assert "第 3 条" in captured.err
    assert captured.out == ""


async def test_a_cut_tail_needs_the_head(head: Head, config: Path, database_url: URL) -> None:
    with attacker(database_url) as connection:
        run(connection, "DELETE FROM event_texts WHERE seq = 4", "DELETE FROM events WHERE seq = 4")
    assert await verify("-c", config) == WHOLE
    assert await verify("-c", config, "--head", f"4:{head.hash}") == BROKEN


async def test_a_head_of_another_log_is_found(head: Head, config: Path) -> None:
    assert await verify("-c", config, "--head", "4:" + "0" * 64) == BROKEN
    assert await verify("-c", config, "--head", f"3:{head.hash}") == BROKEN


@pytest.mark.parametrize("wrong", ["", "x", "4", "4:xyz", "4:abc", "4:" + "a" * 65, "-1:" + "a" * 8])
async def test_a_head_written_wrongly(config: Path, wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert await verify("-c", config, f"--head={wrong}") == WRONGLY
    assert len(capsys.readouterr().err.splitlines()) == 1


async def test_no_such_option_is_called_wrongly() -> None:
    with pytest.raises(SystemExit) as caught:
        await verify("--nonsense")
    assert caught.value.code == WRONGLY


async def test_an_erased_text_is_counted(
    head: Head, config: Path, database_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    with outside(database_url) as connection:
        run(connection, "DELETE FROM event_texts WHERE seq = 2")
    assert await verify("-c", config) == WHOLE
    assert "已清除 1 条" in capsys.readouterr().out


def read(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()


def write(file: Path, lines: list[str]) -> None:
    file.write_text("\n".join(lines) + "\n", "utf-8")


async def test_the_export_verifies_on_another_machine(file: Path, head: Head) -> None:
    assert await verify(file) == WHOLE
    assert await verify(file, "--head", f"4:{head.hash}") == WHOLE
    lines = read(file)
    assert len(lines) == 4
    assert "林晓" in lines[1]


def damaged(lines: list[str]) -> dict[str, tuple[list[str], int]]:
    """Files that are not what was exported, and the first event that shows it."""
    third = json.loads(lines[2])

    def other(**changes: object) -> list[str]:
        return [*lines[:2], json.dumps(third | changes), lines[3]]

    return {
        "cut in the middle of a line": ([*lines[:2], lines[2][:40]], 3),
        "a line lost": ([*lines[:2], lines[3]], 3),
        "a line twice": ([*lines[:3], *lines[2:]], 4),
        "lines swapped": ([lines[0], lines[2], lines[1], lines[3]], 2),
        "an empty line": ([lines[0], "", *lines[1:]], 2),
        "no object": ([lines[0], "[]", *lines[1:]], 2),
        "a column lost": ([lines[0], "{}", *lines[1:]], 2),
        "another body": (other(body=third["body"] + " "), 3),
        "a body of another kind": (other(body=7), 3),
        "another text": (other(text="{}"), 3),
        "a text emptied": (other(text=""), 3),
        "a number as text": (other(seq="3"), 3),
        "nothing at all": (other(**dict.fromkeys(third)), 3),
        "half a surrogate pair": (other(body="\ud800"), 3),
    }


async def test_a_damaged_export_names_the_first_broken_event(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, expected = {}, {}
    for name, (lines, seq) in damaged(read(file)).items():
        write(file, lines)
        code = await verify(file)
        found[name] = (code, f"第 {seq} 条" in capsys.readouterr().err)
        expected[name] = (BROKEN, True)
    assert found == expected


async def test_a_file_cut_after_a_line_needs_the_head(file: Path, head: Head) -> None:
    write(file, read(file)[:3])
    assert await verify(file) == WHOLE
    assert await verify(file, "--head", f"4:{head.hash}") == BROKEN


@pytest.mark.parametrize("line", [b"\xff\xfe", b"[" * 100_000])
async def test_a_line_that_nobody_can_read_is_named(
    file: Path, line: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    first, *others = file.read_bytes().splitlines(keepends=True)  # noqa: ASYNC240 - a small file of the test
    file.write_bytes(b"".join((first, line + b"\n", *others)))  # noqa: ASYNC240 - the same
    assert await verify(file) == BROKEN
    assert "第 2 条" in capsys.readouterr().err


async def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await verify(tmp_path / "none.jsonl") == BROKEN
    assert len(capsys.readouterr().err.splitlines()) == 1


async def test_the_export_goes_into_a_file_and_names_the_head_that_the_group_can_witness(
    head: Head, config: Path, tmp_path: Path, database_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_text("an older one", "utf-8")
    assert await tingfeng("audit", "export", "-c", config, "-o", path) == WHOLE
    assert f"已导出 4 条到 {path}；最新 4:{head.hash}" in capsys.readouterr().out
    # what the group was told of the log, as a digest prints it: number and the beginning of the hash
    witness = f"4:{head.hash[:8]}"
    assert await verify(path, "--head", witness, "-c", tmp_path / "no-such.toml") == WHOLE
    write(path, read(path)[:3])
    assert await verify(path) == WHOLE
    assert await verify(path, "--head", witness) == BROKEN
    assert "尾部被截去" in capsys.readouterr().err


async def test_an_export_that_cannot_be_written_leaves_the_old_file(
    head: Head, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await tingfeng("audit", "export", "-c", config, "-o", tmp_path / "none" / "audit.jsonl") == BROKEN
    told = capsys.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)
    old = tmp_path / "audit.jsonl"
    old.write_text("old", "utf-8")
    other = tmp_path / "other.toml"
    other.write_text("nonsense", "utf-8")
    assert await tingfeng("audit", "export", "-c", other, "-o", old) == BROKEN
    assert old.read_text("utf-8") == "old"
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]  # noqa: PTH208 - a word on its names


class Full(io.StringIO):
    """A pipe whose other end was closed after the first line."""

    def write(self, line: str, /) -> int:
        if self.tell():
            raise BrokenPipeError
        return super().write(line)


async def test_an_export_that_breaks_off_gives_back_its_connection(
    head: Head, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = []
    real = Store.close

    async def close(self: Store) -> None:
        closed.append(self.db.engine.pool.status())
        await real(self)

    monkeypatch.setattr(Store, "close", close)
    with pytest.raises(BrokenPipeError):
        await _export(config, Full())
    assert closed[0].endswith("Current Checked out connections: 0")
