"""Where the bot stands: alone on its database, or as the one that leads several processes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.config import Config
from bot.status import Status, seen_from_outside
from core.budget import Budget
from jobs import JOBS, Job
from storage import Database, Store
from storage.engine import database_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the composition is given; all that differs between one process and many."""

    database: Database
    status: Status
    #: back to how the process was before
    leave: Callable[[], None]
    jobs: tuple[Job, ...] = JOBS
    budget: Budget = field(default_factory=Budget)
    #: may a call to Telegram leave now?
    speaks: Callable[[], bool] = lambda: True
    #: rung when another process has taken an update in; None = we take them in ourselves
    noted: asyncio.Event | None = None

    @contextmanager
    def watching(self, store: Store) -> Iterator[None]:
        """Sources are looked at by now, whether Telegram answers or not."""
        self.status.watches(store)
        try:
            yield
        finally:
            self.leave()


@asynccontextmanager
async def alone(config: Config, now: Callable[[], datetime]) -> AsyncIterator[Place]:
    """One process, which does everything."""
    async with seen_from_outside(config.web.status, now) as status:
        database = Database(database_url(config.storage_url, config.path.parent))
        yield Place(database=database, status=status, leave=status.ends)
