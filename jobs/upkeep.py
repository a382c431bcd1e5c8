"""Housekeeping: what is no longer needed goes, so that the database stays small."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from core.reporting import DRAFT_LIFE
from jobs.keeping import dropped
from jobs.tools import Job, Tools

#: Telegram keeps an update for a day at most; a week is generous
REPLAY_LIFE = timedelta(days=7)
#: what was taken in is known by its post; the arrival itself is kept for replays of the same delivery
ARRIVAL_LIFE = timedelta(days=30)

log = logging.getLogger(__name__)
#: what was written or proposed and nobody tapped
RULE_DRAFT_LIFE = timedelta(days=30)


async def upkeep(tools: Tools) -> None:
    """Forget handled updates, results of old commands, old arrivals and drafts, files, posts older than the memory."""
    now = tools.clock()
    steady = await tools.store.steady(now)
    await tools.store.forget_before(steady - REPLAY_LIFE)
    await tools.store.forget_arrivals(steady - ARRIVAL_LIFE, steady - 24 * DRAFT_LIFE)
    await _prune(steady, tools)
    await tools.store.forget_rule_drafts(steady - RULE_DRAFT_LIFE, now)
    tools.memory.forget(steady)


async def _prune(now: datetime, tools: Tools) -> None:
    """What was kept too long goes, page by page: the bytes, never the rows that name them."""
    keeping = (await tools.store.policy()).figures.evidence

    async def drop(digests: Sequence[str]) -> None:
        await asyncio.to_thread(dropped, tools.files, digests)

    async with tools.keeping:
        while count := await tools.store.prune_kept(now - keeping.evidence, now - keeping.pages, drop):
            log.info("%d kept files were pruned by age", count)
    if count := await tools.store.forget_posts(now - keeping.posts):
        log.info("the texts of %d posts were pruned by age", count)


JOB = Job(name="upkeep", every=timedelta(hours=1), run=upkeep)
