"""Keys about rules: pages, one rule, its dry run; what is saved, left, paused, changed by a lead."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from telegram import Update

from core.rules import presses
from core.rules.drafting import ASK_NEW
from core.rules.presses import RulePress, decode_rule
from core.rules.sections import Rule
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.context import Context, Desk
from handlers.pressing import answer, pressed, turned_away
from handlers.rule_drafts import try_rule
from handlers.rule_talk import NEW, ask, ask_text, not_a_lead, show_list, show_panel, tell
from storage.commands import Command
from storage.rule_drafts import WRITE

Do = Callable[[RulePress, Command, Desk], Awaitable[Outcome]]

_SILENT = Outcome(answer=Message(""))
#: what everybody may look at and try
_FREE = frozenset({presses.LIST, presses.OPEN, presses.TEST})
#: refusals after which the message keeps its keys or says already what came of it
_STANDS = frozenset({"gone", "forged", "role"})


async def press(update: Update, context: Context) -> None:
    """A key under what is said about rules."""
    desk = context.bot_data
    tap = await pressed(update, desk, decode_rule)
    if tap is None:
        return
    said, command = tap.said, replace(tap.command, action=tap.said.code)
    words = None if said.code in _FREE else await not_a_lead(command, desk)
    if words is not None:
        outcome = Outcome(answer=words, alert=True, refused="role")
    elif said.code in KEYS:
        outcome = await KEYS[said.code](said, command, desk)
    else:
        outcome = await turned_away(desk, "forged", command, Message(N_("按钮已失效，请重新发送 /rule")))
    await answer(tap.query, outcome, desk)


def _about(do: Callable[[Rule, RulePress, Command, Desk], Awaitable[Outcome]]) -> Do:
    """A key of one rule; the rule may be gone."""

    async def done(said: RulePress, command: Command, desk: Desk) -> Outcome:
        known = await desk.store.rule(said.ident)
        if known is None:
            return Outcome(answer=Message(N_("没有这条规则了，请重新发送 /rule")), alert=True)
        return await do(known, said, command, desk)

    return done


async def _list(said: RulePress, command: Command, desk: Desk) -> Outcome:
    await show_list(said.arg, command, desk)
    return _SILENT


async def _add(_: RulePress, command: Command, desk: Desk) -> Outcome:
    await ask(command, desk, NEW, Message(ASK_NEW))
    return _SILENT


async def _open(known: Rule, said: RulePress, command: Command, desk: Desk) -> Outcome:
    await show_panel(known.id, said.arg, command, desk)
    return _SILENT


async def _try(known: Rule, _: RulePress, command: Command, desk: Desk) -> Outcome:
    await try_rule(known, command, desk)
    return _SILENT


async def _edit(known: Rule, _: RulePress, command: Command, desk: Desk) -> Outcome:
    await ask_text(known, command, desk)
    return _SILENT


async def _turn(known: Rule, said: RulePress, command: Command, desk: Desk) -> Outcome:
    outcome = await desk.store.turn_rule(known.id, said.code == presses.RESUME, command)
    await show_panel(known.id, said.arg, command, desk)
    return outcome


async def _settle(said: RulePress, command: Command, desk: Desk) -> Outcome:
    """✅ 保存 or ❌ 不保存 under a dry run: the message says what came of it, and gives the text back."""
    if said.code == presses.DROP:
        outcome = await desk.store.drop_rule_draft(said.ident, WRITE, command)
    else:
        outcome = await desk.store.save_rule_draft(said.ident, command)
    if outcome.refused in _STANDS:
        return outcome
    draft = await desk.store.rule_draft(said.ident)
    text = Message(N_("⚠️ {text}"), {"text": outcome.answer}) if outcome.refused else outcome.answer
    quoted = draft.text if draft is not None else ""
    await tell(command, desk, text, what="done", quoted=quoted, target=command.origin.message)
    return outcome


KEYS: Mapping[str, Do] = {
    presses.LIST: _list,
    presses.ADD: _add,
    presses.OPEN: _about(_open),
    presses.TEST: _about(_try),
    presses.EDIT: _about(_edit),
    presses.PAUSE: _about(_turn),
    presses.RESUME: _about(_turn),
    presses.SAVE: _settle,
    presses.DROP: _settle,
}
