"""勾选要点: points of the category's checklist that only people can tell are done (A2)."""

from core.actions.common import TEAM, is_open, no_such_choice
from core.callback import from_36
from core.changes import Change, Turn, noted
from core.dossier import Category
from core.incident import Incident
from core.people import Role
from core.playbooks import Point, by_hand
from core.texts import N_, Message, several
from core.workflow import Action, Around, Choice, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Any member, on an open incident of a known category, for points that are not ticked yet."""
    is_open(incident)
    if incident.category is Category.NONE:
        raise Refused("no_category", N_("还没有分类，请先在「更多」里设分类"))
    if turn.arg:
        _chosen(incident, turn)
    return Role.MEMBER


def _chosen(incident: Incident, turn: Turn) -> tuple[Point, ...]:
    """The ticked points; their places are those of one category, so a category that changed meanwhile voids them."""
    points, ticks = by_hand(incident), from_36(turn.arg)
    if not ticks or ticks >> len(points):
        raise no_such_choice()
    moved = incident.last is not None and incident.last.type == "set_category"
    if moved and turn.seen is not None and turn.seen < incident.decision:
        raise Refused("moved", N_("分类已改，要点不同了，请重新勾选"))
    fresh = tuple(point for place, point in enumerate(points) if ticks >> place & 1 and not point.done)
    if not fresh:
        raise Refused("same", N_("这几项已勾选"))
    return fresh


def tick(incident: Incident, turn: Turn, role: Role) -> Change:
    """They stay ticked; the story names them."""
    fresh = _chosen(incident, turn)
    return noted(
        incident,
        turn,
        "tick",
        role,
        reason=several(Message(point.label) for point in fresh).plain(),
        notes={"points": [point.code for point in fresh]},
        ticked=(*incident.ticked, *(point.code for point in fresh)),
    )


def points(incident: Incident, _around: Around) -> tuple[Choice, ...]:
    """All that people tick; what is done says so and keeps its place, which is what the argument names."""
    words = N_("{label}（已完成）")
    return tuple(
        Choice(
            arg=point.code,
            label=Message(words, {"label": Message(point.label)}) if point.done else Message(point.label),
        )
        for point in by_hand(incident)
    )


ACTION = Action(
    code="tk",
    label=N_("☑ 勾选要点"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and any(not point.done for point in by_hand(i)),
    guard=guard,
    decide=tick,
    done=N_("已勾选"),
    choices=points,
    several=True,
    columns=1,
    commutes=True,
)
