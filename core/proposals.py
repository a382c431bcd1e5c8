"""Proposals (提议): a member or the system asks, a lead decides; what makes no sense any more is void.

This file knows no acts: `core.effects` says what agreeing does.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from core.dossier import Answered, Proposal, Proposed
from core.incident import Incident, Status
from core.outgoing import Lane, Notice, Outgoing, Show
from core.people import Role
from core.policy import Policy
from core.severity import Severity
from core.texts import N_, Message

#: proposals of one incident, answered ones included: more would only bury it
ENOUGH = 50
#: after a lead said no, the system does not ask the same again for so long
REST = timedelta(days=7)

TITLES = {
    Proposed.RAISE: N_("提议升为「{level}」"),
    Proposed.LOWER: N_("提议降为「{level}」"),
    Proposed.CLOSE: N_("提议办结"),
    Proposed.REOPEN: N_("提议重开"),
}


def about(proposal: Proposal) -> str:
    """How a card row names the proposal."""
    return f"p{proposal.number}"


def title(proposal: Proposal) -> Message:
    """What is proposed, in a few words."""
    level = Message(proposal.severity.label) if proposal.severity else ""
    return Message(TITLES[proposal.what], {"level": level})


def waiting(incident: Incident) -> tuple[Proposal, ...]:
    """The proposals that nobody answered yet."""
    return tuple(one for one in incident.proposals if one.answer is Answered.OPEN)


def pending(incident: Incident, what: Proposed) -> bool:
    """Is one of this kind waiting for its answer?"""
    return any(one.what is what for one in waiting(incident))


def makes_sense(incident: Incident, proposal: Proposal) -> bool:
    """Could it still be done, and would it change anything?"""
    if proposal.what is Proposed.REOPEN:
        return incident.status in (Status.CLOSED, Status.TRANSFERRED)
    if not incident.is_open or proposal.what is Proposed.CLOSE:
        return incident.is_open
    if proposal.severity is None:
        return False
    if proposal.what is Proposed.RAISE:
        return incident.severity < proposal.severity
    return incident.severity > proposal.severity


def settled(incident: Incident, now: datetime) -> Incident:
    """The incident as a change left it, with the waiting proposals void to which that left no sense."""
    if all(makes_sense(incident, one) for one in waiting(incident)):
        return incident
    return replace(incident, proposals=tuple(_settled(incident, one, now) for one in incident.proposals))


def _settled(incident: Incident, proposal: Proposal, now: datetime) -> Proposal:
    if proposal.answer is not Answered.OPEN or makes_sense(incident, proposal):
        return proposal
    return replace(proposal, answer=Answered.VOID, answered_at=now)


def answered(incident: Incident, number: int, answer: Answered, by: int, now: datetime) -> tuple[Proposal, ...]:
    """All proposals, the one of this number with its answer."""
    return tuple(
        replace(one, answer=answer, answered_by=by, answered_at=now) if one.number == number else one
        for one in incident.proposals
    )


def rested(incident: Incident, what: Proposed, now: datetime) -> bool:
    """May the system ask for this? Not while one waits, nor soon after a no, nor on and on."""
    if pending(incident, what) or len(incident.proposals) >= ENOUGH:
        return False
    declined = (one for one in incident.proposals if one.what is what and one.answer is Answered.DECLINED)
    return not any(one.answered_at is not None and now - one.answered_at < REST for one in declined)


def heard(incident: Incident, proposal: Proposal, policy: Policy, now: datetime) -> tuple[Outgoing, ...]:
    """Its own card in the group as a reply to the incident's, and a word to each lead privately."""
    loud = _urgent(incident, proposal) or not policy.at_night(now)
    text = Message(
        N_("📋 {number} {title}：{reason}。请在群里的提议卡片上答复"),
        {"number": incident.number, "title": title(proposal), "reason": proposal.reason},
    )
    key = f"proposal:{incident.id}:{proposal.number}"
    card = (Show(chat=policy.group, about=about(proposal), loud=loud),) if policy.group else ()
    leads = policy.holders(Role.LEAD)
    return card + tuple(
        # whom the bot cannot write to is named on the card: nobody is called twice
        Notice(key=f"{key}:{m.id}", chat=m.id, text=text, lane=Lane.APPROVAL, loud=loud)
        for m in leads
    )


def _urgent(incident: Incident, proposal: Proposal) -> bool:
    """What may get worse wakes people where it is 重大 and above; lowering and closing wait for the morning."""
    if proposal.what is Proposed.REOPEN:
        return incident.severity >= Severity.MAJOR
    return proposal.what is Proposed.RAISE and proposal.severity is not None and proposal.severity >= Severity.MAJOR
