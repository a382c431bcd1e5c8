"""属地: is it ours to answer?"""

from core.actions.common import TEAM, is_open, no_such_choice, owner_or_lead
from core.changes import Change, Turn, decided
from core.dossier import JURISDICTION_LABELS, Jurisdiction
from core.incident import Incident
from core.people import Role
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Owner or lead, to another one than it has."""
    is_open(incident)
    if turn.arg and turn.arg not in {one.value for one in JURISDICTION_LABELS}:
        raise no_such_choice()
    if turn.arg and turn.arg == incident.jurisdiction.value:
        raise Refused("same", N_("属地已是这一项"))
    return owner_or_lead(incident, turn)


def set_jurisdiction(incident: Incident, turn: Turn, role: Role) -> Change:
    """Ours or not; a later answer replaces it."""
    return decided(incident, turn, "set_jurisdiction", role, jurisdiction=Jurisdiction(turn.arg))


def jurisdictions(incident: Incident, _around: Around) -> tuple[Choice, ...]:
    """Those that it has not."""
    others = ((one, label) for one, label in JURISDICTION_LABELS.items() if one is not incident.jurisdiction)
    return tuple(Choice(arg=one.value, label=Message(label)) for one, label in others)


ACTION = Action(
    code="jd",
    label=N_("📍 属地"),
    roles=TEAM,
    offered=lambda i, _: i.is_open,
    guard=guard,
    decide=set_jurisdiction,
    done=N_("已记下属地"),
    choices=jurisdictions,
)
