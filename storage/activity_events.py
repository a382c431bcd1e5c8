"""Events as figures read them: what each changed, what it noted, how its clocks stood after it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from core.digest.facts import Act, Run
from core.timer import Clock, TimerState
from storage.tables import deadlines

#: no figure is counted from these, they move nothing forward, and there are many of them
_BY_ITSELF = {"refused", "detect", "delivered", "add_post", "grown", "escalate", "snapshot", "stand_in"}
_PAGES = {f"original_{what}" for what in ("kept", "failed", "changed", "gone", "back")}
_ASIDE = {"report_manual", "comment", "assist", "basis", "draft", "edit", "fact", "snooze", "add_evidence"}
IDLE = frozenset(
    _BY_ITSELF | _ASIDE | _PAGES | {"evidence_kept", "evidence_failed", "set_category", "set_jurisdiction"}
)
#: of these the reason is told or counted
REASONED = frozenset({"invalid", "bypass"})

#: what `run_of` reads of a clock
RUN = tuple(deadlines.c[name] for name in Run.__dataclass_fields__)

_Pair = tuple[Any, Any] | None


class _Diffs(msgspec.Struct):
    status: _Pair = None
    verdict: _Pair = None
    owner: _Pair = None
    reopened: _Pair = None


class _Notes(msgspec.Struct):
    undone: str | None = None
    solo: bool | None = None
    statement: int | None = None


class _Body(msgspec.Struct):
    at: datetime
    actor: int
    diffs: _Diffs
    notes: _Notes


class EventClock(msgspec.Struct):
    """A clock as an event left it."""

    clock: Clock
    generation: int
    started_at: datetime
    due_at: datetime
    about: str = ""
    state: TimerState = TimerState.RUNNING
    ended_at: datetime | None = None
    overdue: bool = False


class Later(msgspec.Struct):
    """What is to be taken back of an event."""

    diffs: dict[str, tuple[Any, Any]]
    clocks: list[EventClock] = []


class _Clocks(msgspec.Struct):
    clocks: list[EventClock] = []


# a look-up is faster than making the member anew, and there are many runs
_CLOCKS = {one.value: one for one in Clock}
_STATES = {one.value: one for one in TimerState}
_body = msgspec.json.Decoder(_Body).decode
later_of = msgspec.json.Decoder(Later).decode
clocks_of = msgspec.json.Decoder(_Clocks).decode
side_of = msgspec.json.Decoder(dict[str, Any]).decode


def run_of(row: Any) -> Run:
    """A row of a clock."""
    return Run(
        incident=row.incident,
        clock=_CLOCKS[row.clock],
        about=row.about,
        generation=row.generation,
        started_at=row.started_at,
        due_at=row.due_at,
        state=_STATES[row.state],
        ended_at=row.ended_at,
        overdue=row.overdue,
    )


def act_of(row: Any, incident: int, side: Mapping[str, Any]) -> Act:
    """An event as figures read it."""
    body = _body(row.body)
    new = {name: pair[1] for name in _Diffs.__struct_fields__ if (pair := getattr(body.diffs, name)) is not None}
    noted = {name: value for name in _Notes.__struct_fields__ if (value := getattr(body.notes, name)) is not None}
    reason = {"reason": side["reason"]} if row.type in REASONED and side.get("reason") else {}
    return Act(
        seq=row.seq, incident=incident, type=row.type, at=body.at, person=body.actor, new={**new, **noted, **reason}
    )


def clock_run(incident: int, timer: EventClock) -> Run:
    """The same as a row would tell it."""
    return Run(
        incident=incident,
        clock=timer.clock,
        about=timer.about,
        generation=timer.generation,
        started_at=timer.started_at,
        due_at=timer.due_at,
        state=timer.state,
        ended_at=timer.ended_at,
        overdue=timer.overdue,
    )
