"""/sources for everybody, /source add|test|pause|resume and the keys of the list for leads: what is watched."""

from dataclasses import replace

from telegram import Message as Written
from telegram import Update

from core.errors import InputError
from core.lists.incidents import Answer
from core.lists.keys import spaced
from core.people import Role
from core.showing import clip
from core.texts import N_, Message
from core.watching.changes import permit
from core.watching.listing import (
    DROP,
    PRESET,
    RESUME,
    TEST,
    TURN,
    TURN_KEYS,
    SourcePress,
    decode_source,
    source_list,
)
from core.workflow import Outcome, Refused
from handlers.common import put, registered, say
from handlers.context import Context, Desk
from handlers.presets import preset, preset_tapped
from handlers.pressing import answer, pressed
from handlers.trials import BUSY, begun, try_address, try_known, try_new
from storage.commands import Command

USAGE = N_(
    "用法：\n"
    "/source add rss 海棠论坛 https://forum.example/rss 平台=论坛 本地源=是\n"
    "/source add html 留言板 https://board.example/list items=li.item title=a link=a@href\n"
    "/source preset（现成的监测源）\n"
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
    elif what == "preset":
        await preset(written, rest, command, desk)
    elif what == "add" and rest:
        await _add(written, desk, command)
    elif what in ("test", "pause", "resume") and rest:
        await _named(written, desk, what, clip(spaced(" ".join(rest)), 1000), command)
    else:
        await say(written, desk, Message(USAGE))


async def press(update: Update, context: Context) -> None:
    """A key under the list, under a preset, or under a look on trial."""
    desk = context.bot_data
    tap = await pressed(update, desk, decode_source)
    if tap is None:
        return
    said, command = tap.said, replace(tap.command, action=tap.said.code)
    if said.code in (TURN, TURN_KEYS):
        await _redraw(said, command, desk)
        outcome = Outcome(answer=Message(""))
    elif (words := await _not_a_lead(command, desk)) is not None:
        outcome = Outcome(answer=words, alert=True, refused="role")
    elif said.code == PRESET:
        outcome = await preset_tapped(said, command, desk)
    else:
        outcome = await _change(said, command, desk)
    await answer(tap.query, outcome, desk)


async def _change(said: SourcePress, command: Command, desk: Desk) -> Outcome:
    known = await desk.store.known_source(said.source)
    if known is None:
        return Outcome(answer=Message(N_("没有这个监测源了")), alert=True)
    if said.code == TEST:
        fine = try_known(known, command, desk)
        return Outcome(answer=Message(N_("正在试读，结果发在下方") if fine else BUSY), alert=not fine)
    if said.code == DROP:
        outcome = await desk.store.drop_source(known, command)
    else:
        outcome = await desk.store.turn_source(known, said.code == RESUME, command)
    if said.page is not None:
        await _redraw(said, command, desk)
    elif not outcome.refused:
        await put(f"done:{command.key}", outcome.answer, (), command, desk, target=command.origin.message)
    return outcome


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


async def _redraw(said: SourcePress, command: Command, desk: Desk) -> None:
    told = await _page(said.page or 0, desk, keys=said.code != TURN)
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
