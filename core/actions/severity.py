"""等级: a lead raises or lowers the level by hand; lowering wants a reason."""

from core.actions.common import LEADS, is_open, lead_only, level_of, levels
from core.changes import Change, Turn, decided
from core.effects import regraded
from core.incident import Incident
from core.people import Role
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """A lead, to another level than it has."""
    is_open(incident)
    if level_of(turn) is incident.severity:
        raise Refused("same", N_("等级已是这一级"))
    return lead_only(incident, turn)


def lowers(incident: Incident, turn: Turn) -> bool:
    """Does the act take the incident down?"""
    level = level_of(turn)
    return level is not None and level < incident.severity


def severity(incident: Incident, turn: Turn, role: Role) -> Change:
    """The level is the lead's; the system may still raise it later."""
    effect = regraded(incident, turn, level_of(turn) or incident.severity, turn.words)
    return decided(incident, turn, "severity", role, reason=turn.words, outgoing=effect.outgoing, **effect.changes)


ACTION = Action(
    code="lv",
    label=N_("⚖️ 等级"),
    roles=LEADS,
    offered=lambda i, _: i.is_open,
    guard=guard,
    decide=severity,
    done=N_("已调整等级"),
    choices=levels,
    asks=N_("请回复 {number} 降级的理由"),
    asks_when=lowers,
)
