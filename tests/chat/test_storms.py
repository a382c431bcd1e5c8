"""Many at once: storm cards, lanes and flood control, through the whole bot (lifecycle §5 and §6, A1)."""

import asyncio
import inspect
from itertools import pairwise
from typing import Any

import pytest

from sandbox.calls import Entry
from sandbox.methods import METHODS
from sandbox.params import Params
from sandbox.world import World
from tests.chat.stage import Card, Stage
from tests.conftest import BAI, FANG, GROUP, LIN

COUNTED = {"sendMessage", "editMessageText"}


def own_words(number: int) -> str:
    """Text that shares no word with the others' beside the rule's, and is as bad as theirs: no 不, no 但 is in it."""
    return "".join(chr(0x4F68 + number * 40 + at) for at in range(24))


async def rush(stage: Stage, count: int, *, first: int = 0) -> None:
    for number in range(first, first + count):
        own = own_words(number)
        stage.site.publish(f"断头路{own[:8]}", f"投诉{own}")
    await stage.look()


def storms(stage: Stage, chat: int = GROUP) -> list[Card]:
    return [Card(stage, chat, m.message_id) for m in stage.sandbox.messages(chat) if m.text.startswith("🌊")]


async def storm(stage: Stage, chat: int = GROUP) -> Card:
    await stage.until(lambda: storms(stage, chat))
    return storms(stage, chat)[-1]


def said(stage: Stage, chat: int = GROUP) -> list[Entry]:
    return [entry for entry in stage.sandbox.log if entry.method in COUNTED and entry.chat == chat]


async def test_the_sixth_and_later_share_one_card(both: Stage) -> None:
    await rush(both, 9)
    card = await storm(both)
    await both.quiet()
    assert len([m for m in both.sandbox.messages(GROUP) if m.buttons]) == 6
    assert "4 件新线索" in card.text
    assert not card.message.silent
    assert "🟡 #0006 较大 待认领 断头路" in card.text
    # by level, then by score
    assert sorted(card.labels) == ["#0006", "#0007", "#0008", "#0009"]
    delivered = await both.events("delivered")
    assert len(delivered) == 9
    assert [e["message"] for e in delivered].count(card.message_id) == 4


async def test_a_line_is_opened_worked_on_and_seen(stage: Stage) -> None:
    await rush(stage, 8)
    card = await storm(stage)
    assert (await card.press("#0007", by=LIN)).text == "卡片马上发出"
    opened = await stage.expect_card("#0007 较大 · ")
    await card.expect("2 件新线索", without=["#0007"])
    await opened.press("我来认领", by=LIN)
    await opened.expect("👤 林晓")
    assert opened.message.silent
    query = stage.sandbox.press_raw(BAI, GROUP, card.message_id, "v1:op:7:0:1")
    assert "已单独发出" in (await stage.sandbox.answer_of(query)).text
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(GROUP) if "#0007 较大 · " in m.text]) == 1


async def test_a_change_elsewhere_is_drawn_in_its_line(stage: Stage) -> None:
    await rush(stage, 7)
    card = await storm(stage)
    stage.sandbox.press_raw(FANG, GROUP, 1, "v1:cl:7:0")
    await card.expect("#0007 较大 待核实")
    assert len(storms(stage)) == 1


async def test_forged_openings_are_refused(stage: Stage) -> None:
    await rush(stage, 7)
    card = await storm(stage)
    for data, words in (("v1:op:4711:0:1", "找不到这件事"), ("v1:op:1:0:1", "单独发出"), ("v1:op:7:0:x", "马上发出")):
        query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, data)
        assert words in (await stage.sandbox.answer_of(query)).text
    stage.sandbox.say(LIN, LIN, "/start")
    query = stage.sandbox.press_raw(LIN, LIN, 1, "v1:op:6:0:1")
    assert "单独发出" in (await stage.sandbox.answer_of(query)).text
    await stage.expect_card("#0007 较大 · ")


async def test_a_major_one_keeps_its_own_loud_card(stage: Stage) -> None:
    for number in range(7):
        own = own_words(number)
        stage.site.publish(f"断头路{own[:8]}", f"投诉{own}")
    stage.site.publish("工地塌方", "城东发生塌方，有人被埋，县住建局在哪里")
    await stage.look()
    card = await stage.expect_card("工地塌方")
    await storm(stage)
    assert "重大" in card.text or "特别重大" in card.text
    assert not card.message.silent
    assert all("塌方" not in other.text for other in storms(stage))


async def test_what_rises_leaves_the_storm(both: Stage) -> None:
    """A lead makes it 重大: it gets its own loud card, the others go on sharing theirs."""
    await rush(both, 8)
    card = await storm(both)
    await both.quiet()
    query = both.sandbox.press_raw(FANG, GROUP, card.message_id, "v1:lv:7:0:major")
    assert (await both.sandbox.answer_of(query)).text == "已调整等级"
    risen = await both.expect_card("#0007 重大 · ")
    assert not risen.message.silent
    await card.expect("2 件新线索", "#0006", "#0008", without=["#0007"])
    await both.quiet()
    assert len([m for m in both.sandbox.messages(GROUP) if "#0007 重大 · " in m.text]) == 1
    assert len(await both.events("delivered")) == 8


