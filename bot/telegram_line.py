"""The line to Telegram: python-telegram-bot on our own transport, without its updater."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes

from bot.config import Config
from bot.config_values import ConfigError
from bot.terminal import complain
from bot.transport import AiohttpRequest
from core.texts import N_, Message
from handlers import HANDLERS
from handlers.context import Desk
from handlers.errors import failed

#: seconds between two tries, doubling up to this
_LONGEST = 30.0
_UNREACHED = N_(
    "暂时连不上 Telegram，{seconds} 秒后再试；监测照常进行，卡片等连上后再发。一直连不上，请检查网络和 [telegram] proxy"
)

log = logging.getLogger(__name__)


@asynccontextmanager
async def telegram_line(
    config: Config, desk: Desk, speaks: Callable[[], bool] = lambda: True
) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    """An application that can call, not yet introduced; closed on leaving."""
    base = config.telegram.api_base_url.rstrip("/")
    calls, polls = (AiohttpRequest(proxy=config.telegram.proxy, connections=n, speaks=speaks) for n in (64, 2))
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
    # what is fetched from Telegram may be asked for before it has answered for the first time
    await calls.initialize()
    await polls.initialize()
    try:
        yield application
    finally:
        await application.shutdown()
        # an application that never got through leaves its lines open
        await calls.shutdown()
        await polls.shutdown()


async def reached(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Back when we have introduced ourselves; the line may be down at start. ConfigError where the token is wrong."""
    wait = 1.0
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            raise ConfigError(N_("Telegram 不认这个令牌；请检查 [telegram] token 或 TINGFENG_TELEGRAM_TOKEN")) from None
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s), trying again in %.0f s", type(error).__name__, wait)
            # a log is read by machines; whoever started us looks at the terminal and wonders
            complain(Message(_UNREACHED, {"seconds": round(wait)}))
            await asyncio.sleep(wait)
            wait = min(_LONGEST, wait * 2)
        else:
            return
