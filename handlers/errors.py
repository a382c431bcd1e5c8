"""What nobody expected: logged with its cause, handed to the receiver, and told to whoever waits once it is final."""

import logging

from telegram import Update
from telegram.constants import ChatType

from core.texts import N_, Message
from handlers.common import say
from handlers.context import Context, Desk
from handlers.sent import file_of

#: what is said to whoever pressed
UNEXPECTED = N_("出错了，已记录，请稍后再按一次")

log = logging.getLogger(__name__)


async def failed(update: object, context: Context) -> None:
    """A handler raised. Nobody is told yet: the receiver tries again."""
    log.error("an update could not be handled", exc_info=context.error)
    if isinstance(update, Update) and context.error is not None:
        context.bot_data.failed[update.update_id] = context.error


async def given_up(update: Update, desk: Desk) -> None:
    """What somebody wrote to us will not be tried again: said where it was written, once."""
    written = update.message
    # Telegram's own messages, such as that of a group that moved, nobody can send again
    if written is None or not (written.text or written.caption or file_of(written)):
        return
    try:
        if written.chat.type == ChatType.PRIVATE or (await desk.store.policy()).is_ours(written.chat.id):
            await say(written, desk, Message(N_("出错了，没有记下；请再发一次")), key=f"given_up:{update.update_id}")
    except Exception:
        # a database that took the failure and not this word: the log has both
        log.exception("nobody could be told that update %s failed", update.update_id)
