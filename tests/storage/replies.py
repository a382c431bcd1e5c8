"""Signed replies, put where approval would leave them: for tests of what is found afterwards."""

from dataclasses import replace
from datetime import datetime
from itertools import count

from core.changes import Change, decided
from core.incident import Incident
from core.people import Role
from core.statement import Kind, Stand, Statement, Version, digest
from core.texts import Message
from core.workflow import Outcome
from storage import Store
from storage.commands import Command, Ground
from tests.conftest import LIN, NOON
from tests.storage.making import command
from tests.unit.making import turn

_keys = count(1)


async def reply(
    store: Store,
    ident: int,
    text: str,
    *,
    stand: Stand = Stand.PUBLISHED,
    number: int = 1,
    version: int = 1,
    at: datetime = NOON,
    kinds: tuple[Kind, ...] = (Kind.FIRST,),
) -> None:
    """The incident has this text as its statement of that number, through the door of all changes."""
    one = Statement(
        number=number,
        kinds=kinds,
        stand=stand,
        version=version,
        hash=digest(text),
        author=LIN,
        editor=LIN,
        edited_at=at,
        published_at=at if stand is Stand.PUBLISHED else None,
        approved_at=at,
    )
    await _change(store, ident, one, text)


async def stands(store: Store, ident: int, stand: Stand, number: int = 1) -> None:
    """The same text of the same statement is in another state now."""
    subject = await store.incident(ident)
    assert subject is not None
    (old,) = (one for one in subject.statements if one.number == number)
    await _change(store, ident, replace(old, stand=stand), "")


async def _change(store: Store, ident: int, one: Statement, text: str) -> None:
    def decide(incidents: tuple[Incident, ...], _ground: Ground) -> Outcome:
        (subject,) = incidents
        others = tuple(old for old in subject.statements if old.number != one.number)
        statements = tuple(sorted((*others, one), key=lambda statement: statement.number))
        change: Change = decided(subject, turn(LIN), "publish", Role.MEMBER, statements=statements)
        version = Version(statement=one.number, version=one.version, text=text, hash=one.hash, by=LIN, at=one.edited_at)
        return Outcome(answer=Message(""), changes=(replace(change, version=version if text else None),))

    asked: Command = command(LIN, "cm", key=f"reply:{next(_keys)}")
    assert not (await store.change((ident,), decide, asked)).refused
