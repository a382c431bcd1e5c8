"""A group that got a new id: what waited for it is said there, and touches none of the new chat's own messages."""

from dataclasses import replace
from typing import Any

from core.outgoing import Key, Lane, Notice
from core.texts import Message
from storage import Store
from storage.outbox import Waiting
from tests.conftest import BAI, GROUP, LIN, NOON
from tests.storage.making import command, opened

NEW = -1002


async def said(store: Store, **fields: Any) -> None:
    notice = Notice(key=f"{fields}", chat=GROUP, text=Message("第二页"), lane=Lane.PROMPT)
    assert await store.say(replace(notice, **fields), NOON)


async def waiting(store: Store) -> tuple[Waiting, ...]:
    return await store.waiting(NOON)


async def test_what_was_to_be_written_anew_is_written_once_more(store: Store) -> None:
    key = Key(label=Message("下一页"), data="q1:x")
    await said(store, target=77, keys=((key,),))
    await said(store, chat=LIN, target=78)
    await store.move_chat(GROUP, NEW, NOON)
    mine, moved = sorted(await waiting(store), key=lambda one: -one.chat)
    assert (moved.chat, moved.kind, moved.target, moved.keys) == (NEW, "notice", None, ((key,),))
    assert moved.text == Message("第二页")
    assert (mine.chat, mine.kind, mine.target) == (LIN, "edit", 78), "another chat's is as it was"


async def test_what_was_to_be_deleted_is_left_behind(store: Store) -> None:
    """A double of the old group has a number that may be anybody's in the new one."""
    ident = await opened(store)
    (card,) = await store.stale_cards(NOON)
    await store.card_shown(card, 6, "digest", NOON)
    press = command(BAI, "cl")
    await store.heal(ident, GROUP, press.origin.message, NOON)
    assert [one.kind for one in await waiting(store)] == ["delete"]
    await store.move_chat(GROUP, NEW, NOON)
    assert await waiting(store) == ()


async def test_plain_words_and_questions_follow(store: Store) -> None:
    await said(store)
    await store.move_chat(GROUP, NEW, NOON)
    (moved,) = await waiting(store)
    assert (moved.chat, moved.kind) == (NEW, "notice")
