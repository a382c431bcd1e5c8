"""How Telegram reaches us: by our asking, or at our address. Said to Telegram at every start, because it may differ."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.config_values import ConfigError
from bot.receiver import ALLOWED, Receiver
from bot.web import telegram_path, telegram_secret
from core.texts import N_

#: seconds between two looks at the inbox when nobody rings
LOOK = 1.0

log = logging.getLogger(__name__)


async def by_webhook(bot: Bot, base: str) -> None:
    """Updates come to our address from now on. ConfigError where Telegram does not take it."""
    url = base + telegram_path(bot.token)

    async def ask() -> Any:
        return await bot.set_webhook(url, secret_token=telegram_secret(bot.token), allowed_updates=ALLOWED)

    try:
        await _insisted(ask)
    except BadRequest as error:
        # its words repeat the address, and with it the secret path
        words = error.message.replace(url, base)
        raise ConfigError(N_("Telegram 不接受 [telegram] webhook_url：{words}"), words=words) from None
    log.info("Telegram brings updates to %s", base)


async def by_asking(bot: Bot) -> None:
    """Nobody may be called any more, else Telegram refuses to be asked; what waits is kept."""

    async def ask() -> None:
        if (await bot.get_webhook_info()).url:
            await bot.delete_webhook(drop_pending_updates=False)
            log.info("the webhook of an earlier run is taken back")

    await _insisted(ask)


async def beside_others(
    webhook: str, receiver: Receiver, bot: Bot, noted: asyncio.Event
) -> tuple[Coroutine[Any, Any, None], ...]:
    """As the one of several processes that leads: what must run for ever. The door stands open already."""
    if not webhook:
        await by_asking(bot)
        return (receiver.listen(),)
    await by_webhook(bot, webhook)
    return receiver.watch(), _by_others(receiver, noted)


async def _by_others(receiver: Receiver, noted: asyncio.Event) -> None:
    """Handle what other processes take in: soon after the bell, and now and then without it."""
    while True:
        try:
            await receiver.catch_up()
        except Exception:
            log.exception("the inbox could not be read")
        with suppress(TimeoutError):
            await asyncio.wait_for(noted.wait(), LOOK)
        noted.clear()


async def _insisted(ask: Callable[[], Awaitable[Any]]) -> None:
    """Until it is answered: the line may be down at start."""
    wait = 1.0
    while True:
        try:
            await ask()
        except (BadRequest, InvalidToken):
            raise
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s), trying again in %.0f s", type(error).__name__, wait)
            await asyncio.sleep(wait)
            wait = min(60.0, wait * 2)
        else:
            return
