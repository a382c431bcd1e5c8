"""事件分析报告: a closed 重大 incident is reported to the group once, silently."""

import logging
from datetime import datetime, timedelta

from core.incident import Incident
from core.policy import Policy
from jobs.tools import Job, Tools

log = logging.getLogger(__name__)

#: what was closed longer ago is told on demand only
WITHIN = timedelta(days=7)


async def analyses(tools: Tools) -> None:
    """Look at what was closed lately. One that fails keeps no other waiting."""
    now, policy = tools.clock(), await tools.store.policy()
    if not policy.group:
        return
    closed = {_key(one): one for one in await tools.store.closed_since(now - WITHIN) if _is_over(one, policy, now)}
    said = await tools.store.said_before(tuple(closed))
    for key, incident in closed.items():
        try:
            if key not in said and await _reported(incident.id, key, policy.group, tools):
                tools.ring.set()
        except Exception:
            log.exception("incident %s could not be reported on", incident.id)


def _key(incident: Incident) -> str:
    """Once for each time that it was closed."""
    return f"analysis:closed:{incident.id}:{incident.reopened}"


def _is_over(incident: Incident, policy: Policy, now: datetime) -> bool:
    """Not while whoever closed it may take that back."""
    return incident.last is not None and now - incident.last.at >= policy.figures.undo_window


async def _reported(ident: int, key: str, group: int, tools: Tools) -> bool:
    return await tools.store.send_analysis(ident, group, key, tools.memory.lexicon, tools.texts, tools.clock())


JOB = Job(name="analysis", every=timedelta(minutes=1), run=analyses)
