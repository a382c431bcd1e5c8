"""The composition root: what is made, in which order it starts, and in reverse how it stops.

database → telegram → memory (behind all others) → scheduler → web → sender → lanes → receiver
"""

import asyncio
import logging
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from telegram import Bot

from bot.aside import WORKERS, Aside, tried
from bot.commands_list import offer_commands
from bot.config import Config
from bot.config_sources import read_source
from bot.files import fetch
from bot.hearing import by_asking, by_webhook
from bot.receiver import LANES, Receiver
from bot.seeding import load_rules, offer_code, seed
from bot.telegram_line import telegram_line
from bot.texts import texts_in
from bot.web import Door
from bot.words import lexicon, words
from bot.workdays import log_missing_years
from core.detect import Organisation
from core.incident import Incident
from core.posts import Post
from core.rules import RuleSet
from handlers.context import Desk
from jobs import Tools
from jobs.arrivals import near
from jobs.deliver import Deliver
from jobs.memory import Memory
from jobs.schedule import Timer
from jobs.sources.web import Web
from storage import Database, Store
from storage.engine import database_url

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Near = Callable[[Post], Awaitable[tuple[Incident, ...]]]

#: how long a stop may take before what is left is cut off
STOP_WITHIN = 4.0


def clock() -> datetime:
    """The one clock."""
    return datetime.now(UTC)  # noqa: TID251 - this is where it is made


@dataclass(slots=True, kw_only=True)
class Running:
    """A started bot, as tests and the sandbox see it."""

    store: Store
    tools: Tools
    receiver: Receiver
    tasks: tuple[asyncio.Task[None], ...]
    #: where the web server listens, 0 = there is none
    port: int = 0

    async def failed(self) -> None:
        """Wait until something that should run for ever ends; raises what ended it."""
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


@asynccontextmanager
async def started(config: Config, *, now: Clock = clock) -> AsyncIterator[Running]:
    """Everything up; on leaving, everything down within a few seconds, in reverse order."""
    rules = load_rules(config)
    async with AsyncExitStack() as stack:
        store = Store(Database(database_url(config.storage_url, config.path.parent)), config.figures)
        stack.push_async_callback(store.close)
        await seed(store, config, now())
        log_missing_years(config.figures.work, now())
        web, aside = await stack.enter_async_context(Web()), Aside()
        # the first press is heard when all stands, so the tools are there by then
        desk = _desk(config, store, now, web, aside, lambda post: near(post, tools))
        application = await stack.enter_async_context(telegram_line(config, desk))
        await _introduce(application.bot, desk)
        tools = _tools(config, rules, desk, web, application.bot)
        # presses are heard meanwhile; what looks up earlier posts waits for them in line
        remembering = _start(tools.memory.ready(store, (await store.policy()).local(now())))
        stack.push_async_callback(_stop, remembering)
        await store.catch_up_cards()
        await store.start_clocks(now())
        timer = Timer(tools)
        timer.start()
        stack.push_async_callback(timer.stop, STOP_WITHIN)
        receiver = Receiver(application, store, desk, now)
        port, hearing = await _hearing(config, receiver, desk, application.bot, stack)
        deliver = Deliver(
            store=store, bot=application.bot, texts=desk.texts, clock=now, ring=desk.wake, kept=config.files
        )
        lanes = (receiver.work(number) for number in range(LANES))
        tasks = _start(deliver.run(), *lanes, *hearing, *(aside.run() for _ in range(WORKERS)))
        stack.push_async_callback(_stop, tasks)
        log.info("listening as @%s", application.bot.username)
        yield Running(store=store, tools=tools, receiver=receiver, tasks=tasks, port=port)


def _desk(config: Config, store: Store, now: Clock, web: Web, aside: Aside, find: Near) -> Desk:
    """What handlers get."""
    return Desk(
        store=store,
        texts=texts_in(config.organisation.language),
        clock=now,
        wake=asyncio.Event(),
        read_source=read_source,
        trial=partial(tried, web, now),
        aside=aside.put,
        near=find,
        lexicon=lexicon((config.organisation.name, *config.organisation.aliases)),
    )


def _tools(config: Config, rules: RuleSet, desk: Desk, web: Web, bot: Bot) -> Tools:
    """What jobs get, the memory still empty."""
    organisation = Organisation(name=config.organisation.name, aliases=config.organisation.aliases)
    names = (organisation.name, *organisation.aliases)
    return Tools(
        store=desk.store,
        web=web,
        memory=Memory(rules, organisation, words(names)),
        texts=desk.texts,
        clock=desk.clock,
        luck=random.random,
        ring=desk.wake,
        fetch_file=partial(fetch, bot),
        files=config.files,
    )


async def _introduce(bot: Bot, desk: Desk) -> None:
    """Who we are at Telegram, which commands there are, and how to bind the group where none is bound."""
    desk.store.username = bot.username
    await offer_code(desk.store, desk.clock())
    await offer_commands(bot, desk.texts)


async def _hearing(
    config: Config, receiver: Receiver, desk: Desk, bot: Bot, stack: AsyncExitStack
) -> tuple[int, tuple[Coroutine[Any, Any, None], ...]]:
    """The web server's port, and what must run for ever so that we hear."""
    door = Door(
        store=desk.store,
        texts=desk.texts,
        clock=desk.clock,
        settings=config.web,
        token=config.telegram.token,
        feed=receiver.feed,
    )
    if not config.web.webhook_url:
        port = await stack.enter_async_context(door.opened())
        await by_asking(bot)
        return port, (receiver.listen(),)
    await receiver.catch_up()
    port = await stack.enter_async_context(door.opened())
    await by_webhook(bot, config.web.webhook_url)
    return port, (receiver.watch(),)


async def serve(config: Config) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    async with started(config) as running:
        waiting = _start(_until(stop), running.failed())
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        await _stop(waiting)
        for task in done:
            task.result()
    log.info("stopped")


def _start(*jobs: Coroutine[Any, Any, None]) -> tuple[asyncio.Task[None], ...]:
    return tuple(asyncio.create_task(job) for job in jobs)  # noqa: TID251 - the only place that starts tasks


async def _stop(tasks: tuple[asyncio.Task[None], ...]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=STOP_WITHIN)


async def _until(event: asyncio.Event) -> None:
    await event.wait()
