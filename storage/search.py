"""Full-text search: the index is written with what it is about, and asked for the texts that have most of a question.

FTS5 on SQLite, an array with a GIN index on PostgreSQL: both say which texts have one entry; the rest is the same SQL.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Integer, Label, Select, delete, func, literal, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from core import searching
from core.changes import Change
from core.incident import Incident
from core.lists.finding import FoundPage
from core.lists.incidents import PER_PAGE, last_page
from core.pairs import TITLED, entries
from core.searching import CANDIDATES, LAST_STATEMENT, Case, Share
from core.statement import Statement
from storage.commands import load
from storage.engine import Database
from storage.tables import search, versions
from storage.tables.search import NAME

#: so many of the likest incidents are looked at for their replies
_LOOKED_AT = 60
#: incidents written in one go
_AT_ONCE = 200


def place(incident: int, statement: int = 0) -> int:
    """Where a text stands in the index: newer incidents after older ones."""
    return incident * (LAST_STATEMENT + 1) + statement


@dataclass(slots=True)
class Outdated:
    """What the index must be told at the end of a transaction."""

    _numbers: dict[int, set[int]] = field(default_factory=dict)

    def note(self, change: Change) -> None:
        """Most changes touch nothing that is looked for."""
        if numbers := searching.outdated(change):
            self._numbers.setdefault(change.subject.id, set()).update(numbers)

    async def renew(self, connection: AsyncConnection, now: Mapping[int, Incident]) -> None:
        """Write anew what changed since the last time; `now`: the incidents as they stand."""
        if self._numbers:
            await _reindex(connection, [(now[ident], numbers) for ident, numbers in sorted(self._numbers.items())])
            self._numbers = {}


class Search:
    """Finds incidents by words, and those that are like another one."""

    db: Database

    async def found_page(self, words: str, page: int) -> FoundPage:
        """One page of the incidents that have these words, the best first, out of the best candidates."""
        asked = searching.asked_for(words)
        async with self.db.read() as connection:
            hits = await self._hits(connection, dict.fromkeys(asked, 1))
            idents = searching.ranked(hits, len(asked))
            page = last_page(page, len(idents), PER_PAGE)
            part = idents[page * PER_PAGE : (page + 1) * PER_PAGE]
            known = {one.id: one for one in await load(connection, part)}
        incidents = tuple(known[ident] for ident in part if ident in known)
        return FoundPage(incidents=incidents, total=len(idents), page=page, is_all=searching.is_all(hits, len(asked)))

    async def similar(self, incident: int, limit: int) -> tuple[Case, ...]:
        """Cases like this incident: answered ones first, with their reply, then closed ones, then the others."""
        async with self.db.read() as connection:
            found = await load(connection, (incident,))
            if not found:
                return ()
            having, texts = await self._counted(connection, searching.marks(found[0]))
            hits = await self._hits(connection, searching.telling(having, texts))
            whole = searching.whole_of(having, texts)
            like = [ident for ident in searching.alike(hits, whole) if ident != incident][:_LOOKED_AT]
            known = {one.id: one for one in await load(connection, like)}
            best = searching.exemplary([known[ident] for ident in like if ident in known])[:limit]
            return tuple([await _case(connection, one) for one in best])

    async def example(self, incident: int, statement: int) -> Case | None:
        """A signed reply with its whole text, None where it may not serve as an example (any more)."""
        async with self.db.read() as connection:
            for one in await load(connection, (incident,)):
                reply = searching.exemplar(one, statement)
                return searching.case(one, reply, await _text(connection, incident, reply)) if reply else None
        return None

    async def _counted(self, connection: AsyncConnection, marks: Sequence[str]) -> tuple[dict[str, int], int]:
        """In how many texts each entry stands, and how many texts there are."""
        if not marks:
            return {}, 0
        texts = await connection.scalar(select(func.count()).select_from(search)) or 0
        counts = (
            select(_number(at, "at"), func.count().label("having")).select_from(search).where(self._has(entry))
            for at, entry in enumerate(marks)
        )
        found = (await connection.execute(union_all(*counts))).all()
        return {marks[row.at]: row.having for row in found}, texts

    async def _hits(self, connection: AsyncConnection, weights: Mapping[str, int]) -> tuple[Share, ...]:
        """The texts with the most of these entries, the newest of equal ones first."""
        if not weights:
            return ()
        having = union_all(*(part for entry, weight in weights.items() for part in self._having(entry, weight)))
        one = having.subquery()
        shared, titled = func.sum(one.c.shared), func.sum(one.c.titled)
        query = (
            select(one.c.rowid, shared.label("shared"), titled.label("titled"), func.sum(one.c.one).label("entries"))
            .group_by(one.c.rowid)
            .order_by((2 * shared + titled).desc(), one.c.rowid.desc())
            .limit(CANDIDATES)
        )
        return tuple(_share(*row) for row in (await connection.execute(query)).all())

    def _having(self, entry: str, weight: int) -> tuple[Select[tuple[int, int, int, int]], ...]:
        """Which texts have it, and which have it in their title."""
        anywhere = select(search.c.rowid, _number(weight, "shared"), _number(0, "titled"), _number(1, "one"))
        titled = select(search.c.rowid, _number(0, "shared"), _number(weight, "titled"), _number(0, "one"))
        return anywhere.where(self._has(entry)), titled.where(self._has(TITLED + entry))

    def _has(self, entry: str) -> ColumnElement[bool]:
        if self.db.is_sqlite:
            # entries hold letters and digits only, so that none can close the quotes
            return literal_column(NAME).op("MATCH", is_comparison=True)(f'"{entry}"')
        return search.c.entries.op("@>", is_comparison=True)(literal([entry], ARRAY(Text())))


async def index_anew(connection: AsyncConnection, found: Sequence[Incident]) -> None:
    """Every text of these incidents."""
    await _reindex(connection, [(one, {0, *searching.signed(one)}) for one in found])


async def _reindex(connection: AsyncConnection, what: Sequence[tuple[Incident, Iterable[int]]]) -> None:
    """These texts of these incidents: out, and in again where they still are to be found."""
    for at in range(0, len(what), _AT_ONCE):
        part = what[at : at + _AT_ONCE]
        gone = [place(incident.id, number) for incident, numbers in part for number in numbers]
        await connection.execute(delete(search).where(search.c.rowid.in_(gone)))
        rows = [row for incident, numbers in part for row in await _rows(connection, incident, numbers)]
        if rows:
            await connection.execute(search.insert(), rows)


async def _rows(connection: AsyncConnection, incident: Incident, numbers: Iterable[int]) -> list[dict[str, object]]:
    present = searching.signed(incident)
    rows = []
    for number in sorted(numbers):
        if number and number in present:
            text = await _text(connection, incident.id, present[number])
            rows.append({"rowid": place(incident.id, number), "entries": entries(text)})
        elif not number and searching.is_findable(incident):
            rows.append({"rowid": place(incident.id), "entries": searching.own_document(incident)})
    return rows


async def _case(connection: AsyncConnection, incident: Incident) -> Case:
    reply = searching.reply_of(incident)
    return searching.case(incident, reply, await _text(connection, incident.id, reply) if reply else "")


async def _text(connection: AsyncConnection, incident: int, statement: Statement) -> str:
    mine = (versions.c.incident == incident) & (versions.c.statement == statement.number)
    this = select(versions.c.text).where(mine, versions.c.version == statement.version)
    return await connection.scalar(this) or ""


def _number(value: int, name: str) -> Label[int]:
    # written out: a database plans sixty-four parts sooner without two hundred parameters
    return literal_column(str(value), Integer).label(name)


def _share(rowid: int, shared: int, titled: int, number: int) -> Share:
    # a sum may be a decimal number
    return Share(incident=rowid // place(1), shared=int(shared), titled=int(titled), entries=int(number))
