"""/metrics: the numbers of `storage.gauges` and of this process, in the text format of Prometheus."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from bot.log import counted
from bot.pulse import Pulse, memory, open_files
from storage.audit import VERSION
from storage.gauges import Gauges
from storage.meter import Meter

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
QUANTILES = (0.5, 0.95, 1.0)

Value = float | Mapping[str, float]


def exposition(lines: Iterator[tuple[str, str, str, Value]]) -> str:
    """Name, help, the label of a mapping's keys, value; a name that ends in _total counts and never falls."""
    told = []
    for name, about, label, value in lines:
        kind = "counter" if name.endswith("_total") else "gauge"
        told += [f"# HELP tingfeng_{name} {about}", f"# TYPE tingfeng_{name} {kind}"]
        values = value.items() if isinstance(value, Mapping) else [("", value)]
        told += [f"tingfeng_{name}{_labels(label, key)} {number:.10g}" for key, number in values]
    return "\n".join(told) + "\n"


def _labels(label: str, key: str) -> str:
    escaped = key.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'{{{label}="{escaped}"}}' if label else ""


def of_process(pulse: Pulse, *, ready: bool, leading: bool) -> Iterator[tuple[str, str, str, Value]]:
    """What is known without the database."""
    yield "info", "version of the program", "version", {VERSION: 1}
    yield "ready", "1 while work is done, as /healthz says", "", int(ready)
    yield "leading", "1 where this process hears Telegram", "", int(leading)
    yield "uptime_seconds", "since the start", "", pulse.uptime
    yield "loop_lag_seconds", "how late the loop came round, the worst of the last minute", "", pulse.worst
    yield "memory_bytes", "resident memory", "", memory()
    yield "open_files", "files and sockets held open", "", open_files()
    yield "tasks", "tasks of the loop", "", len(asyncio.all_tasks())
    yield "log_records_total", "lines logged since the start", "level", counted()


def of_writing(meter: Meter) -> Iterator[tuple[str, str, str, Value]]:
    """How busy the database is."""
    yield "database_writes_total", "write transactions since the start", "", meter.writes
    yield "database_write_seconds_total", "seconds spent in them", "", meter.seconds
    yield "database_writers_waiting", "who waits for a turn to write", "", meter.waiting
    yield "database_failing", "1 while the last write failed", "", int(meter.failing)


def of_rows(seen: Gauges) -> Iterator[tuple[str, str, str, Value]]:
    """What stands in rows."""
    yield "updates", "updates of Telegram not dealt with", "state", _with(seen.updates, "new", "failed", "quarantined")
    yield "update_seconds", "from hearing to having dealt with, last 10 minutes", "quantile", _quantiles(seen.handled)
    yield "arrivals", "posts brought by hand or by other monitors", "state", _with(seen.arrivals, "new", "failed")
    yield "messages", "messages to send, or given up", "state", _with(seen.messages, "waiting", "failed")
    yield "oldest_message_seconds", "how long the oldest that may be sent has waited", "", seen.oldest_message
    yield "evidence", "files to fetch, or given up", "state", _with(seen.evidence, "waiting", "failed")
    silent = -1.0 if seen.silent is None else seen.silent
    yield "telegram_silent_seconds", "since Telegram was heard, -1 never", "", silent
    yield "sources", "sources that are read", "health", _with(seen.sources, "ok", "silent", "changed", "failing")
    yield "sources_blind", "sources of which nothing is seen", "", seen.blind
    levels = _with(seen.incidents, "general", "significant", "major", "extreme")
    yield "incidents_open", "open incidents", "level", levels
    yield "posts_total", "posts stored since the first start", "", seen.posts
    yield "cards_waiting", "open cards that show less than is known", "", seen.cards_waiting
    yield "chats_paused", "chats that flood control holds up", "", seen.chats_paused
    yield "log_events_total", "events in the audit log", "", seen.log


def _with(found: Mapping[str, int], *always: str) -> dict[str, float]:
    """A count of nothing is told too: what is missing cannot be watched."""
    return {**dict.fromkeys(always, 0.0), **found}


def _quantiles(ordered: Sequence[float]) -> dict[str, float]:
    return {f"{q:g}": ordered[max(0, ceil(q * len(ordered)) - 1)] for q in QUANTILES} if ordered else {}
