"""Housekeeping: what is no longer needed goes, so that the database stays small."""

from datetime import timedelta

from core.reporting import DRAFT_LIFE
from jobs.tools import Job, Tools

#: Telegram keeps an update for a day at most; a week is generous
REPLAY_LIFE = timedelta(days=7)
#: what was taken in is known by its post; the arrival itself is kept for replays of the same delivery
ARRIVAL_LIFE = timedelta(days=30)


async def upkeep(tools: Tools) -> None:
    """Forget handled updates, results of old commands, old arrivals and drafts, and posts older than the memory."""
    now = tools.clock()
    await tools.store.forget_before(now - REPLAY_LIFE)
    await tools.store.forget_arrivals(now - ARRIVAL_LIFE, now - 24 * DRAFT_LIFE)
    tools.memory.forget(now)


JOB = Job(name="upkeep", every=timedelta(hours=1), run=upkeep)
