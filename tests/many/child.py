"""One of several real processes, which a test kills, stops and wakes."""

import asyncio
import logging
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from bot import __main__ as command_line
from bot.config import load_config
from bot.replica import replicate
from bot.stopping import until_stopped
from bot.words import words
from tests.conftest import NOON

# read here once: the processes that are forked from this one have it already
words(("海棠县住建局", "县住建局")).cut("水")

#: the bots' day is shorter than ours, so that their pauses between edits do not hold up the tests
SPEED = 20


def clock(began: float, begin: datetime = NOON) -> datetime:
    """The bots' time; `began`: the monotonic second at which the test began at `begin`, the same for every process."""
    return begin + SPEED * timedelta(seconds=monotonic() - began)


def main(config: str, began: float, begin: datetime, log: str) -> None:
    """Run until killed; what is logged is kept in the file `log`."""
    logging.basicConfig(filename=log, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    asyncio.run(until_stopped(replicate(load_config(Path(config), {}), now=lambda: clock(began, begin))))


def command(*arguments: str, log: str) -> None:
    """The command line; what it says is kept in the file `log`."""
    with Path(log).open("ab") as kept:
        for stream in (1, 2):
            os.dup2(kept.fileno(), stream)
    sys.exit(command_line.main(arguments))
