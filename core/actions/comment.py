"""备注: a few words kept with an incident, asked for or written as a reply to its card; commutes with everything."""

from core.actions.common import TEAM, is_open
from core.changes import Change, Turn, noted
from core.incident import Incident
from core.people import Role
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:  # noqa: ARG001 - the signature of a guard
    """Any member, while there is work to do."""
    is_open(incident)
    return Role.MEMBER


def comment(incident: Incident, turn: Turn, role: Role) -> Change:
    """The words go into the story and nowhere else."""
    return noted(incident, turn, "comment", role, reason=turn.words)


ACTION = Action(
    code="cm",
    label=N_("💬 备注"),
    roles=TEAM,
    offered=lambda i, _: i.is_open,
    guard=guard,
    decide=comment,
    done=N_("已记下备注"),
    asks=N_("请用一句话写明 {number} 的备注"),
    commutes=True,
)
