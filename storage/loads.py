"""Who has how much to do (工作量), and how departments stand: counted when somebody asks."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.digest.periods import Span, containing
from core.incident import Status
from core.team.loads import Load, Taken
from core.timer import TimerState
from storage.instants import first_event_since
from storage.people_rows import counted_open
from storage.policy import Policies
from storage.queries import RAW
from storage.real import INCIDENTS
from storage.tables import chats, deadlines, events, incidents

#: how many numbers one question names
AT_ONCE = 500

#: the word is looked for before the body is parsed, which costs ten times as much
IS_DRILL = and_(RAW.contains('"drill"'), func.coalesce(incidents.c.body["drill"].as_boolean(), False))
#: what counts in figures: no drill, and nothing that is part of another one
COUNTS = and_(INCIDENTS, incidents.c.status != Status.MERGED.value, not_(IS_DRILL))
#: the owner changed by it
_OWNED = and_(events.c.subject.like("incident:%"), events.c.body.contains('"owner":['))
#: subject, type and body of an event
_Act = tuple[str, str, Mapping[str, Any]]
_Value = TypeVar("_Value", int, str)


class Loads(Policies):
    """The work of people."""

    async def load_per_person(self, now: datetime) -> tuple[Load, ...]:
        """Every member by name: what is open, late and taken this week, and who cannot be written to."""
        zone = self.figures.timezone
        monday, _ = containing(Span.WEEK, now.astimezone(zone).date()).bounds(zone)
        async with self.db.read() as connection:
            policy = await self._load_policy(connection)
            owned = await counted_open(connection, incidents.c.owner)
            handled = await counted_open(connection, incidents.c.handler)
            late = await _late(connection, now)
            taken = await _taken(connection, monday)
            unreachable = await unreachable_chats(connection)
        return tuple(
            Load(
                member=member,
                owned=owned.get(member.id, 0),
                handled=handled.get(member.id, 0),
                late=late.get(member.id, 0),
                taken=tuple(taken.get(member.id, {}).values()),
                unreachable=member.id in unreachable,
            )
            for member in sorted(policy.members.values(), key=lambda m: (not m.active, m.name))
        )


async def unreachable_chats(connection: AsyncConnection) -> frozenset[int]:
    """Chats in which nothing can be said."""
    return frozenset((await connection.execute(select(chats.c.id).where(chats.c.unreachable != ""))).scalars())


async def _late(connection: AsyncConnection, now: datetime) -> dict[int, int]:
    """Clocks that ran out, by the owner of their incident."""
    query = (
        select(incidents.c.owner, func.count())
        .join(deadlines, deadlines.c.incident == incidents.c.id)
        .where(deadlines.c.state == TimerState.RUNNING.value, deadlines.c.due_at < now)
        .where(incidents.c.owner.is_not(None), COUNTS)
        .group_by(incidents.c.owner)
    )
    return {row[0]: row[1] for row in await connection.execute(query)}


async def _taken(connection: AsyncConnection, since: datetime) -> dict[int, dict[int, Taken]]:
    """By person and incident: what each came to own by an act of their own since then, and did not take back."""
    first = await first_event_since(connection, since)
    query = select(events.c.subject, events.c.type, events.c.body).where(events.c.seq >= first)
    query = query.where(or_(_OWNED, events.c.type == "undo")).order_by(events.c.seq)
    acts = _standing([(row.subject, row.type, json.loads(row.body)) for row in await connection.execute(query)])
    subjects = {subject for subject, _, _ in acts}
    known, had = await _times(connection, subjects), await _had_before(connection, subjects, first)
    found: dict[int, dict[int, Taken]] = defaultdict(dict)
    for subject, _, body in acts:
        ident, person = _number(subject), body["diffs"]["owner"][1]
        if person is not None and person == body["actor"] and ident in known:
            at, (detected, delivered) = datetime.fromisoformat(body["at"]), known[ident]
            taken = Taken(at=at, detected_at=detected, delivered_at=delivered, first=subject not in had)
            found[person].setdefault(ident, taken)
        had.add(subject)
    return found


def _standing(acts: Iterable[_Act]) -> list[_Act]:
    """Without drills, and without what was taken back at once."""
    kept: list[_Act] = []
    for subject, kind, body in acts:
        if body["drill"]:
            continue
        if kind != "undo":
            kept.append((subject, kind, body))
            continue
        # what was taken back may have changed something else
        if "owner" not in body["diffs"]:
            continue
        mine = (at for at in reversed(range(len(kept))) if kept[at][:2] == (subject, body["notes"].get("undone")))
        if (last := next(mine, None)) is not None:
            del kept[last]
    return kept


def _number(subject: str) -> int:
    return int(subject.partition(":")[2])


async def _times(connection: AsyncConnection, subjects: Iterable[str]) -> dict[int, tuple[datetime, datetime | None]]:
    """When these were detected and told of; those that became part of another one are left out."""
    told = incidents.c.body["delivered_at"].as_string().label("told")
    found: dict[int, tuple[datetime, datetime | None]] = {}
    for part in portions(sorted(map(_number, subjects))):
        query = select(incidents.c.id, incidents.c.detected_at, told)
        query = query.where(incidents.c.id.in_(part), incidents.c.status != Status.MERGED.value)
        for row in await connection.execute(query):
            found[row.id] = row.detected_at, datetime.fromisoformat(row.told) if row.told else None
    return found


async def _had_before(connection: AsyncConnection, subjects: Iterable[str], first: int) -> set[str]:
    """Which of these had an owner before that event."""
    found: set[str] = set()
    for part in portions(sorted(subjects)):
        earlier = select(events.c.subject).where(events.c.subject.in_(part), events.c.seq < first, _OWNED)
        found |= set((await connection.execute(earlier.distinct())).scalars())
    return found


def portions(values: Sequence[_Value]) -> Iterable[Sequence[_Value]]:
    """As many at once as a question may name."""
    return (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))
