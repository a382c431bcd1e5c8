"""A look at a source is one transaction: posts, incidents, cards and where we stopped, or nothing of it."""

from datetime import timedelta

import pytest

from core.detect import Action, Decision
from core.posts import Cursor
from storage import Store
from storage.sources import Health
from tests.conftest import GROUP, NOON
from tests.storage.making import bodies, opened, prepared, watched

LATER = NOON + timedelta(minutes=5)


async def test_a_look_stores_posts_incident_card_and_where_we_stopped(store: Store) -> None:
    source, one = await watched(store), prepared("one")
    (stored,) = await store.intake(
        source,
        (one,),
        lambda _: Decision(action=Action.OPEN, reasons=()),
        lambda _: None,
        cursor=Cursor(etag="new", last_modified="today"),
        moved_to="https://moved.example/",
        next_at=LATER,
        now=NOON,
    )
    assert await store.unseen(source.id, [one.post]) == ((), ())
    assert await store.due_sources(NOON) == ()
    (after,) = await store.due_sources(LATER)
    assert (after.cursor, after.moved_to) == (Cursor(etag="new", last_modified="today"), "https://moved.example/")
    assert after.health is Health.OK
    (card,) = await store.stale_cards(NOON)
    assert (card.chat, card.incident.id) == (GROUP, stored.incident)
    assert [body["subject"] for body in await bodies(store, "detect")] == [f"incident:{stored.incident}"]


async def test_a_look_that_fails_half_way_leaves_nothing_and_its_number_is_nobodys(store: Store) -> None:
    first = await opened(store)
    source, good, bad = await watched(store), prepared("good"), prepared("bad")
    places = {good.post.key: Decision(action=Action.OPEN, reasons=())}
    with pytest.raises(KeyError):
        await store.intake(
            source,
            (good, bad),
            lambda one: places[one.post.key],
            lambda _: None,
            cursor=Cursor(etag="new"),
            moved_to="",
            next_at=LATER,
            now=NOON,
        )
    assert await store.unseen(source.id, [good.post]) == ((good.post,), ())
    assert await store.due_sources(NOON) == (source,)
    assert [card.incident.id for card in await store.stale_cards(NOON)] == [first]
    assert (await store.audit_head()).seq == 1
    second = await opened(store)
    assert second > first
    assert {card.incident.id for card in await store.stale_cards(NOON)} == {first, second}
