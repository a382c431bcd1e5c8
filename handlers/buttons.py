"""One handler for every button: decode → change → answer. Answered after the commit, always, refusals too.

inbox → press → callback.decode → store.change(workflow.act) → answerCallbackQuery → wake → jobs.deliver
"""

import logging
import re
from dataclasses import replace
from functools import partial

from telegram import CallbackQuery, Update
from telegram.error import BadRequest, TelegramError

from core.actions import BY_CODE
from core.callback import PICKER, Press, decode
from core.changes import Entry, Origin
from core.errors import InputError
from core.outgoing import Lane, Notice
from core.showing import clip, utf16
from core.texts import N_, Message, Texts
from core.views import VIEWS_BY_CODE, View, newest
from core.workflow import Outcome
from handlers.common import decide, not_registered, stranger
from handlers.context import Context, Desk
from storage.commands import Command

ANSWER_LIMIT = 200
_PICKER = re.compile(r"(?:[a-z]{2}\.\d{1,3})?")

log = logging.getLogger(__name__)


async def press(update: Update, context: Context) -> None:
    """A tap on a button."""
    query, desk = update.callback_query, context.bot_data
    if query is None:
        return
    outcome = await judge(query, desk)
    await answer(query, outcome, desk.texts)
    desk.wake.set()


async def judge(query: CallbackQuery, desk: Desk) -> Outcome:
    """Who pressed what where, and what came of it."""
    policy = await desk.store.policy()
    chat = query.message.chat.id if query.message else 0
    origin = Origin(
        entry=Entry.BUTTON, chat=chat, message=query.message.message_id if query.message else 0, callback=query.id
    )
    actor = policy.actor(query.from_user.id)
    command = Command(
        key=f"press:{query.id}", actor=actor or stranger(query.from_user), origin=origin, now=desk.clock()
    )
    if not (policy.is_ours(chat) or chat == query.from_user.id):
        return await _turn_away(desk, "foreign", command, Message(N_("这里不是本单位的群，不能操作")))
    await desk.store.chat_reachable(chat)
    if actor is None:
        return await _turn_away(desk, "stranger", command, not_registered(policy))
    try:
        pressed = decode(query.data or "")
    except InputError as error:
        return await _turn_away(desk, "forged", command, error.message)
    return await _pressed(pressed, command, desk)


async def _pressed(pressed: Press, command: Command, desk: Desk) -> Outcome:
    view, action = VIEWS_BY_CODE.get(pressed.action), BY_CODE.get(pressed.action)
    origin = command.origin
    if pressed.action == PICKER and _PICKER.fullmatch(pressed.arg):
        await desk.store.turn_picker(command, pressed.arg)
        return Outcome(answer=Message(""))
    if view is not None:
        return await _shown(view, pressed.incident, command, desk)
    if action is None:
        return await _turn_away(desk, "forged", command, Message(N_("按钮已失效，请在最新的卡片上操作")))
    command = replace(command, action=pressed.action, arg=pressed.arg)
    outcome = await desk.store.change((pressed.incident,), partial(decide, command=command, seen=pressed.seen), command)
    await desk.store.heal(pressed.incident, origin.chat, origin.message, command.now)
    return outcome


async def _shown(view: View, ident: int, command: Command, desk: Desk) -> Outcome:
    incident, policy = await desk.store.incident(ident), await desk.store.policy()
    if incident is None:
        return await _turn_away(desk, "unknown", command, Message(N_("没有这件事，请在最新的卡片上操作")))
    text = view.show(incident, await desk.store.story(ident), policy, desk.texts)
    if utf16(text) <= ANSWER_LIMIT:
        return Outcome(answer=Message(N_("{text}"), {"text": text}), alert=True)
    if command.origin.chat != command.actor.id:
        room = ANSWER_LIMIT - 20
        cut = newest(text.splitlines(), room) if view.keeps_newest else clip(text, room)
        return Outcome(answer=Message(N_("{text}\n（全文请点「更多」）"), {"text": cut}), alert=True)
    notice = Notice(
        key=command.key, chat=command.actor.id, text=Message(N_("{text}"), {"text": text}), lane=Lane.PROMPT
    )
    await desk.store.say(notice, command.now)
    return Outcome(answer=Message(N_("已发在下方")))


async def _turn_away(desk: Desk, code: str, command: Command, words: Message) -> Outcome:
    await desk.store.refused(code, "gate", command)
    return Outcome(answer=words, alert=True, refused=code)


async def answer(query: CallbackQuery, outcome: Outcome, texts: Texts) -> None:
    """Stop the spinner. A query too old to answer is no error: the work is done."""
    text = clip(texts.say(outcome.answer), ANSWER_LIMIT)
    try:
        await query.answer(text or None, show_alert=outcome.alert)
    except BadRequest as error:
        if "query is too old" not in error.message.lower():
            log.warning("a press could not be answered: %s", error.message)
    except TelegramError as error:
        # the change is committed and the card will tell; the answer is only a courtesy now
        log.warning("a press could not be answered: %s", type(error).__name__)
