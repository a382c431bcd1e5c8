"""并案: an incident goes up in another one that is open; its card becomes a pointer, its posts count there."""

from dataclasses import dataclass, replace

from core.actions.common import TEAM, is_open, lead_only
from core.changes import Change, Turn, decided
from core.clocks.joining import joined
from core.dossier import Child
from core.grading import Grade
from core.grouping import Handover, counts, number_of, sightings
from core.incident import PHASE_LABELS, Incident, Status, phase
from core.intake import rise
from core.outgoing import Outgoing
from core.people import Role
from core.severity import Severity
from core.showing import shown
from core.spreading import graded
from core.statements.moving import brought
from core.statements.rulings import nothing_pending
from core.statements.standing import ON_ITS_WAY
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Need, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """A lead, or the owner of both; into another one that is open itself."""
    if incident.status is Status.MERGED:
        raise Refused("merged", N_("已并入 {number}"), number=number_of(incident.merged_into))
    is_open(incident)
    role = Role.MEMBER if _owns_all(incident, turn) else lead_only(incident, turn)
    nothing_pending(incident, ON_ITS_WAY)
    if turn.arg:
        _can_take(incident, turn)
    return role


def _owns_all(incident: Incident, turn: Turn) -> bool:
    return all(one.owner == turn.actor.id for one in (incident, *turn.others))


def _can_take(incident: Incident, turn: Turn) -> None:
    if len(turn.others) != 1:
        raise Refused("argument", N_("没有这个选项"))
    (parent,) = turn.others
    if parent.id == incident.id:
        raise Refused("itself", N_("不能并入自己，请另选一件"))
    if parent.status is Status.MERGED:
        raise Refused(
            "merged",
            N_("{number} 已并入 {into}，请改选 {into}"),
            number=parent.number,
            into=number_of(parent.merged_into),
        )
    if not parent.is_open:
        words = N_("{number} 现为「{phase}」，只能并入在办的事")
        raise Refused("phase", words, number=parent.number, phase=Message(PHASE_LABELS[phase(parent)]))
    if parent.drill != incident.drill:
        raise Refused("drill", N_("演练不能与真实舆情并案"))


def merge(incident: Incident, turn: Turn, role: Role) -> tuple[Change, ...]:
    """One event on each side. The child keeps its own fields, so that it can be taken out again."""
    (parent,) = turn.others
    load = brought(incident, parent)
    gone = decided(
        incident,
        turn,
        "merge",
        role,
        notes={"into": parent.id},
        moves=(Handover(of=incident.id, to=parent.id), *load.moves),
        status=Status.MERGED,
        former=incident.status,
        merged_into=parent.id,
        merged_at=turn.now,
        statements=load.giver,
        promises=load.giver_promises,
    )
    return gone, _taken_in(incident, parent, turn, role)


def _taken_in(child: Incident, parent: Incident, turn: Turn, role: Role) -> Change:
    coming, level, load = _coming(child, parent), _level(child, parent, turn), brought(child, parent)
    clocks, dues = joined(parent, child, turn.policy)
    values = counts(turn.posts) | {"statements": load.taker, "promises": load.taker_promises}
    outgoing: tuple[Outgoing, ...] = ()
    if level.severity > parent.severity:
        outgoing = (rise(parent, level, turn.policy, turn.now),)
        values |= {"severity": level.severity, "reasons": (*parent.reasons, level.because)}
    return decided(
        parent,
        turn,
        "take_in",
        role,
        notes={"out_of": child.id},
        outgoing=outgoing,
        assistants=(*parent.assistants, *coming.people),
        assisting=(*parent.assisting, *coming.departments),
        children=(*parent.children, replace(coming.child(child, turn), dues=dues)),
        clocks=clocks,
        evidence=parent.evidence + child.evidence,
        **values,
    )


def _level(child: Incident, parent: Incident, turn: Turn) -> Grade:
    """The highest of both levels and of what the spread of both together calls for."""
    joint = graded(sightings(turn.posts), turn.now, turn.policy.figures.grading_at(turn.now))
    if joint.severity >= max(child.severity, parent.severity):
        return joint
    level: Severity = max(child.severity, parent.severity)
    words = N_("{number} 并入，原为「{level}」")
    return Grade(
        severity=level, reason=Message(words, {"number": child.number, "level": Message(child.severity.label)})
    )


@dataclass(frozen=True, slots=True)
class _Coming:
    """Who is new on the parent, and who is there only because of merges."""

    people: tuple[int, ...]
    departments: tuple[str, ...]
    guests: tuple[int, ...]
    visiting: tuple[str, ...]

    def child(self, child: Incident, turn: Turn) -> Child:
        brought = (child.id, *(ident for inner in child.children for ident in inner.brought))
        return Child(id=child.id, at=turn.now, people=self.guests, departments=self.visiting, brought=brought)


def _coming(child: Incident, parent: Incident) -> _Coming:
    people = tuple(dict.fromkeys(p for p in (child.owner, child.handler, *child.assistants) if p is not None))
    here = {parent.owner, parent.handler, *parent.assistants}
    by_merge = {person for other in parent.children for person in other.people}
    units = tuple(dict.fromkeys(name for name in (child.department, *child.assisting) if name))
    there = {parent.department, *parent.assisting}
    by_merge_too = {name for other in parent.children for name in other.departments}
    return _Coming(
        people=tuple(person for person in people if person not in here),
        departments=tuple(name for name in units if name not in there),
        # whoever another child brought stays until the last of them is taken out
        guests=tuple(person for person in people if person not in here - by_merge),
        visiting=tuple(name for name in units if name not in there - by_merge_too),
    )


def targets(incident: Incident, around: Around) -> tuple[Choice, ...]:
    """Open incidents, those of the same rule group first; to an owner only those that an owner may merge with."""
    owner = around.actor.id if around.actor and not around.actor.may(Role.LEAD) else None
    able = (
        one
        for one in around.others
        if one.is_open and one.id != incident.id and one.drill == incident.drill and owner in (None, one.owner)
    )
    words = N_("{number} {title}")
    return tuple(
        Choice(arg=str(one.id), label=Message(words, {"number": one.number, "title": shown(one.title, 24)}))
        for one in able
    )


ACTION = Action(
    code="mg",
    label=N_("🔗 并案"),
    roles=TEAM,
    offered=lambda i, t: i.is_open and (t.actor.may(Role.LEAD) or i.owner == t.actor.id),
    guard=guard,
    decide=merge,
    done=N_("已并案，原卡片改为指向主案"),
    choices=targets,
    columns=1,
    needs=Need.OTHER,
    confirm=True,
)
