"""What people write: commands, and replies to the bot's questions. All other talk is none of our business."""

import logging
import re
from dataclasses import replace
from datetime import timedelta
from functools import partial

from telegram import Message as Written
from telegram import Update
from telegram.error import RetryAfter, TelegramError

from core.actions import BY_CODE
from core.attachments import WORDLESS
from core.lists.commands import COMMANDS
from core.people import Actor
from core.showing import clean, clip
from core.texts import N_, Message
from core.workflow import LINE, Action, Outcome
from handlers.common import command_of, decide, registered, replied_to, say, subjects
from handlers.context import Context, Desk
from handlers.sent import file_of, question_in
from storage.commands import Command
from storage.questions import Question

#: the reaction that says: taken down
SEEN = "👍"
#: what people can call; the bot may be named
_CALLED = re.compile(rf"/(?:{'|'.join(one.name for one in COMMANDS)})(?:@(?P<bot>\w+))?(?:\s|$)", re.IGNORECASE)

log = logging.getLogger(__name__)


async def undo(update: Update, context: Context) -> None:
    """/undo: take back my last act, as the first line of ⋯ does."""
    written, desk = update.message, context.bot_data
    if written is None:
        return
    command = await registered(update, written, desk)
    if command is None:
        return
    ident = await desk.store.undoable(command.actor.id)
    if ident is None:
        await say(written, desk, Message(N_("没有可以撤销的操作")))
        return
    await _act(written, desk, replace(command, action="un"), ident, None)


async def reply(update: Update, context: Context) -> None:
    """A reply to one of the bot's questions completes the act that asked; one to a card adds words or evidence."""
    written, desk = update.message, context.bot_data
    old = replied_to(written) if written is not None else None
    if written is None or old is None:
        return
    chat, ours = written.chat.id, old.from_user is not None and old.from_user.id == context.bot.id
    question = await question_in(written, old, desk, context.bot.id)
    ident = None if question else await desk.store.incident_in(chat, old.message_id)
    forgotten = ours and not question and not ident and not await desk.store.knows(chat, old.message_id)
    if question is None and not ((ident or forgotten) and _says_something(written)):
        return
    command = await registered(update, written, desk)
    if command is None:
        return
    if question is not None:
        await _answered(written, desk, question, command)
    elif ident is not None:
        await _remarked(written, desk, command, ident)
    else:
        await say(written, desk, Message(N_("这条消息已过期，没有记下；请回复最新的卡片")))


def _says_something(written: Written) -> bool:
    """Words or a file; a sticker is talk, and what begins with a stroke was meant as a command."""
    return bool(file_of(written)) or not (written.text or "/").startswith("/")


async def _remarked(written: Written, desk: Desk, command: Command, ident: int) -> None:
    """Words become a comment, a photo or file becomes evidence: answered with the least noise."""
    file = file_of(written)
    line = clip(clean(written.text or written.caption or ""), LINE)
    if not file and not line:
        return
    command = replace(command, action="ae" if file else "cm", words=line, file=file)
    outcome: Outcome = await desk.store.change((ident,), partial(decide, command=command, seen=None), command)
    if outcome.refused:
        await _told(written, desk, outcome, ident)
        return
    album = written.media_group_id
    if album and not await desk.store.first_of_album(written.chat.id, album, command.now):
        return
    if written.chat.id == command.actor.id:
        await _told(written, desk, outcome, ident)
        return
    if await desk.store.may_speak(written.chat.id, command.now):
        await _react(written, desk)


async def _react(written: Written, desk: Desk) -> None:
    try:
        await written.set_reaction(SEEN)
    except RetryAfter as error:
        seconds = error.retry_after
        span = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
        await desk.store.hush(written.chat.id, desk.clock() + span)
    except TelegramError as error:
        # a group may allow no reactions; the card counts the evidence, and the story tells of the words
        log.info("no reaction in chat %s: %s", written.chat.id, type(error).__name__)


async def _answered(written: Written, desk: Desk, question: Question, command: Command) -> None:
    policy = await desk.store.policy()
    if question.person != command.actor.id:
        await say(written, desk, Message(N_("这个问题请 {name} 回答"), {"name": policy.name(question.person)}))
        return
    said = written.text or written.caption or ""
    # what begins with a stroke was meant as a command, for us or for another bot
    line = "" if said.startswith("/") else _read(said, BY_CODE.get(question.action))
    file = file_of(written)
    if file is not None:
        added = await _also_evidence(written, desk, replace(command, file=file), question)
        if not added:
            return
        line = line or desk.texts(WORDLESS)
    if not line:
        await say(written, desk, Message(N_("请回复一句文字")))
        return
    by_photo = question.action in BY_CODE and BY_CODE[question.action].by_photo
    command = replace(command, action=question.action, arg=question.arg, words=line, file=file if by_photo else None)
    if not await _act(written, desk, command, question.incident, question.seen):
        await desk.store.question_answered(question)


def _read(said: str, action: Action | None) -> str:
    """The whole of it, its lines kept only where they mean something; the gate refuses what is too long."""
    if action is None or not action.paragraphs:
        return clean(said)
    lines = (clean(line) for line in said.strip().splitlines())
    return "\n".join(lines).strip()


async def _also_evidence(written: Written, desk: Desk, command: Command, question: Question) -> bool:
    """An answer with a photo is evidence too. False where nothing is left to answer: refused, or more of an album."""
    command = replace(command, key=f"{command.key}:file", action="ae")
    outcome: Outcome = await desk.store.change(
        (question.incident,), partial(decide, command=command, seen=None), command
    )
    if outcome.refused:
        await _told(written, desk, outcome, question.incident)
        return False
    album = written.media_group_id
    return not album or await desk.store.first_of_album(written.chat.id, album, command.now)


async def _act(written: Written, desk: Desk, command: Command, ident: int, seen: int | None) -> str:
    """Returns the code of the refusal, "" where it was done."""
    about, command = subjects(command, ident)
    outcome: Outcome = await desk.store.change(about, partial(decide, command=command, seen=seen), command)
    await _told(written, desk, outcome, ident)
    return outcome.refused


async def _told(written: Written, desk: Desk, outcome: Outcome, ident: int) -> None:
    incident = await desk.store.incident(ident)
    number = incident.number if incident else ""
    sign = "⚠️" if outcome.refused else "✔"
    text = Message(N_("{sign} {number} {answer}"), {"sign": sign, "number": number, "answer": outcome.answer})
    await say(written, desk, text, incident=ident)


async def anonymous(update: Update, context: Context) -> None:
    """An anonymous administrator's words carry no person: refused with the reason; their presses do carry one."""
    written, desk = update.message, context.bot_data
    if written is None:
        return
    to_us = _calls_us(written, context.bot.username) or _answers_us(written, context.bot.id)
    if not to_us or not (await desk.store.policy()).is_ours(written.chat.id):
        return
    nobody = Actor(id=written.from_user.id if written.from_user else 0, name="", roles=frozenset())
    await desk.store.refused("anonymous", "gate", command_of(update, written, desk, nobody))
    await say(written, desk, Message(N_("匿名管理员发的文字无法确认是谁写的，请改用按钮，或关闭匿名后再发")))


def _calls_us(written: Written, username: str) -> bool:
    """A command of ours, alone or as a reply, in the text or under a photo."""
    called = _CALLED.match(written.text or written.caption or "")
    return called is not None and (called["bot"] or username).lower() == username.lower()


def _answers_us(written: Written, bot: int) -> bool:
    """A reply to the bot: what people say to each other is none of our business."""
    answered = replied_to(written)
    return answered is not None and answered.from_user is not None and answered.from_user.id == bot
