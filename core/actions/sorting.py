"""分类, 属地: what kind of matter it is, and whether it is ours to answer. One button each, with the same rules."""

from collections.abc import Mapping
from typing import Any

from core.actions.common import TEAM, is_open, no_such_choice, owner_or_lead
from core.changes import Change, Turn, decided
from core.dossier import CATEGORY_LABELS, JURISDICTION_LABELS
from core.incident import Incident
from core.people import Role
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Refused


def sorting(
    code: str, label: str, type_: str, field: str, labels: Mapping[Any, str], *, same: str, done: str
) -> Action:
    """Owner or lead set this field of an open incident to another of these values; `type_` is the event's."""
    values = {value.value: value for value in labels}

    def guard(incident: Incident, turn: Turn) -> Role:
        is_open(incident)
        if turn.arg and turn.arg not in values:
            raise no_such_choice()
        if turn.arg and turn.arg == getattr(incident, field):
            raise Refused("same", same)
        return owner_or_lead(incident, turn)

    def decide(incident: Incident, turn: Turn, role: Role) -> Change:
        changes: dict[str, Any] = {field: values[turn.arg]}
        return decided(incident, turn, type_, role, **changes)

    def choices(incident: Incident, _around: Around) -> tuple[Choice, ...]:
        others = (value for value in labels if value is not getattr(incident, field))
        return tuple(Choice(arg=value.value, label=Message(labels[value])) for value in others)

    return Action(
        code=code,
        label=label,
        roles=TEAM,
        offered=lambda i, _: i.is_open,
        guard=guard,
        decide=decide,
        done=done,
        choices=choices,
    )


ACTIONS = (
    sorting(
        "ct",
        N_("🏷 分类"),
        "set_category",
        "category",
        CATEGORY_LABELS,
        same=N_("分类已是这一项"),
        done=N_("已记下分类"),
    ),
    sorting(
        "jd",
        N_("📍 属地"),
        "set_jurisdiction",
        "jurisdiction",
        JURISDICTION_LABELS,
        same=N_("属地已是这一项"),
        done=N_("已记下属地"),
    ),
)
