"""已通报: the whole was told in public, by a notice or a press conference; only 重大 and above are."""

from core.actions.common import TEAM, is_open
from core.changes import Change, Turn, noted
from core.incident import Incident
from core.people import Role
from core.severity import Severity
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:  # noqa: ARG001 - the signature of a guard
    """Anybody, of an open one that has to be briefed on."""
    is_open(incident)
    if incident.severity < Severity.MAJOR:
        raise Refused("level", N_("「重大」及以上的事件才需要通报"))
    return Role.MEMBER


def briefed(incident: Incident, turn: Turn, role: Role) -> Change:
    """When, and where it can be read; a later line mends the words, the time stays the first."""
    at = incident.briefed_at or turn.now
    return noted(incident, turn, "briefing_done", role, reason=turn.words, briefed_at=at, briefing=turn.words)


ACTION = Action(
    code="bd",
    label=N_("🗣 已通报"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and i.severity >= Severity.MAJOR and i.briefed_at is None,
    guard=guard,
    decide=briefed,
    done=N_("已记下通报"),
    asks=N_("请回复 {number} 的通报链接，或发布会的时间和地点"),
    commutes=True,
)
