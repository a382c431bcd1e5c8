"""办结: needs a verdict, its basis, and a public answer or a waiver; second press."""

from core.actions.common import TEAM, is_open, owner_or_lead
from core.changes import Change, Turn, decided
from core.incident import NEEDS_BASIS, Incident, Phase, Status, Verdict
from core.people import Role
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Owner or lead; names the one thing that is still missing."""
    is_open(incident)
    role = owner_or_lead(incident, turn)
    if incident.verdict is Verdict.UNVERIFIED:
        raise Refused("no_verdict", N_("还没有核实结论，不能办结"))
    if incident.verdict in NEEDS_BASIS and not incident.basis:
        raise Refused("no_basis", N_("还缺核实依据，请先回复下方的提问"), ask="bs")
    if not incident.no_response:
        raise Refused(
            "no_answer",
            N_("还没有公开答复；不需要答复的，请带班领导（{lead}）在「更多」里定为无需回应"),
            lead=turn.policy.who_may(Role.LEAD),
        )
    return role


def close(incident: Incident, turn: Turn, role: Role) -> Change:
    """The work is over."""
    return decided(incident, turn, "close", role, status=Status.CLOSED)


ACTION = Action(
    code="fi",
    label=N_("🏁 办结"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and i.verdict is not Verdict.UNVERIFIED,
    guard=guard,
    decide=close,
    done=N_("已办结"),
    places={Phase.VERIFIED: 3, Phase.HANDLING: 3, Phase.FOLLOWING: 2},
    then="oc",
    confirm=True,
)
