"""What a job gets, and what a job is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.texts import Texts
from jobs.memory import Memory
from jobs.sources.web import Web
from storage import Store


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something the clock does. Runs may overlap only where the job itself takes care of that."""

    name: str
    every: timedelta
    run: Callable[[Tools], Awaitable[None]]
    at_once: int = 1
