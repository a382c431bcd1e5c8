"""稍后提醒: whose time has come is reminded once, late after a downtime rather than never."""

import logging
from datetime import timedelta
from functools import partial

from core.changes import Entry, Origin
from core.followup import woken
from core.incident import Incident
from core.people import SYSTEM
from core.texts import Message
from core.workflow import Outcome
from jobs.tools import Job, Tools
from storage.commands import Command, Ground

log = logging.getLogger(__name__)


async def reminders(tools: Tools) -> None:
    """Wake what is due. One that fails keeps no other waiting; it is due again at the next run."""
    for incident in await tools.store.snoozed(tools.clock()):
        try:
            await _wake(incident, tools)
        except Exception:
            log.exception("incident %s could not be woken", incident.id)


async def _wake(incident: Incident, tools: Tools) -> None:
    now, until = tools.clock(), incident.snoozed_until
    command = Command(
        # the same moment is never said twice, whatever happens in between
        key=f"wake:{incident.id}:{until.isoformat() if until else ''}:{incident.revision}",
        actor=SYSTEM,
        origin=Origin(entry=Entry.JOB),
        now=now,
    )
    reachable = incident.owner is None or await tools.store.reachable(incident.owner)
    await tools.store.change((incident.id,), partial(_decide, command=command, reachable=reachable), command)
    tools.ring.set()


def _decide(incidents: tuple[Incident, ...], ground: Ground, *, command: Command, reachable: bool) -> Outcome:
    changes = woken(incidents[0], ground.policy, command.now, reachable=reachable)
    return Outcome(answer=Message(""), changes=changes)


JOB = Job(name="reminders", every=timedelta(seconds=30), run=reminders)
