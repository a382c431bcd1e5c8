"""What a job gets, and what a job is."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from core.errors import FileError
from core.texts import N_, Texts
from jobs.memory import Memory
from jobs.sources.web import Web
from jobs.underway import Underway
from storage import Store
from storage.sources import Send


async def _no_line(_file_id: str) -> bytes:
    raise FileError(N_("暂时取不到文件"))


@dataclass(slots=True, kw_only=True)
class Tools:
    """One per process."""

    store: Store
    web: Web
    memory: Memory
    texts: Texts
    clock: Callable[[], datetime]
    #: a number in [0, 1): jitter
    luck: Callable[[], float]
    #: rings the sender after a commit
    ring: asyncio.Event
    #: a file that somebody sent, by Telegram's id; raises FileError
    fetch_file: Callable[[str], Awaitable[bytes]] = _no_line
    #: where such files are kept
    files: Path = Path("files")
    #: config.toml, for a child that is told to read it too
    config: Path = Path("config.toml")
    #: sources that are being looked at
    underway: Underway = field(default_factory=Underway)
    #: held while a file becomes a row's, so that nothing is pruned in between
    keeping: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How several processes share a job: who leads hands numbers out and takes in what any process made of them."""

    #: puts what is due into the queue by `Send`
    hand_out: Callable[[Tools, Send], Awaitable[None]]
    #: anywhere
    work: Callable[[Tools, Sequence[int]], Awaitable[None]]
    #: on the one that leads
    take: Callable[[Tools], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something the clock does. Runs may overlap only where the job itself takes care of that."""

    name: str
    every: timedelta
    run: Callable[[Tools], Awaitable[None]]
    at_once: int = 1
    #: None = only who leads can do it
    spread: Spread | None = None
