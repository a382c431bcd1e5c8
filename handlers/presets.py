"""/source preset: what an office of our kind may watch, and one of it added after a look on trial."""

from collections.abc import Sequence

from telegram import Message as Written

from core.texts import N_, Message
from core.watching.listing import SourcePress
from core.watching.presets import Menu, chosen, kind_named, menu_told
from core.workflow import Outcome
from handlers.common import put, say
from handlers.context import Desk
from handlers.trials import try_new
from storage.commands import Command


async def preset(written: Written, words: Sequence[str], command: Command, desk: Desk) -> None:
    """`words`: a kind and the number of a source, both or one may be missing."""
    kind, number = (*words, "", "")[:2]
    menu = desk.preset(kind)
    if number and menu.title:
        await say(written, desk, await _added(menu, number, kind, command, desk))
        return
    told = menu_told(menu, desk.texts)
    await say(written, desk, told.text, keys=told.keys)


async def preset_tapped(said: SourcePress, command: Command, desk: Desk) -> Outcome:
    """A key: one kind or all of them in place of what stands there, or one of its sources."""
    kind = kind_named(desk.preset(""), said.source)
    menu = desk.preset(kind)
    if said.page is not None and menu.title:
        return Outcome(answer=await _added(menu, str(said.page), kind, command, desk))
    told = menu_told(menu, desk.texts)
    await put(f"page:{command.key}", told.text, told.keys, command, desk, target=command.origin.message)
    return Outcome(answer=Message(""))


async def _added(menu: Menu, number: str, kind: str, command: Command, desk: Desk) -> Message:
    one = chosen(menu, number)
    if one is None:
        text = N_("「{title}」里没有编号为 {number} 的监测源；发送 /source preset {kind} 查看")
        return Message(text, {"title": menu.title, "number": number[:10], "kind": kind[:20]})
    if one.source is None:
        return Message(N_("「{name}」还不能加入：{problem}"), {"name": one.name, "problem": one.problem or ""})
    if await desk.store.known_source(one.name) is not None:
        return Message(N_("已有名为「{name}」的监测源；请换个名称"), {"name": one.name})
    return try_new(one.source, command, desk)
