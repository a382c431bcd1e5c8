"""One handler for every button: decode → change → answer. Answered after the commit, always, refusals too.

inbox → press → callback.decode → store.change(workflow.act) → answerCallbackQuery → wake → jobs.deliver
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from telegram import Update

from core.actions import BY_CODE
from core.callback import PICKER, Press, decode, from_36
from core.cards.storms import OPEN_LINE
from core.cards.views import VIEWS_BY_CODE, View, newest
from core.changes import Turn
from core.forms.sheet import Sheet
from core.outgoing import QUOTED, Lane, Notice, marked
from core.showing import clip, parts, utf16
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.analysis import ANALYSIS, asked
from handlers.assistant import ASSISTANT, assisted
from handlers.bundles import BUNDLE, bundled
from handlers.common import decide, subjects
from handlers.context import Context, Desk
from handlers.evidence import EVIDENCE, evidence_shown
from handlers.pressing import ANSWER_LIMIT, answer, pressed, turned_away
from handlers.rule_offers import offer_exclusion
from handlers.statements import FULL_TEXT, full_text, offer_aids
from storage.commands import Command

#: which picker, at which page, with which entries ticked
_PICKER = re.compile(r"(?:[a-z]{2}\.\d{1,3}(?:\.[0-9a-z]{1,20})?)?")

#: a number that a row can have
_LARGEST = 2**63 - 1


async def press(update: Update, context: Context) -> None:
    """A tap on a button."""
    desk = context.bot_data
    tap = await pressed(update, desk, decode)
    if tap is None:
        return
    await answer(tap.query, await _done(tap.said, tap.command, desk), desk)
    desk.wake.set()


async def _done(said: Press, command: Command, desk: Desk) -> Outcome:
    view, action = VIEWS_BY_CODE.get(said.action), BY_CODE.get(said.action)
    origin = command.origin
    command = replace(command, arg=said.arg)
    if said.action in ASIDE:
        return await ASIDE[said.action](said.incident, command, desk)
    if said.action == PICKER and _PICKER.fullmatch(said.arg):
        await desk.store.turn_picker(command, said.arg)
        return Outcome(answer=Message(""))
    if view is not None:
        return await _shown(view, said.incident, command, desk)
    if action is None:
        return await turned_away(desk, "forged", command, Message(N_("按钮已失效，请在最新的卡片上操作")))
    command = replace(command, action=said.action)
    about, command = subjects(command, said.incident)
    outcome = await desk.store.change(about, partial(decide, command=command, seen=said.seen), command)
    await offer_aids(outcome, said.incident, command, desk)
    await offer_exclusion(outcome, said.incident, command, desk)
    await desk.store.heal(said.incident, origin.chat, origin.message, command.now)
    return outcome


async def _opened(incident: int, command: Command, desk: Desk) -> Outcome:
    """A line of a storm card: its own card comes into the chat."""
    if await desk.store.incident(incident) is None:
        return await turned_away(desk, "unknown", command, Message(N_("找不到这件事，请在最新的卡片上操作")))
    storm = min(from_36(command.arg), _LARGEST)
    if await desk.store.open_line(incident, storm, command):
        return Outcome(answer=Message(N_("卡片马上发出")))
    return Outcome(answer=Message(N_("这件事的卡片已单独发出，请往下看")))


async def _shown(view: View, ident: int, command: Command, desk: Desk) -> Outcome:
    incident, policy = await desk.store.incident(ident), await desk.store.policy()
    if incident is None:
        return await turned_away(desk, "unknown", command, Message(N_("找不到这件事，请在最新的卡片上操作")))
    if view.sheet is not None and command.origin.chat == command.actor.id:
        turn = Turn(actor=command.actor, now=command.now, policy=policy, origin=command.origin)
        return await _laid_out(view.sheet(incident, turn, desk.texts), ident, command, desk)
    text = view.show(incident, await desk.store.story(ident), policy, desk.texts)
    if utf16(text) <= ANSWER_LIMIT:
        return Outcome(answer=Message(N_("{text}"), {"text": text}), alert=True)
    if command.origin.chat != command.actor.id:
        room = ANSWER_LIMIT - 20
        cut = newest(text.splitlines(), room) if view.keeps_newest else clip(text, room)
        return Outcome(answer=Message(N_("{text}\n（全文请点「更多」）"), {"text": cut}), alert=True)
    notice = Notice(
        key=command.key,
        chat=command.actor.id,
        text=marked(Message(N_("{text}"), {"text": text}), ident),
        lane=Lane.PROMPT,
    )
    await desk.store.say(notice, command.now)
    return Outcome(answer=Message(N_("已发在下方")))


async def _laid_out(sheet: Sheet, ident: int, command: Command, desk: Desk) -> Outcome:
    """A text to copy: as few messages as hold it, the keys under the last."""
    pieces = parts(sheet.text, QUOTED)
    for place, piece in enumerate(pieces, 1):
        notice = Notice(
            key=f"{command.key}:{place}",
            chat=command.actor.id,
            text=marked(sheet.above if place == 1 else Message(N_("（续 {place}）"), {"place": place}), ident),
            quoted=piece,
            lane=Lane.PROMPT,
            keys=sheet.keys if place == len(pieces) else (),
        )
        await desk.store.say(notice, command.now)
    return Outcome(answer=Message(N_("已发在下方")))


#: keys that change nothing about the incident that they stand under
ASIDE: Mapping[str, Callable[[int, Command, Desk], Awaitable[Outcome]]] = {
    OPEN_LINE: _opened,
    FULL_TEXT: full_text,
    ANALYSIS: asked,
    EVIDENCE: evidence_shown,
    BUNDLE: bundled,
    ASSISTANT: assisted,
}
