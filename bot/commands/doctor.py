"""`tingfeng doctor`: looks at everything that a start and a working day need, and says how to mend what is wrong."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bot.app import clock
from bot.aside import tried
from bot.checks import examine
from bot.config import Config, load_config
from bot.doctor import Trial, ground_of
from bot.stored import stored
from bot.terminal import FINE, FOUND_A_PROBLEM, texts
from core.doctor import Finding, is_well, line, summary
from jobs.sources.web import Web
from storage import Database, Store
from storage.engine import database_url


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("doctor", help="look at everything, and say how to mend what is wrong")
    command.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    command.add_argument("--offline", action="store_true", help="look at this machine only, use no network")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 nothing has to be mended, 1 something has."""
    found = asyncio.run(_examined(load_config(options.config), offline=options.offline))
    sys.stdout.write(f"\n{summary(found, texts())}\n")
    return FINE if is_well(found) else FOUND_A_PROBLEM


async def _examined(config: Config, *, offline: bool) -> list[Finding]:
    """Each finding is printed as soon as it is there: looking at many sources takes its time."""
    found = []
    # nothing is brought up to date here: the database is looked at as it lies there
    store = Store(Database(database_url(config.storage_url, config.path.parent)), config.figures)
    async with (
        stored(store),
        _trials(config, offline=offline) as trial,
        ground_of(config, store, clock, trial) as ground,
    ):
        async for finding in examine(ground):
            sys.stdout.write(f"{line(finding, texts())}\n")
            sys.stdout.flush()
            found.append(finding)
    return found


@asynccontextmanager
async def _trials(config: Config, *, offline: bool) -> AsyncIterator[Trial | None]:
    if offline:
        yield None
        return
    async with Web(services=config.services) as web:
        yield partial(tried, web, clock)
