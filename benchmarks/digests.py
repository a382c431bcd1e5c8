"""The figures of a year of a busy office: seconds, memory beside what the process had, how long the loop is held."""

import asyncio
import gc
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from benchmarks.duplicates import resident
from benchmarks.filled import filled, opened_store
from benchmarks.office import NOW
from benchmarks.queries import timed
from benchmarks.table import ROUNDS, Table
from bot.texts import texts_in
from core.digest.figures import Summary
from core.digest.parcel import Told, parcel
from core.digest.periods import Period, Span, before, containing
from core.digest.summary import summarise
from core.policy import Policy
from storage import Store

INCIDENTS, POSTS, DAYS = 3_000, 200_000, 365
_SPANS = (Span.WEEK, Span.MONTH, Span.OTHER)
_NAMES = {Span.WEEK: "the last week", Span.MONTH: "the last month", Span.OTHER: "the whole year"}


def measure() -> Table:
    """Each span in children of its own, so that nothing else is counted as memory."""
    with TemporaryDirectory() as folder:
        url = filled(Path(folder), INCIDENTS, POSTS, DAYS)
        found = [_asked(url.render_as_string(hide_password=False), span) for span in _SPANS]
    return Table(
        title="Digest",
        note=f"SQLite with {INCIDENTS:,} incidents and {POSTS:,} posts of {DAYS} days; read, counted and worded,"
        f" pictures and ledger not drawn; medians of {ROUNDS} processes. Memory: the most beside what the process had"
        " before; held = the longest that a task which wants to run every millisecond had to wait.",
        head=("of", "takes", "memory", "loop held", "aim"),
        rows=tuple((_NAMES[span], *line, "2 s, 200 MB, 50 ms") for span, line in zip(_SPANS, found, strict=True)),
    )


def _asked(url: str, span: Span) -> tuple[str, ...]:
    command = [sys.executable, "-m", "benchmarks.digests", url, span.value]
    found = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(ROUNDS)]
    takes, memory, held = (statistics.median(map(float, values)) for values in zip(*found, strict=True))
    return f"{takes:.2f} s", f"{memory:.0f} MiB", f"{held * 1e3:.0f} ms"


async def _digest(url: str, span: Span) -> tuple[float, float, float]:
    store, texts = opened_store(make_url(url)), texts_in("zh_CN")
    policy = await store.policy()
    today = policy.local(NOW).date()
    if span is Span.OTHER:
        period = Period(span=span, begin=today.replace(year=today.year - 1), end=today)
    else:
        period = before(containing(span, today))
    # as `tingfeng run` does
    gc.freeze()
    had = resident()

    async def run() -> None:
        parcel(Told(summary=await _figures(store, period, policy)), policy, texts)

    taken, held = await timed(run)
    await store.close()
    return taken, (_most() - had) / 2**20, held


async def _figures(store: Store, period: Period, policy: Policy) -> Summary:
    return await asyncio.to_thread(summarise, await store.activity(period), policy)


def _most() -> int:
    """Bytes that this process had at its largest."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    sys.stdout.write(" ".join(map(str, asyncio.run(_digest(sys.argv[1], Span(sys.argv[2]))))) + "\n")
