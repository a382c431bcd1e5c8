"""Connections: readers wait in line and none is turned away; the writer has a connection of its own."""

import asyncio

from core.posts import Post
from storage import Database, Store
from storage.engine import _READERS
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
