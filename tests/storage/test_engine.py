"""Connections: readers wait in line and none is turned away; the writer has a connection of its own."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError

from core.posts import Post
from storage import Database, Store
from storage.engine import _READERS
from tests.conftest import NOON
from tests.storage.making import opened, watched

CROWD = 300


async def test_a_crowd_of_readers_is_answered_to_the_last(store: Store) -> None:
    source = (await watched(store)).id
    asked = [Post(key=str(number)) for number in range(CROWD)]
    answers = await asyncio.gather(*(store.unseen(source, (post,)) for post in asked))
    assert [fresh for fresh, _ in answers] == [(post,) for post in asked]


async def test_only_so_many_read_at_once_as_there_are_connections(store: Store) -> None:
    inside = most = 0

    async def read() -> None:
        nonlocal inside, most
        async with store.db.read():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(read() for _ in range(CROWD)))
    assert 1 <= most <= _READERS


async def test_a_writer_needs_no_place_among_the_readers(store: Store) -> None:
    release, inside = asyncio.Event(), asyncio.Semaphore(0)

    async def read() -> None:
        async with store.db.read():
            inside.release()
            await release.wait()

    async with asyncio.TaskGroup() as group:
        for _ in range(_READERS):
            group.create_task(read())
        for _ in range(_READERS):
            await inside.acquire()
        assert store.db._readers.locked()
        async with store.db.write():
            pass
        release.set()
    assert await opened(store)


async def test_a_reader_that_is_cancelled_in_line_takes_no_place(store: Store) -> None:
    inside = asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(_never(store.db, inside)) for _ in range(CROWD)]
        # those who are not in line read: a connection that is still being made could not be closed
        for _ in range(_READERS):
            await inside.acquire()
        for task in waiting:
            task.cancel()
    async with asyncio.TaskGroup() as group:
        for _ in range(_READERS):
            group.create_task(_once(store.db))
    assert not store.db._readers.locked()


async def _never(db: Database, inside: asyncio.Semaphore) -> None:
    async with db.read():
        inside.release()
        await asyncio.Event().wait()


async def _once(db: Database) -> None:
    async with db.read():
        pass


async def test_a_database_that_can_only_be_read_is_told_from_a_sound_one(store: Store) -> None:
    """As after an error of the disk, or on a server that has become a copy; it heals by itself."""
    sick, sound = "PRAGMA query_only = 1", "PRAGMA query_only = 0"
    if not store.db.is_sqlite:
        sick, sound = "SET TRANSACTION READ ONLY", "SET TRANSACTION READ WRITE"
    said = [sick]

    def failing() -> bool:
        return store.db.meter.failing

    def on_checkout(connection: Any, *_others: object) -> None:
        cursor = connection.cursor()
        cursor.execute(said[0])
        cursor.close()

    await store.heard(NOON)
    assert not failing()
    event.listen(store.db.engine.sync_engine, "checkout", on_checkout)
    with pytest.raises(DBAPIError):
        await store.heard(NOON + timedelta(minutes=1))
    assert failing()
    said[0] = sound
    await store.heard(NOON + timedelta(minutes=1))
    assert not failing()


def tear(file: Path, at: int, size: int) -> None:
    with file.open("r+b") as opened_:
        opened_.seek(at)
        opened_.write(b"\xff" * size)


async def test_torn_pages_are_trouble_and_a_wrong_statement_is_none(store: Store) -> None:
    if store.db.is_sqlite:
        await store.heard(NOON)
        async with store.db.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            page = (await connection.exec_driver_sql("PRAGMA page_size")).scalar() or 0
            named = "SELECT rootpage FROM sqlite_master WHERE name = 'bindings'"
            root = (await connection.exec_driver_sql(named)).scalar() or 0
        await store.db.close()
        tear(Path(store.db.engine.url.database or ""), (root - 1) * page, page)
        with pytest.raises(DatabaseError, match="malformed") as told:
            await store.heard(NOON + timedelta(minutes=1))
        assert told.type is DatabaseError
        assert store.db.meter.failing
        store.db.meter.failing = False
    with pytest.raises(IntegrityError):
        async with store.db.write() as connection:
            await connection.execute(text("INSERT INTO leases (name) VALUES ('leader')"))
    assert not store.db.meter.failing
