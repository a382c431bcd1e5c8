"""What was, from the audit: the acts that figures need, and how incidents and clocks stood at an instant of the past.

Every event tells what it replaced and how its clocks stood after it, so whatever came later can be taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.digest.facts import Act, Run
from core.incident import Incident
from core.timer import Clock
from storage import rows
from storage.activity_events import IDLE, REASONED, EventClock, Later, act_of, clock_run, clocks_of, later_of, side_of
from storage.instants import moment_of
from storage.tables import event_texts, events

_FIELDS = frozenset(one.name for one in fields(Incident)) - {"id", "kind"}

_Key = tuple[int, Clock, str, int]


@dataclass(slots=True)
class Past:
    """The acts of some incidents, and what is to be taken back to see them as they were."""

    acts: tuple[Act, ...] = ()
    #: by incident: fields that changed later, as they were
    _before: dict[int, dict[str, Any]] = field(default_factory=dict)
    #: clocks that changed later, as they were; None where they had not begun
    _runs: dict[_Key, Run | None] = field(default_factory=dict)

    def incident(self, incident: Incident) -> Incident:
        """As it was."""
        before = self._before.get(incident.id)
        if before is None:
            return incident
        return replace(incident, **{name: rows.field(name, value) for name, value in before.items()})

    def run(self, run: Run) -> Run | None:
        """As it was; None where it had not begun."""
        return self._runs.get((run.incident, run.clock, run.about, run.generation), run)

    def took_place(self, incident: int, later: Later, side: Mapping[str, Any]) -> None:
        """An event after the instant: the first one to touch a field tells what it was."""
        before = self._before.setdefault(incident, {})
        for name, pair in (later.diffs | side.get("diffs", {})).items():
            if name in _FIELDS:
                before.setdefault(name, pair[0])
        for timer in later.clocks:
            self._runs.setdefault((incident, timer.clock, timer.about, timer.generation), None)

    def stood(self, incident: int, timers: Iterable[EventClock]) -> None:
        """An event before it: clocks that changed later stood so."""
        for timer in timers:
            if (key := (incident, timer.clock, timer.about, timer.generation)) in self._runs:
                self._runs[key] = clock_run(incident, timer)

    @property
    def moved(self) -> list[str]:
        """Subjects whose clocks changed later."""
        return [f"incident:{ident}" for ident in sorted({key[0] for key in self._runs})]


async def past_of(connection: AsyncConnection, chunks: Iterable[Sequence[int]], until: int, as_of: datetime) -> Past:
    """The acts of these incidents, the later ones too; what happened at `as_of` or later can be taken back.

    All of that has the number `until` or a higher one, among a few earlier events.
    """
    past, acts = Past(), list[Act]()
    for chunk in chunks:
        subjects = [f"incident:{ident}" for ident in chunk]
        telling = or_(events.c.type.not_in(IDLE), events.c.seq >= until)
        query = select(events.c.seq, events.c.subject, events.c.type, events.c.body)
        found = (await connection.execute(query.where(events.c.subject.in_(subjects), telling))).all()
        later = {row.seq for row in found if row.seq >= until and moment_of(row.body) >= as_of}
        wanted = [row.seq for row in found if row.seq in later or row.type in REASONED]
        sides = await _sides(connection, wanted)
        for row in sorted(found, key=lambda row: row.seq):
            incident, side = int(row.subject.removeprefix("incident:")), sides.get(row.seq, {})
            if row.seq in later:
                past.took_place(incident, later_of(row.body), side)
            if row.type not in IDLE:
                acts.append(act_of(row, incident, side))
    await _stood_before(connection, past, until, as_of)
    past.acts = tuple(sorted(acts, key=lambda act: act.seq))
    return past


async def _sides(connection: AsyncConnection, seqs: Sequence[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(seqs), 500):
        query = select(event_texts.c.seq, event_texts.c.text).where(event_texts.c.seq.in_(seqs[start : start + 500]))
        # erased text reads as nothing
        found |= {row.seq: side_of(row.text) for row in await connection.execute(query) if row.text}
    return found


async def _stood_before(connection: AsyncConnection, past: Past, until: int, as_of: datetime) -> None:
    moved = past.moved
    for start in range(0, len(moved), 500):
        mine = events.c.subject.in_(moved[start : start + 500])
        query = select(events.c.seq, events.c.subject, events.c.body).where(mine).order_by(events.c.seq)
        for row in await connection.execute(query):
            if row.seq >= until and moment_of(row.body) >= as_of:
                continue
            past.stood(int(row.subject.removeprefix("incident:")), clocks_of(row.body).clocks)
