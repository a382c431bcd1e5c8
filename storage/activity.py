"""What figures are counted from (汇总): everything of a period in one snapshot, as it was at the period's end.

incidents that matter in the period → as they were at its end → their clocks, their acts; posts, messages, sources
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.digest.facts import Activity, Head, Run
from core.digest.periods import Period
from core.incident import OPEN, Incident
from core.policy import Figures
from core.timer import LIVE, Clock
from storage import rows
from storage.activity_counts import joined_incidents, post_counts, talk_of, watches_of
from storage.activity_events import RUN, run_of
from storage.activity_past import Past, past_of
from storage.blind_spots import platforms_unseen
from storage.engine import Database
from storage.instants import first_event_since
from storage.praise import best_praise
from storage.tables import deadlines, events, incidents, members

#: incidents read at once: nobody else has to wait while so many are taken apart
CHUNK = 100
#: an act takes its time before it waits for its turn to be written: so late may an earlier one come
SKEW = timedelta(minutes=10)
_OPEN = [status.value for status in OPEN]


class Activities:
    """Reads a period."""

    db: Database
    figures: Figures

    async def activity(self, period: Period) -> Activity:
        """Everything that the figures of the period are counted from."""
        begin, as_of = period.bounds(self.figures.timezone)
        async with self.db.read() as connection:
            since = await first_event_since(connection, begin - SKEW)
            until = await first_event_since(connection, as_of - SKEW)
            idents = await _concerned(connection, begin, as_of, since)
            past = await past_of(connection, list(_chunks(idents)), until, as_of)
            team = (await connection.execute(select(members).order_by(members.c.id))).mappings().all()
            return Activity(
                period=period,
                as_of=as_of,
                incidents=await _incidents(connection, idents, past),
                runs=tuple([run async for run in _runs(connection, idents, past)]),
                acts=past.acts,
                posts=await post_counts(connection, period, self.figures.timezone),
                joined=await joined_incidents(connection, begin, as_of),
                praise=await best_praise(connection, begin, as_of),
                unseen=await platforms_unseen(connection, begin, as_of),
                watches=await watches_of(connection, begin, as_of),
                members=tuple(rows.member(row) for row in team),
                talk=await talk_of(connection, begin, as_of),
                head=await _head_before(connection, await first_event_since(connection, as_of)),
            )


async def _concerned(connection: AsyncConnection, begin: datetime, as_of: datetime, since: int) -> list[int]:
    """Found in the period, open now, touched since it began, with a clock that ran out in it or a promise."""
    known = select(incidents.c.id).where(incidents.c.detected_at < as_of)
    mine = incidents.c.status.in_(_OPEN) | (incidents.c.detected_at >= begin)
    chosen = set(await connection.scalars(known.where(mine)))
    earlier = set(await connection.scalars(known.where(~mine)))
    if earlier:
        chosen |= earlier & {ident async for ident in _touched(connection, since)}
        ran_out = (deadlines.c.due_at >= begin) & (deadlines.c.due_at < as_of)
        promised = (deadlines.c.clock == Clock.PROMISE.value) & deadlines.c.state.in_([state.value for state in LIVE])
        for where in (ran_out, promised):
            chosen |= earlier & set(await connection.scalars(select(deadlines.c.incident).where(where).distinct()))
    return sorted(chosen)


async def _touched(connection: AsyncConnection, since: int) -> AsyncIterator[int]:
    subjects = select(events.c.subject).where(events.c.seq >= since, events.c.subject.like("incident:%")).distinct()
    for subject in await connection.scalars(subjects):
        yield int(subject.removeprefix("incident:"))


async def _incidents(connection: AsyncConnection, idents: Sequence[int], past: Past) -> tuple[Incident, ...]:
    found: list[Incident] = []
    for chunk in _chunks(idents):
        query = select(*_COLUMNS, _BODY).where(incidents.c.id.in_(chunk)).order_by(incidents.c.id)
        read = (await connection.execute(query)).mappings()
        found.extend(past.incident(rows.incident({**row, "body": _slim(row["said"])})) for row in read)
    return tuple(found)


#: what no figure is counted from, and takes longest to read
_HEAVY = frozenset(
    {"clocks", "undo", "reasons", "scored", "newest", "proposals", "excerpt", "facts", "forms", "children", "reports"}
)
# the body as text: taken apart here, which is faster
_BODY = cast(incidents.c.body, Text).label("said")
_COLUMNS = tuple(column for column in incidents.c if column.name != "body")
_body = msgspec.json.Decoder(dict[str, Any]).decode


def _slim(said: str) -> dict[str, Any]:
    return {name: value for name, value in _body(said).items() if name not in _HEAVY}


async def _runs(connection: AsyncConnection, idents: Sequence[int], past: Past) -> AsyncIterator[Run]:
    for chunk in _chunks(idents):
        query = select(*RUN).where(deadlines.c.incident.in_(chunk)).order_by(deadlines.c.id)
        for row in await connection.execute(query):
            run = past.run(run_of(row))
            if run is not None:
                yield run


async def _head_before(connection: AsyncConnection, until: int) -> Head:
    newest = select(events.c.seq, events.c.hash).where(events.c.seq == until - 1)
    row = (await connection.execute(newest)).first()
    return Head(seq=row.seq, hash=row.hash) if row else Head()


def _chunks(idents: Sequence[int]) -> Iterator[Sequence[int]]:
    return (idents[start : start + CHUNK] for start in range(0, len(idents), CHUNK))
