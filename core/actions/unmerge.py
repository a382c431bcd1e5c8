"""拆回: what was merged in within a day goes out again, as it was before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.actions.common import lead_only
from core.changes import Change, Turn, decided
from core.clocks.joining import parted, restored
from core.dossier import Child
from core.grouping import Handover, Kept, counts, number_of
from core.incident import Incident, Status
from core.people import Role
from core.resuming import resumed
from core.showing import shown
from core.statements.moving import given_back
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Need, Refused

#: afterwards too much has grown together
WINDOW = timedelta(hours=24)


def guard(incident: Incident, turn: Turn) -> Role:
    """A lead; a child that came lately; in the incident that it went into."""
    if incident.status is Status.MERGED:
        raise Refused("merged", N_("已并入 {number}，请先在那里拆回"), number=number_of(incident.merged_into))
    role = lead_only(incident, turn)
    if not incident.children:
        raise Refused("no_child", N_("没有其他事并入这一件"))
    if turn.arg:
        _leaves(incident, turn)
    return role


def _leaves(incident: Incident, turn: Turn) -> Child:
    child = next((one for one in incident.children if str(one.id) == turn.arg), None)
    if child is None or [one.id for one in turn.others] != [child.id]:
        raise Refused("argument", N_("没有这个选项"))
    if turn.now - child.at > WINDOW:
        hours = int(WINDOW.total_seconds()) // 3600
        raise Refused("late", N_("并入已超过 {hours} 小时，不能拆回；可用拆分"), hours=hours)
    return child


def unmerge(incident: Incident, turn: Turn, role: Role) -> tuple[Change, ...]:
    """One event on each side: posts and evidence go back, guests leave."""
    child, (former,) = _leaves(incident, turn), turn.others
    mine = [kept for kept in turn.posts if kept.incident == incident.id]
    back = [kept for kept in mine if kept.came_from in child.brought]
    staying = [kept for kept in mine if kept.came_from not in child.brought]
    given = _given_back(incident, child, former, staying, turn, role)
    return given, _restored(former, incident, back, turn, role)


def _given_back(
    incident: Incident, child: Child, former: Incident, staying: list[Kept], turn: Turn, role: Role
) -> Change:
    others = tuple(one for one in incident.children if one.id != child.id)
    load = given_back(incident, former, child)
    leaving = set(child.people).difference(*(one.people for one in others))
    units = set(child.departments).difference(*(one.departments for one in others))
    return decided(
        incident,
        turn,
        "give_back",
        role,
        notes={"into": child.id},
        moves=(Handover(of=incident.id, to=child.id, brought=child.brought), *load.moves),
        statements=load.giver,
        promises=load.giver_promises,
        children=others,
        clocks=parted(incident, others, turn.policy, turn.now),
        assistants=tuple(person for person in incident.assistants if person not in leaving),
        assisting=tuple(name for name in incident.assisting if name not in units),
        evidence=max(0, incident.evidence - former.evidence),
        **counts(staying),
    )


def _restored(former: Incident, parent: Incident, back: list[Kept], turn: Turn, role: Role) -> Change:
    status = former.former or Status.SUSPECTED
    child = next(one for one in parent.children if one.id == former.id)
    load = given_back(parent, former, child)
    values: dict[str, Any] = {"statements": load.taker, "promises": load.taker_promises}
    values |= {"status": status} | resumed(replace(former, status=status), turn) | counts(back)
    return decided(
        former,
        turn,
        "unmerge",
        role,
        notes={"out_of": parent.id},
        former=None,
        merged_into=None,
        merged_at=None,
        clocks=restored(former, turn.policy),
        **values,
    )


def children(incident: Incident, around: Around) -> tuple[Choice, ...]:
    """What came within the last day, the newest first."""
    titles = {one.id: one.title for one in around.others}
    words = N_("{number} {title}")
    return tuple(
        Choice(
            arg=str(child.id),
            label=Message(words, {"number": number_of(child.id), "title": shown(titles.get(child.id, ""), 24)}),
        )
        for child in reversed(incident.children)
        if around.now is None or around.now - child.at <= WINDOW
    )


ACTION = Action(
    code="um",
    label=N_("🔓 拆回"),
    roles=frozenset({Role.LEAD}),
    offered=lambda i, t: i.status is not Status.MERGED and any(t.now - child.at <= WINDOW for child in i.children),
    guard=guard,
    decide=unmerge,
    done=N_("已拆回，恢复为单独的一件"),
    choices=children,
    columns=1,
    needs=Need.OTHER,
)
