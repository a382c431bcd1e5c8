"""Every check of the doctor in both directions, judged by itself."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from bot.checks import CHECKS, calendar, chats, clock, database, disk, fonts, sources
from core.doctor import Finding, Level, line
from core.posts import Post, Source
from core.texts import Message, Texts
from core.workdays import Calendar, WorkTime
from storage import Store
from storage.checkup import Checkup, look
from tests.conftest import NOON

TEXTS = Texts()
NAME = Message("工作群")
SOURCE = Source(name="海棠论坛", kind="rss", url="https://forum.example/rss")


def said(found: Finding) -> str:
    return line(found, TEXTS)


def test_every_check_stands_in_the_list() -> None:
    files = {path.stem for path in Path(clock.__file__).parent.glob("*.py")} - {"__init__"}
    assert {check.__module__.rpartition(".")[2] for check in CHECKS} == files


@pytest.mark.parametrize(("apart", "level"), [(0, "fine"), (29, "fine"), (-30, "fine"), (31, "bad"), (-3600, "bad")])
def test_the_clock(apart: int, level: str) -> None:
    found = clock.judged(NOON, NOON + timedelta(seconds=apart))
    assert found.level == level
    if level == "bad":
        assert ("快" if apart > 0 else "慢") in said(found)
        assert str(abs(apart)) in said(found)


MEMBER = {"status": "member"}
DENIED = {"can_send_messages": True, "can_send_photos": False}


@pytest.mark.parametrize(
    ("chat", "member", "level", "words"),
    [
        ({"type": "supergroup"}, MEMBER, Level.FINE, "能发言"),
        ({"type": "group"}, MEMBER, Level.NOTE, "普通群"),
        ({"type": "supergroup"}, {"status": "kicked"}, Level.BAD, "不在工作群里"),
        ({"type": "supergroup"}, {"status": "left"}, Level.BAD, "不在工作群里"),
        ({"type": "supergroup", "permissions": DENIED}, MEMBER, Level.BAD, "不能发消息、图片或文件"),
        ({"type": "supergroup", "permissions": DENIED}, {"status": "administrator"}, Level.FINE, "能发言"),
        ({"type": "supergroup"}, {"status": "restricted"} | DENIED, Level.BAD, "不能发消息、图片或文件"),
        ({"type": "supergroup"}, {"status": "restricted", "can_send_messages": True}, Level.FINE, "能发言"),
        ({"type": "channel"}, {"status": "administrator", "can_post_messages": True}, Level.FINE, "能发布"),
        ({"type": "channel"}, {"status": "administrator", "can_post_messages": False}, Level.BAD, "不能在工作群里发布"),
        ({"type": "channel"}, MEMBER, Level.BAD, "不能在工作群里发布"),
    ],
)
def test_a_chat(chat: dict[str, object], member: dict[str, object], level: Level, words: str) -> None:
    found = chats.judged(NAME, chat, member)
    assert (found.level, words in said(found)) == (level, True)


def test_the_calendar() -> None:
    known = WorkTime(calendar=Calendar(years=frozenset({2026})))
    summer = datetime(2026, 7, 1, tzinfo=UTC)
    december = datetime(2026, 12, 20, tzinfo=UTC)
    assert [one.level for one in calendar.judged(known, summer)] == [Level.FINE]
    assert [(one.level, "2027" in said(one)) for one in calendar.judged(known, december)] == [(Level.NOTE, True)]
    assert [one.level for one in calendar.judged(known, datetime(2027, 1, 2, tzinfo=UTC))] == [Level.BAD]


@pytest.mark.parametrize(
    ("free", "writable", "level"),
    [
        (disk.SCARCE, True, Level.FINE),
        (disk.SCARCE - 1, True, Level.NOTE),
        (disk.FULL - 1, True, Level.BAD),
        (disk.SCARCE, False, Level.BAD),
    ],
)
def test_the_disk(free: int, writable: bool, level: Level) -> None:
    assert disk.judged(Path("data"), free, writable=writable).level is level


def test_the_font() -> None:
    assert fonts.judged("").level is Level.FINE
    assert fonts.judged("OSError").level is Level.BAD


def test_a_source() -> None:
    post = Post(key="1", title="路灯\u202e坏了 13812345678")
    problem = Message("找不到主机 forum.example，请核对地址")
    assert "1 条，第一条「路灯坏了 138****5678」" in said(sources.judged("海棠论坛", (post,), None))
    assert sources.judged("海棠论坛", (post,), None).level is Level.FINE
    assert sources.judged("海棠论坛", (), None).level is Level.NOTE
    assert sources.judged("海棠论坛", (post,), problem).level is Level.NOTE
    broken = sources.judged("海棠论坛", (), problem)
    assert broken.level is Level.BAD
    assert "/source test 海棠论坛" in said(broken)


# the database


async def test_a_database_of_each_kind(store: Store, database_url: URL) -> None:
    await store.policy()
    found = await asyncio.to_thread(look, database_url)
    assert found.readable
    assert [one.level for one in database.judged(found)] == [Level.FINE]


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    found = look(make_url(f"sqlite+aiosqlite:///{tmp_path}/none.db"))
    assert not found.readable
    assert [one.level for one in database.judged(found)] == [Level.FINE]
    assert not (tmp_path / "none.db").exists()


def test_a_database_that_cannot_be_used(sqlite_url: URL, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("this is no database, and long enough to be looked at" * 100, "utf-8")
    found = look(make_url(f"sqlite+aiosqlite:///{tmp_path}/text.db"))
    assert not found.readable
    (told,) = database.judged(found)
    assert told.level is Level.BAD
    assert "tingfeng restore" in said(told)
    dead = look(make_url("postgresql+psycopg://u:secret@127.0.0.1:9/tingfeng"))
    (told,) = database.judged(dead)
    assert told.level is Level.BAD
    assert "[storage] url" in said(told)
    assert "secret" not in said(told)


def test_a_torn_file_is_found(sqlite_url: URL, tmp_path: Path) -> None:
    file = Path(str(sqlite_url.database))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] + b"\xff" * 8192 + whole[len(whole) // 2 + 8192 :])
    found = look(sqlite_url)
    assert [one.level for one in database.judged(found)] == [Level.BAD]
    assert not found.readable


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({"revision": "0001"}, Level.NOTE),
        ({"revision": None}, Level.NOTE),
        ({"revision": "9999"}, Level.BAD),
        ({"journal": "delete"}, Level.NOTE),
        ({"pages": "row 7 missing from index"}, Level.BAD),
    ],
)
def test_what_is_wrong_inside_a_database(change: dict[str, str], level: Level) -> None:
    well = Checkup(revision="0010", newest="0010", journal="wal", folder=Path())
    found = replace(well, **change)  # type: ignore[arg-type]
    assert database.judged(found)[-1].level is level
    assert database.judged(well)[-1].level is Level.FINE
    # the rows of a torn file are not read, nor those of another schema
    assert (found.readable, well.readable) == ("journal" in change, True)
