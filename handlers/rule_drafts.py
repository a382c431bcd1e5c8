"""Rules on trial (试算): what somebody wrote is looked at, run over the last week, and only then saved.

try_written | try_rule → a draft under trial → aside: _tried → told, to be saved by a tap.
What a fault cuts off is given back; what a stop cuts off is begun anew at the next start.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from core.changes import Entry, Origin
from core.lists.incidents import Keys
from core.people import Actor
from core.rules import RuleSet
from core.rules.drafting import mistaken, not_run, overwrites, save_keys, told_forecast, too_broad
from core.rules.editing import Mistakes, linted, with_sections
from core.rules.replaced import changes, overwritten
from core.rules.sections import Kind, Rule, Section, compose
from core.texts import N_, Message
from handlers.context import Desk
from handlers.rule_talk import notices, tell
from storage.commands import Command
from storage.rule_changes import versions
from storage.rule_drafts import DONE, DROPPED, OPEN, TRIAL, TRYING, WRITE

BUSY = N_("正在试算的规则太多，请过几分钟再发一次")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is tried: the pieces in question, and what was written, "" where nothing was."""

    sections: tuple[Section, ...]
    groups: frozenset[str]
    text: str = ""
    #: the handle of the rule that is edited, or tried as it stands
    only: str = ""
    #: is it to be saved?
    save: bool = False
    #: the draft that keeps it
    draft: int = 0


async def try_written(text: str, command: Command, desk: Desk, *, only: str = "", save: bool, draft: int = 0) -> None:
    """What somebody wrote: mistakes are said with their places and the text given back, else it is run.

    `draft`: keeps it already; what does not fit any more is over.
    """
    known = await desk.store.rules()
    try:
        sections = await asyncio.to_thread(linted, text, known, only)
    except Mistakes as wrong:
        await tell(command, desk, mistaken(wrong), what="wrong", quoted=text)
        await desk.store.trial_over(draft, DROPPED, desk.clock())
        return
    trial = Trial(sections=sections, groups=_groups(sections, known), text=text, only=only, save=save)
    await _begin(trial, command, desk)


async def try_rule(rule: Rule, command: Command, desk: Desk) -> None:
    """One that is kept, as if it were in use."""
    sections = (rule.section,)
    trial = Trial(sections=sections, groups=_groups(sections, await desk.store.rules()), only=rule.section.handle)
    await _begin(trial, command, desk)


async def begin_anew(desk: Desk) -> None:
    """After a start: the dry runs that the stop cut off. What was said of them before is not said twice."""
    policy = await desk.store.policy()
    for draft in await desk.store.rule_trials(WRITE, TRIAL):
        text, only, origin = draft.body["text"], draft.body["only"], draft.body["origin"]
        where = Origin(entry=Entry(origin["entry"]), chat=origin["chat"], message=origin["message"])
        actor = policy.actor(draft.person) or Actor(id=draft.person, name="", roles=frozenset())
        command = Command(key=draft.key, actor=actor, origin=where, now=desk.clock())
        rule = None if text else await desk.store.rule(only)
        if text:
            await try_written(text, command, desk, only=only, save=draft.kind == WRITE, draft=draft.id)
        elif rule is not None:
            await try_rule(rule, command, desk)


def _groups(sections: Sequence[Section], known: Sequence[Rule]) -> frozenset[str]:
    """The groups in question: those written; where a name or the global exclusions change, all of them."""
    written = frozenset(section.name for section in sections if section.kind is Kind.GROUP)
    if len(written) == len(sections):
        return written
    return written | {rule.name for rule in known if rule.section.kind is Kind.GROUP}


async def _begin(trial: Trial, command: Command, desk: Desk) -> None:
    at = command.origin
    origin = {"entry": at.entry.value, "chat": at.chat, "message": at.message}
    body = {"text": trial.text, "only": trial.only, "origin": origin}
    draft = await desk.store.draft_rule(WRITE if trial.save else TRIAL, body, command, TRYING)
    if desk.aside(partial(_tried, replace(trial, draft=draft), command, desk)):
        await tell(command, desk, Message(N_("正在用近7天的帖文试算，请稍候")), what="begun")
    else:
        await _over(replace(trial, draft=draft), Message(BUSY), command, desk)


async def _tried(trial: Trial, command: Command, desk: Desk) -> None:
    try:
        await _run(trial, command, desk)
    except Exception:
        await _over(trial, not_run(save=trial.save), command, desk)
        raise


async def _over(trial: Trial, text: Message, command: Command, desk: Desk) -> None:
    """Nothing came of it: said with the reason, and what was written is given back."""
    said = notices(command, text, what="over", quoted=trial.text)
    await desk.store.trial_over(trial.draft, DROPPED, desk.clock(), said)
    desk.wake.set()


async def _run(trial: Trial, command: Command, desk: Desk) -> None:
    known = await desk.store.rules()
    rules = await asyncio.to_thread(RuleSet.parse, compose(with_sections(known, trial.sections)))

    async def progress(done: int, total: int) -> None:
        words = N_("试算中：已看 {done}/{total} 条")
        await tell(command, desk, Message(words, {"done": done, "total": total}), what="half")

    told = await desk.forecast(rules, trial.groups, progress)
    if trial.save and told.wider:
        await _over(trial, too_broad(told), command, desk)
        return
    changed: tuple[Message, ...] = ()
    keys: Keys = ()
    if trial.save:
        changed, keys = changes(trial.sections, known), save_keys(trial.draft)
        await _show_old(trial, known, command, desk)
    names = [section.name for section in trial.sections]
    text = told_forecast(told, names, await desk.store.policy(), desk.texts, changed)
    said, state = notices(command, text, what="told", keys=keys), OPEN if trial.save else DONE
    found = versions(trial.sections, known)
    await desk.store.trial_over(trial.draft, state, desk.clock(), said, versions=found)
    desk.wake.set()


async def _show_old(trial: Trial, known: Sequence[Rule], command: Command, desk: Desk) -> None:
    """Whoever adds a rule under a name that is taken sees what would be lost."""
    for rule in () if trial.only else overwritten(trial.sections, known):
        await tell(command, desk, overwrites(rule), what=f"old{rule.id}", quoted=rule.section.text)
