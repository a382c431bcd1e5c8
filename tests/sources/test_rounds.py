"""A round of looks: cheap where nothing is new, never held by a slow one, never stuck (W3, W4)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from small_site import Site
from sqlalchemy import event

from core.detect import Organisation
from core.rules import RuleSet
from core.texts import Texts
from core.watching.health import Health
from jobs.memory import Memory
from jobs.poll import poll
from jobs.sources.web import Web
from jobs.tools import Tools
from storage import Store
from storage.looks import Look
from tests.conftest import NOON
from tests.unit.detect.making import Pairs


class Now:
    """The bot's clock."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
async def tools(store: Store, now: Now) -> AsyncIterator[Tools]:
    memory = Memory(RuleSet.empty(), Organisation(name="海棠县住建局"), Pairs())
    await memory.load(store, NOON)
    async with Web() as one:
        yield Tools(
            store=store, web=one, memory=memory, texts=Texts(), clock=now, luck=lambda: 0.5, ring=asyncio.Event()
        )


async def watch(tools: Tools, site: Site, count: int) -> None:
    many = [site.source(f"/{number}", name=f"源{number:02}", interval=60) for number in range(count)]
    await tools.store.seed_sources(many, NOON)


async def test_looks_without_news_share_their_transactions(tools: Tools, site: Site, now: Now) -> None:
    await watch(tools, site, 60)
    for number in range(60):
        site.gives(f"/{number}", b"", 304)
    committed = []
    event.listen(tools.store.db.engine.sync_engine, "commit", committed.append)
    await poll(tools)
    assert len(site.asked) == 60
    assert len(committed) < 20
    assert await tools.store.due_sources(now.at) == ()
    assert {one.health for one in await tools.store.all_sources()} == {Health.OK}


async def test_a_slow_source_holds_nobody(tools: Tools, site: Site, now: Now) -> None:
    await watch(tools, site, 2)
    site.gives("/1", b"", 304)
    gate, written = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await gate.wait()
        return web.Response(status=304)

    async def see() -> None:
        while len(await tools.store.due_sources(now.at)) > 1:  # noqa: ASYNC110 - rows ring no bell
            await asyncio.sleep(0.01)
        written.set()
        # a second run meanwhile passes the slow one by
        await poll(tools)
        gate.set()

    site.says["/0"] = slow
    async with asyncio.timeout(60):
        await asyncio.gather(poll(tools), see())
    assert written.is_set()
    assert [request.path for request in site.asked].count("/0") == 1
    assert await tools.store.due_sources(now.at) == ()


async def test_a_round_that_cannot_be_written_is_looked_at_again(
    tools: Tools, site: Site, now: Now, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await watch(tools, site, 3)
    for number in range(3):
        site.gives(f"/{number}", b"", 304)

    async def full(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(type(tools.store), "looked_many", full)
        await poll(tools)
    assert "could not be written down" in caplog.text
    assert len(await tools.store.due_sources(now.at)) == 3
    await poll(tools)
    assert await tools.store.due_sources(now.at) == ()
    assert len(site.asked) == 6


async def test_a_pause_asked_of_one_term_is_kept_by_the_source(tools: Tools, site: Site, now: Now) -> None:
    one = site.source("/{keyword}", terms=("a", "b"), interval=60)
    await tools.store.seed_sources([one], NOON)
    site.gives("/a", "<rss><channel/></rss>")
    site.gives("/b", "", 429, Retry_After="600")
    # the turn in which the first term begins
    now.at += timedelta(seconds=60 * (int(now.at.timestamp() / 60) % 2))
    await poll(tools)
    assert await tools.store.due_sources(now.at + timedelta(seconds=599)) == ()
    (after,) = await tools.store.all_sources()
    assert (after.health, after.failures) == (Health.OK, 1)


async def test_what_a_failing_source_lacks_stands_with_it(tools: Tools, site: Site, now: Now) -> None:
    await watch(tools, site, 1)
    site.gives("/0", "", 503)
    for _ in range(3):
        await poll(tools)
        now.at += timedelta(hours=1)
    (state,) = await tools.store.source_states(now.at)
    assert state.health is Health.FAILING
    assert "503" in state.error
    assert tools.ring.is_set()
    site.gives("/0", b"", 304)
    await poll(tools)
    (state,) = await tools.store.source_states(now.at)
    assert (state.health, state.error) == (Health.OK, "")


async def test_what_a_far_end_says_of_itself_spoils_no_round(tools: Tools, site: Site, now: Now) -> None:
    """Half a character and NUL in an answer: PostgreSQL keeps no such text, and the others are written all the same."""
    hot = site.source("/hot", name="热榜", kind="hotlist", interval=60)
    await tools.store.seed_sources([hot, site.source("/1", name="论坛", interval=60)], NOON)
    site.gives("/hot", '{"status": "a\\u0000\\ud800\\u202eb", "items": []}')
    site.gives("/1", b"", 304)
    await poll(tools)
    assert await tools.store.due_sources(now.at) == ()
    errors = {one.name: one.error for one in await tools.store.source_states(now.at)}
    assert errors == {"热榜": "热榜服务没有给出这个榜单（status = “a?b”）", "论坛": ""}


async def test_one_look_that_cannot_be_written_spoils_no_other(
    tools: Tools, site: Site, now: Now, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await watch(tools, site, 3)
    for number in range(3):
        site.gives(f"/{number}", b"", 304)
    write = type(tools.store).looked_many

    async def damaged(store: Store, looks: Sequence[Look], *rest: Any) -> None:
        if any(one.watched.source.name == "源01" for one in looks):
            raise ValueError("damaged")
        await write(store, looks, *rest)

    monkeypatch.setattr(type(tools.store), "looked_many", damaged)
    await poll(tools)
    assert "could not be written down" in caplog.text
    assert [one.source.name for one in await tools.store.due_sources(now.at)] == ["源01"]
