"""核实结论: four buttons. On a suspected incident the tap also claims, in the same event."""

from collections.abc import Callable
from typing import Any

from core.actions.common import TEAM, is_open, owner_or_lead
from core.changes import Change, Turn, decided
from core.incident import NEEDS_BASIS, Incident, Phase, Status, Verdict
from core.people import Role
from core.texts import N_
from core.workflow import Action, Refused


def guard_for(verdict: Verdict) -> Callable[[Incident, Turn], Role]:
    """Anybody while it is suspected; afterwards owner or lead; never the same verdict twice."""

    def guard(incident: Incident, turn: Turn) -> Role:
        is_open(incident)
        role = owner_or_lead(incident, turn) if incident.owner is not None else Role.MEMBER
        if incident.verdict is verdict:
            raise Refused("same", N_("结论已是这一项"))
        return role

    return guard


def decide_for(verdict: Verdict) -> Callable[[Incident, Turn, Role], Change]:
    """Set the verdict; a new verdict needs a new basis."""

    def decide(incident: Incident, turn: Turn, role: Role) -> Change:
        changes: dict[str, Any] = {"verdict": verdict, "basis": "", "judged_at": turn.now}
        if incident.status is Status.SUSPECTED:
            changes["status"] = Status.CLAIMED
        if incident.owner is None:
            changes |= {"owner": turn.actor.id, "claimed_at": turn.now}
        return decided(incident, turn, "verdict", role, **changes)

    return decide


def button(code: str, label: str, verdict: Verdict, places: dict[Phase, int]) -> Action:
    """One of the four; 属实, 部分属实 and 不实 ask for their basis right afterwards."""
    return Action(
        code=code,
        label=label,
        roles=TEAM,
        offered=lambda i, _: i.is_open and i.verdict is not verdict,
        guard=guard_for(verdict),
        decide=decide_for(verdict),
        done=N_("已记下结论"),
        places=places,
        then="bs" if verdict in NEEDS_BASIS else "",
        undoable=True,
    )


ACTIONS = (
    button("vt", N_("✅ 属实"), Verdict.TRUE, {Phase.SUSPECTED: 2, Phase.CLAIMED: 2}),
    button("vf", N_("❌ 不实"), Verdict.FALSE, {Phase.SUSPECTED: 2, Phase.CLAIMED: 2}),
    button("vp", N_("🟡 部分属实"), Verdict.PARTLY, {Phase.SUSPECTED: 3, Phase.CLAIMED: 3}),
    button("vu", N_("❓ 无法核实"), Verdict.UNDETERMINABLE, {Phase.CLAIMED: 3}),
)
