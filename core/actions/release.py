"""释放: claimed → suspected, with a reason; somebody else may claim."""

from core.actions.common import TEAM, not_now, owner_or_lead
from core.changes import Change, Turn, decided
from core.incident import Incident, Status, Verdict
from core.people import Role
from core.texts import N_
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """Only a claimed incident can be let go, by its owner or a lead."""
    if incident.status is not Status.CLAIMED:
        raise not_now(incident)
    return owner_or_lead(incident, turn)


def release(incident: Incident, turn: Turn, role: Role) -> Change:
    """Nobody owns it again; how long it was held is kept. The verdict goes too: the next owner checks anew."""
    held = (turn.now - (incident.claimed_at or turn.now)).total_seconds()
    return decided(
        incident,
        turn,
        "release",
        role,
        reason=turn.words,
        notes={"held_seconds": int(held)},
        status=Status.SUSPECTED,
        verdict=Verdict.UNVERIFIED,
        basis="",
        judged_at=None,
        owner=None,
        claimed_at=None,
    )


ACTION = Action(
    code="rl",
    label=N_("🙌 释放"),
    roles=TEAM,
    offered=lambda i, _: i.status is Status.CLAIMED,
    guard=guard,
    decide=release,
    done=N_("已释放，其他人可以认领"),
    asks=N_("请回复释放 {number} 的原因"),
)
