"""/dept and the keys below it: how departments stand, and what is open with one of them."""

from telegram import Update

from core.departments.listing import department_view, departments_list, named, nobody
from core.lists.incidents import Answer
from core.lists.keys import UNIT, Asked, decode_asked, spaced
from core.showing import clip
from core.texts import N_, Message
from handlers.common import registered, say
from handlers.context import Context, Desk
from handlers.turning import turned
from storage.commands import Command

#: more of what was typed names no department
_LONGEST = 60


async def dept(update: Update, context: Context) -> None:
    """/dept [市政科]: all departments, or one."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    words = clip(spaced(" ".join(context.args or ())), _LONGEST)
    policy = await desk.store.policy()
    unit = named(words, policy)
    if words and unit is None:
        await say(written, desk, nobody(words, policy))
        return
    told = await _page(Asked(what=UNIT, filter=str(unit.id) if unit else ""), desk)
    if told is not None:
        await say(written, desk, told.text, keys=told.keys)


async def turn(update: Update, context: Context) -> None:
    """A department's key, ‹ and ›: the same message shows something else."""
    desk = context.bot_data

    async def page(asked: Asked, _command: Command) -> Answer | Message:
        return await _page(asked, desk) or Message(N_("没有这个部门，可能已改名"))

    await turned(update, desk, decode_asked, page)


async def _page(asked: Asked, desk: Desk) -> Answer | None:
    now = desk.clock()
    if not asked.filter:
        return departments_list(await desk.store.standings(now), asked.page, desk.texts)
    ident = int(asked.filter) if asked.filter.isdecimal() else 0
    found = await desk.store.department_page(ident, asked.page, now)
    return department_view(found, await desk.store.policy(), desk.texts, now) if found else None
