"""重开: closed or invalid → claimed, by a lead, with a reason; the verdict starts anew."""

from core.actions.common import lead_only, not_now
from core.changes import Change, Turn, decided
from core.effects import reopened
from core.incident import Incident, Phase, Status
from core.people import Role
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """Only what has ended, only by a lead."""
    if incident.status not in (Status.CLOSED, Status.INVALID):
        raise not_now(incident)
    return lead_only(incident, turn)


def reopen(incident: Incident, turn: Turn, role: Role) -> Change:
    """Whoever reopens it owns it; the group hears it."""
    effect = reopened(incident, turn, turn.words)
    return decided(
        incident,
        turn,
        "reopen",
        role,
        reason=turn.words,
        notes=effect.notes,
        outgoing=effect.outgoing,
        **effect.changes,
    )


ACTION = Action(
    code="ro",
    label=N_("🔁 重开"),
    roles=frozenset({Role.LEAD}),
    offered=lambda i, _: i.status in (Status.CLOSED, Status.INVALID),
    guard=guard,
    decide=reopen,
    done=N_("已重开，现由您负责"),
    places={Phase.CLOSED: 2, Phase.INVALID: 2},
    asks=N_("请回复重开 {number} 的原因"),
)
