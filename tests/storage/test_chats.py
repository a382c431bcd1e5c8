"""Chats that are paused: by flood control, or because they shut the bot out (lifecycle §6)."""

from datetime import timedelta

import pytest

from storage import Store
from tests.conftest import GROUP, NOON

LATER = NOON + timedelta(minutes=10)


async def test_being_let_in_ends_the_pause_of_being_shut_out(store: Store) -> None:
    await store.pause_chat(GROUP, LATER, NOON, shut=True)
    assert not await store.may_speak(GROUP, NOON)
    await store.let_in(GROUP)
    assert await store.may_speak(GROUP, NOON)
    assert await store.paused_chats() == {GROUP: NOON}, "over when it heard us"


@pytest.mark.parametrize("shut_before", [True, False])
async def test_being_let_in_does_not_end_flood_control(store: Store, shut_before: bool) -> None:
    if shut_before:
        await store.pause_chat(GROUP, LATER, NOON, shut=True)
    await store.pause_chat(GROUP, LATER, NOON)
    await store.let_in(GROUP)
    assert not await store.may_speak(GROUP, NOON)
    assert await store.may_speak(GROUP, LATER)


async def test_a_group_that_heard_us_has_nothing_to_lift(store: Store) -> None:
    await store.pause_chat(GROUP, LATER, NOON, shut=True)
    await store.chat_heard_us(GROUP)
    await store.pause_chat(GROUP, LATER, NOON)
    await store.let_in(GROUP)
    assert not await store.may_speak(GROUP, NOON)


async def test_a_hush_shortens_no_pause_and_is_no_pause_to_tell_of(store: Store) -> None:
    assert await store.may_speak(GROUP, NOON)
    await store.hush(GROUP, NOON + timedelta(seconds=30))
    assert not await store.may_speak(GROUP, NOON)
    assert await store.paused_chats() == {}
    await store.pause_chat(GROUP, LATER, NOON)
    await store.hush(GROUP, NOON + timedelta(seconds=30))
    assert not await store.may_speak(GROUP, NOON + timedelta(minutes=9))
    assert await store.may_speak(GROUP, LATER)


async def test_who_blocked_us_is_not_spoken_to_until_heard_from(store: Store) -> None:
    await store.chat_unreachable(11, "blocked")
    assert not await store.may_speak(11, NOON)
    await store.let_in(11)
    assert await store.may_speak(11, NOON)
