"""提议调级: a member asks a lead for another level, with a reason."""

from core.actions.common import TEAM, is_open, level_of, levels
from core.changes import Change, Turn
from core.dossier import Proposed
from core.effects import proposed
from core.incident import Incident
from core.people import Role
from core.proposals import ENOUGH, pending
from core.severity import Severity
from core.texts import N_, Message
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Anybody who cannot set it; one waiting proposal of a kind at a time."""
    is_open(incident)
    level = level_of(turn)
    if turn.actor.may(Role.LEAD):
        raise Refused("lead", N_("您可以直接调整等级，不用提议"))
    if level is incident.severity:
        raise Refused("same", N_("等级已是这一级"))
    if level is not None and pending(incident, kind(incident, level)):
        who = turn.policy.who_may(Role.LEAD)
        raise Refused("pending", N_("已有同样的提议，正等带班领导（{who}）答复"), who=who)
    if len(incident.proposals) >= ENOUGH:
        raise Refused("enough", N_("这件事的提议已太多，请直接找带班领导"))
    return Role.MEMBER


def kind(incident: Incident, level: Severity) -> Proposed:
    """Up or down?"""
    return Proposed.RAISE if level > incident.severity else Proposed.LOWER


def propose(incident: Incident, turn: Turn, role: Role) -> Change:
    """Its card appears in the group as a reply, and the leads hear it privately."""
    level = level_of(turn) or incident.severity
    reason = Message(N_("{reason}"), {"reason": turn.words})
    return proposed(incident, turn, role, kind(incident, level), reason, severity=level)


ACTION = Action(
    code="pl",
    label=N_("⚖️ 提议调级"),
    roles=TEAM,
    offered=lambda i, t: i.is_open and not t.actor.may(Role.LEAD),
    guard=guard,
    decide=propose,
    done=N_("已提议，正等带班领导答复"),
    choices=levels,
    asks=N_("请回复 {number} 调整等级的理由"),
    commutes=True,
)
