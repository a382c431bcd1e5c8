"""The sender asks all the time which cards are to be drawn: years of cards at rest are not looked at for that."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, text

from storage import Store
from storage.menus import MENU_LIFE
from tests.conftest import GROUP, LIN, NOON
from tests.storage.making import opened, press

LONG_AFTER = NOON + MENU_LIFE + timedelta(days=1)


async def drawn(store: Store, now: datetime = NOON) -> list[tuple[int, int]]:
    """What is to be drawn now stands in its chat: which incidents, where."""
    found = await store.stale_cards(now)
    for one in found:
        await store.card_shown(one, one.message or 100 + one.id, "seen", now)
    return [(one.incident.id, one.chat) for one in found]


async def test_only_what_differs_is_drawn(store: Store) -> None:
    old, new = await opened(store, "望江西路改建拖延"), await opened(store, "小区没有暖气")
    await drawn(store)
    assert await store.stale_cards(NOON) == ()
    await press(store, LIN, "cl", new)
    assert {*await drawn(store)} == {(new, GROUP)}
    await press(store, LIN, "cl", old)
    assert {*await drawn(store)} == {(old, GROUP)}


async def test_a_menu_of_long_ago_rests_until_it_is_used(store: Store) -> None:
    ident = await opened(store)
    await store.open_menu(ident, LIN, NOON)
    await drawn(store)
    await press(store, LIN, "cl", ident)
    assert {*await drawn(store, LONG_AFTER)} == {(ident, GROUP)}, "nobody looks at the menu any more"
    async with store.db.read() as connection:
        message = await connection.scalar(text(f"SELECT message FROM cards WHERE chat = {LIN}"))
    await store.heal(ident, LIN, int(message or 0), LONG_AFTER)
    assert {*await drawn(store, LONG_AFTER)} == {(ident, LIN)}


async def test_cards_at_rest_are_not_read(store: Store) -> None:
    for title in ("望江西路改建拖延", "小区没有暖气"):
        await opened(store, title)
    await drawn(store)
    asked: list[tuple[str, Any]] = []

    @event.listens_for(store.db.engine.sync_engine, "before_cursor_execute")
    def ask(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    await store.stale_cards(NOON)
    (statement, parameters) = next(one for one in asked if "cards" in one[0])
    async with store.db.write() as connection:
        if store.db.is_sqlite:
            explained = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        else:
            # a table of two rows is read faster than any index
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            explained = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        plan = "\n".join(str(row) for row in explained.all())
    assert "ix_cards_until" in plan, plan
