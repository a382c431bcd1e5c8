"""/start, and how somebody joins: the link, then the name as plain words; the rest are buttons."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from telegram import Message as Written
from telegram import Update

from core.callback import read_deep_link
from core.showing import clip
from core.team import joining
from core.texts import N_, Message
from handlers.common import command_of, registered, say, stranger
from handlers.context import Context, Desk

#: what follows /start when the link of `core.team.keys.join_link` was opened
JOIN = "join"
#: what is read of a name before it is cut to its length
_READ = 200

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]


async def start(update: Update, context: Context) -> None:
    """In the private chat: a deep link opens an incident's menu or asks to join; else a word of where to begin."""
    written, desk = update.message, context.bot_data
    if written is None or written.from_user is None:
        return
    if context.args and context.args[0] == JOIN:
        await _ask(update, written, desk)
        return
    command = await registered(update, written, desk)
    if command is None:
        return
    ident = read_deep_link(context.args[0]) if context.args else None
    if ident is None or await desk.store.incident(ident) is None:
        text = N_("您好，{name}。群里的卡片点「更多」，就能在这里办理")
        await say(written, desk, Message(text, {"name": command.actor.name}))
        return
    await desk.store.open_menu(ident, command.actor.id, command.now)
    desk.wake.set()


def applicants_first(otherwise: Handle) -> Handle:
    """Plain words of somebody who was just asked for the name are the name; all others go on as before."""

    async def handle(update: Update, context: Context) -> None:
        if not await _named(update, context.bot_data):
            await otherwise(update, context)

    return handle


async def _ask(update: Update, written: Written, desk: Desk) -> None:
    if written.from_user is None:
        return
    command = command_of(update, written, desk, stranger(written.from_user))
    await desk.store.chat_reachable(written.chat.id)
    outcome = await desk.store.manage(command.actor.id, joining.ask, command)
    await say(written, desk, outcome.answer, key=joining.step("ask", command.actor.id, command.now))


async def _named(update: Update, desk: Desk) -> bool:
    written = update.message
    if written is None or written.from_user is None or written.chat.id != written.from_user.id or not written.text:
        return False
    person = written.from_user
    if (await desk.store.policy()).actor(person.id) or not await desk.store.is_naming(person.id):
        return False
    command = command_of(update, written, desk, stranger(person))
    command = replace(command, words=clip(written.text, _READ))
    outcome = await desk.store.manage(person.id, joining.name, command)
    if outcome.refused:
        await say(written, desk, outcome.answer, key=joining.step("refused", person.id, command.now))
    desk.wake.set()
    return True
