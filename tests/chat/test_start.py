"""The first seconds: people are heard at once, posts wait until earlier ones are remembered (O1, D4)."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from jobs.poll import poll
from storage import Store
from storage.fingerprints import Fingerprints
from storage.windows import Window
from tests.chat.stage import staged
from tests.conftest import GROUP, LIN

TITLE, TEXT = "断头路什么时候通", "望江西路断头路每天绕行，投诉几次没人管"


async def test_people_are_heard_while_earlier_posts_are_read(
    tmp_path: Path, database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, real = asyncio.Event(), Store.fingerprints

    async def slow(
        self: Store, since: datetime, window: Window | None = None, *, drill: bool = False
    ) -> AsyncGenerator[Fingerprints]:
        await read.wait()
        async for page in real(self, since, window, drill=drill):
            yield page

    async with staged(tmp_path, database_url) as stage:
        await stage.publish(TITLE, TEXT)
        await stage.expect_card(TITLE)
    monkeypatch.setattr(Store, "fingerprints", slow)
    async with staged(tmp_path, database_url) as stage:
        stage.sandbox.say(LIN, GROUP, "/who")
        await stage.expect_text("林晓")
        memory = stage.running.tools.memory
        assert (memory.stale, memory.turn.locked()) == (True, True)
        stage.site.publish("转：" + TITLE, TEXT, id="q", url="https://forum.example/q")
        stage.clock.forward(minutes=10)
        async with asyncio.TaskGroup() as group:
            # the scheduler's own look may be the first: whichever it is, it waits
            group.create_task(poll(stage.running.tools))
            await stage.until(lambda: memory.turn._waiters)
            assert (await stage.incident()).posts == 1
            read.set()
        await stage.until(lambda: not stage.running.tools.underway)
        # it was not taken for new: what was remembered is what it was compared with
        assert await stage.running.store.incident(2) is None
        assert (await stage.incident()).posts == 2


async def test_a_stop_while_earlier_posts_are_read_leaves_nothing_open(
    tmp_path: Path, database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = asyncio.Event()
    real = Store.fingerprints

    async def for_ever(
        self: Store, since: datetime, window: Window | None = None, *, drill: bool = False
    ) -> AsyncGenerator[Fingerprints]:
        async with self.db.read():
            held.set()
            await asyncio.Event().wait()
        async for page in real(self, since, window, drill=drill):
            yield page

    monkeypatch.setattr(Store, "fingerprints", for_ever)
    async with staged(tmp_path, database_url) as stage:
        async with asyncio.timeout(60):
            await held.wait()
        db = stage.running.store.db
    assert db.engine.pool.status().endswith("Current Checked out connections: 0")
