"""汇总: the digest, the brief and the summaries, each once, whenever it is due; what a downtime missed is caught up."""

import asyncio
import logging
from datetime import datetime, timedelta

from core.digest.brief import brief, day_facts, days_of
from core.digest.parcel import Told, parcel
from core.digest.periods import Period, Span, before
from core.digest.schedule import Due, brief_window, candidates, missing
from core.digest.summary import summarise
from core.ledger.wish import Wish
from core.outgoing import Lane, Notice
from core.people import Role
from core.policy import Policy
from core.texts import N_, Message
from jobs.tools import Job, Tools

log = logging.getLogger(__name__)


async def digest(tools: Tools) -> None:
    """Whatever has to be told now. Without a group nobody would hear it, so nothing counts as told."""
    now, policy, began = tools.clock(), await tools.store.policy(), await tools.store.began()
    if not policy.group or began is None:
        return
    figures = policy.figures
    found = candidates(now, began, figures.reports, figures.timezone)
    told = await tools.store.told_periods([one.period.key for one in found]) if found else frozenset()
    held: set[Span] = set()
    for due in missing(found, told):
        if due.period.span in held:
            # it would be told before an older one of its kind, which then is never told
            continue
        try:
            await _tell(due, policy, tools)
        except Exception:
            # it is due again at the next look
            log.exception("the digest of %s failed", due.period.key)
            held.add(due.period.span)
            await _complain(due.period, policy, tools)
    window = brief_window(now, figures.reports, figures.timezone)
    if window is not None and began < window[1]:
        await _brief(window, policy, tools)


async def _tell(due: Due, policy: Policy, tools: Tools) -> None:
    store, period = tools.store, due.period
    # off the loop: everybody's presses would wait for a year's figures
    summary = await asyncio.to_thread(summarise, await store.activity(period), policy)
    told = Told(
        summary=summary,
        before=await store.kept_summary(before(period)),
        # a week has no picture of them
        spells=() if period.span is Span.WEEK else await store.spells(period),
        rows=await store.ledger_count(Wish(period=period)),
        late=due.late,
    )
    if await store.tell(summary, parcel(told, policy, tools.texts), tools.clock()):
        log.info("told of %s", period.key)
        tools.ring.set()


async def _complain(period: Period, policy: Policy, tools: Tools) -> None:
    """A Monday without its digest must not look like a quiet week: the leads hear why, once a period."""
    text = Message(
        N_("⚠️ {period}的汇总没能生成，会自动重试，之后的同类汇总顺延。请管理员查看日志"), {"period": period.label}
    )
    for lead in policy.holders(Role.LEAD):
        key = f"digest-failed:{period.key}:{lead.id}"
        if await tools.store.say(Notice(key=key, chat=lead.id, text=text, lane=Lane.LOG, loud=True), tools.clock()):
            tools.ring.set()


async def _brief(window: tuple[datetime, datetime], policy: Policy, tools: Tools) -> None:
    since, until = window
    day = until.date()
    if await tools.store.told_periods([day.isoformat()]):
        return
    now, activity = tools.clock(), await tools.store.activity(days_of(since, until))
    facts = await asyncio.to_thread(day_facts, activity, since, until)
    notice = brief(facts, policy, tools.texts, now) if facts.worth_it else None
    if await tools.store.tell_brief(day, notice, now) and notice is not None:
        tools.ring.set()


JOB = Job(name="digest", every=timedelta(seconds=15), run=digest)
