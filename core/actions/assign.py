"""交办, 改派: give it to a department, whose contact is told with sound."""

from core.actions.common import TEAM, is_open, lead_only, not_now, owner_or_lead
from core.assigning import Advice, advice
from core.changes import Change, Turn, decided
from core.incident import Incident, Phase, Status, Verdict
from core.outgoing import Outgoing, Show
from core.people import Department, Role
from core.policy import Policy
from core.showing import clip
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Need, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """A verified one by owner or lead; any open one by a lead."""
    is_open(incident)
    unit = chosen(turn)
    if turn.arg and unit is None:
        raise Refused("argument", N_("没有这个部门，可能已改名"))
    if unit and unit.name == incident.department:
        raise Refused("same", N_("已在{department}"), department=unit.name)
    verified = incident.status is Status.CLAIMED and incident.verdict is not Verdict.UNVERIFIED
    if verified:
        return owner_or_lead(incident, turn)
    if incident.owner == turn.actor.id and not turn.actor.may(Role.LEAD):
        if incident.status is Status.CLAIMED:
            raise Refused("no_verdict", N_("请先给出核实结论，再交办"))
        raise not_now(incident)
    return lead_only(incident, turn)


def chosen(turn: Turn) -> Department | None:
    """The department that the button names."""
    return turn.policy.department(int(turn.arg)) if turn.arg.isdecimal() else None


def assign(incident: Incident, turn: Turn, role: Role) -> Change:
    """To the department; a lead who assigns an unowned one owns it."""
    department = chosen(turn)
    assert department is not None  # the guard saw it
    owner = incident.owner if incident.owner is not None else turn.actor.id
    return decided(
        incident,
        turn,
        "assign",
        role,
        notes={} if turn.policy.contacts(department.name) else {"no_contact": True},
        outgoing=told(department, turn.policy, loud=turn.policy.rings(incident.severity, turn.now)),
        status=Status.ASSIGNED,
        department=department.name,
        handler=None,
        owner=owner,
        claimed_at=incident.claimed_at or turn.now,
    )


def told(department: Department, policy: Policy, *, loud: bool) -> tuple[Outgoing, ...]:
    """The department's chat if it has one, and each contact privately; where there is none, the leads."""
    people = policy.contacts(department.name) or policy.holders(Role.LEAD)
    shared = (Show(chat=department.chat, loud=loud),) if department.chat else ()
    return shared + tuple(Show(chat=m.id, person=m.id, loud=loud) for m in people)


def departments(incident: Incident, around: Around) -> tuple[Choice, ...]:
    """All departments: the one that the rule names, the one that took such matters before, then those that got work.

    Who sends such matters back stands last.
    """
    known = advice(incident, around.past)
    first = [incident.suggested, known.department, *(name for name in around.recent if name not in known.sunk)]
    places = {name: place for place, name in enumerate(dict.fromkeys(first))}

    def place(unit: Department) -> int:
        return places.get(unit.name, len(places) + (unit.name in known.sunk))

    return tuple(
        Choice(arg=str(unit.id), label=_named(unit, known)) for unit in sorted(around.policy.departments, key=place)
    )


def _named(unit: Department, known: Advice) -> Message:
    if unit.name != known.department:
        return Message(N_("{name}"), {"name": unit.name})
    return Message(N_("{name}（建议：同类 {cases} 件）"), {"name": clip(unit.name, 10), "cases": known.cases})


ACTION = Action(
    code="ag",
    label=N_("🏢 交办"),
    roles=TEAM,
    offered=lambda i, t: i.is_open and (i.verdict is not Verdict.UNVERIFIED or t.actor.may(Role.LEAD)),
    guard=guard,
    decide=assign,
    done=N_("已交办，正在通知部门"),
    places={Phase.VERIFIED: 2},
    choices=departments,
    needs=Need.RECENT,
    undoable=True,
    relabel=lambda i: N_("🏢 改派") if i.department else N_("🏢 交办"),
)
