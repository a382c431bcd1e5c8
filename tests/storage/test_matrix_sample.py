"""A sample of the matrix of tests/unit/test_matrix.py through the real door: the store decides as the core does."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import product
from random import Random
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.actions import BY_CODE
from core.changes import Turn
from core.dossier import Child
from core.incident import Incident
from core.numbering import numbered
from core.people import Member
from core.workflow import Outcome, Refused, act
from handlers.common import decide, subjects
from storage import Store, rows
from storage.commands import Command
from storage.posts import kept
from storage.tables import bindings, incidents, posts
from storage.versions import keep_version
from tests.conftest import NOON, stand
from tests.storage.making import bodies, look, prepared
from tests.unit.law import LAW, PLACES, SECOND, Kind, Place
from tests.unit.matrix import GONE, OTHER, POSTS, beside, situation, turn
from tests.unit.speaking import CHANNEL, version

CELLS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of the matrix, as it stands in the database."""

    code: str
    place: Place
    kind: Kind
    incident: Incident
    others: tuple[Incident, ...] = ()

    @property
    def turn(self) -> Turn:
        """The whole act, about the incidents as they are numbered here."""
        whole = turn(self.code, self.kind)
        return replace(whole, arg=str(self.others[0].id) if self.others else whole.arg, others=self.others)


def sample(luck: Random) -> list[tuple[str, Place, Kind]]:
    """Half of it is allowed, and no act is left out."""
    every = list(product(LAW, PLACES, Kind))
    allowed = [cell for cell in every if cell[2] in LAW[cell[0]].who.get(cell[1], ())]
    one_each = [luck.choice([cell for cell in allowed if cell[0] == code]) for code in LAW]
    rest = luck.sample(allowed, CELLS // 2) + luck.sample(every, CELLS // 2)
    return list(dict.fromkeys((*one_each, *rest)))


async def insert(connection: AsyncConnection, incident: Incident) -> Incident:
    """The incident with the number that it gets."""
    row = rows.incident_row(incident) | {"last_post_at": NOON}
    (ident,) = (await connection.execute(incidents.insert().values(**row))).inserted_primary_key or (0,)
    return replace(incident, id=ident)


async def set_up(connection: AsyncConnection, code: str, place: Place, kind: Kind) -> Cell:
    """The incidents of the cell."""
    others = tuple([await insert(connection, one) for one in beside(code)])
    merged = tuple(Child(id=one.id, at=NOON, brought=(one.id,)) for one in others if code == "um")
    incident = await insert(connection, situation(code, place, **({"children": merged} if merged else {})))
    for one in incident.statements:
        await keep_version(connection, incident.id, version(one.number))
    return Cell(code=code, place=place, kind=kind, incident=incident, others=others)


async def with_posts(store: Store, cell: Cell) -> None:
    """Where the act is about posts, they are there."""
    numbers = dict(zip((127, OTHER), (cell.incident.id, *(one.id for one in cell.others)), strict=False))
    for like in POSTS.get(cell.code, ()):
        (stored,) = await look(store, prepared(f"{cell.incident.id}:{like.id}", like.post.title))
        came_from = numbers[like.came_from] if like.came_from else None
        theirs = {"incident": numbers[like.incident], "came_from": came_from}
        async with store.db.write() as connection:
            await connection.execute(update(posts).where(posts.c.incident == stored.incident).values(**theirs))


async def pure(store: Store, cell: Cell) -> Outcome | Refused:
    """What the core says of it, with the posts as the rows have them."""
    async with store.db.read() as connection:
        found = await kept(connection, [one.id for one in (cell.incident, *cell.others)]) if cell.code in POSTS else ()
    try:
        return act(BY_CODE[cell.code], cell.incident, replace(cell.turn, posts=found), known=BY_CODE)
    except Refused as refused:
        return refused


async def pressed(store: Store, cell: Cell) -> Outcome:
    """The same through the store; where a second press is wanted, both."""
    whole, outcome = cell.turn, None
    first = whole.now - timedelta(seconds=2)
    for now in (first, whole.now) if SECOND in LAW[cell.code].needs else (whole.now,):
        key = f"{cell.code}:{cell.incident.id}:{now}"
        # words come as an answer, after the second press
        words = whole.words if now == whole.now else ""
        command = Command(
            key=key, actor=whole.actor, origin=whole.origin, now=now, action=cell.code, arg=whole.arg, words=words
        )
        about, asked = subjects(replace(command, file=whole.file), cell.incident.id)
        outcome = await store.change(about, partial(decide, command=asked, seen=None), asked)
        if outcome.refused:
            break
    assert outcome is not None
    return outcome


async def check(store: Store, cell: Cell, log: dict[str, list[dict[str, Any]]], should: Outcome | Refused) -> None:
    """The incidents and their events are what the core said."""
    mine = log[f"incident:{cell.incident.id}"]
    if isinstance(should, Refused):
        assert await store.incident(cell.incident.id) == cell.incident, cell
        (body,) = mine
        assert (body["type"], body["role"]) == ("refused", "")
        assert body["notes"] == {"code": should.code, "action": cell.code}
        return
    newest = int(mine[0]["notes"].get("into", 0))
    for change in numbered(should.changes, newest):
        assert await store.incident(change.subject.id) == change.subject, cell
        (body,) = log[f"incident:{change.subject.id}"]
        assert (body["type"], body["actor"]) == (change.event.type, cell.turn.actor.id)
        assert (tuple(body["revision"]), tuple(body["decision"])) == (change.event.revision, change.event.decision)
        assert body["role"] == change.event.role


async def test_the_store_comes_to_the_same_as_the_core_and_keeps_its_event(store: Store) -> None:
    await stand(store, people=[Member(id=GONE, name="调走", active=False)])
    async with store.db.write() as connection:
        await connection.execute(bindings.insert().values(name="channel", value=CHANNEL))
        cells = [await set_up(connection, *one) for one in sample(Random(2026))]
    found: list[tuple[Cell, Outcome | Refused]] = []
    for cell in cells:
        await with_posts(store, cell)
        should, came = await pure(store, cell), await pressed(store, cell)
        words = (should.code, should.message) if isinstance(should, Refused) else ("", should.answer)
        assert (came.refused, came.answer) == words, cell
        found.append((cell, should))
    log: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for body in await bodies(store):
        log[body["subject"]].append(body)
    for cell, should in found:
        await check(store, cell, log, should)
    refused = sum(isinstance(should, Refused) for _, should in found)
    assert CELLS // 3 <= refused <= 2 * CELLS // 3
    assert (await store.verify_audit())[1] is None
