"""The real bot in a process of its own, which a test kills -9 at any moment."""

import asyncio
import logging
import time
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import started
from bot.config import load_config
from bot.words import words
from tests.conftest import NOON

# read here once: the processes that are forked from this one have it already
words(("海棠县住建局", "县住建局")).cut("水")

#: the bot's day is shorter than ours, so that its pauses between edits do not hold up the tests
SPEED = 20


def clock(began: float) -> datetime:
    """The bot's time; `began` is the monotonic second at which the test began, the same for every start."""
    return NOON + SPEED * timedelta(seconds=time.monotonic() - began)


def main(config: str, began: float, log: str) -> None:
    """Run until killed; what the bot logs as an error is kept in the file `log`."""
    logging.basicConfig(filename=log, level=logging.ERROR)
    asyncio.run(_run(config, began))


async def _run(config: str, began: float) -> None:
    async with started(load_config(Path(config), {}), now=lambda: clock(began)) as running:
        await running.failed()
