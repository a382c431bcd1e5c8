"""`tingfeng sources export|preset`: the watched sources as they stand now, as TOML for config.toml."""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from bot.commands import presets
from bot.stored import store_of, stored
from bot.terminal import FINE, texts
from bot.toml import comment, table
from core.posts import Source
from core.texts import N_
from jobs.sources import KINDS
from storage import Store


def add(commands: Any) -> None:
    """Add the sub-commands."""
    steps = commands.add_parser("sources", help="what is watched").add_subparsers(required=True, metavar="STEP")
    export = steps.add_parser("export", help="the sources as they stand now, as TOML; headers with their secrets too")
    export.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    export.set_defaults(run=run)
    presets.add(steps)


def run(options: argparse.Namespace) -> int:
    """Write TOML to stdout."""
    sys.stdout.writelines(exported(asyncio.run(_sources(store_of(options.config)))))
    return FINE


async def _sources(store: Store) -> tuple[tuple[Source, bool], ...]:
    async with stored(store):
        return await store.listed_sources()


def exported(listed: Iterable[tuple[Source, bool]]) -> Iterator[str]:
    """The tables, text by text. What is not polled has no place in the file."""
    for source, active in listed:
        if source.kind not in KINDS:
            continue
        if not active:
            yield comment(texts()(N_("已暂停：{name}"), name=source.name))
        yield table("sources", _source(source))


def _source(source: Source) -> dict[str, object]:
    """What differs from the defaults, in the words of the file."""
    values: dict[str, object] = {"name": source.name, "kind": source.kind, "url": source.url}
    for one in fields(Source):
        now = getattr(source, one.name)
        if one.name not in values and now != one.default:
            values[one.name] = now
    values["interval"] = f"{source.interval}s"
    for pairs in ("headers", "fields"):
        if pairs in values:
            values[pairs] = dict(getattr(source, pairs))
    return values
