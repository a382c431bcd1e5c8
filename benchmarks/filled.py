"""A SQLite file full of a made-up office's incidents and posts, written in bulk."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert
from sqlalchemy.engine import URL, make_url

from benchmarks.office import FIGURES, NOW, SOURCES, Lives, lives
from benchmarks.texts import Writer
from core.posts import Post, Source
from core.searching import own_document
from storage import Database, Store, audit, migrate, rows
from storage.deadlines import keep_timers
from storage.people_rows import member_row
from storage.search import place
from storage.tables import bindings, departments, incidents, members, search, sources

#: rows written at once
_PAGE = 5_000
_COLUMNS = "source, key, page, body, seen_at, incident, digest, sketch, simhash, tone"
_POST = f"INSERT INTO posts ({_COLUMNS}) VALUES ({', '.join('?' * 10)})"


def filled(folder: Path, count: int, number: int, days: int) -> URL:
    """A new file with so many incidents and posts, evenly over so many days until NOW; the address for the store."""
    url = make_url(f"sqlite:///{folder / 'tingfeng.db'}")
    migrate.upgrade(url)
    sentences = Writer().sentences(2_000)
    asyncio.run(_office(url.set(drivername="sqlite+aiosqlite"), lives(count, days, sentences)))
    _posts(url, count, number, days, sentences)
    return url.set(drivername="sqlite+aiosqlite")


def opened_store(url: URL) -> Store:
    """As the bot opens it."""
    store = Store(Database(url), FIGURES)
    store.username = "tingfeng_bot"
    return store


async def _office(url: URL, made: Lives) -> None:
    store = opened_store(url)
    policy, states = made.policy, list(made.states.values())
    made.events.sort(key=lambda event: event.at)
    async with store.db.write() as connection:
        await connection.execute(insert(bindings), [{"name": "group", "value": policy.group}])
        await connection.execute(insert(departments), [{"id": u.id, "name": u.name} for u in policy.departments])
        await connection.execute(insert(members), [member_row(one) for one in policy.members.values()])
        await connection.execute(insert(sources), [_source(n) for n in range(SOURCES)])
        for part in _parts(states):
            found = [rows.incident_row(one) | {"id": one.id, "last_post_at": one.detected_at} for one in part]
            await connection.execute(insert(incidents), found)
            texts = [{"rowid": place(one.id), "entries": own_document(one)} for one in part]
            await connection.execute(insert(search), texts)
        for events in _parts(made.events):
            await audit.append(connection, tuple(events), FIGURES)
        for timers in _parts(made.timers):
            await keep_timers(connection, timers)
    await store.close()


def _source(number: int) -> dict[str, Any]:
    source = Source(name=f"源{number}", kind="rss", url=f"https://forum.example/{number}/feed", platform="论坛")
    return {"name": source.name, "body": rows.plain(source), "next_at": NOW + timedelta(days=1), "health": "ok"}


def _posts(url: URL, count: int, number: int, days: int, sentences: Sequence[str]) -> None:
    """One in five belongs to an incident."""
    engine = create_engine(url)
    writer = Writer(8)
    chance = writer.chance()
    bodies = [
        json.dumps(rows.plain(Post(key="k", url="https://forum.example/1", title=chance.choice(sentences), text=words)))
        for words in writer.recombined(2_000, list(sentences))
    ]
    step = timedelta(days=days) / number
    page: list[tuple[object, ...]] = []
    with engine.begin() as connection:
        for at in range(number):
            seen = (NOW - step * (number - at)).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
            incident = at * count // number + 1 if at % 5 == 0 else None
            tone = (-1, 0, 0, 1)[at % 4]
            body, source = bodies[at % len(bodies)], chance.randrange(SOURCES) + 1
            page.append((source, f"k{at}", f"p{at}", body, seen, incident, b"d" * 16, b"s" * 64, b"h" * 32, tone))
            if len(page) == _PAGE or at == number - 1:
                connection.exec_driver_sql(_POST, page)
                page = []
    engine.dispose()


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[at : at + _PAGE] for at in range(0, len(values), _PAGE))
