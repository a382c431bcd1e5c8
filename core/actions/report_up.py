"""上报: told upward, to whom and under which reference; several times, to several places."""

from core.actions.common import TEAM, is_open, no_such_choice
from core.changes import Change, Turn, noted
from core.dossier import Report
from core.incident import Incident, Phase
from core.people import Role
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Refused

#: an incident that was reported so often needs no further line
ENOUGH = 50


def guard(incident: Incident, turn: Turn) -> Role:
    """Anybody, from suspected on: reporting up must never wait for an owner."""
    is_open(incident)
    if turn.arg and not (turn.arg.isdecimal() and int(turn.arg) < len(turn.policy.figures.report_to)):
        raise no_such_choice()
    if len(incident.reports) >= ENOUGH:
        raise Refused("enough", N_("已记下 {count} 次上报，不能再加"), count=ENOUGH)
    return Role.MEMBER


def report_up(incident: Incident, turn: Turn, role: Role) -> Change:
    """One more report; the card shows the last."""
    report = Report(to=turn.policy.figures.report_to[int(turn.arg)], how=turn.words, by=turn.actor.id, at=turn.now)
    return noted(incident, turn, "report_up", role, reason=turn.words, reports=(*incident.reports, report))


def places(_incident: Incident, around: Around) -> tuple[Choice, ...]:
    """Where the organisation reports to."""
    names = around.policy.figures.report_to
    return tuple(Choice(arg=str(at), label=Message(N_("{name}"), {"name": name})) for at, name in enumerate(names))


ACTION = Action(
    code="ru",
    label=N_("📤 已上报"),
    roles=TEAM,
    offered=lambda i, _: i.is_open,
    guard=guard,
    decide=report_up,
    done=N_("已记下上报"),
    places={Phase.VERIFIED: 3, Phase.ASSIGNED: 3, Phase.HANDLING: 3},
    choices=places,
    asks=N_("请回复 {number} 的上报方式和文号，例如：值班系统，海政值〔2026〕12号"),
    commutes=True,
)
