"""Work that comes back as it was: by an undo, or out of a merge."""

from typing import Any

from core.changes import Turn
from core.incident import Incident, Status
from core.people import Role


def resumed(incident: Incident, turn: Turn) -> dict[str, Any]:
    """What must differ where work comes back as it was: whoever left the team meanwhile gets none of it.

    The owner is then whoever brings it back; without its handler the department is asked anew.
    """
    changes: dict[str, Any] = {}
    if incident.is_open and incident.owner is not None and not turn.policy.actor(incident.owner):
        changes |= {"owner": turn.actor.id, "claimed_at": turn.now}
    handler = turn.policy.actor(incident.handler) if incident.handler is not None else None
    gone = handler is None or not handler.may(Role.HANDLER) or handler.department != incident.department
    if incident.is_open and incident.handler is not None and gone:
        changes["handler"] = None
        if incident.status is Status.HANDLING:
            changes["status"] = Status.ASSIGNED
    return changes
