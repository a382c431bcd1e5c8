"""A day of the sample town, 24 hours in some eight minutes: what grows, what is left open, what nobody hears of.

The whole bot is a process of its own; the sandbox with its town, people and troubles is another, and moves the clock.
"""

import asyncio
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import URL, make_url

from benchmarks.endurance_day import BEGIN, SPEED, Lived, day
from benchmarks.endurance_watch import Sample
from benchmarks.table import Table, percentile

#: hours until everything that is loaded once is loaded: the digest of Monday morning draws the first pictures
WARM = 12
MIB = 2**20
#: another process polls with the same token: that trouble must be told in the log
EXPECTED = "(409)"
#: kinds of objects that are named
NAMED = 3
Value = Callable[[Sample], float]


def measure() -> Table:
    """One day on SQLite."""
    with TemporaryDirectory() as folder:
        return measured("A day of the town", "SQLite", Path(folder), make_url(f"sqlite:///{folder}/tingfeng.db"))


def measured(title: str, database: str, folder: Path, url: URL) -> Table:
    """One day on this database."""
    lived = asyncio.run(day(folder, url))
    for fault in faults(lived):
        sys.stderr.write(f"{fault}\n")
    found, presses = lived.found, sum(count for what, count in lived.done.items() if what[:1] in "🙋✅")
    return Table(
        title=title,
        note=f"The whole bot on {database} beside the sandbox and its town, {BEGIN:%A %H:%M} to {BEGIN:%H:%M} in"
        f" {lived.seconds / 60:.0f} minutes ({SPEED:.0f} times as fast; jobs ring as much more often): {found.posts:,}"
        f" posts, {found.incidents} incidents, {presses} presses, {found.inbox.total():,} updates,"
        f" {lived.troubles['line']} troubles of the line and {lived.troubles['site']} of sites. Slopes by least squares"
        f" from hour {WARM} on.",
        head=("what", "found", "aim"),
        rows=tuple(_rows(lived)),
    )


def _rows(lived: Lived) -> Iterator[tuple[str, str, str]]:
    account, found = lived.account, lived.found
    yield from _growth(lived.samples)
    for name, value in (("open files", _files), ("tasks", _tasks), ("threads", _threads)):
        warm = [value(one) for one in lived.samples if one.at >= WARM]
        line = f"{min(warm):.0f} to {max(warm):.0f}, {_slope(lived.samples, value):+.1f} a day"
        yield name, line, "no growth"
    yield "exceptions that nobody asked for", str(len(account.unhandled)), "0"
    yield "warnings of resources left open", str(len(account.resources)), "0"
    yield "errors in the log", str(len(unexpected(account.errors))), "0"
    for name, spans in (("the loop came late", account.late), ("its own work in one beat", account.work)):
        p50, p99, p999 = (f"{1000 * percentile(spans, share):.1f}" for share in (0.5, 0.99, 0.999))
        yield f"{name}: 50 %, 99 %, 99.9 %, most", f"{p50}, {p99}, {p999}, {1000 * max(spans):.0f} ms", "-"
    yield "left in outbox and inbox", f"{found.outbox['waiting']} and {found.inbox['new']}", "0 and 0"
    yield "incidents with two cards", str(found.twice), "0"
    yield "audit log", "broken" if found.broken else f"verified, {found.events:,} entries", "verified"


def _growth(samples: tuple[Sample, ...]) -> Iterator[tuple[str, str, str]]:
    yield "memory each hour", ", ".join(f"{one.memory / MIB:.0f}" for one in samples) + " MiB", "-"
    yield "memory, slope", f"{_slope(samples, lambda one: one.memory / MIB):+.1f} MiB a day", "-"
    blocks = _slope(samples, lambda one: one.blocks)
    yield "blocks of Python's memory, slope", f"{blocks:+,.0f} of {samples[-1].blocks:,} a day", "-"
    slopes = {kind: _slope(samples, lambda one, k=kind: one.kinds[k]) for kind in samples[-1].kinds}  # type: ignore[misc]
    total = _slope(samples, lambda one: one.kinds.total())
    most = sorted(slopes, key=lambda kind: -slopes[kind])[:NAMED]
    named = ", ".join(f"{kind.removeprefix('builtins.')} {slopes[kind]:+,.0f}" for kind in most)
    yield "objects of the collector, slope", f"{total:+,.0f} of {samples[-1].kinds.total():,} a day; {named}", "-"


def faults(lived: Lived) -> list[str]:
    """What must never be, however fast the machine is; nothing where all is well."""
    account, found = lived.account, lived.found
    waiting = [f"{state}: {found.inbox[state]} updates" for state in ("new", "failed", "quarantined")]
    counts = {
        "exceptions that nobody asked for": account.unhandled,
        "resources left open": account.resources,
        "errors in the log": unexpected(account.errors),
        "unsaid": found.outbox["waiting"] * ["message"],
        "unheard": [one for one in waiting if not one.endswith(": 0 updates")],
        "two cards": found.twice * ["incident"],
        "the log is broken": [found.broken] if found.broken else [],
        "grows": [name for name, value in (("files", _files), ("tasks", _tasks)) if _grows(lived.samples, value)],
    }
    return [f"{name}: {what}" for name, what in counts.items() if what]


def unexpected(errors: tuple[str, ...]) -> list[str]:
    """Without those that the troubles of the day must bring."""
    return [one for one in errors if EXPECTED not in one]


def _grows(samples: tuple[Sample, ...], value: Value) -> bool:
    """All through the last quarter there is more of it than ever before."""
    first = len(samples) - max(1, len(samples) // 4)
    return min(map(value, samples[first:])) > max(map(value, samples[:first]))


def _slope(samples: tuple[Sample, ...], value: Value) -> float:
    """How much more of it there is after 24 hours."""
    warm = [one for one in samples if one.at >= WARM]
    return 24 * statistics.linear_regression([one.at for one in warm], [value(one) for one in warm]).slope


def _files(one: Sample) -> float:
    return one.files


def _tasks(one: Sample) -> float:
    return one.tasks


def _threads(one: Sample) -> float:
    return one.threads
