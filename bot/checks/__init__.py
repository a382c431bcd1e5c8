"""What the doctor looks at: one file a check, and one line here. A check asks, judges, and changes nothing."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from bot.checks import (
    assistant,
    backup,
    calendar,
    chats,
    clock,
    database,
    differences,
    disk,
    fonts,
    privacy,
    reach,
    rules,
    sources,
    topics,
)
from bot.config import Config
from bot.doctor import Clock, Ground, Trial, ground_of
from core.doctor import Finding
from storage import Store

Check = Callable[[Ground], Awaitable[Sequence[Finding]]]

CHECKS: tuple[Check, ...] = (
    reach.check,
    clock.check,
    privacy.check,
    chats.check,
    topics.check,
    database.check,
    disk.check,
    backup.check,
    rules.check,
    differences.check,
    calendar.check,
    fonts.check,
    sources.check,
    assistant.check,
)


async def examine(ground: Ground) -> AsyncIterator[Finding]:
    """Every finding, in the order of the checks."""
    for check in CHECKS:
        for finding in await check(ground):
            yield finding


async def examined(config: Config, store: Store, now: Clock, trial: Trial) -> tuple[Finding, ...]:
    """All findings, for the chat."""
    async with ground_of(config, store, now, trial) as ground:
        return tuple([finding async for finding in examine(ground)])
