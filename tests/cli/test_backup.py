"""`tingfeng backup` and `restore`: everything comes back, on either kind of database; what does not is named (O5)."""

import asyncio
import io
import json
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, update
from sqlalchemy.engine import URL, make_url

from bot.__main__ import main
from core.policy import Figures
from core.texts import Message
from jobs.keeping import kept, kept_file
from storage import Database, Store, migrate
from storage.dump import dump
from storage.finds import Find, Missed
from storage.lease import Lease
from storage.refill import is_empty, refill, spared
from storage.schema import newest
from storage.statement_rows import RELEASE
from storage.tables import leases, outbox, sources
from tests.conftest import LIN, NOON, _administer
from tests.storage.attack import attacker, outside, run
from tests.storage.filling import contents, counted, fill
from tests.storage.making import FORUM, opened, press

Run = Callable[..., int]
PHOTO = "一张照片".encode()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """The address of an empty place, of each kind."""
    (tmp_path / "elsewhere").mkdir()
    if request.param == "sqlite":
        return make_url(f"sqlite+aiosqlite:///{tmp_path / 'elsewhere' / 'new.db'}")
    template: URL = request.getfixturevalue("postgres")
    name = f"empty_{abs(hash(tmp_path)) % 10**9}"
    _administer(template, f"CREATE DATABASE {name}")
    return template.set(database=name)


def tingfeng(url: URL, folder: Path, *words: object) -> int:
    """The command line on this database, its configuration in that folder."""
    shown = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)
    config = folder / "config.toml"
    text_ = f'[organisation]\nname = "海棠县住建局"\n[storage]\nurl = "{shown}"\nfiles = "{folder / "kept"}"\n'
    config.write_text(text_, "utf-8")
    return main([*(str(word) for word in words), "-c", str(config)])


def quiet(_table: str, _done: int) -> None:
    """Nobody wants to know how far it is."""


@pytest.fixture
def filled(database_url: URL, tmp_path: Path) -> URL:
    """A database with two rows in every table; one photo is really there."""
    digest = kept(tmp_path / "kept", PHOTO)
    with outside(database_url) as connection:
        fill(connection)
        run(connection, f"UPDATE evidence SET sha256 = '{digest}' WHERE id = 1")
    return database_url


def test_every_row_comes_back_whatever_the_kind(filled: URL, elsewhere: URL, tmp_path: Path) -> None:
    """Also from SQLite to PostgreSQL and back: an office that grows takes its past along."""
    folder = tmp_path / "rows"
    folder.mkdir()
    snapshot = dump(filled, folder, quiet)
    assert is_empty(elsewhere)
    refill(elsewhere, folder, snapshot.revision, snapshot.numbers, quiet)
    with outside(filled) as before, outside(elsewhere) as after:
        known = contents(before)
        assert contents(after) == known
        assert set(snapshot.rows.values()) == {2}
        assert set(snapshot.rows) == set(known)
        # uses of the assistant are events
        assert {"drills", "events", "rules", "models", "marks", "originals", "snapshots"} < set(known)
    assert migrate.differences(elsewhere) == []
    assert not is_empty(elsewhere)


@pytest.mark.parametrize("revision", [f"{number:04d}" for number in range(1, int(newest()) + 1)])
def test_a_backup_of_an_older_version_becomes_what_an_upgrade_would_have_made(
    database_url: URL, elsewhere: URL, tmp_path: Path, revision: str
) -> None:
    migrate.downgrade(database_url, revision)
    with outside(database_url) as connection:
        fill(connection)
    (tmp_path / "rows").mkdir()
    snapshot = dump(database_url, tmp_path / "rows", quiet)
    assert snapshot.revision == revision
    refill(elsewhere, tmp_path / "rows", snapshot.revision, snapshot.numbers, quiet)
    assert migrate.differences(elsewhere) == []
    migrate.upgrade(database_url)
    with outside(database_url) as before, outside(elsewhere) as after:
        assert contents(after) == contents(before)
        assert counted(after)["incidents"] == spared(2), "the gap is there whatever the migrations did"


async def story(store: Store) -> int:
    """An incident that somebody claimed."""
    ident = await opened(store)
    await press(store, LIN, "cl", ident)
    return ident


