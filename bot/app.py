"""The composition root: what is made, in which order it starts, and in reverse how it stops.

database → telegram → memory (behind all others) → scheduler → web → sender → lanes → receiver
"""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from telegram import Bot

from bot.aside import WORKERS, Aside, tried
from bot.commands_list import offer_commands
from bot.config import Config
from bot.config_sources import read_source, whose
from bot.files import fetch
from bot.hearing import by_asking, by_webhook
from bot.preset_files import menu
from bot.receiver import LANES, Receiver
from bot.seeding import offer_code, seed
from bot.telegram_line import reached, telegram_line
from bot.texts import texts_in
from bot.web import Door
from bot.words import lexicon, words
from bot.workdays import log_missing_years
from core.rules import RuleSet
from handlers import BEGIN_ANEW
from handlers.context import Desk
from jobs import Tools
from jobs.arrivals import near
from jobs.deliver import Deliver
from jobs.memory import Memory
from jobs.rule_trial import forecast
from jobs.schedule import Timer
from jobs.sources.web import Web
from storage import Database, Store
from storage.engine import database_url

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

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
    async with AsyncExitStack() as stack:
        store = Store(Database(database_url(config.storage_url, config.path.parent)), config.figures)
        stack.push_async_callback(store.close)
        await seed(store, config, now())
        log_missing_years(config.figures.work, now())
        web, aside = await stack.enter_async_context(Web(services=config.services)), Aside()
        # the first press is heard when all stands, so the tools are there by then
        desk = _desk(config, store, now, web, aside, lambda: tools)
        application = await stack.enter_async_context(telegram_line(config, desk))
        tools = _tools(config, desk, web, application.bot)
        # presses are heard meanwhile; what looks up earlier posts waits for them in line
        remembering = _start(tools.memory.ready(store, (await store.policy()).local(now())))
        stack.push_async_callback(_stop, remembering)
        await store.catch_up_cards()
        await store.start_clocks(now())
        timer = Timer(tools)
        timer.start()
        stack.push_async_callback(timer.stop, STOP_WITHIN)
        receiver = Receiver(application, store, desk, now)
        port = await stack.enter_async_context(await _door(config, receiver, desk))
        # what is watched is watched meanwhile: its cards stand in rows until they can be sent
        await reached(application)
        await _introduce(application.bot, desk)
        hearing = await _hearing(config, receiver, application.bot)
        deliver = Deliver(
            store=store, bot=application.bot, texts=desk.texts, clock=now, ring=desk.wake, kept=config.files
        )
        lanes = (receiver.work(number) for number in range(LANES))
        tasks = _start(deliver.run(), *lanes, hearing, *(aside.run() for _ in range(WORKERS)))
        stack.push_async_callback(_stop, tasks)
        for begin_anew in BEGIN_ANEW:
            await begin_anew(desk)
        log.info("listening as @%s", application.bot.username)
        yield Running(store=store, tools=tools, receiver=receiver, tasks=tasks, port=port)


def _desk(config: Config, store: Store, now: Clock, web: Web, aside: Aside, late: Callable[[], Tools]) -> Desk:
    """What handlers get; `late`: the tools, once they are there."""
    return Desk(
        store=store,
        texts=texts_in(config.organisation.language),
        clock=now,
        wake=asyncio.Event(),
        read_source=partial(read_source, services=config.services),
        preset=partial(menu, ours=config.organisation, services=config.services),
        trial=partial(tried, web, now),
        aside=aside.put,
        near=lambda post: near(post, late()),
        forecast=lambda *asked: forecast(late(), *asked),
        lexicon=lexicon((config.organisation.name, *config.organisation.aliases)),
    )


def _tools(config: Config, desk: Desk, web: Web, bot: Bot) -> Tools:
    """What jobs get, the memory still empty."""
    organisation = whose(config.organisation)
    names = (organisation.name, *organisation.aliases)
    return Tools(
        store=desk.store,
        web=web,
        memory=Memory(RuleSet.empty(), organisation, words(names), config.figures.risk, config.figures.same_event),
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


async def _door(config: Config, receiver: Receiver, desk: Desk) -> AbstractAsyncContextManager[int]:
    """The web server, not yet opened; entering it gives its port."""
    if config.web.webhook_url:
        # before it is opened: what comes in through it would be handled twice
        await receiver.catch_up()
    door = Door(
        store=desk.store,
        texts=desk.texts,
        clock=desk.clock,
        settings=config.web,
        token=config.telegram.token,
        feed=receiver.feed,
    )
    return door.opened()


async def _hearing(config: Config, receiver: Receiver, bot: Bot) -> Coroutine[Any, Any, None]:
    """What must run for ever so that we hear; Telegram is told first."""
    if not config.web.webhook_url:
        await by_asking(bot)
        return receiver.listen()
    await by_webhook(bot, config.web.webhook_url)
    return receiver.watch()


def _start(*jobs: Coroutine[Any, Any, None]) -> tuple[asyncio.Task[None], ...]:
    return tuple(asyncio.create_task(job) for job in jobs)  # noqa: TID251 - the only place that starts tasks


async def _stop(tasks: tuple[asyncio.Task[None], ...]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=STOP_WITHIN)
