"""标为无效: not an issue, with one of five reasons; what it teaches the detector depends on the reason."""

from core.actions.common import TEAM, not_now, owner_or_lead
from core.changes import Change, Turn, decided
from core.incident import Incident, Phase, Status
from core.people import Role
from core.severity import Severity
from core.statements.rulings import nothing_pending, unsigned
from core.statements.standing import ON_ITS_WAY
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Refused

REASONS = {
    "u": N_("无关"),
    "a": N_("广告"),
    "f": N_("误报"),
    "d": N_("重复"),
    "o": N_("旧闻"),
}


def guard(incident: Incident, turn: Turn) -> Role:
    """Anybody while suspected, then owner or lead; 重大 and above only a lead."""
    if incident.status not in (Status.SUSPECTED, Status.CLAIMED):
        raise not_now(incident)
    if turn.arg and turn.arg not in REASONS:
        raise Refused("argument", N_("没有这个选项"))
    if incident.severity >= Severity.MAJOR and not turn.actor.may(Role.LEAD):
        who = turn.policy.who_may(Role.LEAD)
        raise Refused("lead", N_("重大以上的，由带班领导（{who}）判定是否无效"), who=who)
    role = Role.MEMBER if incident.owner is None else owner_or_lead(incident, turn)
    nothing_pending(incident, ON_ITS_WAY)
    return role


def mark_invalid(incident: Incident, turn: Turn, role: Role) -> Change:
    """Out of the work, reopenable by a lead; what was being signed is a draft again."""
    reason = REASONS[turn.arg]
    return decided(
        incident,
        turn,
        "invalid",
        role,
        reason=reason,
        status=Status.INVALID,
        invalid_reason=reason,
        statements=unsigned(incident),
    )


def reasons(_incident: Incident, _around: Around) -> tuple[Choice, ...]:
    """The five reasons, in the order people need them."""
    return tuple(Choice(arg=arg, label=Message(label)) for arg, label in REASONS.items())


ACTION = Action(
    code="iv",
    label=N_("🚫 无效"),
    roles=TEAM,
    offered=lambda i, _: i.status in (Status.SUSPECTED, Status.CLAIMED),
    guard=guard,
    decide=mark_invalid,
    done=N_("已标为无效"),
    places={Phase.SUSPECTED: 3},
    choices=reasons,
    confirm=True,
    undoable=True,
)
