"""Pictures: how long each kind takes in its thread, how long the loop is held meanwhile, and what memory it takes."""

import asyncio
import statistics
import subprocess
import sys
import time

from benchmarks.table import ROUNDS, Table, seconds
from jobs.drawing import pictures
from tests.unit.pictures.charts import CHARTS
from tests.unit.pictures.extremes import EXTREMES

#: the largest that the digest and the report of an incident may have
_LARGEST = {
    "trend of 366 days": "a year",
    "bars, 12 with long names": "twelve bars",
    "curve of 4,400 hours": "half a year",
}
#: how much more memory a process has, in MiB, after one picture of each kind, and at most
_MEMORY = """
from pathlib import Path
def of(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name + ":"))
from tests.unit.pictures.charts import CHARTS
from tests.unit.pictures.extremes import EXTREMES
from jobs.drawing import pictures
begin = of("VmRSS")
for chart in CHARTS:
    pictures.drawn(chart)
kept = of("VmRSS")
for chart in EXTREMES.values():
    pictures.drawn(chart)
print(kept - begin, of("VmHWM") - begin)
"""


def measure() -> Table:
    """Each kind by itself, then all with a loop beside them."""
    charts = {type(chart).__name__.lower(): chart for chart in CHARTS}
    charts |= {name: EXTREMES[key] for name, key in _LARGEST.items()}
    for chart in charts.values():
        pictures.drawn(chart)
    taken = seconds({name: lambda chart=chart: pictures.drawn(chart) for name, chart in charts.items()})
    rows = [
        (name, f"{span * 1e3:.0f} ms, {len(pictures.drawn(charts[name])) // 1024} KiB") for name, span in taken.items()
    ]
    held = statistics.median(asyncio.run(_held()) for _ in range(ROUNDS))
    grown, most = _memory()
    return Table(
        title="Pictures",
        note="One picture each, 1080 px wide; memory of a process after one of each kind, and at most with"
        " every extreme case of the tests, against before the first.",
        head=("what", "takes"),
        rows=(
            *rows,
            ("longest hold of the loop while all kinds are drawn", f"{held * 1e3:.0f} ms (aim 50 ms)"),
            ("memory after one of each kind, and at most", f"{grown:.0f} MiB, {most:.0f} MiB (aim 200 MB)"),
        ),
    )


async def _held() -> float:
    waits: list[float] = []
    beat = asyncio.ensure_future(_beat(waits))
    for chart in CHARTS:
        await asyncio.to_thread(pictures.drawn, chart)
    beat.cancel()
    return max(waits)


async def _beat(waits: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        waits.append(time.perf_counter() - began - 0.001)


def _memory() -> tuple[float, float]:
    said = subprocess.run([sys.executable, "-c", _MEMORY], capture_output=True, text=True, check=True).stdout
    grown, most = map(float, said.split())
    return grown, most
