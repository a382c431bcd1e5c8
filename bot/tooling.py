"""What jobs get, put together from the configuration."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from telegram import Bot

from bot.config import Config
from bot.config_sources import whose
from bot.files import fetch
from bot.texts import texts_in
from bot.words import words
from core.rules import RuleSet
from handlers.context import Desk
from jobs import Tools
from jobs.memory import Memory
from jobs.sources.web import Web
from storage import Store


def tools_of(config: Config, store: Store, web: Web, now: Callable[[], datetime]) -> Tools:
    """For a process that speaks with nobody; the memory still empty."""
    organisation = whose(config.organisation)
    return Tools(
        store=store,
        web=web,
        memory=Memory(RuleSet.empty(), organisation, words(config.organisation.names), config.figures.risk),
        texts=texts_in(config.organisation.language),
        clock=now,
        luck=random.random,
        ring=asyncio.Event(),
        files=config.files,
        config=config.path,
    )


def speaking(tools: Tools, desk: Desk, bot: Bot) -> Tools:
    """For the one that speaks: the desk's bell, and files from Telegram."""
    return replace(tools, ring=desk.wake, fetch_file=partial(fetch, bot))
