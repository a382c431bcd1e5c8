"""Open incidents that have been silent for long: closing or a lower level is proposed to the leads."""

import logging
from datetime import datetime, timedelta
from functools import partial

from core.changes import Entry, Origin
from core.followup import considered
from core.incident import Incident
from core.people import SYSTEM
from core.texts import Message
from core.workflow import Outcome
from jobs.tools import Job, Tools
from storage.commands import Command, Ground
from storage.followup import Silent

log = logging.getLogger(__name__)


async def followup(tools: Tools) -> None:
    """Look at every silent incident, page by page. One that fails keeps no other waiting."""
    figures = (await tools.store.policy()).figures
    before, last = tools.clock() - min(figures.quiet, figures.calm), 0
    while page := await tools.store.silent(before, last):
        for silent in page:
            try:
                await _follow_up(silent, tools)
            except Exception:
                log.exception("incident %s could not be followed up", silent.incident.id)
        last = page[-1].incident.id


async def _follow_up(silent: Silent, tools: Tools) -> None:
    now, ident = tools.clock(), silent.incident.id
    policy = await tools.store.policy()
    # most silent incidents call for nothing: that is seen without the writer, and without their story
    if not considered(silent.incident, silent.last_post_at, None, policy, now):
        return
    regraded = [told.at for told in await tools.store.story(ident) if "severity" in told.new]
    at = max(regraded, default=None)
    command = Command(key=f"followup:{ident}:{now.isoformat()}", actor=SYSTEM, origin=Origin(entry=Entry.JOB), now=now)
    judge = partial(_decide, last_post_at=silent.last_post_at, regraded_at=at, now=now)
    await tools.store.change((ident,), judge, command)
    tools.ring.set()


def _decide(
    incidents: tuple[Incident, ...],
    ground: Ground,
    *,
    last_post_at: datetime,
    regraded_at: datetime | None,
    now: datetime,
) -> Outcome:
    changes = considered(incidents[0], last_post_at, regraded_at, ground.policy, now)
    return Outcome(answer=Message(""), changes=changes)


JOB = Job(name="followup", every=timedelta(hours=1), run=followup)
