"""起草: what the organisation will say, by anybody on the team, from suspected on; one of a kind at a time."""

from dataclasses import replace

from core.actions.common import TEAM, is_open, no_such_choice
from core.changes import Change, Turn, noted
from core.incident import Incident, Phase
from core.outgoing import Show
from core.people import Role
from core.statement import KIND_LABELS, UNFINISHED, Kind, Statement, Version, digest
from core.statements.standing import kinds_of, next_number, standing
from core.statements.telling import draft_card
from core.texts import N_, Message, several
from core.wording.templates import kinds_for
from core.workflow import Action, Around, Choice, Need, Refused

#: statements of one incident
ENOUGH = 20
#: UTF-16 units of a statement: with its advice it fits one message
LONGEST = 2000
#: between the kinds of one publication, in an argument
_AND = "-"


def guard(incident: Incident, turn: Turn) -> Role:
    """Anybody of the team, while it is open; whoever begins the same again is told who is at it."""
    is_open(incident)
    if len(incident.statements) >= ENOUGH:
        raise Refused("enough", N_("这件事的回应稿已有 {count} 份，不能再加"), count=ENOUGH)
    kinds = chosen(turn)
    for one in standing(incident, UNFINISHED):
        if kinds and set(one.kinds) == set(kinds):
            raise Refused(
                "begun",
                N_("{name} 已在写「{kind}」（{version}），请点「改稿」"),
                name=turn.policy.name(one.author),
                kind=kinds_of(one),
                version=f"v{one.version}",
            )
    return Role.MEMBER


def chosen(turn: Turn) -> tuple[Kind, ...]:
    """The kinds that the button names, none while the picker is still to be opened."""
    names = turn.arg.split(_AND) if turn.arg else []
    if not set(names) <= {kind.value for kind in Kind} or len(set(names)) != len(names):
        raise no_such_choice()
    return tuple(Kind(name) for name in names)


def draft(incident: Incident, turn: Turn, role: Role) -> Change:
    """Version 1, with its card where it was written."""
    number, text = next_number(incident.statements), turn.words
    version = Version(statement=number, version=1, text=text, hash=digest(text), by=turn.actor.id, at=turn.now)
    new = Statement(
        number=number,
        kinds=chosen(turn),
        hash=version.hash,
        author=turn.actor.id,
        editor=turn.actor.id,
        edited_at=turn.now,
    )
    chat = turn.origin.chat
    person = chat if chat == turn.actor.id else 0
    change = noted(
        incident,
        turn,
        "draft",
        role,
        notes={"statement": number, "version": 1, "hash": new.hash},
        outgoing=(Show(chat=chat, person=person, about=draft_card(new)),) if chat else (),
        statements=(*incident.statements, new),
    )
    return replace(change, version=version)


def kinds(incident: Incident, _around: Around) -> tuple[Choice, ...]:
    """What is written for an incident like this, the likeliest first."""
    wanted = kinds_for(incident)
    # one publication may carry several
    also = ((kind, Kind.FINAL) for kind in (Kind.AUTHORITATIVE, Kind.CORRECTION) if {kind, Kind.FINAL} <= set(wanted))
    return tuple(
        Choice(arg=_AND.join(some), label=several(Message(KIND_LABELS[kind]) for kind in some))
        for some in (*((kind,) for kind in wanted), *also)
    )


ACTION = Action(
    code="dr",
    label=N_("✍️ 起草"),
    roles=TEAM,
    offered=lambda i, _: i.is_open,
    guard=guard,
    decide=draft,
    done=N_("草稿已记下，可以送审或改稿"),
    places={Phase.VERIFIED: 2, Phase.ASSIGNED: 2, Phase.HANDLING: 2, Phase.FOLLOWING: 2},
    choices=kinds,
    needs=Need.TEXTS,
    asks=N_("请回复 {number} 的回应正文，可以分段，最长 2000 字"),
    longest=LONGEST,
    paragraphs=True,
    commutes=True,
    relabel=lambda i: N_("✍️ 再回应") if any(one.is_public for one in i.statements) else N_("✍️ 起草"),
)
