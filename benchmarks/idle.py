"""The whole process with many posts remembered: how soon it hears people and looks at a source, and its memory."""

import asyncio
import os
import statistics
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from aiohttp import web
from sqlalchemy import Connection, create_engine, insert, select
from sqlalchemy.engine import URL, make_url

from benchmarks.duplicates import drawn
from benchmarks.table import Table
from benchmarks.texts import Writer
from bot.app import clock
from core.posts import Post, Source
from sandbox import Sandbox
from storage import migrate, rows
from storage.tables import posts, sources
from tests.chat.stage import Site, configuration, people

REMEMBERED, STARTS = 200_000, 5
AIM = "3 s, 200 MB (191 MiB)"
#: seconds of quiet before memory is read: what is remembered is loaded behind the start
QUIET = 8.0


class Asked(Site):
    """Notes when its feed was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()

    async def _feed(self, request: web.Request) -> web.Response:
        self.asked.set()
        return await super()._feed(request)


def measure() -> Table:
    """Child processes as an operator starts them, beside the sandbox."""
    found = [asyncio.run(_measured(count)) for count in (0, REMEMBERED)]
    return Table(
        title="The whole process",
        note="`python -m bot run` on SQLite beside the sandbox, until it asks Telegram for updates (in brackets the"
        f" processor's time until then) and until it looks at its first source; memory {QUIET:.0f} s later; medians of"
        f" {STARTS} starts.",
        head=("posts remembered", "start to getUpdates", "to first look", "memory", "most memory", "aim"),
        rows=tuple(
            (f"{count:,}", f"{heard:.2f} s ({busy:.2f} s)", f"{looked:.2f} s", f"{now:.0f} MiB", f"{most:.0f} MiB", AIM)
            for count, (heard, busy, looked, now, most) in zip((0, REMEMBERED), found, strict=True)
        ),
    )


async def _measured(count: int) -> tuple[float, ...]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = make_url(f"sqlite:///{folder / 'tingfeng.db'}")
        await asyncio.to_thread(fill, url, count)
        starts = [await _start(folder, url) for _ in range(STARTS)]
    return tuple(statistics.median(figures) for figures in zip(*starts, strict=True))


async def _start(folder: Path, url: URL) -> tuple[float, ...]:
    site, sandbox = Asked(), Sandbox()
    people(sandbox)
    await site.server.start_server()
    await sandbox.start()
    path = configuration(folder, sandbox, site, url)
    command = (sys.executable, "-m", "bot", "run", "-c", str(path))
    began = time.perf_counter()
    child = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=DEVNULL)
    try:
        async with asyncio.timeout(60):
            while not sandbox.world.updates.listening:  # noqa: ASYNC110 - it has no event for that
                await asyncio.sleep(0.005)
            heard, busy = time.perf_counter() - began, processor(child)
            await site.asked.wait()
        looked = time.perf_counter() - began
        await asyncio.sleep(QUIET)
        return heard, busy, looked, mebibytes(child, "VmRSS"), mebibytes(child, "VmHWM")
    finally:
        child.terminate()
        await child.wait()
        await sandbox.stop()
        await site.server.close()


def mebibytes(child: Process, name: str) -> float:
    """Memory of a process: `VmRSS` now, `VmHWM` at most."""
    status = Path(f"/proc/{child.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith(f"{name}:"))


def processor(child: Process) -> float:
    """Seconds that the processor worked for it."""
    ticks = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def fill(url: URL, count: int) -> None:
    """A new file with so many posts of the last weeks."""
    migrate.upgrade(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        # the source of the configuration, due at once at every start
        now = clock()
        source = Source(name="旧源", kind="rss", url="https://forum.example/feed")
        row = {"name": source.name, "body": rows.plain(source), "next_at": now + timedelta(days=300), "active": False}
        connection.execute(insert(sources).values(**row))
        _write(connection, count, now)
    engine.dispose()


def _write(connection: Connection, count: int, now: datetime) -> None:
    source = connection.scalar(select(sources.c.id))
    writer, chance = Writer(), np.random.default_rng(7)
    # all of them of the last 30 days
    step = min(timedelta(seconds=10), timedelta(days=29) / max(1, count))
    page = []
    for number, text in enumerate(writer.recombined(count, writer.sentences(count // 10))):
        known = drawn(chance, number)
        page.append({
            "source": source,
            "key": f"k{number}",
            "body": rows.plain(Post(key=f"k{number}", url=f"https://forum.example/{number}", text=text)),
            "seen_at": now - step * (count - number),
            "digest": known.digest,
            "sketch": known.sketch,
            "simhash": known.simhash,
        })  # fmt: skip
        if len(page) == 5_000:
            connection.execute(insert(posts), page)
            page = []
    if page:
        connection.execute(insert(posts), page)