async def test_backup_and_restore_as_an_operator_does(
    store: Store, database_url: URL, elsewhere: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ident, out = await story(store), tmp_path / "out.tar.gz"
    head = await store.audit_head()
    assert await asyncio.to_thread(tingfeng, database_url, tmp_path, "backup", "-o", out) == 0
    said = capsys.readouterr().out
    assert f"已备份到 {out}" in said
    assert f"{head.seq}:{head.hash}" in said
    assert out.stat().st_mode & 0o077 == 0, "names and posts are in it"
    await press(store, LIN, "vt", ident)
    there = tmp_path / "elsewhere"
    seen = await store.audit_head()
    code = await asyncio.to_thread(tingfeng, elsewhere, there, "restore", out, "--head", f"{seen.seq}:{seen.hash[:12]}")
    told = capsys.readouterr()
    assert code == 1
    assert f"备份之后的留痕第 {head.seq + 1} 至 {seen.seq} 条不在备份里" in told.err
    assert f"留痕到 {head.seq}:{head.hash}" in told.out
    restored = Store(Database(elsewhere), Figures())
    verifier, broken = await restored.verify_audit(head)
    assert broken is None
    assert verifier.head.seq == head.seq + 1, "that it was restored is logged"
    again = await restored.incident(ident)
    assert again is not None
    assert again.owner == LIN
    assert await opened(restored) == spared(ident) + 1 > ident + 90, "no card that stands in the chat gets a new matter"
    assert [
        one.text.plain() for one in await restored.waiting(NOON + timedelta(days=9999)) if "恢复" in one.text.plain()
    ]
    await restored.close()
    assert await asyncio.to_thread(tingfeng, elsewhere, there, "restore", out) == 1
    assert "这里已经有数据库，不会覆盖" in capsys.readouterr().err


async def test_a_release_that_waited_may_have_left(
    store: Store, database_url: URL, elsewhere: URL, tmp_path: Path
) -> None:
    """It is never sent again by itself, even where the restore ended right behind the rows: a start asks a person."""
    row = {"chat": -1005, "lane": 0, "body": {}, "incident": 1, "loud": False, "created_at": NOON}
    async with store.db.write() as connection:
        for key, kind in (("a", RELEASE), ("b", "notice")):
            await connection.execute(outbox.insert().values(**row, key=key, kind=kind, state="waiting"))
    (tmp_path / "rows").mkdir()
    snapshot = await asyncio.to_thread(dump, database_url, tmp_path / "rows", quiet)
    await asyncio.to_thread(refill, elsewhere, tmp_path / "rows", snapshot.revision, snapshot.numbers, quiet)
    with outside(elsewhere) as after:
        states = after.execute(select(outbox.c.key, outbox.c.state).order_by(outbox.c.id)).all()
    assert [tuple(one) for one in states] == [("a", "sending"), ("b", "waiting")]


async def test_what_was_under_way_among_several_processes_is_begun_anew(
    store: Store, database_url: URL, elsewhere: URL, tmp_path: Path
) -> None:
    """The queue is no part of a backup, finds are found again, and whoever leads there goes on in the next epoch."""
    far = NOON + timedelta(minutes=3)
    listed = [replace(FORUM, name=name) for name in ("handed out", "failing")]
    await store.seed_sources(listed, NOON)
    async with store.db.write() as connection:
        await connection.execute(update(sources).values(next_at=far))
        await connection.execute(update(sources).where(sources.c.name == "failing").values(failures=2))
        await connection.execute(leases.insert().values(name="leader", epoch=7, holder="a", beat=9, said={}))
    await store.keep_finds([Find(source=1, at=NOON, missed=Missed(message=Message("x")))])
    if not store.db.is_sqlite:
        await store.make_queue()
    (tmp_path / "rows").mkdir()
    snapshot = await asyncio.to_thread(dump, database_url, tmp_path / "rows", quiet)
    assert not [name for name in snapshot.rows if "procrastinate" in name]
    await asyncio.to_thread(refill, elsewhere, tmp_path / "rows", snapshot.revision, snapshot.numbers, quiet)
    restored = Store(Database(elsewhere), Figures())
    await restored.restored(NOON, snapshot.head, 1, NOON)
    assert [one.source.name for one in await restored.due_sources(NOON)] == ["handed out"]
    assert await restored.finds(10) == ()
    assert len(await store.finds(10)) == 1, "the one that it was made of is as it was"
    if not restored.db.is_sqlite:
        lease = Lease(elsewhere, "b")
        await lease.open()
        assert await lease.won()
        assert (await lease.begin())[0] == 8
        await lease.close()
        with outside(elsewhere) as connection:
            assert not [name for name in inspect(connection).get_schema_names() if "queue" in name]
        await restored.make_queue()
    await restored.close()


async def test_search_finds_what_was_restored(store: Store, database_url: URL, elsewhere: URL, tmp_path: Path) -> None:
    await story(store)
    out = tmp_path / "folder"
    assert await asyncio.to_thread(tingfeng, database_url, tmp_path, "backup", "-o", out) == 0
    assert await asyncio.to_thread(tingfeng, elsewhere, tmp_path / "elsewhere", "restore", out) == 0
    restored = Store(Database(elsewhere), Figures())
    assert [one.id for one in (await restored.found_page("望江西路", 0)).incidents] == [1]
    await restored.close()


@pytest.mark.parametrize("left", ["new.db-wal", "new.db-journal"])
def test_what_a_database_left_that_was_moved_away_is_no_part_of_the_next(
    archive: Path, empty: URL, tmp_path: Path, left: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """SQLite would write the old one's newest pages into the new one; they may be all that is left of an hour."""
    there = tmp_path / "there" / left
    there.write_bytes(b"pages")
    for command in (("restore", archive), ("backup", "-o", tmp_path / "y.tar.gz"), ("db", "upgrade")):
        assert tingfeng(empty, tmp_path / "there", *command) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line == f"{there} 是之前那个数据库的一部分，可能含最后的操作；请把它移到那个数据库文件旁边再试"
    assert there.read_bytes() == b"pages"
    assert not (tmp_path / "there" / "new.db").exists()


def test_a_restore_that_was_killed_is_begun_anew(archive: Path, empty: URL, tmp_path: Path) -> None:
    for one in ("", "-wal", "-journal"):
        (tmp_path / "there" / f".new.db.restoring{one}").write_bytes(b"half of it")
    assert tingfeng(empty, tmp_path / "there", "restore", archive) == 0
    assert sorted(one.name for one in (tmp_path / "there").glob(".new*")) == []
    assert migrate.differences(empty) == []


def test_a_damaged_file_that_stands_there_is_replaced(archive: Path, empty: URL, tmp_path: Path) -> None:
    """The disk that spoilt it may be the reason for the restore."""
    (path,) = [one for one in (tmp_path / "kept").rglob("*") if one.is_file()]
    there = tmp_path / "there/kept" / path.parent.name / path.name
    there.parent.mkdir(parents=True)
    there.write_bytes(b"x" * len(PHOTO))
    assert tingfeng(empty, tmp_path / "there", "restore", archive) == 0
    assert there.read_bytes() == PHOTO


def changed(path: Path, name: str, content: bytes | None) -> Path:
    """The same archive with one entry changed, or left out."""
    other = path.with_name("changed.tar.gz")
    with tarfile.open(path) as old, tarfile.open(other, "w:gz") as new:
        for about in old:
            data = old.extractfile(about)
            assert data
            body = data.read()
            if name in about.name:
                if content is None:
                    continue
                body = content[: len(body)].ljust(len(body))
            about.size = len(body)
            new.addfile(about, io.BytesIO(body))
    return other


@pytest.fixture
def archive(filled: URL, tmp_path: Path) -> Path:
    with outside(filled) as connection:
        # one file of every kind, so that only what a test takes away is missing
        digest = kept(tmp_path / "kept", PHOTO)
        for table, column in (("evidence", "sha256"), ("pages", "sha256"), ("snapshots", "sha256")):
            run(connection, f"UPDATE {table} SET {column} = '{digest}'")
        run(connection, f"UPDATE snapshots SET text_sha256 = '{digest}'")
    with attacker(filled) as connection:
        run(connection, "DELETE FROM event_texts", "DELETE FROM events")
    out = tmp_path / "out.tar.gz"
    assert tingfeng(filled, tmp_path, "backup", "-o", out) == 0
    return out


@pytest.fixture
def empty(tmp_path: Path) -> URL:
    (tmp_path / "there").mkdir()
    return make_url(f"sqlite+aiosqlite:///{tmp_path / 'there' / 'new.db'}")


def test_kept_files_come_back_under_their_hash(archive: Path, empty: URL, tmp_path: Path) -> None:
    assert tingfeng(empty, tmp_path / "there", "restore", archive) == 0
    (path,) = [one for one in (tmp_path / "there/kept").rglob("*") if one.is_file()]
    assert kept_file(tmp_path / "there/kept", path.name) == PHOTO


def test_a_damaged_file_is_named_and_the_rest_comes_back(
    archive: Path, empty: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tingfeng(empty, tmp_path / "there", "restore", changed(archive, "files/", b"other")) == 1
    assert "有 1 个证据文件找不到或已损坏" in capsys.readouterr().err
    assert not is_empty(empty)


@pytest.mark.parametrize("content", [b"[]", None])
def test_a_damaged_table_restores_nothing(
    archive: Path, empty: URL, tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tingfeng(empty, tmp_path / "there", "restore", changed(archive, "rows/members", content)) == 1
    assert "已损坏（members），没有恢复" in capsys.readouterr().err
    assert is_empty(empty)
    assert [one.name for one in (tmp_path / "there").iterdir() if one.name.startswith(".")] == []


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_an_archive_that_was_cut_off_restores_nothing_or_says_what_is_missing(
    archive: Path, empty: URL, tmp_path: Path, share: float, capsys: pytest.CaptureFixture[str]
) -> None:
    data = archive.read_bytes()
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(data[: int(len(data) * share)])
    assert tingfeng(empty, tmp_path / "there", "restore", cut) == 1
    assert "已损坏" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\x1f\x8b\x08\x00"])
def test_what_is_no_backup_is_refused(
    empty: URL, tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.tar.gz"
    path.write_bytes(content)
    assert tingfeng(empty, tmp_path / "there", "restore", path) == 1
    assert "不是听风的备份，或已损坏" in capsys.readouterr().err
    assert tingfeng(empty, tmp_path / "there", "restore", tmp_path / "none.tar.gz") == 1


def test_no_entry_leaves_its_folder(archive: Path, empty: URL, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar.gz"
    with tarfile.open(archive) as old, tarfile.open(evil, "w:gz") as new:
        for about in old:
            new.addfile(about, old.extractfile(about))
        for name in ("rows/../../out.txt", "files/../../out.txt", str(tmp_path / "out.txt"), "rows/members.jsonl/x"):
            about = tarfile.TarInfo(name)
            about.size = 3
            new.addfile(about, io.BytesIO(b"bad"))
        link = tarfile.TarInfo("rows/members.jsonl")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "config.toml")
        new.addfile(link)
    assert tingfeng(empty, tmp_path / "there", "restore", evil) == 0
    assert not list(tmp_path.rglob("out.txt"))


def test_a_backup_of_a_newer_version_is_refused(
    archive: Path, empty: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "rows"
    folder.mkdir()
    with pytest.raises(Exception, match="请先升级听风"):
        refill(empty, folder, "9999", {}, quiet)
    assert is_empty(empty)


def test_a_missing_file_is_said_when_the_backup_is_made(
    archive: Path, filled: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(tmp_path / "kept")
    assert tingfeng(filled, tmp_path, "backup", "-o", tmp_path / "second.tar.gz") == 1
    told = capsys.readouterr()
    assert "有 1 个证据文件找不到或已损坏" in told.err
    assert (tmp_path / "second.tar.gz").exists()


def test_a_folder_that_is_there_gets_a_backup_with_the_time_in_its_name(filled: URL, tmp_path: Path) -> None:
    (tmp_path / "night").mkdir()
    tingfeng(filled, tmp_path, "backup", "-o", tmp_path / "night")
    (made,) = (tmp_path / "night").iterdir()
    assert made.name.startswith("tingfeng-2")
    assert made.name.endswith("Z.tar.gz")


def test_no_database_is_no_backup(empty: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tingfeng(empty, tmp_path / "there", "backup", "-o", tmp_path / "x.tar.gz") == 1
    assert "数据库还是空的" in capsys.readouterr().err
    assert not (tmp_path / "x.tar.gz").exists()


@pytest.mark.parametrize(("place", "length"), [(0, 100), (4096, 20000)])
def test_a_damaged_database_is_no_empty_one(
    sqlite_url: URL, tmp_path: Path, place: int, length: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path(str(sqlite_url.database)).open("r+b") as file:
        file.seek(place)
        file.write(b"\x5a" * length)
    assert tingfeng(sqlite_url, tmp_path, "backup", "-o", tmp_path / "x.tar.gz") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert ("不是数据库文件" if place == 0 else "已损坏") in line
    assert not (tmp_path / "x.tar.gz").exists()


def test_called_wrongly_is_two(empty: URL, tmp_path: Path) -> None:
    assert tingfeng(empty, tmp_path / "there", "restore", tmp_path / "x", "--head", "nonsense") == 2


async def test_a_backup_sees_one_moment_while_others_write(database_url: URL, store: Store, tmp_path: Path) -> None:
    """Whatever is written while it reads is either all in it or not at all: the log's head fits its rows."""
    await story(store)
    folder = tmp_path / "rows"
    folder.mkdir()
    stop = asyncio.Event()

    async def writing() -> int:
        count = 0
        while not stop.is_set():
            await opened(store, f"第{count}件")
            count += 1
        return count

    task = asyncio.ensure_future(writing())
    for _ in range(5):
        snapshot = await asyncio.to_thread(dump, database_url, folder, quiet)
        last = json.loads((folder / "events.jsonl").read_text().splitlines()[-1])
        names = json.loads((folder / "events.jsonl").read_text().splitlines()[0])
        assert dict(zip(names, last, strict=True))["hash"] == snapshot.head.hash
        assert snapshot.rows["events"] == snapshot.head.seq
        assert snapshot.rows["incidents"] == snapshot.rows["cards"]
    stop.set()
    assert await task > 5, "nobody waited for it"
