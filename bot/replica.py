"""One of several processes on one PostgreSQL. Each takes what it is brought and looks at sources; one of them leads.

always   status · door (Telegram's and other monitors' posts → rows) · worker (queue → look → find)
leading  the whole of `bot.app.started`, on a database that is fenced by the term's epoch
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from bot.app import clock, started
from bot.config import Config
from bot.config_cluster import Part
from bot.leading import Leadership, Term
from bot.place import Place
from bot.status import Status, seen_from_outside
from bot.texts import texts_in
from bot.tooling import tools_of
from bot.web import Door
from jobs import JOBS
from jobs.distribute import for_leader, works
from jobs.sources.web import Web
from storage import Database, Store
from storage.engine import Address, database_url
from storage.lease import Lease
from storage.queue import Queue

#: seconds until what broke is tried again
AGAIN = 2.0
#: seconds that a stop may take in all: with a database that says nothing every statement would wait for its end
STOPS_WITHIN = 15.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """This process."""

    config: Config
    now: Callable[[], datetime]
    url: Address
    #: what the server calls our connections
    name: str
    status: Status
    #: not fenced, and what it knows of people is as old as the process: for what any process may write
    store: Store
    queue: Queue

    async def lead(self, term: Term) -> None:
        """Do what a leader does, for ever; raises what makes it impossible."""
        place = Place(
            database=Database(self.url, name=self.name, epoch=term.epoch),
            status=self.status,
            leave=self.stand_by,
            jobs=for_leader(JOBS, self.queue),
            budget=term.budget,
            speaks=term.speaks,
            noted=term.noted,
        )
        async with started(self.config, now=self.now, given=place) as running:
            await running.failed()

    def stand_by(self) -> None:
        """We do not lead."""
        self.status.begins(self.store, leading=False)

    async def work(self) -> None:
        """Look at what is handed out, for ever."""
        while True:
            try:
                await self.queue.run()
            except Exception as error:
                log.warning("the queue cannot be read (%s)", type(error).__name__)
            await asyncio.sleep(AGAIN)

    async def take(self, raw: Mapping[str, Any]) -> None:
        """An update that Telegram brought: stored on return, handled by whoever leads."""
        await self.store.receive((raw,), self.now(), note=True)


async def replicate(config: Config, *, now: Callable[[], datetime] = clock) -> None:
    """Take part until cancelled."""
    try:
        async with AsyncExitStack() as stack:
            replica = await _ready(config, now, stack)
            async with asyncio.TaskGroup() as group:
                parts: list[asyncio.Task[None]] = []
                group.create_task(_stops_soon(parts))
                if config.part is not Part.BOT:
                    parts.append(group.create_task(replica.work()))
                if config.part is not Part.WORKER:
                    leadership = Leadership(Lease(replica.url, replica.name), now)
                    parts.append(group.create_task(leadership.run(replica.lead)))
                replica.stand_by()
                stack.callback(replica.status.ends)
    except BaseExceptionGroup as group:
        raise _first(group) from None


async def _ready(config: Config, now: Callable[[], datetime], stack: AsyncExitStack) -> Replica:
    status = await stack.enter_async_context(seen_from_outside(config.web.status, now))
    url, name = database_url(config.storage_url, config.path.parent), f"tingfeng-{token_hex(8)}"
    store = Store(Database(url, name=name), config.figures)
    stack.push_async_callback(store.close)
    await store.make_queue()
    web = await stack.enter_async_context(Web(services=config.services))
    tools = tools_of(config, store, web, now)
    queue = await stack.enter_async_context(Queue(url, name, works(JOBS, tools)))
    replica = Replica(config=config, now=now, url=url, name=name, status=status, store=store, queue=queue)
    if config.part is not Part.WORKER:
        door = Door(
            store=store,
            texts=texts_in(config.organisation.language),
            clock=now,
            settings=config.web,
            token=config.telegram.token,
            feed=replica.take,
        )
        await stack.enter_async_context(door.opened())
    return replica


async def _stops_soon(parts: Sequence[asyncio.Task[None]]) -> None:
    """Beside the others: when they are told to stop, the time for it begins to run."""
    try:
        await asyncio.Event().wait()
    finally:
        asyncio.get_running_loop().call_later(STOPS_WITHIN, _cut_off, parts)


def _cut_off(parts: Sequence[asyncio.Task[None]]) -> None:
    """The same as a kill, of which nothing is lost; fine unless a part broke."""
    log.warning("stopped, what was under way is cut off")
    logging.shutdown()
    os._exit(1 if any(one.done() and not one.cancelled() and one.exception() for one in parts) else 0)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """What broke first; what it took along is of no interest."""
    one: BaseException = group
    while isinstance(one, BaseExceptionGroup):
        one = one.exceptions[0]
    return one
