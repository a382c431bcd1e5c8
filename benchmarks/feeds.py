"""Our reader beside feedparser on the same made-up feeds, and how long the loop is held while a big one comes in."""

import asyncio
import time
from collections.abc import Callable
from functools import partial

import feedparser
from aiohttp import web as server
from aiohttp.test_utils import TestServer

from benchmarks.table import ROUNDS, Table, seconds
from benchmarks.texts import Writer
from core.posts import Cursor, Source
from jobs.sources import rss
from jobs.sources.web import Web

ITEMS, BIG = 500, 5_000


def measure() -> Table:
    """Items a second, and milliseconds that the loop did not answer."""
    rows: list[tuple[str, ...]] = []
    for name, make in (("RSS", rss_feed), ("Atom", atom_feed)):
        body = make(ITEMS)
        cases: dict[str, Callable[[], object]] = {
            f"{name}, jobs.sources.rss": partial(rss.parse, body),
            f"{name}, feedparser": partial(feedparser.parse, body),
        }
        taken = seconds(cases, 2 * ROUNDS + 1)
        last = taken[f"{name}, feedparser"]
        rows += [(case, f"{ITEMS / span:,.0f} items/s", f"{last / span:.1f}x") for case, span in taken.items()]
    for count in (ITEMS, BIG):
        held = sorted(asyncio.run(_held(rss_feed(count))) for _ in range(ROUNDS))[ROUNDS // 2]
        rows.append((f"longest hold of the loop, a look at {count:,} items", f"{held * 1e3:.1f} ms", "aim 20 ms"))
    return Table(
        title="Feeds",
        note=f"Feeds of {ITEMS} items of some 170 characters, escaped HTML; a look is the real rss.fetch over HTTP.",
        head=("what", "reached", "against feedparser"),
        rows=tuple(rows),
    )


async def _held(body: bytes) -> float:
    """The longest that a task which wants to run every millisecond had to wait during a look."""

    async def feed(_: server.Request) -> server.Response:
        return server.Response(body=body, content_type="application/xml")

    app = server.Application()
    app.router.add_get("/feed", feed)
    async with TestServer(app, host="127.0.0.1") as site, Web() as web:
        source = Source(name="站", kind="rss", url=str(site.make_url("/feed")), local=True)
        await rss.fetch(web, source, Cursor())  # what is made on first use is not the look
        waits: list[float] = []
        beat = asyncio.ensure_future(_beat(waits))
        await rss.fetch(web, source, Cursor())
        beat.cancel()
    return max(waits)


async def _beat(waits: list[float]) -> None:
    while True:
        began = time.perf_counter()
        waits.append(0.0)
        await asyncio.sleep(0.001)
        waits[-1] = time.perf_counter() - began - 0.001


def rss_feed(count: int) -> bytes:
    """An RSS 2.0 document as forums write them."""
    items = "".join(
        f"<item><title>第{n}帖 望江西路</title><link>https://forum.example/t/{n}</link><guid>t{n}</guid>"
        f"<pubDate>Fri, 20 Nov 2026 08:{n % 60:02d}:00 +0800</pubDate>"
        f"<description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
        for n, text in enumerate(_texts(count))
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def atom_feed(count: int) -> bytes:
    """An Atom 1.0 document as weblogs write them."""
    items = "".join(
        f'<entry><title>第{n}帖 望江西路</title><link rel="alternate" href="https://forum.example/t/{n}"/><id>t{n}</id>'
        f"<updated>2026-11-20T08:{n % 60:02d}:00+08:00</updated><author><name>路人{n}</name></author>"
        f'<content type="html">&lt;p&gt;{text}&lt;br/&gt;&lt;img src="https://forum.example/{n}.jpg"&gt;&lt;/p&gt;</content></entry>'
        for n, text in enumerate(_texts(count))
    )
    return f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">{items}</feed>'.encode()


def _texts(count: int) -> list[str]:
    writer = Writer()
    return list(writer.recombined(count, [writer.sentence() for _ in range(200)]))
