"""Poll rounds of many feeds through the real jobs.poll and a real SQLite store; the far end is another process."""

import asyncio
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web as server
from sqlalchemy import insert, select, update
from sqlalchemy.engine import URL, make_url

from benchmarks.feeds import rss_feed
from benchmarks.table import Table
from bot.texts import texts_in
from bot.words import words
from core.detect import Organisation
from core.policy import Figures
from core.posts import Source
from core.rules import RuleSet
from jobs import Tools
from jobs.memory import Memory
from jobs.poll import poll
from jobs.sources.rss import parse
from jobs.sources.web import Web
from storage import Database, Store, migrate, rows
from storage.posts import short
from storage.tables import posts, sources

FIRST, FEEDS, ROUNDS, ITEMS = 200, (1_000, 5_000), 5, 20
BEGAN = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def measure() -> Table:
    """Seconds a round: the first look at some (every post new), then many: all 200 with nothing new, and all 304."""
    first = asyncio.run(_first_look())
    lines = [(f"{FIRST:,} feeds, first look, {FIRST * ITEMS:,} new posts", f"{first:.2f} s", "-")]
    for feeds in FEEDS:
        full, unchanged = asyncio.run(_rounds(feeds))
        aim = "1 s" if feeds == FEEDS[0] else "-"
        lines += [
            (f"{feeds:,} feeds, all 200, nothing new", f"{full:.2f} s", "-"),
            (f"{feeds:,} feeds, all 304", f"{unchanged:.2f} s", aim),
        ]
    return Table(
        title="Poll rounds",
        note=f"`local` feeds of {ITEMS} items, no pause between requests to one host; medians of {ROUNDS} rounds (3 of"
        " the largest), the first look is one.",
        head=("round", "takes", "aim"),
        rows=tuple(lines),
    )


async def _first_look() -> float:
    with TemporaryDirectory() as folder, site() as port:
        async with tools_for(sqlite(Path(folder)), port, FIRST) as (tools, clock):
            return await _round(tools, clock)


async def _rounds(feeds: int) -> tuple[float, float]:
    many = ROUNDS if feeds == FEEDS[0] else 3
    with TemporaryDirectory() as folder, site() as port:
        async with tools_for(sqlite(Path(folder)), port, feeds) as (tools, clock):
            await make_known(tools.store)
            await _round(tools, clock)
            unchanged = [await _round(tools, clock) for _ in range(many)]
            full = [await _round(tools, clock, forgetful=True) for _ in range(many)]
    return statistics.median(full), statistics.median(unchanged)


async def make_known(store: Store) -> None:
    """Every source has shown its posts before."""
    found = parse(rss_feed(ITEMS))
    async with store.db.write() as connection:
        for ident in await connection.scalars(select(sources.c.id)):
            row = {"source": ident, "seen_at": BEGAN, "digest": b"", "sketch": b"", "simhash": b""}
            known = [row | {"key": short(post.key), "body": rows.plain(post)} for post in found]
            await connection.execute(insert(posts), known)


class _Clock:
    """Stands still within a round."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now


async def _round(tools: Tools, clock: _Clock, *, forgetful: bool = False) -> float:
    """Seconds of one round in which every source is due. `forgetful`: nobody knows what came last time."""
    if forgetful:
        async with tools.store.db.write() as connection:
            await connection.execute(update(sources).values(etag="", last_modified=""))
    clock.now += timedelta(hours=12)
    began = time.perf_counter()
    await poll(tools)
    return time.perf_counter() - began


@contextmanager
def site() -> Iterator[int]:
    """Another process that serves feeds; its port."""
    command = [sys.executable, "-m", "benchmarks.rounds"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout
        yield int(child.stdout.readline())
    finally:
        child.terminate()
        child.wait()


def _serve() -> None:
    body = rss_feed(ITEMS)

    async def feed(request: server.Request) -> server.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return server.Response(status=304, headers={"ETag": '"1"'})
        return server.Response(body=body, content_type="application/xml", headers={"ETag": '"1"'})

    app = server.Application()
    app.router.add_get("/{number}", feed)
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    server.run_app(app, sock=listening, print=None, access_log=None)


def sqlite(folder: Path) -> URL:
    """A file of its own."""
    return make_url(f"sqlite+aiosqlite:///{folder / 'tingfeng.db'}")


@asynccontextmanager
async def tools_for(url: URL, port: int, feeds: int) -> AsyncIterator[tuple[Tools, _Clock]]:
    """What jobs get, on a database of its own with so many sources."""
    await asyncio.to_thread(migrate.upgrade, url)
    store = Store(Database(url), Figures(organisation="海棠县住建局"))
    listed = (
        Source(name=f"源{n}", kind="rss", url=f"http://127.0.0.1:{port}/{n}", local=True, interval=60)
        for n in range(feeds)
    )
    await store.seed_sources(listed, BEGAN)
    memory = Memory(RuleSet.parse("[水]\n停水\n"), Organisation(name="海棠县住建局"), words())
    clock = _Clock()
    async with Web() as web:
        yield (
            Tools(
                store=store,
                web=web,
                memory=memory,
                texts=texts_in("zh_CN"),
                clock=clock,
                luck=lambda: 0.5,
                ring=asyncio.Event(),
            ),
            clock,
        )
    await store.close()


if __name__ == "__main__":
    _serve()
