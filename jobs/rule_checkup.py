"""规则体检: beside the weekly digest, at its time; a week that a downtime missed is looked at once."""

import asyncio
from datetime import timedelta

from core.digest.periods import Span
from core.digest.schedule import candidates
from core.rules.checkup import findings, told
from jobs.tools import Job, Tools

_WEEK = timedelta(days=7)


async def checkup(tools: Tools) -> None:
    """Look at every rule once the newest week is over and its digest is due."""
    now, store = tools.clock(), tools.store
    policy, began = await store.policy(), await store.began()
    if not policy.group or began is None:
        return
    due = candidates(now, began, policy.figures.reports, policy.figures.timezone)
    week = next((one.period.key for one in due if one.period.span is Span.WEEK), "")
    if not week or await store.rules_looked_at() == week:
        return
    rules, figures = await store.rules(), await store.rule_figures(now)
    posts = await store.posts_since(now - _WEEK)
    limits, local = policy.figures.rules, policy.local(now)
    found = await asyncio.to_thread(findings, rules, figures, posts, began, local, limits)
    await store.tell_checkup(week, told(found, week, policy, now), now)
    if found:
        tools.ring.set()


JOB = Job(name="rule_checkup", every=timedelta(minutes=1), run=checkup)
