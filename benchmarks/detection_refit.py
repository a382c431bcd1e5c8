"""The loop while a model is fitted from 5 000 marks and posts and presses come: the whole bot beside the sandbox."""

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.table import Table, percentile
from benchmarks.texts import Writer
from core.posts import Post
from jobs.learn import learn
from storage import Store, migrate, rows
from storage.marks import keep_learning
from storage.tables import marks, posts
from tests.chat.stage import Card, Stage, staged
from tests.conftest import HE, LIN, NOON
from tests.storage.making import opened, watched

MARKS, ROUNDS = 5_000, 3
#: posts a second, and presses
POSTS, PRESSES = 20, 2
#: more of them than ever are wanted
_TEXTS = 10_000
#: seconds between two beats of the loop
BEAT = 0.002
COMPLAINT, CHEER = ("没人管", "拖欠", "投诉", "恶臭"), ("演练", "培训", "点赞", "比赛")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """Seconds: how late the loop came, and what its thread and the whole process worked meanwhile."""

    late: float
    loop: float
    process: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What was seen beside one fit, or without one."""

    took: float
    beats: tuple[Beat, ...]
    pressed: int

    @property
    def figures(self) -> Iterator[float]:
        """In the order of the columns."""
        late = [beat.late for beat in self.beats]
        yield self.took
        yield self.pressed / self.took
        yield max(late)
        yield percentile(late, 0.999)
        yield max(beat.loop for beat in self.beats)
        yield max(beat.process for beat in self.beats)


def measure() -> Table:
    """The waits of the loop beside the fit, and for as long without one."""
    fitting, plain = asyncio.run(_measured())
    return Table(
        title="Detection: the loop while a model is fitted",
        note=f"{MARKS:,} marks of about 230 characters on SQLite: read, fitted and examined in a worker, kept, loaded;"
        f" {POSTS} new posts a second are fetched and judged and {PRESSES} presses a second answered meanwhile,"
        f" Telegram and site in the same loop, which is asked every {1000 * BEAT:.0f} ms. A wait also counts what the"
        " machine gives to others; what loop and process worked within one beat is what the bot could do about it."
        f" Medians of {ROUNDS} fits. Aim: never held longer than 50 ms.",
        head=("", "it took", "presses/s", "longest wait", "99.9 % of waits", "most own work: loop", "process"),
        rows=(_row("while fitting", fitting), _row("without", plain)),
    )


def _row(name: str, spans: list[Span]) -> tuple[str, ...]:
    took, pressed, *holds = map(statistics.median, zip(*(span.figures for span in spans), strict=True))
    return name, f"{took:.1f} s", f"{pressed:.1f}", *(f"{1000 * hold:.0f} ms" for hold in holds)


async def _measured() -> tuple[list[Span], list[Span]]:
    with TemporaryDirectory() as name:
        url = make_url(f"sqlite:///{Path(name) / 'tingfeng.db'}")
        await asyncio.to_thread(migrate.upgrade, url)
        async with staged(Path(name), _async(url)) as stage:
            store, tools = stage.running.store, stage.running.tools
            await _fill(store)
            # what the start does in the background is not what is measured
            await tools.memory.ready(store, stage.clock())
            await stage.publish("望江西路断头路何时修", "等了两年，投诉没人管")
            card = await stage.expect_card("断头路何时修")
            await card.press("我来认领", by=LIN)
            # written beforehand: that is nothing which the bot does
            texts = iter(await asyncio.to_thread(_written))
            # as `bot run` does it
            gc.collect()
            gc.freeze()
            fitting: list[Span] = []
            plain: list[Span] = []
            for _ in range(ROUNDS):
                async with store.db.write() as connection:
                    await keep_learning(connection, fresh=MARKS, tried_at=None)
                fitting.append(await _beside(learn(tools), stage, card, texts))
                assert tools.memory.model is not None
                plain.append(await _beside(asyncio.sleep(fitting[-1].took), stage, card, texts))
            return fitting, plain


def _async(url: URL) -> URL:
    return url.set(drivername="sqlite+aiosqlite")


async def _beside(work: Awaitable[None], stage: Stage, card: Card, texts: Iterator[str]) -> Span:
    """The beats of the loop until the work is done, while posts and presses come."""
    beats: list[Beat] = []
    began, run = time.perf_counter(), asyncio.ensure_future(work)
    coming, pressing = asyncio.ensure_future(_posts(run, stage, texts)), asyncio.ensure_future(_presses(run, card))
    while not run.done():
        at, loop, process = time.perf_counter(), time.thread_time(), time.process_time()
        await asyncio.sleep(BEAT)
        late = time.perf_counter() - at - BEAT
        beats.append(Beat(late=late, loop=time.thread_time() - loop, process=time.process_time() - process))
    await run
    took = time.perf_counter() - began
    _, pressed = await asyncio.gather(coming, pressing)
    return Span(took=took, beats=tuple(beats), pressed=pressed)


def _written() -> list[str]:
    writer = Writer(9)
    return [writer.post() for _ in range(_TEXTS)]


async def _posts(until: asyncio.Future[None], stage: Stage, texts: Iterator[str]) -> None:
    """A look every second that finds new posts; one in ten names what a rule looks for."""
    while not until.done():
        rest = asyncio.ensure_future(asyncio.sleep(1))
        stage.site.items.clear()
        for place, text in enumerate(islice(texts, POSTS)):
            found = "望江西路断头路" if place % 10 == 0 else "见闻"
            stage.site.publish(found, text, id=f"{stage.clock().timestamp()}-{place}")
        await stage.look()
        await rest


async def _presses(until: asyncio.Future[None], card: Card) -> int:
    """Somebody taps what another one has: each is judged, answered and logged."""
    pressed = 0
    while not until.done():
        rest = asyncio.ensure_future(asyncio.sleep(1 / PRESSES))
        await card.press("属实" if pressed % 2 else "部分属实", by=HE)
        pressed += 1
        await rest
    return pressed


async def _fill(store: Store) -> None:
    """Posts of words that people use, a word of its kind in most of them; every other one a false alarm."""
    ident, source, writer = await opened(store), (await watched(store)).id, Writer()
    while await store.gather():
        pass
    async with store.db.write() as connection:
        for number in range(MARKS):
            label = number % 2 == 0
            text = writer.post() + writer.chance().choice(COMPLAINT if label else CHEER)
            await _mark(connection, source, ident, number, text, label=label)
        await keep_learning(connection, fresh=MARKS)


async def _mark(
    connection: AsyncConnection, source: int, incident: int, number: int, text: str, *, label: bool
) -> None:
    at, blank = NOON - timedelta(minutes=MARKS - number), b""
    body = rows.plain(Post(key=f"r{number}", text=text))
    post = {"source": source, "key": f"r{number}", "body": body, "seen_at": at}
    made = await connection.execute(posts.insert().values(**post, digest=blank, sketch=blank, simhash=blank))
    (ident,) = made.inserted_primary_key or (0,)
    row = {"post": ident, "incident": incident, "label": label, "at": at, "text": text}
    await connection.execute(marks.insert().values(**row))
