"""分类: what kind of matter it is."""

from core.actions.common import TEAM, is_open, no_such_choice, owner_or_lead
from core.changes import Change, Turn, decided
from core.dossier import CATEGORY_LABELS, Category
from core.incident import Incident
from core.people import Role
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Owner or lead, to another one than it has."""
    is_open(incident)
    if turn.arg and turn.arg not in {one.value for one in CATEGORY_LABELS}:
        raise no_such_choice()
    if turn.arg and turn.arg == incident.category.value:
        raise Refused("same", N_("分类已是这一项"))
    return owner_or_lead(incident, turn)


def set_category(incident: Incident, turn: Turn, role: Role) -> Change:
    """One of four; a later one replaces it."""
    return decided(incident, turn, "set_category", role, category=Category(turn.arg))


def categories(incident: Incident, _around: Around) -> tuple[Choice, ...]:
    """Those that it has not."""
    others = ((one, label) for one, label in CATEGORY_LABELS.items() if one is not incident.category)
    return tuple(Choice(arg=one.value, label=Message(label)) for one, label in others)


ACTION = Action(
    code="ct",
    label=N_("🏷 分类"),
    roles=TEAM,
    offered=lambda i, _: i.is_open,
    guard=guard,
    decide=set_category,
    done=N_("已记下分类"),
    choices=categories,
)
