"""/duty and its keys: who is on duty, set by a lead, swapped between colleagues."""

from dataclasses import replace
from functools import partial

from telegram import Update

from core.lists.incidents import Answer
from core.rostering import panels
from core.rostering.keys import ASK, MINE, ROSTER, DutyPress, decode_duty, key
from core.rostering.setting import settle
from core.rostering.swapping import ANSWERS, ask
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.common import put, registered, say
from handlers.context import Context, Desk
from handlers.pressing import answer, pressed, turned_away
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
    desk = context.bot_data
    tap = await pressed(update, desk, decode_duty)
    if tap is None:
        return
    command = replace(tap.command, action=tap.said.code)
    await answer(tap.query, await _done(tap.said, command, desk), desk)
    desk.wake.set()


async def _done(said: DutyPress, command: Command, desk: Desk) -> Outcome:
    if said.code in ANSWERS:
        return await desk.store.on_roster(ANSWERS[said.code], command, answers=said.number)
    if command.origin.chat != command.actor.id:
        # our own panels stand in private chats only
        return await turned_away(desk, "forged", command, Message(N_("请在私聊里操作")))
    if said.code == ASK and said.slot is not None:
        outcome = await desk.store.on_roster(partial(ask, said.slot, said.number), command)
        if not outcome.refused:
            back = ((key(Message(N_("← 返回")), MINE),),)
            await put(f"page:{command.key}", outcome.answer, back, command, desk, target=command.origin.message)
        return outcome
    shown = await _panel(said, command, desk)
    await put(f"page:{command.key}", shown.text, shown.keys, command, desk, target=command.origin.message)
    return Outcome(answer=Message(""))


async def _panel(said: DutyPress, command: Command, desk: Desk) -> Answer:
    policy, me = await desk.store.policy(), command.actor.id
    if said.code == ROSTER:
        return await _roster(command, desk)
    if said.slot is None:
        return panels.mine(policy, me, command.now, said.number)
    return panels.colleagues(policy, said.slot, me, said.number)


async def _roster(command: Command, desk: Desk) -> Answer:
    policy, chat, me = await desk.store.policy(), command.origin.chat, command.actor.id
    days = panels.shown_days(policy, command.now)
    swaps = await desk.store.swaps_between(days[0], days[-1])
    return panels.roster(policy, swaps, desk.texts, command.now, me if chat == me else 0)
