"""/doctor: a lead has everything looked at; it takes a while, so what was found is said later."""

from functools import partial

from telegram import Update

from core.doctor import chat_report
from core.lists.incidents import plain
from core.texts import N_, Message
from core.watching.changes import permit
from core.workflow import Refused
from handlers.common import put, registered, say
from handlers.context import Context, Desk
from storage.commands import Command


async def doctor(update: Update, context: Context) -> None:
    """/doctor."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    try:
        permit(command.actor, await desk.store.policy())
    except Refused as refused:
        await desk.store.refused(refused.code, "doctor", command)
        await say(written, desk, refused.message)
        return
    begun = desk.aside(partial(_examined, command, desk))
    text = N_("🩺 正在体检，结果稍后发在这里") if begun else N_("正在试读或体检的太多，请稍后再试")
    await say(written, desk, Message(text))


async def _examined(command: Command, desk: Desk) -> None:
    report = chat_report(await desk.doctor(), desk.texts)
    await put(f"doctor:{command.key}", plain(report), (), command, desk)
