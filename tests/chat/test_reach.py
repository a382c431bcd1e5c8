"""Who can be told, and who must not be told too much: blocked people, muted and moved groups, strangers (§6, O7)."""

from tests.chat.stage import Card, Stage
from tests.conftest import FANG, GROUP, HE, LIN

STRANGER = 99


async def assigned(stage: Stage, words: str, text: str) -> Card:
    await stage.publish(words, text)
    card = await stage.expect_card(words)
    await card.press("✅ 属实", by=FANG)
    await card.expect("已核实")
    await card.press("交办", by=FANG)
    await card.expect("市政科", "← 返回")
    await card.press("市政科", by=FANG)
    await card.expect("待签收")
    return card


async def test_every_assignment_to_somebody_out_of_reach_is_called_out(stage: Stage) -> None:
    stage.sandbox.say(HE, HE, "/start")
    await stage.expect_text("您好", chat=HE)
    stage.sandbox.block(HE)
    await assigned(stage, "断头路什么时候通", "每天绕行，投诉几次没人管")
    await stage.expect_text("#0001 请您办理")
    await assigned(stage, "小区没有暖气", "老人孩子受不了，反映多次还是停暖，求助")
    told = await stage.expect_text("#0002 请您办理")
    assert "何建" in told.text
    assert not told.silent


async def test_a_group_that_muted_us_is_spoken_to_again(stage: Stage) -> None:
    stage.expected_errors.append("cannot be written to")
    words = "Bad Request: not enough rights to send text messages to the chat"
    stage.sandbox.faults.fail("sendMessage", 400, words)
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    await stage.until(lambda: [c for c in stage.sandbox.calls if c.status == 400])
    stage.clock.forward(minutes=11)
    await stage.expect_card("断头路")


async def test_a_server_error_is_no_reason_to_repeat_for_ever(stage: Stage) -> None:
    stage.sandbox.faults.fail("sendMessage", 502, "Bad Gateway", times=2)
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    await stage.until(lambda: len([c for c in stage.sandbox.calls if c.status == 502]) == 2)
    stage.clock.forward(seconds=30)
    sends = len([c for c in stage.sandbox.calls if c.method == "sendMessage"])
    await stage.look()
    assert len([c for c in stage.sandbox.calls if c.method == "sendMessage"]) == sends
    stage.clock.forward(minutes=11)
    await stage.expect_card("断头路")


async def test_a_move_heard_of_late_does_not_stumble_over_cards_already_there(stage: Stage) -> None:
    await stage_card(stage)
    await stage.running.store.move_chat(GROUP, -1002, stage.clock())
    await stage.running.store.move_chat(-1002, GROUP, stage.clock())
    stage.sandbox.migrate(GROUP, -1002)
    await stage.expect_card("断头路", chat=-1002)
    await stage.running.store.move_chat(GROUP, -1002, stage.clock())
    await stage.quiet()
    moved = await stage.expect_card("断头路", chat=-1002)  # a card that was under way may have come twice
    await moved.press("我来认领", by=LIN)
    await moved.expect("待核实")


async def stage_card(stage: Stage) -> Card:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    return await stage.expect_card("断头路")


async def test_a_stranger_gets_one_answer_an_hour(stage: Stage) -> None:
    stage.sandbox.add_user(STRANGER, "路人")
    for number in range(5):
        stage.sandbox.say(STRANGER, STRANGER, f"你好{number}")
    await stage.expect_text("还没有登记", chat=STRANGER)
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(STRANGER) if m.sender and m.sender.is_bot]) == 1
    stage.clock.forward(hours=1)
    stage.sandbox.say(STRANGER, STRANGER, "还在吗")
    await stage.until(lambda: len([m for m in stage.sandbox.messages(STRANGER) if m.sender and m.sender.is_bot]) == 2)


async def test_a_menu_in_use_stays_fresh(stage: Stage) -> None:
    card = await stage_card(stage)
    stage.sandbox.say(LIN, LIN, "/start")
    menu = await stage.menu(card, by=LIN)
    for _ in range(3):
        stage.clock.forward(minutes=50)
        await menu.press("我来认领", by=LIN)
        await menu.expect("待核实")
        stage.sandbox.say(LIN, LIN, "/undo")
        await menu.expect("待认领")


async def test_anonymous_talk_between_colleagues_is_left_alone(stage: Stage) -> None:
    await stage_card(stage)
    said = stage.sandbox.say(LIN, GROUP, "谁去现场？")
    stage.sandbox.say(FANG, GROUP, "我去", reply_to=said.message_id, anonymous=True)
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(GROUP) if m.sender and m.sender.is_bot]) == 1
