"""/find and /similar: what there was like it, and how it was answered. Silent, and where it was asked for."""

from telegram import Update

from core.grouping import number_of
from core.lists.finding import decode_copy, found_list, similar_list, whole_reply
from core.lists.incidents import Answer
from core.lists.keys import FIND, Asked, decode_asked, read_words
from core.outgoing import Lane, Notice
from core.searching import Case, asked_for
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.common import registered, say
from handlers.context import Context, Desk
from handlers.pressing import answer, pressed
from handlers.sent import meant
from handlers.turning import turned
from storage.commands import Command

#: past cases told at once: more are not read on a phone
CASES = 5


async def find(update: Update, context: Context) -> None:
    """/find 词: incidents and signed replies that have the words."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    words = read_words(" ".join(context.args or ()))
    if not asked_for(words):
        about = N_("请写两个字以上的词，例如：/find 停暖") if words else N_("请写要找的词，例如：/find 停暖")
        await say(written, desk, Message(about))
        return
    told = await _page(Asked(what=FIND, filter=words), desk)
    await say(written, desk, told.text, keys=told.keys)


async def turn(update: Update, context: Context) -> None:
    """‹ and › under what was found: the same message shows another page."""
    desk = context.bot_data

    async def page(asked: Asked, _command: Command) -> Answer:
        return await _page(asked, desk)

    await turned(update, desk, decode_asked, page)


async def similar(update: Update, context: Context) -> None:
    """/similar 127, or in reply to a card: past cases like it, each with its signed reply."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    ident = await meant(written, desk, " ".join(context.args or ()))
    if ident is None:
        await say(written, desk, Message(N_("请写明编号，例如：/similar 127；也可以回复一张卡片发送 /similar")))
    elif await desk.store.incident(ident) is None:
        await say(written, desk, Message(N_("找不到 {number}，请核对编号"), {"number": number_of(ident)}))
    else:
        cases = await desk.store.similar(ident, CASES)
        told = similar_list(ident, cases, await desk.store.policy(), desk.texts)
        await say(written, desk, told.text, keys=told.keys)


async def copy(update: Update, context: Context) -> None:
    """📋 under a case: its whole reply as text that one tap copies, once below each list."""
    desk = context.bot_data
    tap = await pressed(update, desk, decode_copy)
    if tap is None:
        return
    found = await desk.store.example(*tap.said)
    if found is None:
        text = N_("这份回应已改动或撤回，请重新发送 /similar")
    elif await _sent(found, tap.command, desk):
        text = ""
    else:
        text = N_("全文已发在下方")
    await answer(tap.query, Outcome(answer=Message(text), alert=found is None), desk)


async def _page(asked: Asked, desk: Desk) -> Answer:
    found = await desk.store.found_page(asked.filter, asked.page)
    return found_list(found, asked.filter, await desk.store.policy(), desk.texts)


async def _sent(found: Case, command: Command, desk: Desk) -> bool:
    """Say it below the list; False where it stands there already."""
    policy, origin = await desk.store.policy(), command.origin
    fresh = False
    for at, (text, quoted) in enumerate(whole_reply(found, policy)):
        notice = Notice(
            key=f"copy:{origin.chat}:{origin.message}:{found.incident}.{found.statement}:{at}",
            chat=origin.chat,
            text=text,
            quoted=quoted,
            lane=Lane.PROMPT,
            answers=0 if origin.chat == command.actor.id else origin.message,
        )
        fresh = await desk.store.say(notice, command.now) or fresh
    desk.wake.set()
    return fresh
