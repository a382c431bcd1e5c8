"""The card to learn on (演练卡片): offered after /bind, pressed by anybody, and no part of any figure."""

import pytest

from core.errors import InputError
from core.practice import STEPS, decode_practice, practice_card
from tests.chat.stage import Card, Stage
from tests.conftest import FANG, GROUP, LIN

STRANGER, FOREIGN = 99, -1099
LABELS = ("我来认领", "属实", "起草", "已发布")


async def bound(stage: Stage) -> Card:
    """The greeting after /bind, with its offer."""
    code = await stage.running.store.new_code(stage.clock())
    stage.sandbox.say(FANG, GROUP, f"/bind {code}")
    greeting = await stage.expect_card("现为带班领导")
    await stage.quiet()
    return greeting


async def test_from_the_greeting_to_the_end(stage: Stage) -> None:
    stage.sandbox.add_user(STRANGER, "路人")
    stage.sandbox.world.chat(GROUP).members[STRANGER] = "member"
    greeting = await bound(stage)
    assert "https://t.me/tingfeng_bot?start=join" in greeting.text, "the others need it next"
    before = await stage.events()
    # somebody whom nobody registered may learn too
    await greeting.press("发一张演练卡片", by=STRANGER)
    await greeting.press("发一张演练卡片", by=LIN)
    card = await stage.expect_card("【演练】")
    for label in LABELS:
        await stage.quiet()
        assert card.labels[1] == "收起"
        said = await card.press(label, by=LIN if label == "属实" else STRANGER)
        assert said.alert
        assert said.text.startswith("真卡片上：")
        await stage.until(lambda pressed=label: not any(pressed in shown for shown in card.labels))
        assert card.text.startswith("【演练】")
    await card.expect("走完了")
    assert card.labels == ["收起"]
    await stage.quiet()
    await card.press("收起", by=STRANGER)
    await stage.until(lambda: not card.labels)
    assert card.text == "【演练】演练卡片已收起，不计入任何数字"
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(GROUP) if "【演练】" in m.text]) == 1, "one card for one greeting"
    # no incident, no clock, nothing in the log
    assert await stage.running.store.incident(1) is None
    assert await stage.events() == before


async def test_the_card_names_who_pressed_and_can_be_put_away_at_once(stage: Stage) -> None:
    await (await bound(stage)).press("发一张演练卡片", by=FANG)
    card = await stage.expect_card("【演练】")
    await stage.quiet()
    await card.press("我来认领", by=LIN)
    await card.expect("林晓 已认领")
    await stage.quiet()
    await card.press("收起", by=FANG)
    await card.expect("已收起")


async def test_a_department_is_greeted_without_it(stage: Stage) -> None:
    stage.sandbox.add_group(-1003, "市政科", members=[FANG])
    stage.sandbox.say(FANG, -1003, "/bind 市政科")
    assert not (await stage.expect_text("已绑定为市政科的群", chat=-1003)).buttons


async def test_forged_and_foreign_presses_come_to_nothing(stage: Stage) -> None:
    greeting = await bound(stage)
    answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, GROUP, greeting.message_id, "p1:99"))
    assert "按钮已失效" in answer.text
    stage.sandbox.add_user(STRANGER, "路人")
    stage.sandbox.add_group(FOREIGN, "别人的群", members=[STRANGER])
    stage.sandbox.say(STRANGER, FOREIGN, "早")
    query = stage.sandbox.press_raw(STRANGER, FOREIGN, 1, "p1:begin")
    assert "不是本单位的群" in (await stage.sandbox.answer_of(query)).text
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(FOREIGN) if m.sender and m.sender.is_bot]
    assert not [m for m in stage.sandbox.messages(GROUP) if "【演练】" in m.text]


async def test_a_forged_key_under_a_real_card_leaves_it_as_it_is(stage: Stage) -> None:
    stage.sandbox.add_user(STRANGER, "路人")
    stage.sandbox.world.chat(GROUP).members[STRANGER] = "member"
    await stage.publish("锦绣家园没有暖气", "小区没有暖气，老人受不了，投诉没人管")
    card = await stage.expect_card("锦绣家园没有暖气")
    await stage.quiet()
    before = card.text, card.labels
    for data in ("p1:end", "p1:0", "p1:begin"):
        query = stage.sandbox.press_raw(STRANGER, GROUP, card.message_id, data)
        assert "按钮已失效" in (await stage.sandbox.answer_of(query)).text
    await stage.quiet()
    assert (card.text, card.labels) == before
    assert not [m for m in stage.sandbox.messages(GROUP) if "【演练】" in m.text]


@pytest.mark.parametrize("data", ["p1:", "p1:4", "p1:-1", "p1:begin:x", "p1:beginend", "p1:0\n", "p1:１"])
def test_what_is_no_key_of_ours(data: str) -> None:
    with pytest.raises(InputError):
        decode_practice(data)


def test_every_key_of_the_card_is_read_back() -> None:
    for step in range(len(STEPS)):
        for (key,) in practice_card(step, "林晓").keys:
            decode_practice(key.data)
