"""What people write: commands, and replies to the bot's questions. All other talk is none of our business."""

import logging
from dataclasses import replace
from functools import partial

from telegram import Message as Written
from telegram import Update

from core.callback import read_deep_link
from core.changes import Entry, Origin
from core.outgoing import Lane, Notice
from core.people import Actor
from core.showing import clean, clip
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.common import decide, not_registered, stranger
from handlers.context import Context, Desk
from storage.commands import Command
from storage.outbox import Question

#: what a person may write in answer to a question
LINE_LIMIT = 500

log = logging.getLogger(__name__)


async def start(update: Update, context: Context) -> None:
    """In the private chat: a deep link opens an incident's menu; anything else gets a word of where to begin."""
    written, desk = update.message, context.bot_data
    if written is None or written.from_user is None:
        return
    command = await _registered(update, written, desk)
    if command is None:
        return
    ident = read_deep_link(context.args[0]) if context.args else None
    if ident is None or await desk.store.incident(ident) is None:
        await _say(
            written,
            desk,
            Message(N_("您好，{name}。群里的卡片点「更多」，就能在这里办理"), {"name": command.actor.name}),
        )
        return
    await desk.store.open_menu(ident, command.actor.id, command.now)
    desk.wake.set()


async def undo(update: Update, context: Context) -> None:
    """/undo: take back my last act, as the first line of ⋯ does."""
    written, desk = update.message, context.bot_data
    if written is None:
        return
    command = await _registered(update, written, desk)
    if command is None:
        return
    ident = await desk.store.undoable(command.actor.id)
    if ident is None:
        await _say(written, desk, Message(N_("没有可以撤销的操作")))
        return
    await _act(written, desk, "un", "", ident, None, command)


async def reply(update: Update, context: Context) -> None:
    """A reply to one of the bot's questions completes the act that asked."""
    written, desk = update.message, context.bot_data
    if written is None or written.reply_to_message is None:
        return
    question = await desk.store.question(written.chat.id, written.reply_to_message.message_id)
    if question is None:
        return
    command = await _registered(update, written, desk)
    if command is None:
        return
    await _answered(written, desk, question, command)


async def _answered(written: Written, desk: Desk, question: Question, command: Command) -> None:
    policy = await desk.store.policy()
    if question.person != command.actor.id:
        await _say(written, desk, Message(N_("这个问题请 {name} 回答"), {"name": policy.name(question.person)}))
        return
    line = clip(clean(written.text or ""), LINE_LIMIT)
    if not line:
        await _say(written, desk, Message(N_("请回复一句文字")))
        return
    await _act(written, desk, question.action, line, question.incident, question.seen, command)


async def _act(
    written: Written, desk: Desk, action: str, arg: str, ident: int, seen: int | None, command: Command
) -> None:
    command = replace(command, action=action, arg=arg)
    outcome: Outcome = await desk.store.change((ident,), partial(decide, command=command, seen=seen), command)
    incident = await desk.store.incident(ident)
    number = incident.number if incident else ""
    sign = "⚠️" if outcome.refused else "✔"
    text = Message(N_("{sign} {number} {answer}"), {"sign": sign, "number": number, "answer": outcome.answer})
    await _say(written, desk, text, incident=ident)


async def anonymous(update: Update, context: Context) -> None:
    """An anonymous administrator's words carry no person: refused with the reason; their presses do carry one."""
    written, desk = update.message, context.bot_data
    if written is None:
        return
    if not (await desk.store.policy()).is_ours(written.chat.id) or not _to_us(written, context.bot.id):
        return
    nobody = Actor(id=written.from_user.id if written.from_user else 0, name="", roles=frozenset())
    await desk.store.refused("anonymous", "gate", _command(update, written, desk, nobody))
    await _say(written, desk, Message(N_("匿名管理员的文字无法确认是谁，请改用按钮，或关闭匿名后再发")))


def _to_us(written: Written, bot: int) -> bool:
    """A command of ours, or a reply to the bot: what people say to each other is none of our business."""
    answered = written.reply_to_message
    if answered is not None:
        return answered.from_user is not None and answered.from_user.id == bot
    return (written.text or "").startswith(("/undo", "/start"))


async def _registered(update: Update, written: Written, desk: Desk) -> Command | None:
    """The command of a registered person in one of our chats; others are turned away and logged."""
    policy, person = await desk.store.policy(), written.from_user
    if person is None:
        return None
    private = written.chat.id == person.id
    actor = policy.actor(person.id)
    command = _command(update, written, desk, actor or stranger(person))
    if not (private or policy.is_ours(written.chat.id)):
        await desk.store.refused("foreign", "gate", command)
        # how an operator learns the number of a group; nothing is said there
        log.info("chat %s wrote; put it under [telegram] group to bind it", written.chat.id)
        return None
    await desk.store.chat_reachable(written.chat.id)
    if actor is None:
        await desk.store.refused("stranger", "gate", command)
        # once an hour: whoever forwards us a thousand messages must not make us write a thousand
        hour = int(command.now.timestamp() // 3600)
        await _say(written, desk, not_registered(policy), key=f"stranger:{person.id}:{hour}")
        return None
    return command


def _command(update: Update, written: Written, desk: Desk, actor: Actor) -> Command:
    entry = Entry.REPLY if written.reply_to_message else Entry.COMMAND
    origin = Origin(entry=entry, chat=written.chat.id, message=written.message_id)
    return Command(key=f"update:{update.update_id}", actor=actor, origin=origin, now=desk.clock())


async def _say(written: Written, desk: Desk, text: Message, *, incident: int = 0, key: str = "") -> None:
    notice = Notice(
        key=key or f"said:{written.chat.id}:{written.message_id}",
        chat=written.chat.id,
        text=text,
        lane=Lane.PROMPT,
        incident=incident,
    )
    await desk.store.say(notice, desk.clock())
    desk.wake.set()
