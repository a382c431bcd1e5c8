"""What the database says after the long day, by rows alone."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import URL

from storage import Store
from storage.tables import cards, events, inbox, incidents, outbox, posts


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the database says in the end."""

    #: state → rows
    outbox: Counter[str]
    inbox: Counter[str]
    incidents: int
    posts: int
    events: int
    #: incidents with more than one card in the group
    twice: int
    #: what is wrong with the log, None = nothing
    broken: Any


def driven(url: URL) -> URL:
    return url.set(drivername="sqlite+aiosqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg")


async def looked_at(store: Store, group: int) -> Found:
    """By rows alone."""
    mine = select(cards.c.incident).where(cards.c.chat == group, cards.c.about == "", cards.c.person == 0)
    twice = mine.group_by(cards.c.incident).having(func.count() > 1)
    async with store.db.read() as connection:
        states = []
        for column in (outbox.c.state, inbox.c.state):
            query = select(column, func.count()).group_by(column)
            states.append(Counter({str(name): count for name, count in await connection.execute(query)}))
        counts = [await connection.scalar(select(func.count()).select_from(one)) for one in (incidents, posts, events)]
        doubled = len((await connection.execute(twice)).all())
    return Found(
        outbox=states[0],
        inbox=states[1],
        incidents=counts[0] or 0,
        posts=counts[1] or 0,
        events=counts[2] or 0,
        twice=doubled,
        broken=(await store.verify_audit())[1],
    )
