"""What people ask for: /open, /my, /incident, /who, /help. Answers are silent and stand where they were asked for."""

from telegram import Message as Written
from telegram import Update

from core.lists.commands import help_text
from core.lists.incidents import Answer, my_list, open_list, plain
from core.lists.keys import MINE, OPEN, Asked, decode_asked, read_filter, read_number
from core.numbers import spoken
from core.people import Actor, Role
from core.severity import Severity
from core.team.listing import team_list
from core.texts import N_, Message
from handlers.common import registered, say
from handlers.context import Context, Desk
from handlers.turning import turned
from storage.commands import Command


async def open_incidents(update: Update, context: Context) -> None:
    """/open [词]: what is being worked on."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    told = await _open_page(Asked(what=OPEN, filter=read_filter(" ".join(context.args or ()))), desk)
    await say(written, desk, told.text, keys=told.keys)


async def mine(update: Update, context: Context) -> None:
    """/my: what waits for me, each with its next step."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    told = await _my_page(Asked(what=MINE, filter=str(command.actor.id)), command.actor, desk)
    await say(written, desk, told.text, keys=told.keys)


async def turn_page(update: Update, context: Context) -> None:
    """‹ and › under a list: the same message shows another page."""
    desk = context.bot_data

    async def page(asked: Asked, command: Command) -> Answer | Message:
        if asked.what == OPEN:
            return await _open_page(asked, desk)
        if asked.filter != str(command.actor.id):
            return Message(N_("这是别人的清单，看自己的请发送 /my"))
        return await _my_page(asked, command.actor, desk)

    await turned(update, desk, decode_asked, page)


async def incident(update: Update, context: Context) -> None:
    """/incident 127: its menu in the private chat, its card anew at the bottom of a group."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is not None and command is not None:
        await _open(written, desk, " ".join(context.args or ()), command)


async def number(update: Update, context: Context) -> None:
    """A bare number in the private chat is the shortest way to an incident."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is not None and command is not None:
        await _open(written, desk, written.text or "", command)


async def who(update: Update, context: Context) -> None:
    """/who: the team by role, how much each has, and who cannot be reached."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is not None and command is not None:
        loads, policy = await desk.store.load_per_person(command.now), await desk.store.policy()
        await say(written, desk, plain(team_list(loads, policy, desk.texts, command.now)))


async def help_(update: Update, context: Context) -> None:
    """/help: what there is, by role."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is not None and command is not None:
        await say(written, desk, plain(help_text(desk.texts, lead=command.actor.may(Role.LEAD))))


async def unknown(update: Update, context: Context) -> None:
    """A command that nobody knows, in a private chat; in a group it may be another bot's."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is not None and command is not None:
        await say(written, desk, Message(N_("没有这个命令。发送 /help 看看我能做什么")))


async def _open(written: Written, desk: Desk, asked: str, command: Command) -> None:
    ident = read_number(asked)
    if ident is None:
        await say(written, desk, Message(N_("请写明编号，例如：/incident 127")))
        return
    if await desk.store.incident(ident) is None:
        await say(written, desk, Message(N_("找不到 {number}，请核对编号"), {"number": spoken(ident)}))
        return
    if command.origin.chat == command.actor.id:
        await desk.store.open_menu(ident, command.actor.id, command.now)
    else:
        await desk.store.show_again(ident, command.origin.chat, command.now)
    desk.wake.set()


async def _open_page(asked: Asked, desk: Desk) -> Answer:
    levels = {desk.texts(level.label): level for level in Severity}
    found, policy = await desk.store.open_page(asked, levels), await desk.store.policy()
    return open_list(found, asked, policy, desk.texts, desk.clock())


async def _my_page(asked: Asked, actor: Actor, desk: Desk) -> Answer:
    found, policy = await desk.store.my_incidents(actor), await desk.store.policy()
    return my_list(found, asked, policy, desk.texts, desk.clock())