async def test_the_storm_card_heals_like_a_card(stage: Stage) -> None:
    """A deleted one is posted anew; where its answer was lost it may come twice, until the double is pressed."""
    await rush(stage, 7)
    card = await storm(stage)
    await stage.quiet()
    stage.sandbox.delete(GROUP, card.message_id)
    stage.sandbox.faults.lose_answer("sendMessage")
    stage.sandbox.press_raw(LIN, GROUP, 1, "v1:cl:7:0")
    await stage.until(lambda: len(storms(stage)) == 2)
    await stage.quiet()
    double, fresh = storms(stage)
    assert card.message_id not in {double.message_id, fresh.message_id}
    assert fresh.message.silent, "it has made its sound"
    await double.press("#0006", by=LIN)
    await stage.until(lambda: len(storms(stage)) == 1)
    await fresh.expect("这 1 件先列在这里", "#0007 较大 待核实")


async def test_the_storm_card_moves_with_its_group(stage: Stage) -> None:
    await rush(stage, 7)
    await storm(stage)
    await stage.quiet()
    stage.sandbox.migrate(GROUP, -1002)
    moved = await storm(stage, -1002)
    await moved.expect("2 件新线索")
    await moved.press("#0006", by=LIN)
    await stage.expect_card("#0006 较大 · ", chat=-1002)


async def test_sixty_a_minute_for_five_minutes_stay_within_every_limit(stage: Stage) -> None:
    """A1: nothing is lost, nothing refused, what is urgent is heard at once in the middle of it."""
    stage.sandbox.limits.on = True
    for minute in range(5):
        await rush(stage, 60, first=60 * minute)
        if minute == 2:
            stage.site.publish("工地塌方", "城东发生塌方，有人被埋，县住建局在哪里")
            await stage.look()
            before = len(said(stage))
            card = await stage.expect_card("工地塌方")
            earlier = [m for m in stage.sandbox.messages(GROUP) if m.message_id < card.message_id]
            assert len(said(stage)) - before < 12
            assert len(earlier) < 20
            assert not card.message.silent
    await stage.quiet()
    assert len(await stage.events("delivered")) == 301
    assert not [entry for entry in stage.sandbox.log if entry.status == 429]


async def test_five_minutes_of_flood_control_are_waited_out(stage: Stage) -> None:
    """Nothing is asked of the chat before its time; what was said meanwhile comes in order of importance."""
    await rush(stage, 1)
    card = await stage.expect_card("断头路")
    stage.sandbox.faults.flood(GROUP, retry_after=30, for_seconds=300)
    await card.press("我来认领", by=LIN)
    await rush(stage, 3, first=1)
    stage.site.publish("工地塌方", "城东发生塌方，有人被埋，县住建局在哪里")
    await stage.look()
    await stage.expect_card("工地塌方")
    refused = [entry.time for entry in said(stage) if entry.status == 429]
    assert 1 <= len(refused) <= 11
    assert all(later - earlier >= 30 for earlier, later in pairwise(refused))
    await stage.quiet()
    await card.expect("👤 林晓")
    after = [m.text for m in stage.sandbox.messages(GROUP) if m.message_id > card.message_id]
    assert "塌方" in after[0]
    assert len(after) == 4


async def test_a_chat_that_is_closed_to_us_for_an_hour_is_told_of(stage: Stage) -> None:
    stage.expected_errors.append("cannot be written to since")
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    await stage.expect_card("断头路")
    stage.sandbox.say(FANG, FANG, "/start")
    stage.sandbox.faults.flood(GROUP, retry_after=4000, for_seconds=4000)
    query = stage.sandbox.press_raw(LIN, GROUP, 1, "v1:cl:1:0")
    await stage.sandbox.answer_of(query)
    await stage.until(lambda: [entry for entry in said(stage) if entry.status == 429])
    stage.clock.forward(minutes=50)
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(FANG) if "发不出去" in m.text]
    stage.clock.forward(minutes=12)
    told = await stage.expect_text("发不出去", chat=FANG)
    assert "工作群" in told.text
    assert len([entry for entry in said(stage) if entry.status == 429]) == 1
    stage.clock.forward(minutes=10)
    await Card(stage, GROUP, 1).expect("👤 林晓")
    assert len([m for m in stage.sandbox.messages(FANG) if "发不出去" in m.text]) == 1


async def test_a_slow_chat_delays_no_other(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one chat's answer does not come, the private one is served, and nothing is said twice."""
    stage.sandbox.say(LIN, LIN, "/start")
    await stage.expect_text("您好", chat=LIN)
    await rush(stage, 1)
    card = await stage.expect_card("断头路")
    await stage.quiet()
    send, come = METHODS["sendmessage"], asyncio.Event()

    async def slowly(world: World, params: Params) -> Any:
        result = send(world, params)
        if params.integer("chat_id") == GROUP:
            await come.wait()
        return await result if inspect.isawaitable(result) else result

    monkeypatch.setitem(METHODS, "sendmessage", slowly)
    before = len(stage.sandbox.messages(GROUP))
    await rush(stage, 2, first=1)
    await stage.until(lambda: len(stage.sandbox.messages(GROUP)) > before)
    menu = await stage.menu(card, by=LIN)
    assert "我来认领" in "".join(menu.labels)
    assert len(stage.sandbox.messages(GROUP)) == before + 1, "the second waits for the first"
    come.set()
    await stage.quiet()
    assert len(stage.sandbox.messages(GROUP)) == before + 2
