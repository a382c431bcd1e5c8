"""交接: at the change of shifts the desk is handed over, once; key periods are told at their begin and end."""

from datetime import datetime, timedelta

from core.policy import Policy
from core.rostering.handover import handover as told
from core.rostering.handover import period_keys, period_notice
from jobs.tools import Job, Tools


async def handover(tools: Tools) -> None:
    """Whatever has to be said now; what a downtime missed is said late, of the shift that runs."""
    now, policy = tools.clock(), await tools.store.policy()
    said = await _hand_over(policy, now, tools)
    said = await _key_periods(policy, now, tools) or said
    today = policy.roster.day_of(now, policy.figures.timezone)
    if await tools.store.call_in_group(today, now) or said:
        tools.ring.set()


async def _hand_over(policy: Policy, now: datetime, tools: Tools) -> bool:
    day = policy.roster.day_of(now, policy.figures.timezone)
    if not policy.roster.shifts or not policy.group:
        return False
    last = await tools.store.last_handover()
    if last is None:
        # the roster is new: nobody goes, so there is nothing to hand over
        return await tools.store.hand_over(day, (), now)
    if last >= day:
        return False
    return await tools.store.hand_over(day, told(day, await tools.store.desk(now), policy, tools.texts, now), now)


async def _key_periods(policy: Policy, now: datetime, tools: Tools) -> bool:
    periods, today = policy.figures.key_periods, policy.local(now).date()
    if not periods or not policy.group:
        return False
    before = await tools.store.told_before([key for period in periods for key in period_keys(period)])
    notices = [notice for period in periods if (notice := period_notice(period, policy, today, before))]
    said = [await tools.store.say(notice, now) for notice in notices]
    if any(said) and (period := policy.key_period(now)):
        await tools.store.hurry_sources(period.interval_factor, now)
    return any(said)


JOB = Job(name="handover", every=timedelta(seconds=30), run=handover)
