"""重开: closed or invalid → claimed, by a lead, with a reason; the verdict starts anew."""

from core.actions.common import lead_only, not_now
from core.changes import Change, Turn, decided
from core.incident import Incident, Phase, Status, Verdict
from core.outgoing import Lane, Notice
from core.people import Role
from core.texts import N_, Message
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """Only what has ended, only by a lead."""
    if incident.status not in (Status.CLOSED, Status.INVALID):
        raise not_now(incident)
    return lead_only(incident, turn)


def reopen(incident: Incident, turn: Turn, role: Role) -> Change:
    """Whoever reopens it owns it; the group hears it."""
    text = Message(
        N_("{number} 由 {name} 重开：{reason}"),
        {"number": incident.number, "name": turn.policy.name(turn.actor.id), "reason": turn.arg},
    )
    notice = Notice(
        key=f"reopen:{incident.id}:{incident.revision + 1}",
        chat=turn.policy.group,
        text=text,
        lane=Lane.ESCALATION,
        loud=True,
        incident=incident.id,
    )
    return decided(
        incident,
        turn,
        "reopen",
        role,
        reason=turn.arg,
        notes={"old_verdict": incident.verdict.value},
        outgoing=(notice,),
        status=Status.CLAIMED,
        verdict=Verdict.UNVERIFIED,
        basis="",
        no_response="",
        invalid_reason="",
        outcome="",
        # it may be assigned to the same department again
        department="",
        handler=None,
        owner=turn.actor.id,
        claimed_at=turn.now,
        reopened=incident.reopened + 1,
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
