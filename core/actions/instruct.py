"""批示: what the chief wants done; owner, department and leads hear it at once, by night too."""

from core.actions.common import is_open
from core.callback import Press, encode
from core.changes import Change, Turn, noted
from core.clocks.spanning import due_of
from core.effects import said
from core.incident import Incident
from core.outgoing import Key, Lane, Notice
from core.people import Actor, Member, Role
from core.response import Instruction
from core.showing import clip
from core.texts import N_, Message
from core.timer import Clock
from core.workflow import Action, Refused

#: instructions of one incident
ENOUGH = 50
#: UTF-16 units of it in the group's line
_IN_GROUP = 200


def guard(incident: Incident, turn: Turn) -> Role:  # noqa: ARG001 - the signature of a guard
    """The chief, while there is work to do."""
    is_open(incident)
    if len(incident.instructions) >= ENOUGH:
        raise Refused("enough", N_("已有 {count} 条批示，不能再加"), count=ENOUGH)
    return Role.CHIEF


def instruct(incident: Incident, turn: Turn, role: Role) -> Change:
    """One more instruction; its clock runs until it is answered or the incident closes."""
    given = Instruction(number=len(incident.instructions) + 1, text=turn.words, by=turn.actor.id, at=turn.now)
    name = turn.policy.name(turn.actor.id)
    params = {"number": incident.number, "name": name, "text": clip(turn.words, _IN_GROUP)}
    line = Message(N_("✒️ {number} {name} 批示：{text}"), params)
    return noted(
        incident,
        turn,
        "instruct",
        role,
        reason=turn.words,
        notes={"instruction": given.number},
        outgoing=(
            *(_told(incident, turn, given, person) for person in concerned(incident, turn)),
            said(incident, turn.policy, "instruct", line, Lane.LOG),
        ),
        instructions=(*incident.instructions, given),
    )


def concerned(incident: Incident, turn: Turn) -> tuple[Member, ...]:
    """The owner, the department's contacts, the leads; not whoever gave it."""
    policy = turn.policy
    owner = policy.members.get(incident.owner) if incident.owner is not None else None
    people = [owner] if owner is not None and owner.active else []
    people += policy.contacts(incident.department) if incident.department else ()
    people += policy.holders(Role.LEAD)
    return tuple({one.id: one for one in people if one.id != turn.actor.id}.values())


def _told(incident: Incident, turn: Turn, given: Instruction, person: Member) -> Notice:
    due = due_of(Clock.INSTRUCT, turn.now, incident.severity, turn.policy.figures).due_at
    text = Message(
        N_("✒️ {number} {name} 批示：{text}\n请在 {time} 前反馈"),
        {
            "number": incident.number,
            "name": turn.policy.name(turn.actor.id),
            "text": given.text,
            "time": turn.policy.clock(due, beside=turn.now),
        },
    )
    answers = person.id == incident.owner or Actor.of(person).may(Role.LEAD)
    press = Press(action="ia", incident=incident.id, seen=incident.decision, arg=str(given.number))
    return Notice(
        key=f"instruct:{incident.id}:{given.number}:{person.id}",
        chat=person.id,
        text=text,
        lane=Lane.APPROVAL,
        loud=True,
        incident=incident.id,
        keys=((Key(label=Message(N_("🗒 批示反馈")), data=encode(press)),),) if answers else (),
    )


ACTION = Action(
    code="in",
    label=N_("✒️ 批示"),
    roles=frozenset({Role.CHIEF}),
    offered=lambda i, _: i.is_open,
    guard=guard,
    decide=instruct,
    done=N_("批示已转负责人、部门和带班领导"),
    asks=N_("请回复对 {number} 的批示"),
    longest=1000,
    paragraphs=True,
    commutes=True,
)
