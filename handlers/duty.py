"""/duty and its keys: who is on duty, set by a lead, swapped between colleagues."""

from dataclasses import replace
from functools import partial

from telegram import CallbackQuery, Update

from core.errors import InputError
from core.lists.incidents import Answer
from core.rostering import panels
from core.rostering.keys import ASK, MINE, ROSTER, DutyPress, decode_duty, key
from core.rostering.setting import settle
from core.rostering.swapping import ANSWERS, ask
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.common import answer, put, registered, say, tapped, turned_away
from handlers.context import Context, Desk
from storage.commands import Command


async def duty(update: Update, context: Context) -> None:
    """/duty: the roster; /duty 11-21 林晓 and /duty 轮值 林晓 白露: a lead sets it."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    words = tuple(context.args or ())
    if words:
        outcome = await desk.store.on_roster(partial(settle, words), replace(command, action="duty"))
        await say(
            written, desk, Message(N_("⚠️ {text}"), {"text": outcome.answer}) if outcome.refused else outcome.answer
        )
        return
    shown = await _roster(command, desk)
    await say(written, desk, shown.text, keys=shown.keys)


async def start(update: Update, context: Context) -> None:
    """The link under the group's roster: one's own coming shifts."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    shown = panels.mine(await desk.store.policy(), command.actor.id, command.now)
    await say(written, desk, shown.text, keys=shown.keys)


async def press(update: Update, context: Context) -> None:
    """A key about shifts."""
    query, desk = update.callback_query, context.bot_data
    command = await tapped(query, desk) if query else None
    if query is None or command is None:
        return
    try:
        pressed = decode_duty(query.data or "")
    except InputError as error:
        await answer(query, await turned_away(desk, "forged", command, error.message), desk)
        return
    await answer(query, await _pressed(query, pressed, replace(command, action=pressed.code), desk), desk)
    desk.wake.set()


async def _pressed(query: CallbackQuery, pressed: DutyPress, command: Command, desk: Desk) -> Outcome:
    if pressed.code in ANSWERS:
        return await desk.store.on_roster(ANSWERS[pressed.code], command, answers=pressed.number)
    if command.origin.chat != query.from_user.id:
        # our own panels stand in private chats only
        return await turned_away(desk, "forged", command, Message(N_("请在私聊里操作")))
    if pressed.code == ASK and pressed.slot is not None:
        outcome = await desk.store.on_roster(partial(ask, pressed.slot, pressed.number), command)
        if not outcome.refused:
            back = ((key(Message(N_("← 返回")), MINE),),)
            await put(f"page:{command.key}", outcome.answer, back, command, desk, target=command.origin.message)
        return outcome
    shown = await _panel(pressed, command, desk)
    await put(f"page:{command.key}", shown.text, shown.keys, command, desk, target=command.origin.message)
    return Outcome(answer=Message(""))


async def _panel(pressed: DutyPress, command: Command, desk: Desk) -> Answer:
    policy, me = await desk.store.policy(), command.actor.id
    if pressed.code == ROSTER:
        return await _roster(command, desk)
    if pressed.slot is None:
        return panels.mine(policy, me, command.now, pressed.number)
    return panels.colleagues(policy, pressed.slot, me, pressed.number)


async def _roster(command: Command, desk: Desk) -> Answer:
    policy, chat, me = await desk.store.policy(), command.origin.chat, command.actor.id
    days = panels.shown_days(policy, command.now)
    swaps = await desk.store.swaps_between(days[0], days[-1])
    return panels.roster(policy, swaps, desk.texts, command.now, me if chat == me else 0)
