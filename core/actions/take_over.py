"""接手: a lead at once, anybody when the owner has been silent for twice the lease."""

from core.actions.common import TEAM, lead_only, not_now
from core.changes import Change, Turn, decided
from core.clocks.spanning import along
from core.incident import Incident, Status
from core.people import Role
from core.texts import N_
from core.timer import Clock
from core.workflow import Action, Refused

OWNED = frozenset({Status.CLAIMED, Status.ASSIGNED, Status.HANDLING, Status.FOLLOWING})


def lease_is_over(incident: Incident, turn: Turn) -> bool:
    """Has the owner been silent for twice the lease?"""
    since = incident.acted_at or incident.claimed_at
    figures = turn.policy.figures
    if since is None:
        return False
    return turn.now >= along(Clock.LEASE, since, 2 * figures.spans.lease, incident.severity, figures.work)


def guard(incident: Incident, turn: Turn) -> Role:
    """Not one's own, and not while the owner is at it."""
    if incident.status not in OWNED:
        raise not_now(incident)
    if incident.owner == turn.actor.id:
        raise Refused("claimed", N_("您已是负责人"))
    if lease_is_over(incident, turn) and not turn.actor.may(Role.LEAD):
        return Role.MEMBER
    return lead_only(incident, turn)


def take_over(incident: Incident, turn: Turn, role: Role) -> Change:
    """The presser becomes owner in the middle of the work."""
    return decided(
        incident,
        turn,
        "take_over",
        role,
        reason=turn.words,
        owner=turn.actor.id,
        # when the owner of today got it: that is what a latecomer is told
        claimed_at=turn.now,
    )


ACTION = Action(
    code="to",
    label=N_("🫱 接手"),
    roles=TEAM,
    offered=lambda i, t: i.status in OWNED and i.owner != t.actor.id,
    guard=guard,
    decide=take_over,
    done=N_("已接手，现由您负责"),
    asks=N_("请回复接手 {number} 的原因"),
)
