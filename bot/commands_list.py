"""Telegram's own list of commands, shown while somebody types a slash."""

import logging

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from core.lists.commands import for_everybody
from core.texts import Texts

log = logging.getLogger(__name__)


async def offer_commands(bot: Bot, texts: Texts) -> None:
    """Once at every start; without the list everything works all the same, so a failure is only logged."""
    commands = [BotCommand(name, about) for name, about in for_everybody(texts)]
    for scope in (BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()):
        try:
            await bot.set_my_commands(commands, scope=scope)
        except TelegramError as error:
            log.warning("the list of commands could not be set: %s", error.message)
            return
