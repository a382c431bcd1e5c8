"""Who leads among several processes: one at a time, and whoever was replaced writes nothing more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from core.policy import Figures
from storage import Database, Store
from storage.engine import SupersededError
from storage.lease import Lease, Seen
from tests.conftest import GROUP, NOON, stand

pytestmark = pytest.mark.postgres


@asynccontextmanager
async def candidates(url: URL, *names: str) -> AsyncIterator[list[Lease]]:
    leases = [Lease(url, name) for name in names]
    for one in leases:
        await one.open()
    try:
        yield leases
    finally:
        for one in leases:
            await one.close()


async def test_one_at_a_time(postgres_url: URL) -> None:
    async with candidates(postgres_url, "a", "b") as (a, b):
        assert await a.won()
        assert not await b.won()
        assert await a.begin() == (1, {})
        assert await a.renew(1, {"-1001": ["2026-11-20T04:00:00+00:00"]})
        assert await b.seen() == Seen(holder="a", beat=2)
        await a.close()
        while not await b.won():  # noqa: ASYNC110 - it happens in the server
            await asyncio.sleep(0.01)
        assert await b.begin() == (2, {"-1001": ["2026-11-20T04:00:00+00:00"]}), "it goes on where the first stood"


async def test_one_that_stopped_before_its_row_was_written_is_seen(postgres_url: URL) -> None:
    """The row names who led before; whoever is to be put out is the one that has the lock."""
    async with candidates(postgres_url, "a", "b") as (a, b):
        assert await b.seen() == Seen()
        await a.won()
        await a.begin()
        await a.close()
        while await b.seen() != Seen(beat=1):  # noqa: ASYNC110 - it happens in the server
            await asyncio.sleep(0.01)
        await a.open()
        await a.won()
        assert await b.seen() == Seen(holder="a", beat=1)
        await b.evict("a")
        while not await b.won():  # noqa: ASYNC110 - it happens in the server
            await asyncio.sleep(0.01)


async def test_one_that_does_not_move_is_put_out(postgres_url: URL) -> None:
    async with candidates(postgres_url, "a", "b") as (a, b):
        await a.won()
        epoch, _ = await a.begin()
        database = Database(postgres_url, name="a", epoch=epoch)
        stuck = database.write()
        await stuck.__aenter__()
        await b.evict("a")
        while not await b.won():  # noqa: ASYNC110 - it happens in the server
            await asyncio.sleep(0.01)
        async with asyncio.timeout(5):
            assert (await b.begin())[0] == epoch + 1, "nor does a write that it began hold anybody up"
        with pytest.raises(OSError, match="lease"):
            await a.renew(epoch, {})
        with pytest.raises(DBAPIError):
            await stuck.__aexit__(None, None, None)
        await database.close()


async def test_who_was_replaced_writes_nothing_more(postgres_url: URL) -> None:
    async with candidates(postgres_url, "a", "b") as (a, b):
        await a.won()
        epoch, _ = await a.begin()
        old = Store(Database(postgres_url, epoch=epoch), Figures())
        await stand(old, group=GROUP)
        await old.heard(NOON)
        await a.close()
        while not await b.won():  # noqa: ASYNC110 - it happens in the server
            await asyncio.sleep(0.01)
        await b.begin()
        with pytest.raises(SupersededError):
            await old.receive([{"update_id": 1}], NOON)
        assert await old.unhandled() == ()
        assert not await b.renew(epoch, {}), "nor is its lease renewed"
        await old.close()


async def test_the_inbox_rings(postgres_url: URL) -> None:
    store = Store(Database(postgres_url), Figures())
    async with candidates(postgres_url, "a") as (a,):
        assert not await a.heard(0.01)
        await store.receive([{"update_id": 1}], NOON)
        assert not await a.heard(0.1), "whoever leads knows of its own"
        await store.receive([{"update_id": 2}], NOON, note=True)
        assert await a.heard(5)
    await store.close()


async def test_a_write_that_stands_still_loses_its_turn(postgres_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is stopped in the middle of a write holds nobody up for long."""
    monkeypatch.setattr("storage.engine._STUCK", "100ms")
    stopped, other = Database(postgres_url), Database(postgres_url)
    stuck = stopped.write()
    await stuck.__aenter__()
    async with asyncio.timeout(5), other.write() as connection:
        assert await connection.scalar(text("SELECT 1"))
    with pytest.raises(DBAPIError):
        await stuck.__aexit__(None, None, None)
    await stopped.close()
    await other.close()
