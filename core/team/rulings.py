"""What is decided about people, chats and sources: who asks, what is known, what a decision comes to, its event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.changes import Event, Turn
from core.outgoing import Notice
from core.people import Department, Member, Role
from core.policy import Policy
from core.texts import Message


class Stage(StrEnum):
    """How far somebody who wants to join has come."""

    #: 填写姓名和部门
    NAMING = "naming"
    #: 等待同意
    WAITING = "waiting"
    #: 已同意
    AGREED = "agreed"
    #: 未同意
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Somebody who wants to join. `asked_at` is when the last step was made that a pause counts from."""

    id: int
    name: str
    department: str = ""
    state: Stage = Stage.NAMING
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of a person, read in the transaction that decides about them."""

    policy: Policy
    member: Member | None = None
    applicant: Applicant | None = None
    #: how many others wait to be let in
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a decision about people and chats comes to: what is stored, its events, what is said."""

    answer: Message
    member: Member | None = None
    applicant: Applicant | None = None
    #: the chat that is the team's group from now on
    group: int | None = None
    #: the department with the chat that it has from now on
    department: Department | None = None
    events: tuple[Event, ...] = ()
    outgoing: tuple[Notice, ...] = ()


def event_on(
    subject: str,
    turn: Turn,
    type_: str,
    role: Role | None,
    *,
    diffs: Mapping[str, tuple[object, object]] | None = None,
    reason: str = "",
    notes: Mapping[str, object] | None = None,
) -> Event:
    """An event on anything that is no incident: `member:11`, `department:3`, `source:5`, `group`."""
    return Event(
        type=type_,
        actor=turn.actor,
        role=role,
        origin=turn.origin,
        at=turn.now,
        subject=subject,
        diffs=diffs or {},
        reason=reason,
        notes=notes or {},
    )
