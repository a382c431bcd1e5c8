"""Commands that are stored in one transaction: read in one go, decided one after the other, written in one go."""

from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Change, Event
from core.incident import Incident
from core.numbering import NEW, numbered
from core.policy import Figures
from core.timer import Timer
from core.workflow import Outcome
from storage import audit, rows
from storage.commands import Command, Decide, load
from storage.deadlines import keep_timers
from storage.real import insert_incident
from storage.search import Outdated
from storage.tables import cards, incidents, results


class Asked(NamedTuple):
    """One change that somebody asks for."""

    idents: Sequence[int]
    decide: Decide
    command: Command


@dataclass(slots=True)
class Batch:
    """What the commands of one transaction share. Nothing of it outlives the transaction."""

    #: the incidents as they stand now, changes of this transaction included
    now: dict[int, Incident] = field(default_factory=dict)
    #: results of commands by key, of earlier transactions too
    done: dict[str, Outcome] = field(default_factory=dict)
    _changed: set[int] = field(default_factory=set)
    _events: list[Event] = field(default_factory=list)
    _results: list[dict[str, Any]] = field(default_factory=list)
    _timers: list[tuple[int, Timer]] = field(default_factory=list)
    _outdated: Outdated = field(default_factory=Outdated)

    @classmethod
    async def begun(cls, connection: AsyncConnection, asked: Iterable[Asked]) -> "Batch":
        """Everything that the commands will look at, read in two queries."""
        keys = [one.command.key for one in asked]
        found = await connection.execute(select(results.c.key, results.c.result).where(results.c.key.in_(keys)))
        idents = sorted({ident for one in asked for ident in one.idents})
        return cls(
            now={incident.id: incident for incident in await load(connection, idents)},
            done={row.key: stored_outcome(row.result) for row in found},
        )

    def loaded(self, idents: Sequence[int]) -> tuple[Incident, ...]:
        """As `load` gives them."""
        return tuple(self.now[ident] for ident in idents if ident in self.now)

    def change(self, changes: Sequence[Change]) -> None:
        """New states and their events, written at the end."""
        for change in changes:
            self.now[change.subject.id] = change.subject
            self._changed.add(change.subject.id)
            self._events.append(change.event)
            self._timers.extend((change.subject.id, timer) for timer in change.timers)
            self._outdated.note(change)

    def result(self, command: Command, came: Outcome) -> None:
        """What the command came to: a replay gets the same."""
        stored = {"answer": rows.plain(came.answer), "alert": came.alert, "refused": came.refused}
        self._results.append({"key": command.key, "result": stored, "at": command.now})
        self.done[command.key] = stored_outcome(stored)

    async def write(self, connection: AsyncConnection, figures: Figures) -> None:
        """States, events and results of what came since the last time."""
        states = [{**rows.incident_row(self.now[ident]), "ident": ident} for ident in sorted(self._changed)]
        if states:
            await connection.execute(update(incidents).where(incidents.c.id == bindparam("ident")), states)
            theirs = update(cards).where(cards.c.incident == bindparam("ident")).values(reached=bindparam("come_to"))
            come_to = [{"ident": one["ident"], "come_to": one["revision"]} for one in states]
            await connection.execute(theirs, come_to)
        if self._events:
            await audit.append(connection, tuple(self._events), figures)
        if self._results:
            await connection.execute(results.insert(), self._results)
        await keep_timers(connection, self._timers)
        await self._outdated.renew(connection, self.now)
        self._changed, self._events, self._results, self._timers = set(), [], [], []


def stored_outcome(stored: dict[str, Any]) -> Outcome:
    """A stored result, as a replay gets it."""
    return Outcome(answer=rows.message(stored["answer"]), alert=stored["alert"], refused=stored["refused"])


async def born(connection: AsyncConnection, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """A decision that makes a new incident gets its number here."""
    new = next((change.subject for change in changes if change.subject.id == NEW), None)
    if new is None:
        return changes
    return numbered(changes, await insert_incident(connection, new, new.detected_at))


async def first_result(connection: AsyncConnection, key: str) -> Outcome | None:
    """What the command with this key came to, None where it is new."""
    found: dict[str, Any] | None = await connection.scalar(select(results.c.result).where(results.c.key == key))
    if found is None:
        return None
    return stored_outcome(found)


async def caught(changing: Awaitable[Sequence[Outcome]]) -> Outcome | Exception:
    try:
        return (await changing)[0]
    except Exception as error:
        return error
