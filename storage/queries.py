"""What people ask for: read-only, one page at a time, by index."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import ColumnElement, Text, and_, case, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.dossier import Answered
from core.incident import OPEN, Incident, Phase, Status, Verdict, phase
from core.lists.incidents import PER_PAGE, Listed, Why, last_page
from core.lists.keys import Asked
from core.people import Actor, Role
from core.severity import Severity
from storage.commands import load
from storage.engine import Database
from storage.tables import incidents

#: how many of a person's own are looked at for each reason; nobody has more and does anything about it
MINE = 200

#: stands where a phase needs no time
_NEVER = datetime.min.replace(tzinfo=UTC)
IS_OPEN = incidents.c.status.in_([status.value for status in OPEN])
#: what may still be answered: a proposal to reopen is made to what has ended
_MAY_BE_ASKED = incidents.c.status.not_in([Status.INVALID.value, Status.MERGED.value])
_RANK = case({level.value: level.rank for level in Severity}, value=incidents.c.severity, else_=0)
#: the body as it lies there: to search it costs a tenth of parsing it
RAW = cast(incidents.c.body, Text)
ORDER = (_RANK.desc(), incidents.c.score.desc(), incidents.c.detected_at, incidents.c.id)


class Queries:
    """Lists."""

    db: Database

    async def open_page(self, asked: Asked, levels: Mapping[str, Severity]) -> Listed:
        """One page of what is open. Each word of the filter is a level, or part of a department or a title."""
        where = and_(IS_OPEN, *(_matching(word, levels) for word in asked.filter.split()))
        # one pass over what is open, without its bodies: it gives the counts and the numbers of the page
        query = select(incidents.c.id, incidents.c.status, incidents.c.verdict).where(where).order_by(*ORDER)
        async with self.db.read() as connection:
            listed = (await connection.execute(query)).all()
            page = last_page(asked.page, len(listed), PER_PAGE)
            part = [row.id for row in listed[page * PER_PAGE : (page + 1) * PER_PAGE]]
            found = await load(connection, part)
        counts = by_phase((row.status, row.verdict) for row in listed)
        return Listed(incidents=found, total=len(listed), counts=counts, page=page)

    async def my_incidents(self, actor: Actor) -> tuple[tuple[Why, Incident], ...]:
        """What waits for a person, each incident once, under the first reason that applies."""
        unit = and_(incidents.c.department == actor.department, incidents.c.status == Status.ASSIGNED.value)
        mine = {Why.HANDLER: incidents.c.handler == actor.id, Why.OWNER: incidents.c.owner == actor.id}
        async with self.db.read() as connection:
            found: dict[Why, Iterable[Incident]] = dict.fromkeys(Why, ())
            if actor.department and actor.may(Role.HANDLER):
                found[Why.UNIT] = await _ordered(connection, IS_OPEN & unit)
            if actor.may(Role.LEAD):
                found[Why.PROPOSAL] = await _proposed(connection)
            for why, whose in mine.items():
                found[why] = await _ordered(connection, IS_OPEN & whose)
            found[Why.ASSISTANT] = await _assisted(connection, actor.id)
        once = {one.id: (why, one) for why in reversed(Why) for one in reversed(tuple(found[why]))}
        return tuple(reversed(once.values()))


def _matching(word: str, levels: Mapping[str, Severity]) -> ColumnElement[bool]:
    if word in levels:
        return incidents.c.severity == levels[word].value
    return or_(incidents.c.department.icontains(word, autoescape=True), _titled(word))


def _titled(word: str) -> ColumnElement[bool]:
    title = incidents.c.body["title"].as_string().icontains(word, autoescape=True)
    has_case = word.lower() != word.upper()
    return title if has_case else and_(RAW.contains(json.dumps(word)[1:-1], autoescape=True), title)


def by_phase(listed: Iterable[tuple[str, str]]) -> dict[Phase, int]:
    """How many there are of each phase, by status and verdict, the earliest phase first."""
    counts = Counter(_phase(status, verdict) for status, verdict in listed)
    return {one: counts[one] for one in reversed(Phase) if counts[one]}


@cache
def _phase(status: str, verdict: str) -> Phase:
    return phase(Incident(status=Status(status), verdict=Verdict(verdict), detected_at=_NEVER))


async def _ordered(connection: AsyncConnection, where: ColumnElement[bool]) -> tuple[Incident, ...]:
    # numbers first: sorting thousands of whole incidents would carry every body along
    first = select(incidents.c.id).where(where).order_by(*ORDER).limit(MINE)
    return await load(connection, (await connection.execute(first)).scalars().all())


async def _assisted(connection: AsyncConnection, person: int) -> tuple[Incident, ...]:
    # the number may be part of another one, so the rows are looked at once more
    like = incidents.c.body["assistants"].as_string().contains(str(person))
    found = await _ordered(connection, and_(IS_OPEN, RAW.contains(str(person)), like))
    return tuple(one for one in found if person in one.assistants)


async def _proposed(connection: AsyncConnection) -> tuple[Incident, ...]:
    sign = f'"{Answered.OPEN.value}"'
    asked = incidents.c.body["proposals"].as_string().contains(sign)
    found = await _ordered(connection, and_(_MAY_BE_ASKED, RAW.contains(sign), asked))
    return tuple(one for one in found if any(p.answer is Answered.OPEN for p in one.proposals))
