"""The start of the whole process until all earlier posts are known again, and the memory that they take."""

import asyncio
import statistics
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, insert, select, update
from sqlalchemy.engine import URL, make_url

from benchmarks.idle import Asked, fill, mebibytes, processor
from benchmarks.table import Table
from benchmarks.texts import Writer
from bot.app import clock
from core.axes import Status
from core.incident import Incident
from core.posts import Post
from sandbox import Sandbox
from storage import rows
from storage.tables import incidents, posts
from tests.chat.stage import configuration, people

#: how many are remembered, how often it is started, and the aim
COUNTS = ((200_000, 3, "10 s, 200 MB (191 MiB)"), (1_000_000, 1, "400 MB (381 MiB)"))
#: one post in so many belongs to an incident; so many incidents of so many posts may be joined by others
SHARE, OPEN, SIZE = 5, 300, 20
RULE = "[道路施工]\n望江西路|断头路\n:部门 市政科\n"
#: seconds of quiet before memory is read
QUIET = 5.0
#: seconds that a start may take here before it is given up
_PATIENCE = 300
_DONE = b" posts remembered"


def measure() -> Table:
    """Child processes as an operator starts them, beside the sandbox."""
    lines = [(count, aim, asyncio.run(_measured(count, starts))) for count, starts, aim in COUNTS]
    return Table(
        title="Detection: the start",
        note="`python -m bot run` on SQLite beside the sandbox, until every post of 30 days is known again: copies of"
        f" all, and the words of {OPEN * SIZE:,} posts of {OPEN} incidents that others may join (one post in {SHARE}"
        f" belongs to an incident). Own work: the processor's time until then. Memory {QUIET:.0f} s later.",
        head=("posts remembered", "all known after", "own work", "memory", "most memory", "aim"),
        rows=tuple(
            (f"{count:,}", f"{known:.1f} s", f"{busy:.1f} s", f"{now:.0f} MiB", f"{most:.0f} MiB", aim)
            for count, aim, (known, busy, now, most) in lines
        ),
    )


async def _measured(count: int, starts: int) -> tuple[float, ...]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = make_url(f"sqlite:///{folder / 'tingfeng.db'}")
        await asyncio.to_thread(fill, url, count)
        await asyncio.to_thread(_belong, url)
        found = [await _start(folder, url, count) for _ in range(starts)]
    return tuple(statistics.median(figures) for figures in zip(*found, strict=True))


async def _start(folder: Path, url: URL, count: int) -> tuple[float, ...]:
    site, sandbox = Asked(), Sandbox()
    people(sandbox)
    await site.server.start_server()
    await sandbox.start()
    path = configuration(folder, sandbox, site, url, RULE)
    command = (sys.executable, "-m", "bot", "run", "-c", str(path))
    began = time.perf_counter()
    child = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=PIPE)
    assert child.stderr
    try:
        async with asyncio.timeout(_PATIENCE):
            async for line in child.stderr:
                if _DONE in line:
                    assert str(count).encode() + _DONE in line, line
                    break
        known, busy = time.perf_counter() - began, processor(child)
        await asyncio.sleep(QUIET)
        return known, busy, mebibytes(child, "VmRSS"), mebibytes(child, "VmHWM")
    finally:
        child.terminate()
        # what it still says must not hold it up
        await child.communicate()
        await sandbox.stop()
        await site.server.close()


def _belong(url: URL) -> None:
    """Give posts to incidents: some that may be joined, the rest to one that is no matter any more."""
    engine, writer, now = create_engine(url), Writer(), clock()
    with engine.begin() as connection:
        made = [
            Incident(detected_at=now - timedelta(days=1), status=status, topic="道路施工", title="望江西路断头路")
            for status in (*[Status.CLOSED] * OPEN, Status.INVALID)
        ]
        connection.execute(insert(incidents), [{**rows.incident_row(one), "last_post_at": now} for one in made])
        *joinable, ended = connection.scalars(select(incidents.c.id).order_by(incidents.c.id))
        connection.execute(update(posts).where(posts.c.id % SHARE == 0).values(incident=ended))
        newest = connection.scalars(
            select(posts.c.id).where(posts.c.id % SHARE == 0).order_by(posts.c.id.desc()).limit(OPEN * SIZE)
        )
        for place, post in enumerate(newest.all()):
            body = rows.plain(Post(key=f"i{post}", title="望江西路断头路何时修", text=writer.post()))
            values = {"incident": joinable[place % OPEN], "body": body}
            connection.execute(update(posts).where(posts.c.id == post).values(**values))
    engine.dispose()
