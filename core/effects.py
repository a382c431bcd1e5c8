"""What an act does, where a button and an agreed proposal do the same: a new level, the end, the way back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.alerts import RAISED, REOPENED, duty_told
from core.changes import Change, Turn, noted
from core.dossier import Proposal, Proposed
from core.incident import NEEDS_BASIS, Incident, Status, Verdict
from core.outgoing import Lane, Notice, Outgoing
from core.people import Role
from core.policy import Policy
from core.proposals import heard
from core.severity import Severity
from core.statements.rulings import discarded, nothing_pending
from core.statements.standing import adopted, answered
from core.texts import N_, Message
from core.workflow import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The fields that an act changes, what is said, and what its event notes. `act` is the event's type."""

    act: str
    changes: Mapping[str, Any]
    outgoing: tuple[Outgoing, ...] = ()
    notes: Mapping[str, object] = field(default_factory=dict)


def said(
    incident: Incident,
    policy: Policy,
    what: str,
    text: Message,
    lane: Lane = Lane.PROMPT,
    *,
    loud: bool = False,
    mentions: tuple[int, ...] = (),
) -> Notice:
    """What the group hears of a change of this incident, `what` names it: silent unless told otherwise."""
    return Notice(
        key=f"{what}:{incident.id}:{incident.revision + 1}",
        chat=policy.group,
        text=text,
        lane=lane,
        loud=loud,
        incident=incident.id,
        mentions=mentions,
    )


def regraded(incident: Incident, turn: Turn, level: Severity, reason: str) -> Effect:
    """A person sets the level. Rising is said as loudly as when the system raises, lowering in a silent line."""
    rises = level > incident.severity
    name = turn.policy.name(turn.actor.id)
    text = Message(
        N_("{symbol} {number} 由 {name} 升为「{level}」{why}")
        if rises
        else N_("{symbol} {number} 由 {name} 降为「{level}」{why}"),
        {
            "symbol": level.symbol,
            "number": incident.number,
            "name": name,
            "level": Message(level.label),
            "why": Message(N_("：{reason}"), {"reason": reason}) if reason else "",
        },
    )
    lane, loud = (Lane.ESCALATION, turn.policy.rings(level, turn.now)) if rises else (Lane.LOG, False)
    notice = said(incident, turn.policy, "regraded", text, lane, loud=loud)
    because = Message(N_("等级「{level}」：由 {name} 判定"), {"level": Message(level.label), "name": name})
    changes = {"severity": level, "reasons": (*incident.reasons, because)}
    higher = replace(incident, severity=level, revision=incident.revision + 1)
    told = duty_told(higher, RAISED, turn.policy, turn.now, by=turn.actor.id) if rises else ()
    return Effect(act="severity", changes=changes, outgoing=(notice, *told))


def nothing_missing(incident: Incident, turn: Turn) -> None:
    """Refuse to close while something is missing; names the one thing."""
    if incident.verdict is Verdict.UNVERIFIED:
        raise Refused("no_verdict", N_("还没有核实结论，不能办结"))
    if incident.verdict in NEEDS_BASIS and not incident.basis:
        raise Refused("no_basis", N_("还缺核实依据，请先回复下方的提问"), ask="bs")
    nothing_pending(incident)
    if not (incident.no_response or answered(incident) or adopted(incident)):
        raise Refused(
            "no_answer",
            N_("还没有发布办结答复；不需要答复的，请带班领导（{lead}）在「更多」里定为无需回应"),
            lead=turn.policy.who_may(Role.LEAD),
        )


def closed(incident: Incident) -> Effect:
    """The work is over, and drafts go with it."""
    statements, gone = discarded(incident)
    changes: dict[str, Any] = {"status": Status.CLOSED} | ({"statements": statements} if gone else {})
    return Effect(act="close", changes=changes, notes={"discarded": gone} if gone else {})


def reopened(incident: Incident, turn: Turn, reason: str) -> Effect:
    """Whoever reopens it owns it; the group hears it. The verdict starts anew."""
    text = Message(
        N_("{number} 由 {name} 重开：{reason}"),
        {"number": incident.number, "name": turn.policy.name(turn.actor.id), "reason": reason},
    )
    loud = turn.policy.rings(incident.severity, turn.now)
    notice = said(incident, turn.policy, "reopen", text, Lane.ESCALATION, loud=loud)
    changes: dict[str, Any] = dict.fromkeys(("basis", "no_response", "invalid_reason", "outcome", "department"), "")
    changes |= {
        "status": Status.CLAIMED,
        "verdict": Verdict.UNVERIFIED,
        # it may be assigned to the same department again
        "handler": None,
        "owner": turn.actor.id,
        "claimed_at": turn.now,
        "reopened": incident.reopened + 1,
        # only what is published from now on counts
        "reopened_at": turn.now,
        "judged_at": None,
        "accepted": False,
        "extended_to": None,
        # another round of work: its checklist begins anew
        "ticked": (),
    }
    again = replace(incident, revision=incident.revision + 1)
    told = duty_told(again, REOPENED, turn.policy, turn.now, by=turn.actor.id)
    return Effect(
        act="reopen", changes=changes, outgoing=(notice, *told), notes={"old_verdict": incident.verdict.value}
    )


def taken_back(incident: Incident, turn: Turn, reason: str) -> Effect:
    """Ours again: with its former owner, if still on the team, else with whoever takes it back."""
    owner = incident.owner if incident.owner is not None and turn.policy.actor(incident.owner) else turn.actor.id
    unit = incident.transfer.unit if incident.transfer else "—"
    text = Message(
        N_("{number} 从{unit}退回我方，由 {name} 负责：{reason}"),
        {"number": incident.number, "unit": unit, "name": turn.policy.name(owner), "reason": reason},
    )
    notice = said(incident, turn.policy, "transfer_back", text, mentions=(owner,))
    changes: dict[str, Any] = {
        "status": Status.CLAIMED,
        "owner": owner,
        "claimed_at": incident.claimed_at if owner == incident.owner else turn.now,
        # nobody could act on it meanwhile: the lease begins anew
        "acted_at": turn.now,
        "department": "",
        "handler": None,
        "transfer": None,
    }
    return Effect(act="transfer_back", changes=changes, outgoing=(notice,))


def agreed(incident: Incident, proposal: Proposal, turn: Turn) -> Effect:
    """What the proposal asked for; raises Refused where the act's own guard does."""
    reason = proposal.reason.plain()
    if proposal.what is Proposed.CLOSE:
        nothing_missing(incident, turn)
        return closed(incident)
    if proposal.what is Proposed.REOPEN:
        back = incident.status is Status.TRANSFERRED
        return (taken_back if back else reopened)(incident, turn, reason)
    return regraded(incident, turn, proposal.severity or incident.severity, reason)


def proposed(
    incident: Incident, turn: Turn, role: Role, what: Proposed, reason: Message, *, severity: Severity | None = None
) -> Change:
    """One more proposal, with its card and the word to the leads."""
    proposal = Proposal(
        number=len(incident.proposals) + 1,
        what=what,
        by=turn.actor.id,
        at=turn.now,
        reason=reason,
        severity=severity,
    )
    return noted(
        incident,
        turn,
        what.value,
        role,
        reason=reason.plain(),
        notes={"proposal": proposal.number},
        outgoing=heard(incident, proposal, turn.policy, turn.now),
        proposals=(*incident.proposals, proposal),
    )
