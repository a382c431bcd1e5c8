"""What is decided about the roster: what is known, what was asked of a colleague, what a decision comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.changes import Event, Turn
from core.duty import Rotation, Shift, Slot
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.texts import Message

#: what every event on the roster is about
SUBJECT = "roster"
#: a date further away is not set: what is loaded stays bounded
AHEAD = 400


class SwapState(StrEnum):
    """How far a swap has come."""

    #: 待答复
    ASKED = "asked"
    #: 已同意
    AGREED = "agreed"
    #: 未同意
    DECLINED = "declined"
    #: 已取消: asked of somebody else since
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """换班: one person asks another one to take a shift. `id` 0 = not stored yet."""

    id: int = 0
    shift: Shift
    day: date
    person: int
    asked: int
    state: SwapState = SwapState.ASKED
    at: datetime

    @property
    def slot(self) -> Slot:
        """The shift that is to move."""
        return self.shift, self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRecord:
    """What is known, read in the transaction that decides."""

    policy: Policy
    #: the swap that is answered
    swap: Swap | None = None
    #: questions that nobody has answered yet
    asked: tuple[Swap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRuling:
    """What a decision comes to: who has which shift now, the swap as it stands, what is said."""

    answer: Message
    dates: Mapping[Slot, int] = field(default_factory=dict)
    rotation: tuple[Shift, Rotation] | None = None
    swap: Swap | None = None
    #: former questions that this one takes the place of
    void: tuple[Swap, ...] = ()
    #: what the question says from now on, its keys gone
    settled: Message | None = None
    events: tuple[Event, ...] = ()
    outgoing: tuple[Notice, ...] = ()


def line_in_group(text: Message, turn: Turn, key: str) -> tuple[Notice, ...]:
    """A silent line; none where the answer stands in the group anyway."""
    if turn.origin.chat == turn.policy.group:
        return ()
    return (Notice(key=f"{key}:group", chat=turn.policy.group, text=text, lane=Lane.LOG),)


def told(person: int, text: Message, turn: Turn, key: str, *, loud: bool = False) -> Notice:
    """A private word to one person, at night without a sound."""
    awake = loud and not turn.policy.at_night(turn.now)
    return Notice(key=f"{key}:{person}", chat=person, text=text, lane=Lane.PROMPT, loud=awake)


def shift_now(turn: Turn) -> date:
    """The date of the shift that runs now."""
    return turn.policy.roster.day_of(turn.now, turn.policy.figures.timezone)


def horizon(today: date) -> date:
    """The last date that may be set."""
    return today + timedelta(days=AHEAD)
