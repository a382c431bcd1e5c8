"""/member and its buttons: a lead sees who belongs to the team and changes it; requests to join are answered here."""

from dataclasses import replace
from functools import partial

from telegram import CallbackQuery, Update

from core.changes import Entry, Origin
from core.errors import InputError
from core.people import Actor, Member, Role
from core.policy import Policy
from core.showing import clean, clip
from core.team import joining, members, panels
from core.team.keys import CHOOSE, LEAVING, LIST, MEMBER, OFF, ON, PICKER, MemberPress, decode_member
from core.team.panels import Panel
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.common import not_registered, put, registered, say, stranger
from handlers.context import Context, Desk
from handlers.pressing import answer, turned_away
from storage.commands import Command

#: what may be written after /member 姓名 instead of pressing
WORDS = {"停用": OFF, "恢复": ON, "deactivate": OFF, "reactivate": ON}
REASON_LIMIT = 200
VIEWS = (LIST, MEMBER, PICKER, LEAVING)


async def member(update: Update, context: Context) -> None:
    """/member: the list; /member 姓名: one person; /member 姓名 停用 原因: without buttons."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    policy, words = await desk.store.policy(), tuple(context.args or ())
    private = written.chat.id == command.actor.id
    if not command.actor.may(Role.LEAD):
        await desk.store.refused("role", "member", command)
        text = N_("需要「{role}」才能操作，现为：{who}")
        await say(written, desk, Message(text, {"role": Message(Role.LEAD.label), "who": policy.who_may(Role.LEAD)}))
        return
    found = [m for m in policy.members.values() if words and m.name == words[0]]
    if len(words) > 1 and len(found) == 1:
        await say(written, desk, await _written(words, found[0], command, desk))
        return
    if len(found) == 1 and private:
        shown = panels.panel(found[0])
    elif words and not found:
        shown = Panel(
            text=Message(N_("没有成员「{name}」，请发送 /member 查看名单"), {"name": clip(clean(words[0]), 40)})
        )
    else:
        shown = panels.roll(policy, 0, editable=private)
    await say(written, desk, shown.text, keys=shown.keys)


async def _written(words: tuple[str, ...], found: Member, command: Command, desk: Desk) -> Message:
    code = WORDS.get(words[1].lower())
    if code is None:
        return Message(N_("用法：/member 姓名 停用 原因，或 /member 姓名 恢复"))
    reason = clip(clean(" ".join(words[2:])), REASON_LIMIT)
    outcome = await desk.store.manage(found.id, partial(members.decide, code), replace(command, words=reason))
    text = N_("{sign} {name}：{answer}")
    return Message(text, {"sign": "⚠️" if outcome.refused else "✔", "name": found.name, "answer": outcome.answer})


async def press(update: Update, context: Context) -> None:
    """A tap on a button about a person."""
    query, desk = update.callback_query, context.bot_data
    if query is None:
        return
    policy = await desk.store.policy()
    actor = policy.actor(query.from_user.id)
    origin = Origin(
        entry=Entry.BUTTON,
        chat=query.message.chat.id if query.message else 0,
        message=query.message.message_id if query.message else 0,
        callback=query.id,
    )
    command = Command(
        key=f"press:{query.id}", actor=actor or stranger(query.from_user), origin=origin, now=desk.clock()
    )
    outcome = await _judged(query, command, actor, policy, desk)
    await answer(query, outcome, desk)
    desk.wake.set()


async def _judged(query: CallbackQuery, command: Command, actor: Actor | None, policy: Policy, desk: Desk) -> Outcome:
    """Who pressed what where: the role is looked up again where it is decided."""
    private = command.origin.chat == query.from_user.id
    if not (private or policy.is_ours(command.origin.chat)):
        return await turned_away(desk, "foreign", command, Message(N_("这里不是本单位的群，不能操作")))
    try:
        pressed = decode_member(query.data or "")
    except InputError as error:
        return await turned_away(desk, "forged", command, error.message)
    command = replace(command, action=pressed.code, arg=pressed.arg)
    if pressed.code == CHOOSE:
        if not private or pressed.person != query.from_user.id:
            return await turned_away(desk, "forged", command, Message(N_("按钮已失效，请重新打开")))
        return await desk.store.manage(pressed.person, joining.choose, command)
    if actor is None:
        return await turned_away(desk, "stranger", command, not_registered(policy))
    if pressed.code in joining.DECISIONS:
        return await desk.store.manage(pressed.person, joining.DECISIONS[pressed.code], command)
    return await _on_panel(pressed, command, desk)


async def _on_panel(pressed: MemberPress, command: Command, desk: Desk) -> Outcome:
    """A switch or another page of the panel, which is then drawn anew."""
    outcome = Outcome(answer=Message(""))
    if pressed.code not in VIEWS:
        outcome = await desk.store.manage(pressed.person, partial(members.decide, pressed.code), command)
    elif not command.actor.may(Role.LEAD) or command.origin.chat != command.actor.id:
        return await turned_away(desk, "role", command, Message(N_("请带班领导在私聊里操作")))
    if command.origin.chat == command.actor.id and not outcome.refused:
        shown = _panel(pressed, await desk.store.policy())
        await put(f"panel:{command.key}", shown.text, shown.keys, command, desk, target=command.origin.message)
    return outcome


def _panel(pressed: MemberPress, policy: Policy) -> Panel:
    page = int(pressed.arg) if pressed.arg.isdecimal() and len(pressed.arg) < 5 else 0
    found = policy.members.get(pressed.person)
    if pressed.code == LIST or found is None:
        return panels.roll(policy, page)
    if pressed.code == PICKER:
        return panels.departments(found, policy, page)
    return panels.leaving(found) if pressed.code == LEAVING else panels.panel(found)
