"""The composition root: what is made, in which order it starts, and in reverse how it stops.

database → telegram → memory and pulse (behind all others) → scheduler → web → sender → lanes → receiver
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from telegram import Bot

from bot.aside import WORKERS, Aside, tried
from bot.assistant import Assistant
from bot.checks import examined
from bot.commands_list import offer_commands
from bot.config import Config
from bot.config_sources import read_source
from bot.hearing import beside_others, by_asking, by_webhook
from bot.place import Place, alone
from bot.preset_files import menu
from bot.receiver import LANES, Receiver
from bot.scenario_files import scenarios
from bot.seeding import offer_code, seed
from bot.telegram_line import reached, telegram_line
from bot.texts import texts_in
from bot.tooling import speaking, tools_of
from bot.web import Door
from bot.words import lexicon
from bot.workdays import log_missing_years
from handlers import BEGIN_ANEW
from handlers.context import Desk
from jobs import Tools
from jobs.arrivals import near
from jobs.deliver import Deliver
from jobs.rule_trial import forecast
from jobs.schedule import Timer
from jobs.sources.web import Web
from storage import Store

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
    #: where health and metrics are told, 0 = nowhere
    status: int = 0

    async def failed(self) -> None:
        """Wait until something that should run for ever ends; raises what ended it."""
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


@asynccontextmanager
async def started(config: Config, *, now: Clock = clock, given: Place | None = None) -> AsyncIterator[Running]:
    """Everything up; on leaving, everything down within a few seconds, in reverse order."""
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(nullcontext(given) if given else alone(config, now))
        status, store = place.status, Store(place.database, config.figures)
        stack.push_async_callback(store.close)
        await seed(store, config, now())
        log_missing_years(config.figures.work, now())
        web, aside, thinking = await stack.enter_async_context(Web(services=config.services)), Aside(), Aside()
        # the first press is heard when all stands, so the tools are there by then
        desk = _desk(config, store, now, web, (aside, thinking), lambda: tools)
        application = await stack.enter_async_context(telegram_line(config, desk, place.speaks))
        tools = speaking(tools_of(config, store, web, now), desk, application.bot)
        timer = Timer(tools, place.jobs)
        # presses are heard meanwhile; what looks up earlier posts waits for them in line
        remembering = tools.memory.ready(store, (await store.policy()).local(now()))
        beside = _start(remembering, status.pulse.run(now, timer.clock_set_back))
        stack.push_async_callback(_stop, beside)
        await store.catch_up_cards()
        await store.start_clocks(now())
        timer.start()
        stack.push_async_callback(timer.stop, STOP_WITHIN)
        receiver = Receiver(application, store, desk, now)
        port = await stack.enter_async_context(await _door(config, receiver, desk, place))
        # what is watched is watched meanwhile: its cards stand in rows until they can be sent
        stack.enter_context(place.watching(store))
        await reached(application)
        await _introduce(application.bot, desk)
        for begin_anew in BEGIN_ANEW:
            await begin_anew(desk)
        hearing = await _hearing(config, receiver, application.bot, place)
        deliver = _deliver(config, desk, application.bot, place)
        lanes = (receiver.work(number) for number in range(LANES))
        tasks = _start(deliver.run(), *lanes, *hearing, *(one.run() for one in (aside, thinking) * WORKERS))
        stack.push_async_callback(_stop, tasks)
        log.info("listening as @%s", application.bot.username)
        status.begins(store)
        stack.callback(place.leave)
        yield Running(store=store, tools=tools, receiver=receiver, tasks=tasks, port=port, status=status.port)


def _desk(
    config: Config, store: Store, now: Clock, web: Web, asides: tuple[Aside, Aside], late: Callable[[], Tools]
) -> Desk:
    """What handlers get; `late`: the tools, once they are there."""
    aside, thinking = asides
    return Desk(
        store=store,
        texts=texts_in(config.organisation.language),
        clock=now,
        wake=asyncio.Event(),
        read_source=partial(read_source, services=config.services),
        preset=partial(menu, ours=config.organisation, services=config.services),
        trial=partial(tried, web, now),
        doctor=partial(examined, config, store, now, partial(tried, web, now)),
        aside=aside.put,
        assistant=Assistant(address=config.assistant, ceiling=config.figures.assistant).ask,
        think=thinking.put,
        near=lambda post: near(post, late()),
        forecast=lambda *asked: forecast(late(), *asked),
        lexicon=lexicon(config.organisation.names),
        scenarios=partial(scenarios, config.path.parent, config.organisation),
    )


def _deliver(config: Config, desk: Desk, bot: Bot, place: Place) -> Deliver:
    return Deliver(
        store=desk.store,
        bot=bot,
        texts=desk.texts,
        clock=desk.clock,
        ring=desk.wake,
        kept=config.files,
        budget=place.budget,
    )


async def _introduce(bot: Bot, desk: Desk) -> None:
    """Who we are at Telegram, which commands there are, and how to bind the group where none is bound."""
    desk.store.username = bot.username
    await offer_code(desk.store, desk.clock())
    await offer_commands(bot, desk.texts)


async def _door(config: Config, receiver: Receiver, desk: Desk, place: Place) -> AbstractAsyncContextManager[int]:
    """The web server, not yet opened; entering it gives its port."""
    if place.noted is not None:
        # beside others it stands open already, whether we lead or not
        return nullcontext(0)
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


async def _hearing(config: Config, receiver: Receiver, bot: Bot, place: Place) -> tuple[Coroutine[Any, Any, None], ...]:
    """What must run for ever so that we hear; Telegram is told first."""
    if place.noted is not None:
        return await beside_others(config.web.webhook_url, receiver, bot, place.noted)
    if not config.web.webhook_url:
        await by_asking(bot)
        return (receiver.listen(),)
    await by_webhook(bot, config.web.webhook_url)
    return (receiver.watch(),)


def _start(*jobs: Coroutine[Any, Any, None]) -> tuple[asyncio.Task[None], ...]:
    return tuple(asyncio.create_task(job) for job in jobs)  # noqa: TID251 - the only place that starts tasks


async def _stop(tasks: tuple[asyncio.Task[None], ...]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=STOP_WITHIN)
