"""What every handler gets: the store, the words, the clock, and a bell for the sender."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram.ext import CallbackContext, ExtBot

from core.texts import Texts
from storage import Store


@dataclass(slots=True, kw_only=True)
class Desk:
    """One per process; python-telegram-bot hands it to handlers as `context.bot_data`."""

    store: Store
    texts: Texts
    clock: Callable[[], datetime]
    #: set after a commit: the sender looks at once instead of at its next tick
    wake: asyncio.Event
    #: what the error handler caught, by update id; the receiver takes it from here
    failed: dict[int, BaseException] = field(default_factory=dict)


Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Desk]
