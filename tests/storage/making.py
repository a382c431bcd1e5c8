"""Incidents and acts in a real store, through the doors that the product itself uses."""

import json
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import select

from core.changes import Entry, Origin
from core.detect import Decision, Prepared
from core.detect.decide import Action
from core.people import Actor, Member
from core.posts import Cursor, Post, Source
from core.severity import Risk
from core.similar import fingerprint
from core.texts import Message
from core.workflow import Outcome
from handlers.common import decide, subjects
from storage import Store
from storage.audit import Broken, Head
from storage.commands import Command
from storage.intake import Stored
from storage.rows import plain
from storage.sources import Watched
from storage.tables import sources
from tests.conftest import GROUP, NOON, PEOPLE

FORUM = Source(name="海棠论坛", kind="rss", url="https://forum.example/feed", platform="论坛")
#: a department whose name has two Unicode forms
CAFE = "Café 路"
#: how many events the log of the fixture `head` has
WHOLE = 6
_MEMBERS = {m.id: m for m in PEOPLE}
_keys = count(1)


async def watched(store: Store) -> Watched:
    """The forum, watched as if the file had named it long ago: the log of a test begins with the test."""
    async with store.db.write() as connection:
        if not await connection.scalar(select(sources.c.id).where(sources.c.name == FORUM.name)):
            row = {"name": FORUM.name, "body": plain(FORUM), "seeded": plain(FORUM), "next_at": NOON}
            await connection.execute(sources.insert().values(**row))
    return (await store.all_sources())[0]


def prepared(key: str, title: str = "望江西路改建拖延", **post: Any) -> Prepared:
    """A post that may become an incident."""
    return Prepared(
        post=Post(**{"url": f"https://forum.example/{key}"} | post, key=key, title=title),
        source=FORUM,
        features=fingerprint(title),
        hits=(),
        risk=Risk(),
        passed=True,
        reasons=(Message("命中规则"),),
    )


async def look(store: Store, *posts: Prepared, decision: Decision | None = None, now: Any = NOON) -> tuple[Stored, ...]:
    """One look at the forum that found these posts."""
    source = await watched(store)
    place = decision or Decision(action=Action.OPEN, reasons=())
    return await store.intake(
        source,
        posts,
        lambda _: place,
        lambda _: None,
        cursor=Cursor(),
        moved_to="",
        next_at=now,
        now=now,
    )


async def opened(store: Store, title: str = "望江西路改建拖延", **post: Any) -> int:
    """A new incident's number."""
    (stored,) = await look(store, prepared(f"k{next(_keys)}", title, **post))
    assert stored.incident is not None
    return stored.incident


async def attached(store: Store, ident: int, **post: Any) -> None:
    """One more post of the incident."""
    decision = Decision(action=Action.ATTACH, incident=ident, reasons=())
    await look(store, prepared(f"k{next(_keys)}", **post), decision=decision)


def command(
    person: int | Member, action: str, *, key: str = "", arg: str = "", words: str = "", now: Any = NOON
) -> Command:
    """A person asks for an act in the group."""
    member = _MEMBERS[person] if isinstance(person, int) else person
    origin = Origin(entry=Entry.BUTTON, chat=GROUP, message=5, callback=key)
    return Command(
        key=key or f"test:{next(_keys)}",
        actor=Actor.of(member),
        origin=origin,
        now=now,
        action=action,
        arg=arg,
        words=words,
    )


async def press(
    store: Store, person: int | Member, action: str, ident: int = 1, *, seen: int | None = None, **options: Any
) -> Outcome:
    """A person presses a button of the incident."""
    idents, asked = subjects(command(person, action, **options), ident)
    return await store.change(idents, partial(decide, command=asked, seen=seen), asked)


async def exported(store: Store) -> list[dict[str, Any]]:
    """The audit's rows as the export gives them."""
    return [json.loads(line) async for line in store.export_audit()]


async def bodies(store: Store, kind: str = "") -> list[dict[str, Any]]:
    """What the chain holds of each event, of one type if named."""
    found = [json.loads(row["body"]) for row in await exported(store)]
    return [body for body in found if kind in ("", body["type"])]


async def verdict(store: Store, witness: Head | None = None) -> Broken | None:
    """What the verification says; on failure nothing after the broken event counts as checked."""
    verifier, broken = await store.verify_audit(witness)
    assert broken is None or verifier.head.seq <= broken.seq
    return broken
