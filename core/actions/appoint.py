"""指定承办人, 交办要求: whom of the department the lead means, and what is wanted; told with sound."""

from core.actions.common import TEAM, no_such_choice, not_now, owner_or_lead
from core.changes import Change, Turn, noted
from core.incident import Incident, Status
from core.outgoing import Lane, Notice
from core.people import Role
from core.showing import shown
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Refused

_GIVEN = frozenset({Status.ASSIGNED, Status.HANDLING})


def guard(incident: Incident, turn: Turn) -> Role:
    """Owner or lead, once it was given to a department."""
    if incident.status not in _GIVEN:
        raise not_now(incident)
    return owner_or_lead(incident, turn)


def guard_person(incident: Incident, turn: Turn) -> Role:
    """Somebody of that department, and another one than now."""
    role = guard(incident, turn)
    contacts = {str(one.id) for one in turn.policy.contacts(incident.department)}
    if not contacts:
        raise Refused("no_contact", N_("{department}还没有登记承办人"), department=incident.department)
    if turn.arg and turn.arg not in contacts:
        raise no_such_choice()
    if turn.arg == str(incident.appointed):
        raise Refused("same", N_("已指定 {name}"), name=turn.policy.name(incident.appointed))
    return role


def appoint(incident: Incident, turn: Turn, role: Role) -> Change:
    """That person is called; the others of the department still may."""
    person = int(turn.arg)
    text = Message(
        N_("{number} 指定由您承办，请签收：{title}"),
        {"number": incident.number, "title": shown(incident.title, 40)},
    )
    notice = _private(incident, turn, person, text)
    return noted(incident, turn, "appoint", role, outgoing=(notice,), appointed=person)


def instruct(incident: Incident, turn: Turn, role: Role) -> Change:
    """What is wanted goes to the department's people and chat."""
    text = Message(
        N_("{number} 交办要求：{words}（{name}）"),
        {"number": incident.number, "words": turn.words, "name": turn.policy.name(turn.actor.id)},
    )
    unit = turn.policy.chat_of(incident.department)
    people = [one.id for one in turn.policy.contacts(incident.department)]
    outgoing = tuple(_private(incident, turn, chat, text) for chat in dict.fromkeys((unit, *people)) if chat)
    return noted(incident, turn, "instruction", role, reason=turn.words, outgoing=outgoing, instruction=turn.words)


def _private(incident: Incident, turn: Turn, chat: int, text: Message) -> Notice:
    return Notice(
        key=f"given:{incident.id}:{incident.revision + 1}:{chat}",
        chat=chat,
        text=text,
        lane=Lane.PROMPT,
        loud=turn.policy.rings(incident.severity, turn.now),
        incident=incident.id,
    )


def people(incident: Incident, around: Around) -> tuple[Choice, ...]:
    """The department's people, the contact first."""
    return tuple(
        Choice(arg=str(one.id), label=Message(N_("{name}"), {"name": one.name}))
        for one in around.policy.contacts(incident.department)
    )


ACTIONS = (
    Action(
        code="po",
        label=N_("👉 指定承办人"),
        roles=TEAM,
        offered=lambda i, t: i.status in _GIVEN and len(t.policy.contacts(i.department)) > 1,
        guard=guard_person,
        decide=appoint,
        done=N_("已指定，已通知本人"),
        choices=people,
        commutes=True,
    ),
    Action(
        code="ai",
        label=N_("📝 交办要求"),
        roles=TEAM,
        offered=lambda i, _: i.status in _GIVEN,
        guard=guard,
        decide=instruct,
        done=N_("已记下，已通知部门"),
        asks=N_("请回复对 {number} 的交办要求"),
        commutes=True,
    ),
)
