"""One handler for every button: decode → change → answer. Answered after the commit, always, refusals too.

inbox → press → callback.decode → store.change(workflow.act) → answerCallbackQuery → wake → jobs.deliver
"""

import re
from dataclasses import replace
from functools import partial

from telegram import CallbackQuery, Update

from core.actions import BY_CODE
from core.callback import PICKER, Press, decode, from_36
from core.cards.storms import OPEN_LINE
from core.cards.views import VIEWS_BY_CODE, View, newest
from core.changes import Entry, Origin, Turn
from core.errors import InputError
from core.forms.sheet import Sheet
from core.outgoing import QUOTED, Lane, Notice
from core.showing import clip, parts, utf16
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.analysis import ANALYSIS, asked
from handlers.bundles import BUNDLE, bundled
from handlers.common import ANSWER_LIMIT, answer, decide, not_registered, stranger, subjects, turned_away
from handlers.context import Context, Desk
from handlers.statements import FULL_TEXT, full_text, offer_aids
from storage.commands import Command

#: which picker, at which page, with which entries ticked
_PICKER = re.compile(r"(?:[a-z]{2}\.\d{1,3}(?:\.[0-9a-z]{1,20})?)?")

#: a number that a row can have
_LARGEST = 2**63 - 1


async def press(update: Update, context: Context) -> None:
    """A tap on a button."""
    query, desk = update.callback_query, context.bot_data
    if query is None:
        return
    outcome = await judge(query, desk)
    await answer(query, outcome, desk)
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
        return await turned_away(desk, "foreign", command, Message(N_("这里不是本单位的群，不能操作")))
    await desk.store.chat_reachable(chat)
    if actor is None:
        return await turned_away(desk, "stranger", command, not_registered(policy))
    try:
        pressed = decode(query.data or "")
    except InputError as error:
        return await turned_away(desk, "forged", command, error.message)
    return await _pressed(pressed, command, desk)


async def _pressed(pressed: Press, command: Command, desk: Desk) -> Outcome:
    view, action = VIEWS_BY_CODE.get(pressed.action), BY_CODE.get(pressed.action)
    origin = command.origin
    if pressed.action == PICKER and _PICKER.fullmatch(pressed.arg):
        await desk.store.turn_picker(command, pressed.arg)
        return Outcome(answer=Message(""))
    if pressed.action == OPEN_LINE:
        return await _opened(pressed, command, desk)
    if pressed.action == FULL_TEXT:
        return await full_text(pressed.incident, replace(command, arg=pressed.arg), desk)
    if pressed.action == ANALYSIS:
        return await asked(pressed.incident, command, desk)
    if pressed.action == BUNDLE:
        return await bundled(pressed.incident, command, desk)
    if view is not None:
        return await _shown(view, pressed.incident, command, desk)
    if action is None:
        return await turned_away(desk, "forged", command, Message(N_("按钮已失效，请在最新的卡片上操作")))
    command = replace(command, action=pressed.action, arg=pressed.arg)
    about, command = subjects(command, pressed.incident)
    outcome = await desk.store.change(about, partial(decide, command=command, seen=pressed.seen), command)
    await offer_aids(outcome, pressed.incident, command, desk)
    await desk.store.heal(pressed.incident, origin.chat, origin.message, command.now)
    return outcome


async def _opened(pressed: Press, command: Command, desk: Desk) -> Outcome:
    """A line of a storm card: its own card comes into the chat."""
    if await desk.store.incident(pressed.incident) is None:
        return await turned_away(desk, "unknown", command, Message(N_("找不到这件事，请在最新的卡片上操作")))
    storm = min(from_36(pressed.arg), _LARGEST)
    if await desk.store.open_line(pressed.incident, storm, command):
        return Outcome(answer=Message(N_("卡片马上发出")))
    return Outcome(answer=Message(N_("这件事的卡片已单独发出，请往下看")))


async def _shown(view: View, ident: int, command: Command, desk: Desk) -> Outcome:
    incident, policy = await desk.store.incident(ident), await desk.store.policy()
    if incident is None:
        return await turned_away(desk, "unknown", command, Message(N_("找不到这件事，请在最新的卡片上操作")))
    if view.sheet is not None and command.origin.chat == command.actor.id:
        turn = Turn(actor=command.actor, now=command.now, policy=policy, origin=command.origin)
        return await _laid_out(view.sheet(incident, turn, desk.texts), command, desk)
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


async def _laid_out(sheet: Sheet, command: Command, desk: Desk) -> Outcome:
    """A text to copy: as few messages as hold it, the keys under the last."""
    pieces = parts(sheet.text, QUOTED)
    for place, piece in enumerate(pieces, 1):
        notice = Notice(
            key=f"{command.key}:{place}",
            chat=command.actor.id,
            text=sheet.above if place == 1 else Message(N_("（续 {place}）"), {"place": place}),
            quoted=piece,
            lane=Lane.PROMPT,
            keys=sheet.keys if place == len(pieces) else (),
        )
        await desk.store.say(notice, command.now)
    return Outcome(answer=Message(N_("已发在下方")))
