"""What answering an incident leaves in its file beside statements: promises, instructions, corrections, the review."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.texts import N_


class PromiseState(StrEnum):
    """What became of a promise."""

    #: 待兑现
    OPEN = "open"
    #: 已兑现
    KEPT = "kept"
    #: 已逾期: its day is over; it is still to be kept
    MISSED = "missed"


PROMISE_LABELS = {PromiseState.OPEN: N_("待兑现"), PromiseState.KEPT: N_("已兑现"), PromiseState.MISSED: N_("已逾期")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """承诺: what will be done by when; `department` "" where only its owner answers for it."""

    number: int
    text: str
    due: date
    owner: int
    department: str = ""
    by: int
    at: datetime
    state: PromiseState = PromiseState.OPEN
    proof: str = ""
    kept_by: int | None = None
    kept_at: datetime | None = None
    #: the incident it came from, where a merge brought it
    came_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """抄告单: the notice form as it was sent to the chief."""

    number: int
    by: int
    at: datetime
    #: what was missing when it was sent, and was left open on purpose
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """批示: what the chief wants done, and what was answered."""

    number: int
    text: str
    by: int
    at: datetime
    answer: str = ""
    answered_by: int | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """更正: a publisher was asked to correct what it had written."""

    number: int
    publisher: str
    by: int
    at: datetime
    outcome: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """复盘: what happened, why, and what is done differently from now on."""

    text: str
    by: int
    at: datetime
