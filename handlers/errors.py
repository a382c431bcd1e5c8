"""What nobody expected: logged with its cause, told to whoever waits, and handed to the receiver."""

import logging

from telegram import Update
from telegram.error import TelegramError

from core.texts import N_
from handlers.context import Context

#: what is said to whoever pressed
UNEXPECTED = N_("出错了，已记录，请稍后再按一次")

log = logging.getLogger(__name__)


async def failed(update: object, context: Context) -> None:
    """A handler raised."""
    log.error("an update could not be handled", exc_info=context.error)
    if not isinstance(update, Update) or context.error is None:
        return
    context.bot_data.failed[update.update_id] = context.error
    if update.callback_query is None:
        return
    try:
        await update.callback_query.answer(context.bot_data.texts(UNEXPECTED), show_alert=True)
    except TelegramError as error:
        log.warning("a failed press could not be answered: %s", type(error).__name__)
