"""Where the statements of an incident stand: how a button names one, which answer the incident, what waits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.dossier import Category
from core.incident import Incident, Status, Verdict
from core.publication import is_final, still_public
from core.response import PromiseState
from core.statement import KIND_LABELS, Kind, Stand, Statement
from core.texts import Message, several

#: characters of a hash that a button carries
SHORT = 8
#: on its way to the public: the incident must not end or move meanwhile
ON_ITS_WAY = frozenset({Stand.SENDING, Stand.UNKNOWN})
#: somebody's signature is asked for or given
PENDING = frozenset({Stand.SUBMITTED, Stand.APPROVED}) | ON_ITS_WAY
#: only written
WRITTEN = frozenset({Stand.DRAFT, Stand.RETURNED})
#: the point of a suggestion's checklist that says: it was weighed
WEIGHED = "s_weigh"
_ARG = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})\.([0-9a-f]{8})(?:\.([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a button says of a statement: the version that was shown, its hash, and the stage that was asked."""

    number: int
    version: int
    hash: str
    stage: int | None = None


def named(arg: str) -> Named | None:
    """The statement that a button's argument names; None for anything else."""
    found = _ARG.fullmatch(arg)
    if found is None:
        return None
    stage = None if found[4] is None else int(found[4])
    return Named(number=int(found[1]), version=int(found[2]), hash=found[3], stage=stage)


def arg_of(statement: Statement, *, stage: bool = False) -> str:
    """The argument of a button about this very text: 1.3.0a1b2c3d, with the stage behind it where that counts."""
    shown = f"{statement.number}.{statement.version}.{statement.hash[:SHORT]}"
    return f"{shown}.{statement.stage}" if stage else shown


def find(incident: Incident, number: int) -> Statement | None:
    """The statement with this number, None where it is not the incident's (any more)."""
    return next((one for one in incident.statements if one.number == number), None)


def standing(incident: Incident, stands: Iterable[Stand]) -> tuple[Statement, ...]:
    """The statements that stand there, the newest last."""
    wanted = frozenset(stands)
    return tuple(one for one in incident.statements if one.stand in wanted)


def replaced(incident: Incident, statement: Statement) -> tuple[Statement, ...]:
    """All statements, this one in the place of its former self."""
    return tuple(statement if one.number == statement.number else one for one in incident.statements)


def next_number(statements: Iterable[Statement]) -> int:
    """The number of one more statement."""
    return max((one.number for one in statements), default=0) + 1


def kinds_of(statement: Statement) -> Message:
    """What it is, in words."""
    return several(Message(KIND_LABELS[kind]) for kind in statement.kinds)


def answered(incident: Incident) -> bool:
    """Does a final answer stand in public? What was withdrawn does not, nor what an earlier round has published."""
    return any(is_final(incident, one) for one in still_public(incident))


def adopted(incident: Incident) -> bool:
    """A suggestion that was weighed and whose day is promised: that is its answer."""
    weighed = incident.category is Category.SUGGESTION and WEIGHED in incident.ticked
    return weighed and bool(incident.promises)


def followed(incident: Incident) -> Status:
    """The status of an incident that is being handled, once no final answer and no promise is due; else its own.

    Looked at on publish, keep and miss.
    """
    due = not (answered(incident) or incident.no_response)
    due = due or any(one.state is PromiseState.OPEN for one in incident.promises)
    return Status.FOLLOWING if incident.status is Status.HANDLING and not due else incident.status


def after_publishing(incident: Incident, statement: Statement) -> Status:
    """The status once this was published: a holding reply, or one before anybody knows more, leaves it."""
    if set(statement.kinds) == {Kind.HOLDING}:
        return incident.status
    if incident.status is Status.CLAIMED and incident.verdict is not Verdict.UNVERIFIED:
        return Status.FOLLOWING
    return followed(incident)
