"""标为无效（误报）: whoever marked it is offered the word to exclude; a lead's tap adds it, a member's proposes it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

from telegram import Update

from core.duty import Shift
from core.incident import Status
from core.outgoing import Lane, Notice
from core.people import Role
from core.rules.exclude import TEACHES, Effect, asked, learnt, proposal, proposal_keys
from core.rules.figures import SPAN
from core.rules.presses import KEEP, RulePress, decode_rule
from core.rules.sections import Kind
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.common import put
from handlers.context import Context, Desk
from handlers.pressing import answer, pressed, turned_away
from storage.commands import Command
from storage.rule_drafts import DROPPED, EXCLUDE, OPEN, TRYING, RuleDraft

_WEEK = timedelta(days=7)


async def offer_exclusion(outcome: Outcome, ident: int, command: Command, desk: Desk) -> None:
    """After 误报 and 无关, soon: it takes a moment to find the word. Where too much waits, at once.

    A press that a stop cut off after it was stored comes again, and tells of no change: each mark has one offer.
    """
    if command.action != "iv" or outcome.refused:
        return
    marked = await desk.store.incident(ident)
    if marked is None or marked.status is not Status.INVALID:
        return
    if marked.topic and marked.invalid_reason in TEACHES:
        body = {"incident": marked.id, "chat": command.origin.chat}
        mark = replace(command, key=f"marked:{marked.id}:{marked.decision}")
        draft = await desk.store.draft_rule(EXCLUDE, body, mark, TRYING)
        await _soon(draft, desk)


async def begin_anew(desk: Desk) -> None:
    """After a start: what the stop kept from being proposed."""
    for draft in await desk.store.rule_trials(EXCLUDE):
        await _soon(draft.id, desk)


async def _soon(draft: int, desk: Desk) -> None:
    if not desk.aside(partial(_propose, draft, desk)):
        await _propose(draft, desk)


async def press(update: Update, context: Context) -> None:
    """A key under a proposal."""
    desk = context.bot_data
    tap = await pressed(update, desk, decode_rule)
    if tap is None:
        return
    command = replace(tap.command, action=tap.said.code)
    await answer(tap.query, await _judged(tap.said, command, desk), desk)


async def _judged(said: RulePress, command: Command, desk: Desk) -> Outcome:
    draft = await desk.store.rule_draft(said.ident)
    if draft is None or draft.kind != EXCLUDE or not 0 <= said.arg <= len(draft.body.get("terms", ())):
        return await turned_away(desk, "forged", command, Message(N_("这条建议已失效")))
    return await _decided(said, draft, command, desk)


async def _decided(said: RulePress, draft: RuleDraft, command: Command, desk: Desk) -> Outcome:
    """Stored first, then said: a press that a crash cut off in between comes again, and its keys go."""
    leads = command.actor.may(Role.LEAD)
    if said.code == KEEP:
        outcome = await desk.store.drop_rule_draft(draft.id, EXCLUDE, command)
    elif said.arg == 0:
        return await turned_away(desk, "forged", command, Message(N_("这条建议已失效")))
    elif not await _still_invalid(draft, desk):
        return Outcome(answer=Message(N_("这件事已不是无效，这条建议不再适用")), alert=True, refused="stale")
    elif not leads and draft.state != OPEN:
        return Outcome(answer=Message(N_("已经处理过了")), alert=True, refused="gone")
    elif not leads:
        return await _ask_lead(said.arg, draft, command, desk)
    else:
        outcome = await desk.store.exclude_term(draft.id, draft.body["terms"][said.arg - 1], command)
    if outcome.refused not in ("gone", "role"):
        await put(f"done:{command.key}", outcome.answer, (), command, desk, target=command.origin.message)
    return outcome


async def _still_invalid(draft: RuleDraft, desk: Desk) -> bool:
    incident = await desk.store.incident(draft.body["incident"])
    return incident is not None and incident.status is Status.INVALID


async def _propose(ident: int, desk: Desk) -> None:
    draft, now = await desk.store.rule_draft(ident), desk.clock()
    marked = await desk.store.incident(draft.body["incident"]) if draft is not None else None
    rule = await desk.store.rule(marked.topic) if marked is not None else None
    found: tuple[Effect, ...] = ()
    if marked is not None and rule is not None and rule.active and rule.section.kind is Kind.GROUP:
        week, known = now - _WEEK, await desk.store.rules()
        hits = await desk.store.hits_by(rule.name, now - SPAN, week, marked.id)
        found = await asyncio.to_thread(learnt, marked, hits, known, rule.name, desk.lexicon, week)
    if draft is None or marked is None or rule is None or not found:
        await desk.store.trial_over(ident, DROPPED, now)
        return
    terms = [one.term for one in found]
    notice = Notice(
        key=f"exclude:{draft.key}"[:120],
        chat=draft.body["chat"],
        text=proposal(marked.number, rule.name, found),
        lane=Lane.LOG,
        incident=marked.id,
        keys=proposal_keys(ident, terms),
    )
    effects = [[one.removed, one.hits, one.true] for one in found]
    body = {"rule": rule.name, "number": marked.number, "terms": terms, "effects": effects}
    await desk.store.trial_over(ident, OPEN, now, (notice,), **body)
    desk.wake.set()


async def _ask_lead(place: int, draft: RuleDraft, command: Command, desk: Desk) -> Outcome:
    """Put to whoever leads now, in the group, where anybody who leads may answer."""
    policy, body = await desk.store.policy(), draft.body
    removed, hits, true = body["effects"][place - 1]
    effect = Effect(term=body["terms"][place - 1], removed=removed, hits=hits, true=true)
    notice = Notice(
        key=f"exclude:{draft.id}:{place}",
        chat=policy.group,
        text=asked(command.actor.name, body["rule"], effect),
        lane=Lane.LOG,
        incident=body["incident"],
        mentions=tuple(one.id for one in policy.on_duty(Shift.LEAD, command.now)[:1]),
        keys=proposal_keys(draft.id, body["terms"], place),
    )
    await desk.store.say(notice, desk.clock())
    desk.wake.set()
    return Outcome(answer=Message(N_("已建议带班领导加这个排除词")))
