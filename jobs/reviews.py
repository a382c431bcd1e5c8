"""复盘: whoever leads is asked once to look back on a closed 重大 incident, and reminded once (A9)."""

import logging
from datetime import timedelta

from core.forms.review import ASK_WITHIN, review_asked
from core.incident import Incident
from core.policy import Policy
from jobs.tools import Job, Tools

log = logging.getLogger(__name__)


async def reviews(tools: Tools) -> None:
    """Look at what was closed lately. One that fails keeps no other waiting."""
    now, policy = tools.clock(), await tools.store.policy()
    for incident in await tools.store.closed_since(now - ASK_WITHIN):
        try:
            await _ask(incident, policy, tools)
        except Exception:
            log.exception("nobody could be asked for the review of incident %s", incident.id)


async def _ask(incident: Incident, policy: Policy, tools: Tools) -> None:
    now = tools.clock()
    notices = review_asked(incident, policy, now)
    said = await tools.store.said_before([one.key for one in notices]) if notices else frozenset()
    for notice in notices:
        if notice.key not in said and await tools.store.say(notice, now):
            tools.ring.set()


JOB = Job(name="reviews", every=timedelta(minutes=1), run=reviews)
