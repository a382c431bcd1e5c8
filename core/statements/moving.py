"""What a merge does with statements and promises, and an unmerge with those that nobody touched since."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from core.dossier import Child
from core.grouping import Carry, Moves
from core.incident import Incident
from core.promises import following
from core.response import Promise
from core.statement import UNFINISHED, Stand, Statement
from core.statements.rulings import redrafted
from core.statements.standing import next_number

_Kind = TypeVar("_Kind", Statement, Promise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What goes over: what either side has afterwards, and the texts that go along."""

    giver: tuple[Statement, ...]
    taker: tuple[Statement, ...]
    giver_promises: tuple[Promise, ...]
    taker_promises: tuple[Promise, ...]
    moves: Moves


def brought(child: Incident, parent: Incident) -> Load:
    """A merge: drafts, and what was being signed, become drafts of the parent; what is public moves as it is."""
    going = [one for one in child.statements if one.stand is not Stand.DISCARDED]
    come = [_arrived(one, child.id) for one in going]
    promises = [replace(one, came_from=one.came_from or child.id) for one in child.promises]
    return _load(child, parent, going, come, list(child.promises), promises)


def given_back(parent: Incident, former: Incident, child: Child) -> Load:
    """An unmerge: drafts and promises that came with the child and were not touched since; what is public stays."""
    going = [one for one in parent.statements if one.came_from in child.brought and _untouched(one, child)]
    come = [replace(one, came_from=_origin(one.came_from, former.id)) for one in going]
    promised = [one for one in parent.promises if one.came_from in child.brought and not _acted_on(one, child)]
    promises = [replace(one, came_from=_origin(one.came_from, former.id)) for one in promised]
    return _load(parent, former, going, come, promised, promises)


def _arrived(statement: Statement, child: int) -> Statement:
    moved = redrafted(statement) if statement.stand in UNFINISHED else statement
    return replace(moved, came_from=statement.came_from or child)


def _untouched(statement: Statement, child: Child) -> bool:
    """Neither edited nor submitted since it came: a submission leaves its time, and a return its person."""
    ruled = statement.ruled_at is not None and statement.ruled_at > child.at
    return (
        statement.stand is Stand.DRAFT and statement.edited_at <= child.at and statement.asked_at is None and not ruled
    )


def _acted_on(promise: Promise, child: Child) -> bool:
    return promise.kept_at is not None and promise.kept_at > child.at


def _origin(came_from: int | None, home: int) -> int | None:
    return None if came_from == home else came_from


def _load(
    giver: Incident,
    taker: Incident,
    going: list[Statement],
    come: list[Statement],
    promised: list[Promise],
    promises: list[Promise],
) -> Load:
    first = next_number(taker.statements)
    numbered = [replace(one, number=first + at) for at, one in enumerate(come)]
    after = following(taker)
    kept = [replace(one, number=after + at) for at, one in enumerate(promises)]
    return Load(
        giver=_without(giver.statements, going),
        taker=(*taker.statements, *numbered),
        giver_promises=_without(giver.promises, promised),
        taker_promises=(*taker.promises, *kept),
        moves=tuple(
            Carry(of=giver.id, statement=old.number, to=taker.id, number=new.number)
            for old, new in zip(going, numbered, strict=True)
        ),
    )


def _without(all_of_them: Iterable[_Kind], gone: list[_Kind]) -> tuple[_Kind, ...]:
    return tuple(one for one in all_of_them if one not in gone)
