"""Clocks (时限): whose step has come is called; late after a downtime, in one message, rather than never."""

from datetime import timedelta

from jobs.tools import Job, Tools


async def deadlines(tools: Tools) -> None:
    """Call what is due, page by page. What was called has its next step later than now, so that this ends."""
    now = tools.clock()
    while await tools.store.call_due(now):
        tools.ring.set()


JOB = Job(name="deadlines", every=timedelta(seconds=15), run=deadlines)
