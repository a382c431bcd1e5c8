"""补充要素: one fact that the report upward needs and no post tells; the next missing one is asked for at once."""

from core.actions.common import TEAM, is_open, no_such_choice
from core.changes import Change, Turn, noted
from core.forms.facts import FACT_LABELS, LONGEST, Fact, by_need, missing
from core.incident import Incident
from core.people import Role
from core.texts import N_, Message
from core.workflow import Action, Around, Choice

_KNOWN = frozenset(fact.value for fact in Fact)


def guard(incident: Incident, turn: Turn) -> Role:
    """Anybody, while there is work to do."""
    is_open(incident)
    if turn.arg and turn.arg not in _KNOWN:
        raise no_such_choice()
    return Role.MEMBER


def fill_in(incident: Incident, turn: Turn, role: Role) -> Change:
    """A later one replaces it, the audit holds both."""
    facts = {**incident.facts, turn.arg: turn.words}
    return noted(incident, turn, "fact", role, reason=turn.words, notes={"fact": turn.arg}, facts=facts)


def choices(incident: Incident, _around: Around) -> tuple[Choice, ...]:
    """The missing ones first; what is known already says so."""
    known = N_("✔ {fact}")
    return tuple(
        Choice(
            arg=fact.value,
            label=Message(known, {"fact": Message(FACT_LABELS[fact])})
            if incident.facts.get(fact)
            else Message(FACT_LABELS[fact]),
        )
        for fact in by_need(incident)
    )


def named(arg: str) -> Message:
    """What the question asks for."""
    return Message(FACT_LABELS[Fact(arg)])


def next_missing(incident: Incident) -> str:
    """What is asked for next."""
    return next(iter(missing(incident)), "")


ACTION = Action(
    code="fa",
    label=N_("📝 补充要素"),
    roles=TEAM,
    offered=lambda i, _: i.is_open,
    guard=guard,
    decide=fill_in,
    done=N_("已记下"),
    choices=choices,
    asks=N_("请回复 {number} 的「{about}」"),
    about=named,
    longest=LONGEST,
    paragraphs=True,
    then="fa",
    then_arg=next_missing,
    commutes=True,
)
