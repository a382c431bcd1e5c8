"""督办: a lead calls those whose turn it is, loudly, whatever the clocks say."""

from core.actions.common import LEADS, is_open, lead_only
from core.changes import Change, Turn, noted
from core.incident import Incident
from core.outgoing import Lane, Notice
from core.people import Role
from core.showing import shown
from core.texts import N_, Message
from core.workflow import Action


def guard(incident: Incident, turn: Turn) -> Role:
    """A lead, while there is work to do."""
    is_open(incident)
    return lead_only(incident, turn)


def escalate(incident: Incident, turn: Turn, role: Role) -> Change:
    """Owner and department are called by name in the group, and each privately."""
    policy = turn.policy
    contacts = [one.id for one in policy.contacts(incident.department)] if incident.department else []
    named = dict.fromkeys(one for one in (incident.owner, incident.handler, *contacts) if one is not None)
    people = tuple(one for one in named if policy.actor(one) is not None and one != turn.actor.id)
    text = Message(
        N_("📣 {number} 督办：{words}（{name}）\n{title}"),
        {
            "number": incident.number,
            "words": turn.words,
            "name": policy.name(turn.actor.id),
            "title": shown(incident.title, 40),
        },
    )
    unit = policy.chat_of(incident.department)
    chats = dict.fromkeys(chat for chat in (policy.group, unit, *people) if chat)
    outgoing = tuple(
        Notice(
            key=f"escalate:{incident.id}:{incident.revision + 1}:{chat}",
            chat=chat,
            text=text,
            lane=Lane.ESCALATION,
            # a lead who presses at night means it
            loud=True,
            incident=incident.id,
            mentions=people if chat == policy.group else (),
        )
        for chat in chats
    )
    return noted(incident, turn, "escalate", role, reason=turn.words, notes={"people": list(people)}, outgoing=outgoing)


ACTION = Action(
    code="es",
    label=N_("📣 督办"),
    roles=LEADS,
    offered=lambda i, _: i.is_open and i.owner is not None,
    guard=guard,
    decide=escalate,
    done=N_("已督办，已通知负责人和部门"),
    asks=N_("请回复对 {number} 的督办要求"),
    commutes=True,
)
