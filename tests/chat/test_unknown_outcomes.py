"""Edits and cards of which nobody knows whether they arrived: in the end the chat shows the state (lifecycle §3.7)."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from storage.tables import cards
from tests.chat.stage import Card, Stage
from tests.conftest import BAI, GROUP, LIN


async def opened(stage: Stage) -> Card:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    return await stage.expect_card("断头路")


def picker_is_open(card: Card) -> bool:
    return "误报" in "".join(card.labels)


async def test_a_picker_whose_drawing_was_never_confirmed_folds_itself_too(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.faults.lose_answers(for_seconds=90)
    await card.press("无效", by=LIN)
    await stage.until(lambda: picker_is_open(card))
    stage.clock.forward(seconds=95)
    await card.expect("我来认领", without=["误报"])


async def test_whoever_presses_back_sees_the_buttons_whatever_the_rows_believe(stage: Stage) -> None:
    """A kill between an edit and its booking leaves a picker standing that no row knows of."""
    card = await opened(stage)
    await card.press("无效", by=LIN)
    await card.expect("误报")
    open_ = card.message
    await card.press("返回", by=LIN)
    await card.expect("我来认领", without=["误报"])
    stage.sandbox.world.chat(GROUP).messages[card.message_id] = replace(open_)
    assert picker_is_open(card)
    await card.press("返回", by=LIN)
    await card.expect("我来认领", without=["误报"])


async def test_a_copy_that_is_pressed_becomes_the_card_and_is_drawn_at_once(stage: Stage) -> None:
    """Two sendings of which nobody knows: the third would wait ten minutes, but somebody has the card in hand."""
    stage.sandbox.faults.lose_answer("sendMessage", times=2)
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    await stage.until(lambda: len([m for m in stage.sandbox.messages(GROUP) if m.buttons]) == 2)
    at = stage.clock()
    card = Card(stage, GROUP, next(m for m in stage.sandbox.messages(GROUP) if m.buttons).message_id)
    await stage.until(lambda: not stage.sandbox.faults.active())
    await card.press("我来认领", by=LIN)
    await card.expect("待核实", "👤 林晓")
    assert (stage.clock() - at).total_seconds() < 300
    await stage.quiet()
    assert len(await stage.events("delivered")) == 1


async def test_what_was_read_before_another_drawing_came_back_is_read_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look begins while a picker is on its way, and ends after that: its rows are of yesterday."""
    card = await opened(stage)
    await stage.quiet()
    store = stage.running.store
    read = type(store).stale_cards

    async def drawn() -> str:
        async with store.db.read() as connection:
            return str(await connection.scalar(select(cards.c.drawn)))

    async def slowly(self: Any, now: Any) -> Any:
        found = await read(self, now)
        while found and not found[0].picker and not picker_known.is_set():
            if await drawn() == "iv.0":
                picker_known.set()
            await asyncio.sleep(0.05)
        return found

    picker_known = asyncio.Event()
    stage.sandbox.faults.latency = 1.0
    stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:iv:1:0")
    await stage.until(lambda: picker_is_open(card))
    stage.sandbox.faults.latency = 0
    monkeypatch.setattr(type(store), "stale_cards", slowly)
    stage.clock.forward(seconds=61)
    stage.sandbox.say(BAI, GROUP, "已联系施工方", reply_to=card.message_id)
    await stage.heard()
    await card.expect("我来认领", without=["误报"])
    assert picker_known.is_set()
