"""`tingfeng import FILE`: posts that another tool exported; a running bot takes them in within seconds."""

import argparse
import asyncio
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bot.app import clock
from bot.config import Config, load_config
from bot.post_lines import Line, LineError, read_lines
from bot.post_table import read_table
from bot.progress import Progress
from bot.rule_file import unreadable
from bot.terminal import CALLED_WRONGLY, FINE, FOUND_A_PROBLEM, complain, say
from core.arrivals import KEY, KIND, NAME, TEXT, TITLE, Arrival, arrival_key, keyed, plain_url, plausible, source_of
from core.changes import Entry
from core.posts import Source
from core.showing import clean, clip
from core.texts import N_, Message
from storage import Database, Store, schema
from storage.engine import database_url

#: bytes of a file, posts of one transaction
LARGEST, TOGETHER = 200 * 1024 * 1024, 500
#: the source of posts that name none
UNNAMED = "导入"


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("import", help="take in posts from a CSV or JSON Lines file")
    command.add_argument("file", type=Path, metavar="FILE.csv|FILE.jsonl")
    command.add_argument("--source", default="", metavar="NAME", help="the source of posts that name none")
    command.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 fine, 1 bad lines (the others are taken in), 2 the file cannot be read. Importing twice adds nothing."""
    config = load_config(options.config)
    try:
        if options.file.stat().st_size > LARGEST:
            return complain(Message(N_("文件超过 200 MB；请拆成几个")), CALLED_WRONGLY)
        raw = options.file.read_bytes()
    except OSError as error:
        return complain(unreadable(options.file, error), CALLED_WRONGLY)
    schema.bring_up(database_url(config.storage_url, config.path.parent))
    try:
        bad, answer = asyncio.run(_import(raw, options, config))
    except LineError as error:
        return complain(error, CALLED_WRONGLY)
    say(N_("收下 {accepted} 条，已有 {known} 条，有误 {bad} 条"), bad=bad, **answer)
    return FOUND_A_PROBLEM if bad else FINE


async def _import(raw: bytes, options: argparse.Namespace, config: Config) -> tuple[int, dict[str, int]]:
    store = Store(Database(database_url(config.storage_url, config.path.parent)), config.figures)
    now, bad = clock(), 0
    known = {source.name: source for source in config.sources}
    counts, progress = {"accepted": 0, "known": 0}, Progress()

    def good() -> Iterator[Arrival]:
        nonlocal bad
        for number, line in _lines(raw, options.file, config, known):
            if isinstance(line, LineError):
                bad += 1
                complain(Message(N_("第 {number} 行：{error}"), {"number": number, "error": line.message}))
            else:
                yield _arrival(line, options.source, known, now)

    try:
        for part in _parts(good()):
            answer = await store.receive_arrivals(part, now)
            counts = {name: counts[name] + answer[name] for name in counts}
            progress(options.file.name, sum(counts.values()))
    finally:
        progress.end()
        await store.close()
    return bad, counts


def _parts(found: Iterator[Arrival]) -> Iterator[tuple[Arrival, ...]]:
    while part := tuple(islice(found, TOGETHER)):
        yield part


def _lines(raw: bytes, path: Path, config: Config, known: dict[str, Source]) -> Iterator[tuple[int, Line | LineError]]:
    zone = config.figures.timezone
    if path.suffix.lower() == ".csv":
        return read_table(raw, zone, known)
    return read_lines(io.BytesIO(raw), zone, known)


def _arrival(line: Line, unnamed: str, known: dict[str, Source], now: datetime) -> Arrival:
    """One line as it arrives: bounded, cleaned, under the source that it names."""
    said = line.post
    post = replace(
        said,
        key=clean(said.key)[:KEY],
        url=plain_url(said.url),
        title=clip(clean(said.title), TITLE),
        text=clip(clean(said.text), TEXT),
        author=clip(clean(said.author), NAME),
        published_at=plausible(said.published_at.astimezone(UTC) if said.published_at else None, now),
    )
    post = keyed(post)
    source = known.get(line.source.name) or _unknown(line.source, unnamed)
    return Arrival(key=arrival_key(source, post), source=source, post=post, entry=Entry.IMPORT)


def _unknown(named: Source, unnamed: str) -> Source:
    name = clip(clean(named.name), NAME) or clip(clean(unnamed), NAME) or UNNAMED
    made = source_of(name, clip(clean(named.platform), NAME), {})
    return replace(made, kind=KIND, tier=named.tier)
