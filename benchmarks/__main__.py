"""`./run.sh bench`: medians of interleaved rounds and their ratios, with the machine named.

Absolute figures of two runs cannot be compared; ratios within one run can.
"""

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable

from benchmarks import detecting, feeds

ROUNDS = 5

Case = tuple[str, int, Callable[[], object]]


def main() -> int:
    """Print one table a subject."""
    say(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of {ROUNDS} rounds")
    for title, cases in (("Feeds of 500 items", feeds.cases()), ("Detection, one core", detecting.cases())):
        say(f"\n## {title}\n\n| what | per second | against the last line |\n|---|---|---|")
        table(cases)
    return 0


def table(cases: list[Case]) -> None:
    """Interleave the cases, so that a busy minute hits all of them alike."""
    times: dict[str, list[float]] = {name: [] for name, _, _ in cases}
    for _ in range(ROUNDS):
        for name, _, run in cases:
            began = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - began)
    rates = {name: count / statistics.median(times[name]) for name, count, _ in cases}
    last = rates[cases[-1][0]]
    for name, rate in rates.items():
        say(f"| {name} | {rate:,.0f} | {rate / last:.1f}x |")


def say(line: str) -> None:
    """A line of the report."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
