"""体检: everything that a start and a working day need, looked at one after the other; nothing is changed.

config → line to Telegram → database as it lies there → CHECKS → findings, to the terminal or into the chat
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.config import Config
from bot.line import Line, LineError, RefusalError, Reply
from core.errors import TingfengError
from core.posts import Post, Source
from core.texts import Message
from storage import Store
from storage.checkup import Checkup, look
from storage.engine import database_url

Clock = Callable[[], datetime]
#: one look at a source that stores nothing: what it brought, and what went wrong
Trial = Callable[[Source], Awaitable[tuple[tuple[Post, ...], Message | None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What checks look at. Without a network `line`, `hello` and `trial` are None."""

    config: Config
    now: Clock
    database: Checkup
    #: None where its rows cannot be read
    store: Store | None
    line: Line | None = None
    #: Telegram's answer to who we are, or why there was none
    hello: Reply | TingfengError | None = None
    trial: Trial | None = None

    @property
    def reached(self) -> Line | None:
        """The line, where Telegram answers on it."""
        return self.line if isinstance(self.hello, Reply) else None


@asynccontextmanager
async def ground_of(config: Config, store: Store, now: Clock, trial: Trial | None) -> AsyncIterator[Ground]:
    """Everything in place for the checks; `trial` None = no network is used."""
    url = database_url(config.storage_url, config.path.parent)
    database = await asyncio.to_thread(look, url)
    rows = store if database.readable else None
    if trial is None:
        yield Ground(config=config, now=now, database=database, store=rows)
        return
    telegram = config.telegram
    async with Line(token=telegram.token, base=telegram.api_base_url, proxy=telegram.proxy) as line:
        hello = await greet(line) if telegram.token else None
        yield Ground(config=config, now=now, database=database, store=rows, line=line, hello=hello, trial=trial)


async def greet(line: Line) -> Reply | TingfengError:
    """Who are we? What keeps Telegram from telling is an answer too."""
    try:
        return await line.ask("getMe")
    except (LineError, RefusalError) as error:
        return error
