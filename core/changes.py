"""What a decision returns: the new state, its audit event, and what is to be said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.attachments import Attachment
from core.clocks.timing import timed
from core.dossier import LastAct
from core.grouping import Kept, Moves, stayed
from core.incident import Incident
from core.outgoing import Outgoing, in_drill
from core.people import SYSTEM, Actor, Role
from core.policy import Policy
from core.proposals import settled
from core.statement import Version
from core.timer import Timer


class Entry(StrEnum):
    """How an act came in (入口)."""

    #: 按钮
    BUTTON = "button"
    #: 命令
    COMMAND = "command"
    #: 回复
    REPLY = "reply"
    #: 定时任务
    JOB = "job"
    #: 接口
    WEBHOOK = "webhook"
    #: 导入
    IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an act was made; ids are Telegram's, 0 or "" where there is none."""

    entry: Entry
    chat: int = 0
    message: int = 0
    callback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who does what, when, having seen which decision number."""

    actor: Actor
    now: datetime
    policy: Policy
    origin: Origin
    #: the decision number on the pressed button; None where the act carries none
    seen: int | None = None
    #: what was chosen in the action's picker
    arg: str = ""
    #: what was written in answer to the action's question
    words: str = ""
    confirmed: bool = False
    #: the incidents that the argument names, and the posts of all of them, where the action needs them
    others: tuple[Incident, ...] = ()
    posts: tuple[Kept, ...] = ()
    #: the present text of every statement of the incident, where the action needs them
    texts: tuple[Version, ...] = ()
    #: the photo or file that came with it
    file: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the audit (留痕), before storage gives it a number and a hash."""

    type: str
    actor: Actor
    #: the role that permitted it; None for a refused attempt
    role: Role | None
    origin: Origin
    at: datetime
    subject: str
    revision: tuple[int, int] = (0, 0)
    decision: tuple[int, int] = (0, 0)
    #: field -> (old, new), only what differs
    diffs: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    reason: str = ""
    #: machine words such as a refusal's code or a held time
    notes: Mapping[str, object] = field(default_factory=dict)
    #: the clocks that began, ended or were called with it, as they are now
    clocks: tuple[Timer, ...] = ()
    drill: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Of one subject: no change without an event."""

    subject: Incident
    event: Event
    outgoing: tuple[Outgoing, ...] = ()
    moves: Moves = ()
    #: the evidence that the subject gains
    file: Attachment | None = None
    #: the new text of one of its statements
    version: Version | None = None
    #: the clocks that began, ended or were called with it
    timers: tuple[Timer, ...] = ()


#: bookkeeping that follows from the event itself and would only repeat it
_SILENT_FIELDS = frozenset({"revision", "decision", "acts", "undo", "last", "acted_at", "clocks", "kind", "newest"})


def differences(old: Incident, new: Incident) -> dict[str, tuple[object, object]]:
    """Field by field, what the change replaced."""
    names = (f.name for f in fields(Incident) if f.name not in _SILENT_FIELDS)
    return {n: (getattr(old, n), getattr(new, n)) for n in names if getattr(old, n) != getattr(new, n)}


def decided(
    incident: Incident,
    turn: Turn,
    type_: str,
    role: Role,
    *,
    reason: str = "",
    notes: Mapping[str, object] | None = None,
    outgoing: tuple[Outgoing, ...] = (),
    moves: Moves = (),
    **changes: Any,
) -> Change:
    """A person's decision (D): both numbers rise, the lease starts anew, what was undoable is so no more."""
    acts = turn.actor.id == (changes.get("owner") or incident.owner)
    new = replace(
        incident,
        revision=incident.revision + 1,
        decision=incident.decision + 1,
        acts=incident.acts + 1,
        undo=None,
        last=LastAct(type=type_, by=turn.actor.id, at=turn.now),
        **({"acted_at": turn.now} if acts else {}) | changes,
    )
    return _change(incident, new, turn, type_, role, reason, notes, outgoing, moves)


def noted(
    incident: Incident,
    turn: Turn,
    type_: str,
    role: Role,
    *,
    reason: str = "",
    notes: Mapping[str, object] | None = None,
    outgoing: tuple[Outgoing, ...] = (),
    moves: Moves = (),
    **changes: Any,
) -> Change:
    """A commuting act (R): only the revision rises, so nobody's buttons go stale."""
    changes |= {"revision": incident.revision + 1, "acts": incident.acts + (turn.actor is not SYSTEM)}
    new = replace(incident, acted_at=turn.now if turn.actor.id == incident.owner else incident.acted_at, **changes)
    return _change(incident, new, turn, type_, role, reason, notes, outgoing, moves)


def _change(
    old: Incident,
    new: Incident,
    turn: Turn,
    type_: str,
    role: Role,
    reason: str,
    notes: Mapping[str, object] | None,
    outgoing: tuple[Outgoing, ...],
    moves: Moves,
) -> Change:
    new = settled(stayed(old, new, turn.actor), turn.now)
    new, timers = timed(old, new, type_, turn.policy, turn.now)
    outgoing = tuple(in_drill(one) for one in outgoing) if new.drill else outgoing
    event = Event(
        type=type_,
        actor=turn.actor,
        role=role,
        origin=turn.origin,
        at=turn.now,
        subject=f"incident:{new.id}",
        revision=(old.revision, new.revision),
        decision=(old.decision, new.decision),
        diffs=differences(old, new),
        reason=reason,
        notes=notes or {},
        clocks=timers,
        drill=new.drill,
    )
    return Change(subject=new, event=event, outgoing=outgoing, moves=moves, timers=timers)
