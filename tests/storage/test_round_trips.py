"""What is stored comes back as it was: every field of an incident, any instant, any text."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, create_engine, delete, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import StatementError
from sqlalchemy.pool import NullPool

from core.incident import Incident
from core.people import Member
from storage import Store, rows
from storage.tables import incidents, results
from tests.conftest import BAI, LIN, NOON
from tests.properties.making import INSTANTS
from tests.properties.making import incidents as any_incident
from tests.storage.attack import outside, plain
from tests.storage.making import bodies, exported, opened, press

quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def kept(connection: Connection, incident: Incident) -> Incident:
    """The incident after the database had it."""
    connection.execute(delete(incidents))
    row = rows.incident_row(incident)
    connection.execute(incidents.insert().values(id=incident.id, **row, last_post_at=NOON))
    return rows.incident(connection.execute(select(incidents)).mappings().one())


def test_the_strategy_fills_every_field() -> None:
    drawn = {f.name for f in fields(Incident) if f.init}
    assert drawn == set(any_incident().wrapped_strategy.kwargs)  # type: ignore[attr-defined]


def test_every_field_of_an_incident_comes_back(database_url: URL) -> None:
    with create_engine(plain(database_url), poolclass=NullPool).connect() as connection:

        @quick
        @given(any_incident())
        def check(incident: Incident) -> None:
            assert kept(connection, incident) == incident

        check()


def test_every_instant_comes_back_and_sorts_as_time(database_url: URL) -> None:
    with create_engine(plain(database_url), poolclass=NullPool).connect() as connection:

        @quick
        @given(INSTANTS, INSTANTS)
        def check(one: datetime, other: datetime) -> None:
            connection.execute(delete(results))
            connection.execute(
                results.insert(), [{"key": "a", "result": {}, "at": one}, {"key": "b", "result": {}, "at": other}]
            )
            found = dict(connection.execute(select(results.c.key, results.c.at)).all())
            assert found == {"a": one, "b": other}
            assert {at.utcoffset() for at in found.values()} == {timedelta()}
            later = set(connection.execute(select(results.c.key).where(results.c.at > one)).scalars())
            assert ("b" in later) == (other > one)

        check()


def test_a_naive_instant_is_refused(database_url: URL) -> None:
    naive = datetime(2026, 1, 1)
    with pytest.raises(StatementError, match="needs a zone"), outside(database_url) as connection:
        connection.execute(results.insert().values(key="a", result={}, at=naive))


async def test_an_event_keeps_its_very_instant_and_the_wall_clock(store: Store) -> None:
    odd = datetime(2026, 11, 20, 1, 2, 3, 456789, tzinfo=timezone(-timedelta(hours=3, minutes=30)))
    ident = await opened(store)
    await press(store, LIN, "cl", ident, now=odd)
    (claim,) = await bodies(store, "claim")
    assert datetime.fromisoformat(claim["at"]) == odd
    assert claim["local"] == "2026-11-20 12:32:03 +0800"
    (_, told) = await store.story(ident)
    assert told.at == odd
    incident = await store.incident(ident)
    assert incident is not None
    assert incident.claimed_at == odd.astimezone(UTC)
    assert (await store.verify_audit())[1] is None


async def test_any_line_of_a_person_is_logged_and_holds(store: Store) -> None:
    ident = await opened(store)
    await press(store, LIN, "vt", ident)
    for words in ("e\u0301 and é", "\u202e", "𠮷" * 240, "'; --", "{x}", "</b>"):
        assert (await press(store, LIN, "bs", ident, words=words)).refused == ""
        incident = await store.incident(ident)
        assert incident is not None
        assert incident.basis == words
        assert (await store.story(ident))[-1].new["basis"] == words
    assert (await store.verify_audit())[1] is None


async def test_any_name_of_a_stranger_and_any_post_is_logged_and_holds(store: Store) -> None:
    strange = ["half \ud800 a pair", "NUL \x00", "\u202e<b>", "\\ud800", "𠮷"]
    for number, words in enumerate(strange, 1):
        ident = await opened(store, text=words, author=words)
        nobody = Member(id=700 + number, name=words, roles=frozenset())
        assert (await press(store, nobody, "cl", ident)).refused == "role"
    sides = [json.loads(row["text"])["name"] for row in await exported(store) if row["type"] == "refused"]
    assert sides == strange
    assert (await store.verify_audit())[1] is None


async def test_the_second_reading_is_the_first(store: Store) -> None:
    ident = await opened(store)
    await press(store, BAI, "vp", ident)
    first = await store.incident(ident)
    assert first is not None
    assert first.undo is not None
    assert first == await store.incident(ident) == replace(first)
