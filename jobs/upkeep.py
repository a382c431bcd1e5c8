"""Housekeeping: what is no longer needed goes, so that the database stays small."""

from datetime import timedelta

from jobs.tools import Job, Tools

#: Telegram keeps an update for a day at most; a week is generous
REPLAY_LIFE = timedelta(days=7)


async def upkeep(tools: Tools) -> None:
    """Forget handled updates, the results of old commands, and posts older than the memory."""
    await tools.store.forget_before(tools.clock() - REPLAY_LIFE)
    tools.memory.forget(tools.clock())


JOB = Job(name="upkeep", every=timedelta(hours=1), run=upkeep)
