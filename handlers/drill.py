"""/drill: what can be rehearsed, begun and ended by a lead; a reply to a journalist's question is its answer."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from telegram import Message as Written
from telegram import Update

from core.drill.running import BEGIN, PREFIX
from core.drill.scenario import FASTEST
from core.drill.telling import card, listed
from core.lists.incidents import Answer
from core.outgoing import Lane, Notice, rehearsed
from core.people import Role
from core.showing import clean, clip
from core.texts import N_, Message
from core.workflow import LINE, Outcome
from handlers.common import registered, replied_to, say
from handlers.context import Context, Desk
from handlers.pressing import answer, pressed
from storage.commands import Command

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]
START, STOP = ("start", "开始"), ("stop", "中止", "停止")


async def drill(update: Update, context: Context) -> None:
    """/drill [start NAME [倍速] | stop]."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    words = list(context.args or ())
    word, rest = words[0].lower() if words else "", words[1:]
    # who names none is shown which there are
    if word in STOP or (word in START and rest):
        outcome = await _stopped(command, desk) if word in STOP else await _started(rest, command, desk)
        desk.wake.set()
        # in the group itself the drill's own message is the answer
        if outcome.refused or written.chat.id != (await desk.store.policy()).group:
            await _said(written, Answer(text=outcome.answer), desk)
        return
    known, last = desk.scenarios(), await desk.store.past_drills()
    told = listed(known, await desk.store.drill(), last, desk.texts)
    await _said(written, told if command.actor.may(Role.LEAD) else replace(told, keys=()), desk)


async def _said(written: Written, told: Answer, desk: Desk) -> None:
    """Under a key of drills, so that it is no message of the figures."""
    key = f"drill:said:{written.chat.id}:{written.message_id}"
    await say(written, desk, rehearsed(told.text), key=key, keys=told.keys)


async def _stopped(command: Command, desk: Desk, ident: int = 0) -> Outcome:
    return await desk.store.stop_drill(partial(card, texts=desk.texts), command, ident)


async def _started(words: list[str], command: Command, desk: Desk, *, asks: bool = False) -> Outcome:
    name, pace = (*words, "", "")[:2]
    scenario = desk.scenarios().get(name)
    if scenario is None:
        missing = Message(N_("没有名为「{name}」的情景；发送 /drill 查看"), {"name": clip(clean(name), 30)})
        return Outcome(answer=missing, refused="none")
    if isinstance(scenario, Message):
        return Outcome(answer=scenario, refused="unfit")
    faster = _pace(pace) if pace else scenario.pace
    if faster is None:
        wrong = N_("倍速应为 1 到 {most} 的数，例如 /drill start rumour 6")
        return Outcome(answer=Message(wrong, {"most": f"{FASTEST:g}"}), refused="pace")
    return await desk.store.start_drill(scenario, faster, command, asks=asks)


def _pace(word: str) -> float | None:
    """6, 6x, 6倍; None for what is none."""
    try:
        pace = float(word.rstrip("xX倍速"))
    except ValueError:
        return None
    return pace if 1 <= pace <= FASTEST else None


async def press(update: Update, context: Context) -> None:
    """⏹ 中止演练, or ▶ with the title of a scenario, twice."""
    desk = context.bot_data
    tap = await pressed(update, desk, str)
    if tap is None:
        return
    said = tap.said.removeprefix(PREFIX)
    if said.startswith(BEGIN):
        outcome = await _started([said.removeprefix(BEGIN)], tap.command, desk, asks=True)
    else:
        outcome = await _stopped(tap.command, desk, int(said) if said.isdecimal() and len(said) < 19 else -1)
    await answer(tap.query, Outcome(answer=outcome.answer, alert=True, refused=outcome.refused), desk)
    desk.wake.set()


def answers_first(otherwise: Handle) -> Handle:
    """A reply to a journalist of the drill is an answer; all others go on as before."""

    async def handle(update: Update, context: Context) -> None:
        written, desk = update.message, context.bot_data
        old = replied_to(written) if written is not None else None
        place = await desk.store.drill_question(old.chat.id, old.message_id) if old is not None else None
        if written is None or place is None:
            await otherwise(update, context)
            return
        command = await registered(update, written, desk)
        if command is not None:
            await _answered(written, place, command, desk)

    return handle


async def _answered(written: Written, place: int, command: Command, desk: Desk) -> None:
    text = clip(clean(written.text or written.caption or ""), LINE)
    said = Message(N_("【演练】请回复一句文字"))
    if text and not text.startswith("/"):
        said = (await desk.store.answer_drill(place, text, command)).answer
    notice = Notice(
        key=f"drill:answer:{written.chat.id}:{written.message_id}",
        chat=written.chat.id,
        text=said,
        lane=Lane.PROMPT,
        answers=written.message_id,
    )
    await desk.store.say(notice, desk.clock())
    desk.wake.set()
