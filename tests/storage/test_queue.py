"""Work that any process may do: handed out in a transaction, done once, begun anew when its worker is gone."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from core.policy import Figures
from storage import Database, Store
from storage.queue import SCHEMA, Queue

pytestmark = pytest.mark.postgres

HOSTS = {1: "a.example", 2: "b.example", 3: "a.example"}


@pytest.fixture
async def rows(postgres_url: URL) -> AsyncIterator[Store]:
    store = Store(Database(postgres_url), Figures())
    await store.make_queue()
    yield store
    await store.close()


async def handed(queue: Queue, store: Store, numbers: dict[int, str]) -> None:
    async with store.db.write() as connection:
        await queue.defer("look", connection, numbers)


async def test_what_waits_already_is_not_handed_out_twice(rows: Store, postgres_url: URL) -> None:
    """Due again because too few work: that must not give them even more to do."""
    done: list[int] = []

    async def look(numbers: Sequence[int]) -> None:
        done.extend(numbers)

    async with Queue(postgres_url, "one", {"look": look}) as queue:
        await handed(queue, rows, HOSTS)
        await handed(queue, rows, HOSTS | {4: "c.example"})
        await queue.run(wait=False)
        assert sorted(done) == [1, 2, 3, 4]
        await handed(queue, rows, {1: "a.example"})
        await queue.run(wait=False)
        assert sorted(done) == [1, 1, 2, 3, 4], "done, and due again"


async def test_what_is_not_committed_is_not_handed_out(rows: Store, postgres_url: URL) -> None:
    async def look(numbers: Sequence[int]) -> None:
        raise AssertionError(numbers)

    async with Queue(postgres_url, "one", {"look": look}) as queue:
        async with rows.db.write() as connection:
            await queue.defer("look", connection, HOSTS)
            await connection.rollback()
        await queue.run(wait=False)


async def test_several_make_it_at_once(postgres_url: URL) -> None:
    """Three processes start on an empty database: one makes the queue, and what it was before is gone."""
    stores = [Store(Database(postgres_url), Figures()) for _ in range(3)]
    async with stores[0].db.write() as connection:
        await connection.exec_driver_sql("CREATE SCHEMA tingfeng_queue_0_0_1")
    await asyncio.gather(*(store.make_queue() for store in stores))
    async with stores[0].db.read() as connection:
        found = await connection.scalars(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tingfeng_queue_%'"))
        assert list(found) == [SCHEMA]
    for store in stores:
        await store.close()


async def test_whether_anybody_works(rows: Store, postgres_url: URL) -> None:
    begun, end = asyncio.Event(), asyncio.Event()

    async def look(_numbers: Sequence[int]) -> None:
        begun.set()
        await end.wait()

    async with Queue(postgres_url, "one", {"look": look}) as queue:
        assert not await queue.manned()
        await handed(queue, rows, HOSTS)
        working = asyncio.ensure_future(queue.run(wait=False))
        await begun.wait()
        assert await queue.manned()
        assert await queue.revive() == 0, "nobody is gone"
        end.set()
        await working
        assert not await queue.manned()
