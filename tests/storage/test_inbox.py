"""The inbox: stored once, handled once, and then only its number is kept (O4, O7)."""

from typing import Any

from sqlalchemy import select

from storage import Store
from storage.tables import inbox
from tests.conftest import NOON

CODE = {"update_id": 5, "message": {"text": "/bind ABCDEFGHJK", "chat": {"id": -9}}}
OTHER = {"update_id": 6, "message": {"text": "闲聊"}}


async def kept(store: Store) -> dict[int, tuple[str, Any]]:
    async with store.db.read() as connection:
        found = (await connection.execute(select(inbox.c.update_id, inbox.c.state, inbox.c.payload))).all()
    return {ident: (state, payload) for ident, state, payload in found}


async def test_of_what_was_handled_only_the_number_is_kept(store: Store) -> None:
    assert await store.receive((CODE, OTHER), NOON) == (CODE, OTHER)
    store.handled(5, NOON)
    await store.mark_handled()
    assert await kept(store) == {5: ("done", {}), 6: ("new", OTHER)}
    assert await store.receive((CODE, OTHER), NOON) == ()
    assert await store.unhandled() == (OTHER,)


async def test_what_could_not_be_handled_is_kept_to_be_looked_at(store: Store) -> None:
    await store.receive((CODE, OTHER), NOON)
    await store.quarantine(5, "no update")
    assert await store.not_handled(6, "bug", final=True) == 1
    assert await kept(store) == {5: ("quarantined", CODE), 6: ("failed", OTHER)}
    assert await store.unhandled() == ()
