"""A disk that is really full: the bot as a process on a tiny file system, commands that find no room (O5)."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from jobs.keeping import kept
from tests.cli.town import tingfeng, towned
from tests.conftest import BAI, GROUP, LIN
from tests.storage.attack import outside, run
from tests.storage.filling import fill

#: runs the command behind it with a file system of so many KiB of its own on a folder
_SMALL = 'mount -t tmpfs -o size="$1"k none "$2" && shift 2 && exec "$@"'
#: the same command, none of whose files may grow beyond so many KiB
_SHORT = 'ulimit -f $(($1 * 2)) && shift 2 && exec "$@"'
#: bytes that no packing makes smaller
NOISE = bytes((n * n * 2654435761 >> 16) & 255 for n in range(200_000))


@cache
def own_mounts() -> bool:
    """May a process here have file systems of its own?"""
    tool = shutil.which("unshare")
    return bool(tool) and subprocess.run([str(tool), "-rm", "true"], check=False).returncode == 0


def small(folder: Path, size: int) -> Sequence[str]:
    """What a command is run by for which the folder is a disk of so many KiB."""
    if not own_mounts():
        pytest.skip("SKIPPED LOUDLY: no process here may mount a file system of its own")
    return ("unshare", "-rm", "sh", "-c", _SMALL, "sh", str(size), str(folder))


def short(folder: Path, size: int) -> Sequence[str]:
    """The same by a limit of the system."""
    return ("sh", "-c", _SHORT, "sh", str(size), str(folder))


async def said(within: Sequence[str], *words: object) -> tuple[int | None, list[str]]:
    """The exit code and the lines on stderr."""
    command = (*within, sys.executable, "-m", "bot", *(str(word) for word in words))
    child = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _, err = await child.communicate()
    return child.returncode, err.decode().splitlines()


@pytest.fixture
def config(sqlite_url: URL, tmp_path: Path) -> Path:
    """A database with rows, and one large kept file."""
    digest = kept(tmp_path / "kept", NOISE)
    with outside(sqlite_url) as connection:
        fill(connection)
        run(connection, f"UPDATE evidence SET sha256 = '{digest}' WHERE id = 1")
    path = tmp_path / "config.toml"
    url = f"sqlite:///{sqlite_url.database}"
    path.write_text(f'[organisation]\nname = "海棠"\n[storage]\nurl = "{url}"\nfiles = "kept"\n', "utf-8")
    return path


@pytest.mark.parametrize("full", [small, short])
@pytest.mark.parametrize("size", [16, 128])
async def test_a_backup_that_finds_no_room_says_so(
    config: Path, tmp_path: Path, full: Callable[[Path, int], Sequence[str]], size: int
) -> None:
    """Rows or files, whichever comes first; what is half written does not stay."""
    target = tmp_path / "target"
    target.mkdir()
    within = full(target, size)
    code, lines = await said(within, "backup", "-o", target / "x.tar.gz", "-c", config)
    assert code == 1
    (line,) = lines
    assert line.startswith(f"{target / 'x.tar.gz'} 写不进去（")
    assert line.endswith("请检查文件夹、权限和磁盘空间")
    assert list(target.iterdir()) == []


def beside(config: Path, there: Path) -> Path:
    """The same configuration for a database and files that will be in that folder."""
    there.mkdir()
    text = config.read_text("utf-8").replace(str(config.parent / "tingfeng.db"), str(there / "new.db"))
    other = config.with_name("other.toml")
    other.write_text(text.replace('"kept"', f'"{there / "kept"}"'), "utf-8")
    return other


@pytest.mark.parametrize("full", [small, short])
@pytest.mark.parametrize("size", [64, 384])
async def test_a_restore_that_finds_no_room_leaves_nothing_that_looks_like_a_database(
    config: Path, tmp_path: Path, full: Callable[[Path, int], Sequence[str]], size: int
) -> None:
    archive, there = tmp_path / "x.tar.gz", tmp_path / "there"
    assert (await tingfeng("backup", "-o", archive, "-c", config))[0] == 1, "most files of the filling are not there"
    other = beside(config, there)
    within = full(there, size)
    code, lines = await said(within, "restore", archive, "-c", other)
    assert code == 1
    (line,) = lines
    assert "请检查权限和磁盘空间" in line or "数据库没有改动" in line
    assert not (there / "new.db").exists()


async def test_the_bot_lives_through_a_full_disk(tmp_path: Path, sqlite_url: URL) -> None:
    """Nobody's press is left without an answer, nothing that was said is lost, and no file is half there."""
    folder = tmp_path / "disk"
    folder.mkdir()
    async with towned(tmp_path) as town:
        path = town.config(tmp_path, sqlite_url.set(database=str(folder / "tingfeng.db")))
        path.write_text(path.read_text("utf-8").replace("[rules]", f'files = "{folder / "kept"}"\n[rules]'), "utf-8")
        async with town.bot(path, within=small(folder, 6000), calm=False) as bot:
            # the disk as only the bot sees it
            disk = Path(f"/proc/{bot.pid}/root{folder}")
            town.site.publish("望江西路改建拖延", "修了一年多还没修好，投诉几次没人管")
            first = await town.card("望江西路")
            stuffed(disk / "ballast")
            query = town.sandbox.press_raw(LIN, GROUP, first.message_id, "v1:cl:1:0")
            said = town.sandbox.say(BAI, GROUP, "看过现场", reply_to=first.message_id, photo=NOISE)
            town.site.publish("小区没有暖气", "老人受不了，投诉几次没人管" + "冷" * 40_000)
            await town.logged(path, "disk is full")
            (disk / "ballast").unlink()
            assert (await town.sandbox.answer_of(query, 100)).text
            await town.card("没有暖气")
            await town.reacted(said)
            if "林晓" not in town.text_of(first):
                # it was told that it failed
                assert "已认领" in await town.press(first, "v1:cl:1:0", by=LIN)
            # the page of the post is on no host here: what is kept is the photo
            await town.shows(first, "👤 林晓", "存证 1")
            async with asyncio.timeout(60):
                while files(disk / "kept") != [NOISE]:  # noqa: ASYNC110 - another process does
                    await asyncio.sleep(0.05)
            shutil.copytree(disk, tmp_path / "after")
        copied = path.read_text("utf-8").replace(str(folder), str(tmp_path / "after"))
        path.write_text(copied, "utf-8")
        code, verified, _ = await tingfeng("audit", "verify", "-c", path)
        assert code == 0, verified


def files(folder: Path) -> list[bytes]:
    """What is in all of them."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def stuffed(path: Path) -> None:
    """Nothing more goes onto this disk."""
    try:
        with path.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
    except OSError:
        return
