"""The arrow of what rose goes from its card once nothing new came for an hour."""

import logging
from datetime import timedelta

from core.bursts import CALM, calmed
from core.changes import Entry, Origin
from core.incident import Incident
from core.people import SYSTEM
from core.texts import Message
from core.workflow import Outcome
from jobs.tools import Job, Tools
from storage.commands import Command, Ground
from storage.followup import Silent

log = logging.getLogger(__name__)


async def calming(tools: Tools) -> None:
    """Look at every incident that rose and is silent now. One that fails keeps no other waiting."""
    for silent in await tools.store.risen(tools.clock() - CALM):
        try:
            await _calm(silent, tools)
        except Exception:
            log.exception("incident %s could not be calmed", silent.incident.id)


async def _calm(silent: Silent, tools: Tools) -> None:
    now, ident = tools.clock(), silent.incident.id
    command = Command(key=f"calm:{ident}:{now.isoformat()}", actor=SYSTEM, origin=Origin(entry=Entry.JOB), now=now)

    def decide(incidents: tuple[Incident, ...], ground: Ground) -> Outcome:
        return Outcome(answer=Message(""), changes=calmed(incidents[0], silent.last_post_at, ground.policy, now))

    await tools.store.change((ident,), decide, command)
    tools.ring.set()


JOB = Job(name="calming", every=timedelta(minutes=5), run=calming)
