"""/rule and its keys: everybody looks and tries, a lead adds, changes, pauses."""

import re
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Message as Written
from telegram import Update

from core.lists.keys import read_number, spaced
from core.rules.drafting import ASK_NEW, ASK_TEST, USAGE
from core.rules.listing import why_told
from core.showing import clip
from core.texts import N_, Message
from handlers.common import registered, replied_to, say
from handlers.context import Context, Desk
from handlers.rule_drafts import try_rule, try_written
from handlers.rule_talk import NEW, TEXT, TRIED, ask, ask_text, not_a_lead, show_list, tell
from handlers.sent import question_in
from storage.commands import Command
from storage.questions import Question

#: what is typed after /rule, beside the English words
WORDS = {
    **dict.fromkeys(("", "list", "清单"), "list"),
    **dict.fromkeys(("add", "新增", "增加"), "add"),
    **dict.fromkeys(("edit", "修改"), "edit"),
    **dict.fromkeys(("test", "试算"), "test"),
    **dict.fromkeys(("pause", "暂停"), "pause"),
    **dict.fromkeys(("resume", "启用", "恢复"), "resume"),
    **dict.fromkeys(("why", "为什么"), "why"),
}
#: what only a lead may do
_CHANGES = frozenset({"add", "edit", "pause", "resume"})
_ASKED = re.compile(r"/rule(?:@\w+)?[^\S\n]*(?P<what>[^\s\[［【/$＄]*)\s*(?P<rest>.*)", re.DOTALL)
_BRACKETS = " \t[]［］【】"

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]


async def rule(update: Update, context: Context) -> None:
    """/rule …"""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    asked = _ASKED.match(written.text or "")
    what = WORDS.get(asked["what"].lower()) if asked else None
    rest = asked["rest"].rstrip() if asked else ""
    if what in _CHANGES and (words := await not_a_lead(command, desk)) is not None:
        await say(written, desk, words)
    elif what == "list":
        await show_list(0, command, desk)
    elif what == "add":
        await _add(rest, command, desk)
    elif what in ("edit", "test"):
        await _text_or_name(what, rest, command, desk)
    elif what in ("pause", "resume") and rest:
        await _turn(rest, what == "resume", written, command, desk)
    elif what == "why" and rest:
        await _why(rest, written, desk)
    else:
        await say(written, desk, Message(USAGE))


def answers_first(otherwise: Handle) -> Handle:
    """A reply to one of our questions about rules is a rule's text; all others go on as before."""

    async def handle(update: Update, context: Context) -> None:
        written, desk = update.message, context.bot_data
        question = None
        if written is not None and (old := replied_to(written)) is not None:
            question = await question_in(written, old, desk, context.bot.id)
        if written is None or question is None or question.action not in (NEW, TEXT, TRIED):
            await otherwise(update, context)
            return
        command = await registered(update, written, desk)
        if command is not None:
            await _replied(question, written, command, desk)

    return handle


async def _replied(question: Question, written: Written, command: Command, desk: Desk) -> None:
    if question.person != command.actor.id:
        name = (await desk.store.policy()).name(question.person)
        await say(written, desk, Message(N_("这个问题请 {name} 回答"), {"name": name}))
        return
    text = written.text or ""
    if not text or text.startswith("/rule"):
        await say(written, desk, Message(N_("请回复一句文字")))
        return
    await try_written(text, command, desk, only=question.arg, save=question.action != TRIED)
    # last: a crash before it must not make the text, which comes again, an answer to nothing
    await desk.store.question_answered(question)


async def _add(text: str, command: Command, desk: Desk) -> None:
    if text:
        await try_written(text, command, desk, save=True)
    else:
        await ask(command, desk, NEW, Message(ASK_NEW))


async def _text_or_name(what: str, rest: str, command: Command, desk: Desk) -> None:
    """A name on the first line, a text below it or alone."""
    if not rest and what == "test":
        await ask(command, desk, TRIED, Message(ASK_TEST))
        return
    first, _, text = rest.partition("\n")
    known = await desk.store.rule(first.strip(_BRACKETS))
    if what == "test":
        if known is not None and not text.strip():
            await try_rule(known, command, desk)
        else:
            await try_written(rest, command, desk, save=False)
    elif known is None:
        await tell(command, desk, _unknown(first), quoted=text)
    elif text.strip():
        await try_written(text, command, desk, only=known.section.handle, save=True)
    else:
        await ask_text(known, command, desk)


async def _turn(name: str, active: bool, written: Written, command: Command, desk: Desk) -> None:
    known = await desk.store.rule(name.strip(_BRACKETS))
    if known is None:
        await say(written, desk, _unknown(name))
        return
    await say(written, desk, (await desk.store.turn_rule(known.id, active, command)).answer)


async def _why(rest: str, written: Written, desk: Desk) -> None:
    number = read_number(rest)
    incident = await desk.store.incident(number) if number is not None and number < 2**63 else None
    if incident is None:
        await say(written, desk, Message(N_("请写编号，例如 /rule why 127")))
        return
    hits, posts = await desk.store.hits_of(incident.id), await desk.store.posts_hit(incident.id)
    await say(written, desk, why_told(incident.number, hits, posts, desk.texts))


def _unknown(name: str) -> Message:
    words = N_("没有名为「{name}」的规则，请发送 /rule 查看")
    return Message(words, {"name": clip(spaced(name), 40)})
