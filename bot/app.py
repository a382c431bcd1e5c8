"""The composition root: what is made, in which order it starts, and in reverse how it stops.

database → telegram → web → scheduler → sender → lanes → receiver
"""

import asyncio
import logging
import random
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes

from bot.config import Config, ConfigError
from bot.receiver import LANES, Receiver
from bot.texts import texts_in
from bot.transport import AiohttpRequest
from bot.words import words
from core.detect import Organisation
from core.rules import RuleSet
from core.texts import N_
from handlers import HANDLERS
from handlers.context import Desk
from handlers.errors import failed
from jobs import Tools
from jobs.deliver import Deliver
from jobs.memory import Memory
from jobs.schedule import scheduler
from jobs.sources.web import Web
from storage import Database, Store
from storage.engine import database_url

log = logging.getLogger(__name__)

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

    async def failed(self) -> None:
        """Wait until something that should run for ever ends; raises what ended it."""
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


@asynccontextmanager
async def started(config: Config, *, now: Callable[[], datetime] = clock) -> AsyncIterator[Running]:
    """Everything up; on leaving, everything down within a few seconds, in reverse order."""
    rules = load_rules(config)
    async with AsyncExitStack() as stack:
        store = Store(Database(database_url(config.storage_url, config.path.parent)), config.figures)
        stack.push_async_callback(store.close)
        await _seed(store, config, now())
        desk = Desk(store=store, texts=texts_in(config.organisation.language), clock=now, wake=asyncio.Event())
        application = await stack.enter_async_context(_telegram(config, desk))
        store.username = application.bot.username
        organisation = Organisation(name=config.organisation.name, aliases=config.organisation.aliases)
        names = (organisation.name, *organisation.aliases)
        tools = Tools(
            store=store,
            web=await stack.enter_async_context(Web()),
            memory=Memory(rules, organisation, words(names)),
            texts=desk.texts,
            clock=now,
            luck=random.random,
            ring=desk.wake,
        )
        await tools.memory.load(store, (await store.policy()).local(now()))
        await store.catch_up_cards()
        timer = scheduler(tools)
        timer.start()
        stack.callback(timer.shutdown, wait=False)
        receiver = Receiver(application, store, desk, now)
        deliver = Deliver(store=store, bot=application.bot, texts=desk.texts, clock=now, ring=desk.wake)
        lanes = (receiver.work(number) for number in range(LANES))
        tasks = _start(deliver.run(), *lanes, receiver.listen())
        stack.push_async_callback(_stop, tasks)
        log.info("listening as @%s", application.bot.username)
        yield Running(store=store, tools=tools, receiver=receiver, tasks=tasks)


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


def load_rules(config: Config) -> RuleSet:
    """The watch rules; nothing starts on half a rule set."""
    if config.rules.file is None:
        return RuleSet.empty()
    try:
        text = config.rules.file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        text = N_("规则文件 {file} 读不出来（{error}）；请检查 [rules] file")
        raise ConfigError(text, file=config.rules.file, error=error) from None
    return RuleSet.parse(text)


async def _seed(store: Store, config: Config, now: datetime) -> None:
    left = await store.seed(group=config.telegram.group, people=config.members, units=config.departments)
    left += await store.seed_sources(config.sources, now)
    if left:
        log.warning("changed in chat since, the file's entry was left alone: %s", ", ".join(left))


@asynccontextmanager
async def _telegram(config: Config, desk: Desk) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    base = config.telegram.api_base_url.rstrip("/")
    calls, polls = (AiohttpRequest(proxy=config.telegram.proxy, connections=n) for n in (64, 2))
    application = (
        ApplicationBuilder()
        .token(config.telegram.token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(calls)
        .get_updates_request(polls)
        .context_types(ContextTypes(bot_data=cast("type[Desk]", lambda: desk)))
        .updater(None)
        .build()
    )
    application.add_handlers(list(HANDLERS))
    application.add_error_handler(failed)
    try:
        await _reach(application)
        yield application
    finally:
        await application.shutdown()
        # an application that never got through leaves its lines open
        await calls.shutdown()
        await polls.shutdown()


async def _reach(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Introduce ourselves; the line may be down at start, a wrong token is final."""
    wait = 1.0
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            raise ConfigError(N_("Telegram 不认这个令牌；请检查 [telegram] token 或 TINGFENG_TELEGRAM_TOKEN")) from None
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s), trying again in %.0f s", type(error).__name__, wait)
            await asyncio.sleep(wait)
            wait = min(60.0, wait * 2)
        else:
            return


def _start(*jobs: Coroutine[Any, Any, None]) -> tuple[asyncio.Task[None], ...]:
    return tuple(asyncio.create_task(job) for job in jobs)  # noqa: TID251 - the only place that starts tasks


async def _stop(tasks: tuple[asyncio.Task[None], ...]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=STOP_WITHIN)


async def _until(event: asyncio.Event) -> None:
    await event.wait()
