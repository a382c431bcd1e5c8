"""退回: the department says it is not theirs, with a reason: assigned → claimed."""

from core.actions.common import HANDLERS, assigned_handler
from core.changes import Change, Turn, decided
from core.effects import said
from core.incident import Incident, Phase, Status
from core.people import Role
from core.texts import N_, Message
from core.workflow import Action


def bounce(incident: Incident, turn: Turn, role: Role) -> Change:
    """Back to the owner, who is told why."""
    text = Message(
        N_("{number} 被{department}退回：{reason}"),
        {"number": incident.number, "department": incident.department, "reason": turn.words},
    )
    owner = () if incident.owner is None else (incident.owner,)
    return decided(
        incident,
        turn,
        "bounce",
        role,
        reason=turn.words,
        outgoing=(said(incident, turn.policy, "bounce", text, mentions=owner),),
        status=Status.CLAIMED,
        department="",
        handler=None,
    )


ACTION = Action(
    code="bo",
    label=N_("↩️ 退回"),
    roles=HANDLERS,
    offered=lambda i, _: i.status is Status.ASSIGNED,
    guard=assigned_handler,
    decide=bounce,
    done=N_("已退回"),
    places={Phase.ASSIGNED: 3},
    asks=N_("请回复退回 {number} 的原因"),
)
