"""/sources for everybody, /source add|test|pause|resume and the keys of the list for leads: what is watched."""

from dataclasses import replace

from telegram import CallbackQuery, Update
from telegram import Message as Written

from core.errors import InputError
from core.lists.incidents import Answer
from core.lists.keys import spaced
from core.people import Role
from core.showing import clip
from core.texts import N_, Message
from core.watching.changes import permit
from core.watching.listing import (
    DROP,
    RESUME,
    TEST,
    TURN,
    TURN_KEYS,
    SourcePress,
    decode_source,
    source_list,
)
from core.workflow import Outcome, Refused
from handlers.common import answer, put, registered, say, tapped, turned_away
from handlers.context import Context, Desk
from handlers.trials import BUSY, begun, try_address, try_known, try_new
from storage.commands import Command

USAGE = N_(
    "用法：\n"
    "/source add rss 海棠论坛 https://forum.example/rss 平台=论坛 本地源=是\n"
    "/source add html 留言板 https://board.example/list items=li.item title=a link=a@href\n"
    "/source test 海棠论坛\n"
    "/source pause 海棠论坛\n"
    "/source resume 海棠论坛"
)


async def sources(update: Update, context: Context) -> None:
    """/sources: what is watched and how it is."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    told = await _page(0, desk, keys=command.actor.may(Role.LEAD))
    await say(written, desk, told.text, keys=told.keys)


async def source(update: Update, context: Context) -> None:
    """/source …: by words."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    words = await _not_a_lead(command, desk)
    what, *rest = context.args or ("",)
    if words is not None:
        await say(written, desk, words)
    elif what == "add" and rest:
        await _add(written, desk, command)
    elif what in ("test", "pause", "resume") and rest:
        await _named(written, desk, what, clip(spaced(" ".join(rest)), 1000), command)
    else:
        await say(written, desk, Message(USAGE))


async def press(update: Update, context: Context) -> None:
    """A key under the list, or under a look on trial."""
    query, desk = update.callback_query, context.bot_data
    command = await tapped(query, desk) if query else None
    if query is None or command is None:
        return
    try:
        pressed = decode_source(query.data or "")
    except InputError as error:
        await answer(query, await turned_away(desk, "forged", command, error.message), desk)
        return
    command = replace(command, action=pressed.code)
    if pressed.code in (TURN, TURN_KEYS):
        await _redraw(pressed, command, desk)
        await answer(query, Outcome(answer=Message("")), desk)
        return
    await _change(query, pressed, command, desk)


async def _change(query: CallbackQuery, pressed: SourcePress, command: Command, desk: Desk) -> None:
    words, known = await _not_a_lead(command, desk), await desk.store.known_source(pressed.source)
    if words is not None or known is None:
        await answer(query, Outcome(answer=words or Message(N_("没有这个监测源了")), alert=True), desk)
        return
    if pressed.code == TEST:
        fine = try_known(known, command, desk)
        text = N_("正在试读，结果发在下方") if fine else BUSY
        await answer(query, Outcome(answer=Message(text), alert=not fine), desk)
        return
    if pressed.code == DROP:
        outcome = await desk.store.drop_source(known, command)
    else:
        outcome = await desk.store.turn_source(known, pressed.code == RESUME, command)
    await answer(query, outcome, desk)
    if pressed.page is not None:
        await _redraw(pressed, command, desk)
    elif not outcome.refused:
        await put(f"done:{command.key}", outcome.answer, (), command, desk, target=command.origin.message)


async def _add(written: Written, desk: Desk, command: Command) -> None:
    try:
        made = desk.read_source(written.text or "")
    except InputError as error:
        await say(written, desk, Message(N_("⚠️ {error}"), {"error": error.message}))
        return
    if await desk.store.known_source(made.name) is not None:
        await say(written, desk, Message(N_("已有名为「{name}」的监测源；请换个名称"), {"name": made.name}))
        return
    await say(written, desk, try_new(made, command, desk))


async def _named(written: Written, desk: Desk, what: str, name: str, command: Command) -> None:
    known = await desk.store.known_source(name)
    if known is None and what == "test" and "://" in name:
        await say(written, desk, try_address(name, command, desk))
    elif known is None:
        text = N_("没有名为「{name}」的监测源，请发送 /sources 查看")
        await say(written, desk, Message(text, {"name": clip(name, 100)}))
    elif what == "test":
        await say(written, desk, begun(known.source.name, fine=try_known(known, command, desk)))
    else:
        outcome = await desk.store.turn_source(known, what == "resume", command)
        await say(written, desk, outcome.answer)


async def _redraw(pressed: SourcePress, command: Command, desk: Desk) -> None:
    told = await _page(pressed.page or 0, desk, keys=pressed.code != TURN)
    await put(f"page:{command.key}", told.text, told.keys, command, desk, target=command.origin.message)


async def _page(page: int, desk: Desk, *, keys: bool) -> Answer:
    now, policy = desk.clock(), await desk.store.policy()
    return source_list(await desk.store.source_states(now), page, policy, desk.texts, now, keys=keys)


async def _not_a_lead(command: Command, desk: Desk) -> Message | None:
    """Words that say who may, and the attempt is logged; None for a lead."""
    try:
        permit(command.actor, await desk.store.policy())
    except Refused as refused:
        await desk.store.refused(refused.code, "source", command)
        return refused.message
    return None
