"""The clock stood wrong before this start, or on the machine that led before: nothing waits for that time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import Store
from storage.tables import chats
from tests.conftest import GROUP, NOON

HOURS = timedelta(hours=8)


@pytest.mark.parametrize(("apart", "waits"), [(HOURS, False), (timedelta(seconds=20), True)])
async def test_a_start_by_an_earlier_time(store: Store, apart: timedelta, waits: bool) -> None:
    ahead = NOON + apart
    await store.heard(ahead)
    await store.pause_chat(GROUP, ahead + timedelta(minutes=10), ahead)
    await store.heard(NOON, again=True)
    async with store.db.read() as connection:
        until = await connection.scalar(select(chats.c.paused_until))
    assert until is not None
    assert (until > NOON) is waits
