"""批示反馈: what was done about an instruction; whoever gave it is told."""

from dataclasses import replace

from core.actions.common import TEAM, is_open, no_such_choice, owner_or_lead
from core.changes import Change, Turn, noted
from core.incident import Incident
from core.outgoing import Lane, Notice
from core.people import Role
from core.policy import Policy
from core.response import Instruction
from core.showing import shown
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Refused


def open_ones(incident: Incident) -> tuple[Instruction, ...]:
    """The instructions that nobody answered yet."""
    return tuple(one for one in incident.instructions if one.answered_at is None)


def chosen(incident: Incident, turn: Turn) -> Instruction:
    """The instruction that the button names; any open one while the picker is still to be opened."""
    named = [one for one in incident.instructions if str(one.number) == turn.arg]
    if turn.arg and not named:
        raise no_such_choice()
    if named and named[0].answered_at is not None:
        text, when = N_("已由 {name} 于 {time} 反馈"), turn.policy.clock(named[0].answered_at, beside=turn.now)
        raise Refused("answered", text, name=turn.policy.name(named[0].answered_by), time=when)
    found = named or open_ones(incident)
    if not found:
        raise Refused("nothing", N_("没有等待反馈的批示"))
    return found[0]


def guard(incident: Incident, turn: Turn) -> Role:
    """Owner or lead, on an instruction that waits."""
    is_open(incident)
    role = owner_or_lead(incident, turn)
    chosen(incident, turn)
    return role


def answer(incident: Incident, turn: Turn, role: Role) -> Change:
    """Its clock stops."""
    given = chosen(incident, turn)
    done = replace(given, answer=turn.words, answered_by=turn.actor.id, answered_at=turn.now)
    return noted(
        incident,
        turn,
        "instruct_answer",
        role,
        reason=turn.words,
        notes={"instruction": given.number},
        outgoing=_told(incident, turn, done),
        instructions=tuple(done if one.number == given.number else one for one in incident.instructions),
    )


def _told(incident: Incident, turn: Turn, done: Instruction) -> tuple[Notice, ...]:
    text = Message(
        N_("🗒 {number} 批示反馈（{name}）：{answer}\n批示：{text}"),
        {
            "number": incident.number,
            "name": turn.policy.name(turn.actor.id),
            "answer": done.answer,
            "text": shown(done.text, 200),
        },
    )
    return tuple(
        Notice(
            key=f"instruct-answer:{incident.id}:{done.number}:{person}",
            chat=person,
            text=text,
            lane=Lane.PROMPT,
            incident=incident.id,
        )
        for person in _chiefs(done, turn.policy)
        if person != turn.actor.id
    )


def _chiefs(done: Instruction, policy: Policy) -> tuple[int, ...]:
    """Who gave it; where they have left, the chiefs of today."""
    if policy.actor(done.by) is not None:
        return (done.by,)
    return tuple(one.id for one in policy.holders(Role.CHIEF))


def choices(incident: Incident, _around: Around) -> tuple[Choice, ...]:
    """What waits for its answer, the first words of each."""
    text = N_("{number}. {text}")
    return tuple(
        Choice(arg=str(one.number), label=Message(text, {"number": one.number, "text": shown(one.text, 30)}))
        for one in open_ones(incident)
    )


ACTION = Action(
    code="ia",
    label=N_("🗒 批示反馈"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and bool(open_ones(i)),
    guard=guard,
    decide=answer,
    done=N_("已反馈"),
    choices=choices,
    columns=1,
    asks=N_("请回复 {number} 批示的办理情况"),
    longest=1000,
    paragraphs=True,
    commutes=True,
)
