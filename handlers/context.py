"""What every handler gets: the store, the words, the clock, and a bell for the sender."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram.ext import CallbackContext, ExtBot

from core.analysis.matter import Lexicon
from core.assistant.task import Prompt, Said
from core.doctor import Finding
from core.drill.scenario import Scenario
from core.incident import Incident
from core.posts import Post, Source
from core.rules import RuleSet
from core.rules.forecast import Forecast
from core.texts import Message, Texts
from core.watching.presets import Menu
from storage import Store


@dataclass(slots=True, kw_only=True)
class Desk:
    """One per process; python-telegram-bot hands it to handlers as `context.bot_data`."""

    store: Store
    texts: Texts
    clock: Callable[[], datetime]
    #: set after a commit: the sender looks at once instead of at its next tick
    wake: asyncio.Event
    #: a source from the words after /source add; raises InputError
    read_source: Callable[[str], Source]
    #: what the preset of a kind of organisation has to offer; without a known kind, which kinds there are
    preset: Callable[[str], Menu]
    #: one look at a source that stores nothing: what it brought, and what went wrong
    trial: Callable[[Source], Awaitable[tuple[tuple[Post, ...], Message | None]]]
    #: everything that a working day needs, looked at; takes a while
    doctor: Callable[[], Awaitable[tuple[Finding, ...]]]
    #: do it soon, without holding up the updates behind this one; False where too much is waiting
    aside: Callable[[Callable[[], Awaitable[None]]], bool]
    #: open incidents that a report may belong to, the likeliest first
    near: Callable[[Post], Awaitable[tuple[Incident, ...]]]
    #: what the last seven days would have come to by other rules, counted for the groups named; hears how far it is
    forecast: Callable[[RuleSet, frozenset[str], Callable[[int, int], Awaitable[None]]], Awaitable[Forecast]]
    #: how texts are divided into words, for reports
    lexicon: Lexicon
    #: what can be rehearsed, by name; a sentence where a file cannot be used
    scenarios: Callable[[], Mapping[str, Scenario | Message]] = dict
    #: one question to the assistant's model; raises AssistantError
    assistant: Callable[[Prompt], Awaitable[Said]]
    #: as `aside`, in a queue of its own: whoever waits for a model holds up no look
    think: Callable[[Callable[[], Awaitable[None]]], bool]
    #: what the error handler caught, by update id; the receiver takes it from here
    failed: dict[int, BaseException] = field(default_factory=dict)


Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Desk]
