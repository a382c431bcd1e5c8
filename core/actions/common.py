"""Guards that several actions share."""

from core.changes import Turn
from core.incident import PHASE_LABELS, Incident, Status, phase
from core.people import Role
from core.texts import N_, Message
from core.workflow import Refused

TEAM = frozenset({Role.MEMBER})
HANDLERS = frozenset({Role.HANDLER})


def is_open(incident: Incident) -> None:
    """Refuse what only makes sense while there is work to do."""
    if not incident.is_open:
        raise not_now(incident)


def not_now(incident: Incident) -> Refused:
    """The act does not belong to the present phase."""
    return Refused("phase", N_("这件事现为「{phase}」，不能这样操作"), phase=Message(PHASE_LABELS[phase(incident)]))


def owner_or_lead(incident: Incident, turn: Turn) -> Role:
    """The owner as member, else a lead."""
    if incident.owner == turn.actor.id:
        return Role.MEMBER
    return lead_only(incident, turn)


def lead_only(incident: Incident, turn: Turn) -> Role:
    """A lead, or words that say who could do it."""
    if turn.actor.may(Role.LEAD):
        return Role.LEAD
    if incident.owner is not None and incident.owner != turn.actor.id:
        raise Refused(
            "owner",
            N_("这件事由 {owner} 负责，请找 {owner} 或带班领导（{lead}）"),
            owner=turn.policy.name(incident.owner),
            lead=turn.policy.who_may(Role.LEAD),
        )
    raise Refused("lead", N_("需要「带班领导」才能操作，现为：{who}"), who=turn.policy.who_may(Role.LEAD))


def assigned_handler(incident: Incident, turn: Turn) -> Role:
    """A handler of the very department that it was assigned to and that has not taken it yet."""
    if incident.status is not Status.ASSIGNED:
        raise not_now(incident)
    if turn.actor.department != incident.department:
        people = "、".join(m.name for m in turn.policy.contacts(incident.department)) or "—"
        raise Refused(
            "department",
            N_("这件事交给了{department}，请找承办人（{who}）"),
            department=incident.department,
            who=people,
        )
    return Role.HANDLER


def already_claimed(incident: Incident, turn: Turn) -> Refused:
    """Tell the loser the truth: who has it, since when."""
    if incident.owner == turn.actor.id:
        return Refused("claimed", N_("您已认领这件事"))
    when = incident.claimed_at or incident.detected_at
    return Refused(
        "claimed",
        N_("已由 {owner} 于 {time} 认领"),
        owner=turn.policy.name(incident.owner),
        time=turn.policy.clock(when, beside=turn.now),
    )
