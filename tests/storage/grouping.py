"""Two incidents with posts in a real store, merged and split."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from core.detect import Decision
from core.detect.decide import Action
from core.grouping import Kept
from core.incident import Incident
from core.posts import Cursor, Source
from core.workflow import Outcome
from storage import Store
from storage.intake import Stored
from storage.posts import kept
from storage.tables import evidence
from tests.conftest import BAI, LIN, NOON
from tests.storage.making import attached, look, opened, prepared, press

WEIBO = Source(name="微言海棠", kind="rss", url="https://weibo.example/feed", platform="微博", region="海棠县")
KEYS = count(1)
SOON, LATER = NOON + timedelta(seconds=2), NOON + timedelta(minutes=5)


async def twice(store: Store, person: int, action: str, ident: int, arg: str, **options: Any) -> Outcome:
    """Press, and press again to confirm."""
    now = options.pop("now", NOON)
    first = await press(store, person, action, ident, arg=arg, now=now, **options)
    assert first.alert
    return await press(store, person, action, ident, arg=arg, now=now + timedelta(seconds=2), **options)


async def state(store: Store, ident: int) -> Incident:
    found = await store.incident(ident)
    assert found is not None
    return found


async def posts_of(store: Store, *idents: int) -> tuple[Kept, ...]:
    async with store.db.read() as connection:
        return await kept(connection, idents)


async def copied(store: Store, of: int, says: int | None, *, now: Any = LATER, **post: Any) -> Stored:
    """A copy of this post, by a memory that `says` it belongs to that incident."""
    decision = Decision(action=Action.DUPLICATE, duplicate_of=of, incident=says, reasons=())
    (stored,) = await look(store, prepared(f"copy{next(KEYS)}", **post), decision=decision, now=now)
    return stored


async def pair(store: Store) -> tuple[int, int]:
    """A child of three posts, one with many reposts, and a parent."""
    parent, child = await opened(store, "断头路何时通"), await opened(store)
    await attached(store, child, reposts=7)
    await attached(store, child)
    await press(store, BAI, "cl", child)
    return child, parent


async def add_evidence(store: Store, ident: int, came_from: int | None = None) -> None:
    row = {"incident": ident, "came_from": came_from, "kind": "photo", "name": "a.jpg", "person": LIN, "at": NOON}
    async with store.db.write() as connection:
        await connection.execute(evidence.insert().values(**row, file_id="f", state="waiting"))


async def evidence_of(store: Store, ident: int) -> list[int | None]:
    query = select(evidence.c.came_from).where(evidence.c.incident == ident).order_by(evidence.c.id)
    async with store.db.read() as connection:
        return list((await connection.execute(query)).scalars())


async def grow(store: Store, *posts: Any) -> None:
    source = (await store.all_sources())[0]
    await store.intake(
        source,
        (),
        lambda _: Decision(action=Action.IGNORE, reasons=()),
        lambda _: None,
        cursor=Cursor(),
        moved_to="",
        next_at=LATER,
        now=LATER,
        grown=posts,
    )
