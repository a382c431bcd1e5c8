"""What people do. HANDLERS is the one ordered list: the first that fits an update takes it."""

from typing import Any

from telegram.ext import BaseHandler, CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from handlers import buttons, chats, words
from handlers.context import Context

_ANONYMOUS = filters.User(user_id=1087968824)

HANDLERS: tuple[BaseHandler[Any, Context, None], ...] = (
    CallbackQueryHandler(buttons.press),
    MessageHandler(filters.StatusUpdate.MIGRATE, chats.migrated),
    ChatMemberHandler(chats.membership, ChatMemberHandler.MY_CHAT_MEMBER),
    MessageHandler(_ANONYMOUS & (filters.COMMAND | filters.REPLY), words.anonymous),
    CommandHandler("start", words.start, filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE),
    CommandHandler("undo", words.undo, filters.UpdateType.MESSAGE),
    MessageHandler(filters.UpdateType.MESSAGE & filters.REPLY, words.reply),
    MessageHandler(filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE, words.start),
)
