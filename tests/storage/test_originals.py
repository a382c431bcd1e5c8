"""Pages of posts as rows: what is due, that a look counts once, merges, splits, pruning (W7, §3 retention)."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core.originals.page import Look, Original, Snapshot, State
from core.originals.settings import Keeping
from core.originals.standing import Pace, after
from core.posts import Cursor
from core.texts import Message
from storage import Store, pruning
from storage.tables import evidence, incidents, originals, pages, snapshots
from tests.conftest import FANG, LIN, NOON
from tests.storage.grouping import twice
from tests.storage.making import attached, bodies, look, opened, prepared, press

PACE = Pace(keeping=Keeping(), luck=0.5)


def version(page: Original, content: bytes = b"<p>a", at: datetime = NOON) -> Snapshot:
    digest, words = hashlib.sha256(content).hexdigest(), hashlib.sha256(content[3:]).hexdigest()
    sizes = {"size": len(content), "text_size": len(content) - 3}
    return Snapshot(
        post=page.post,
        at=at,
        url=page.url,
        status=200,
        sha256=digest,
        text_sha256=words,
        own=True,
        **sizes,
        headers=(("Server", "x"),),
    )


async def saw(store: Store, page: Original, look: Look = Look.THERE, now: datetime = NOON, **found: Any) -> None:
    standing = after(page, look, now, PACE, fresh="snapshot" in found)
    await store.original_looked_at(page, standing, now, **found)


async def only(store: Store, ident: int) -> Original:
    (page,) = await store.originals_of(ident)
    return page


async def test_a_new_page_is_due_at_once_and_each_look_counts_once(store: Store) -> None:
    ident = await opened(store)
    (page,) = await store.due_originals(NOON)
    assert (page.incident, page.state, page.url) == (ident, State.WAITING, (await only(store, ident)).url)
    for _ in range(2):
        await saw(store, page, snapshot=version(page), cursor=Cursor(etag='"a"', last_modified="b"))
    saved = await only(store, ident)
    assert len(saved.snapshots) == 1
    assert saved.last is not None
    assert (saved.last.headers, saved.cursor.etag) == ((("Server", "x"),), '"a"')
    assert await store.due_originals(NOON + timedelta(hours=1)) == ()
    assert await store.due_originals(NOON + timedelta(days=2)) == (saved,)
    (event,) = await bodies(store, "original_kept")
    assert event["notes"]["sha256"] == saved.last.sha256
    incident = await store.incident(ident)
    assert incident is not None
    assert incident.pages == 1
    assert await store.snapshot_bytes(ident) == 5


async def test_a_failure_is_kept_in_words_and_looked_at_later(store: Store) -> None:
    ident = await opened(store)
    await saw(store, await only(store, ident), Look.UNKNOWN, error=Message("{host} 长时间没有响应", {"host": "x"}))
    page = await only(store, ident)
    assert (page.attempts, page.error) == (1, Message("{host} 长时间没有响应", {"host": "x"}))
    assert await store.due_originals(NOON) == ()
    assert [one.post for one in await store.due_originals(NOON + timedelta(minutes=1))] == [page.post]
    await saw(store, page, snapshot=version(page))
    assert (await only(store, ident)).error is None


async def test_only_the_first_post_speaks_for_the_card_and_each_is_listed(store: Store) -> None:
    ident = await opened(store)
    await attached(store, ident)
    first, second = await store.originals_of(ident)
    for page in (second, first):
        await saw(store, page, Look.MISSING)
        again = next(one for one in await store.originals_of(ident) if one.post == page.post)
        await saw(store, again, Look.MISSING, NOON + timedelta(hours=2))
        incident = await store.incident(ident)
        assert incident is not None
        if page is second:
            assert [one.first for one in incident.gone] == [False]
    assert [(one.post, one.first) for one in incident.gone] == [(first.post, True), (second.post, False)]
    assert [event["notes"]["post"] for event in await bodies(store, "original_gone")] == [second.post, first.post]


async def test_a_merge_takes_the_pages_along(store: Store) -> None:
    parent, child = await opened(store), await opened(store, "断头路什么时候通")
    for ident in (parent, child):
        await press(store, LIN, "cl", ident)
        await saw(store, await only(store, ident), snapshot=version(await only(store, ident)))
    await twice(store, FANG, "mg", child, str(parent))
    assert len(await store.originals_of(parent)) == 2
    assert await store.originals_of(child) == ()
    moved = next(page for page in await store.originals_of(parent) if page.post == 2)
    await saw(store, moved, snapshot=version(moved, b"<p>other"), now=NOON + timedelta(days=1))
    (event,) = await bodies(store, "original_changed")
    assert event["subject"] == f"incident:{parent}"
    incident = await store.incident(parent)
    assert incident is not None
    assert incident.pages == 2


async def test_what_means_nothing_is_not_looked_at_again(store: Store) -> None:
    ident = await opened(store)
    await twice(store, LIN, "iv", ident, "f")
    incident = await store.incident(ident)
    assert incident is not None
    assert incident.status.value == "invalid"
    assert await store.due_originals(NOON + timedelta(days=1)) == ()


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "https://x.example/\ud800", "https://x.example/\x00", "ftp://x"]
)
async def test_what_is_no_web_address_is_left_alone(store: Store, url: str) -> None:
    one = prepared("odd", text="half \ud800")
    (stored,) = await look(store, replace(one, post=replace(one.post, url=url)))
    assert stored.incident is not None
    assert await store.originals_of(stored.incident) == ()


class Disk:
    """What is dropped."""

    def __init__(self) -> None:
        self.dropped: list[str] = []

    async def drop(self, digests: Sequence[str]) -> None:
        self.dropped += digests


async def pruned(store: Store, now: datetime) -> list[str]:
    disk, keeping = Disk(), Keeping()
    while await store.prune_kept(now - keeping.evidence, now - keeping.pages, disk.drop):
        pass
    return disk.dropped


async def test_pages_go_after_ninety_days_and_evidence_after_two_years(store: Store) -> None:
    ident = await opened(store)
    await attached(store, ident)
    one, two = await store.originals_of(ident)
    shared = version(one)
    await saw(store, one, snapshot=shared)
    young = version(two, at=NOON + timedelta(days=30))
    await saw(store, two, snapshot=replace(young, sha256=shared.sha256), now=NOON + timedelta(days=30))
    async with store.db.write() as connection:
        piece = {"incident": ident, "person": LIN, "kind": "file", "name": "x", "file_id": "f", "state": "kept"}
        await connection.execute(evidence.insert().values(**piece, at=NOON, sha256="e" * 64, size=3))
        page = {"incident": ident, "statement": 1, "url": "https://gov.example/1", "state": "kept", "size": 3}
        await connection.execute(pages.insert().values(**page, asked_at=NOON, sha256="c" * 64))
    assert await pruned(store, NOON + timedelta(days=89)) == []
    # the page of our own statement; the bytes of the first post's are still needed by the second
    assert await pruned(store, NOON + timedelta(days=91)) == ["c" * 64]
    first = (await store.originals_of(ident))[0].last
    assert first is not None
    assert (first.kept, first.text_kept, first.sha256) == (False, True, shared.sha256)
    assert await pruned(store, NOON + timedelta(days=121)) == [shared.sha256]
    # what an open matter rests on stays for as long as it is open
    assert await pruned(store, NOON + timedelta(days=731)) == []
    async with store.db.write() as connection:
        await connection.execute(update(incidents).where(incidents.c.id == ident).values(status="closed"))
    assert sorted(await pruned(store, NOON + timedelta(days=731))) == ["e" * 64]
    gone = await pruned(store, NOON + timedelta(days=761))
    assert gone == [shared.text_sha256]
    assert await pruned(store, NOON + timedelta(days=9999)) == []
    files = await store.kept_files(ident)
    assert {(file.state, bool(file.sha256)) for file in files} == {("pruned", True)}
    assert await store.kept_bytes(ident) == 0


async def test_many_go_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    ident = await opened(store)
    page = await only(store, ident)
    async with store.db.write() as connection:
        await connection.execute(update(originals).values(state="there"))
        for n in range(5):
            row = {"post": page.post, "at": NOON, "url": page.url, "status": 200, "headers": [], "own": True}
            hashes = {"sha256": f"{n}" * 64, "text_sha256": f"{n}a" * 32, "size": 1, "text_size": 1}
            await connection.execute(snapshots.insert().values(**row, **hashes))
    late = NOON + timedelta(days=800)
    assert await pruned(store, late) == [f"{n}" * 64 for n in range(5)], "the words of an open matter stay"
    async with store.db.write() as connection:
        await connection.execute(update(incidents).values(status="closed"))
    assert await pruned(store, late) == [f"{n}a" * 32 for n in range(5)]


async def test_a_clock_that_stood_wrong_puts_no_page_to_sleep(store: Store) -> None:
    """No next look is further away than the daily span allows: one in a year was written by a wrong clock."""
    page = await only(store, await opened(store))

    async def due_with(due_at: datetime) -> bool:
        async with store.db.write() as connection:
            await connection.execute(update(originals).values(due_at=due_at))
        return [one.post for one in await store.due_originals(NOON)] == [page.post]

    assert await due_with(NOON)
    assert not await due_with(NOON + timedelta(hours=26))
    assert await due_with(NOON + timedelta(days=365))
