"""Guards and pickers that several actions share."""

from core.changes import Turn
from core.dossier import Answered, Proposal
from core.incident import PHASE_LABELS, Incident, Status, phase
from core.people import Role
from core.proposals import title, waiting
from core.severity import Severity
from core.texts import N_, Message, several
from core.workflow import Around, Choice, Refused

TEAM = frozenset({Role.MEMBER})
HANDLERS = frozenset({Role.HANDLER})
LEADS = frozenset({Role.LEAD})


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
        people = several(m.name for m in turn.policy.contacts(incident.department))
        raise Refused(
            "department",
            N_("这件事已交{department}办理，请找承办人（{who}）"),
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


def level_of(turn: Turn) -> Severity | None:
    """The level that the button names, None while the picker is still to be opened."""
    if not turn.arg:
        return None
    if turn.arg not in {level.value for level in Severity}:
        raise no_such_choice()
    return Severity(turn.arg)


def levels(incident: Incident, _around: Around) -> tuple[Choice, ...]:
    """The three levels that it has not, the highest first."""
    others = (level for level in reversed(Severity) if level is not incident.severity)
    text = N_("{symbol} {level}")
    return tuple(
        Choice(arg=one.value, label=Message(text, {"symbol": one.symbol, "level": Message(one.label)}))
        for one in others
    )


def no_such_choice() -> Refused:
    """The button's argument is none of the picker's."""
    return Refused("argument", N_("没有这个选项"))


def proposal_of(incident: Incident, turn: Turn) -> Proposal:
    """The waiting proposal that the button names; any waiting one while the picker is still to be opened."""
    named = (one for one in incident.proposals if not turn.arg or str(one.number) == turn.arg)
    found = sorted(named, key=lambda one: one.answer is not Answered.OPEN)
    if not found:
        raise Refused("unknown", N_("没有这项提议"))
    first = found[0]
    if first.answer is Answered.VOID:
        raise Refused("void", N_("这项提议已不需要处理"))
    if first.answer is not Answered.OPEN:
        when = first.answered_at or first.at
        raise Refused(
            "answered",
            N_("已由 {name} 于 {time} 答复"),
            name=turn.policy.name(first.answered_by),
            time=turn.policy.clock(when, beside=turn.now),
        )
    return first


def proposals(incident: Incident, _around: Around) -> tuple[Choice, ...]:
    """The proposals that wait for an answer."""
    return tuple(Choice(arg=str(one.number), label=title(one)) for one in waiting(incident))
