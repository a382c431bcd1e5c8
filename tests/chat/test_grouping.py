"""Two cards become one, and one two, as the team sees it: merge, unmerge, split (lifecycle §2)."""

import re

from tests.chat.stage import Card, Stage
from tests.conftest import FANG, GROUP, LIN

ROAD = "望江西路修了一年多还没修好，雨天全是泥，孩子上学要绕半个小时，投诉了几次都没人管。"
HEAT = "小区没有暖气，老人受不了，打了很多电话还是没人管，物业说要等到下个月才能修好。"


async def two_cards(stage: Stage) -> tuple[Card, Card]:
    """A road and a cold house, each on its card."""
    await stage.publish("望江西路改建拖延", ROAD)
    await stage.publish("小区没有暖气", HEAT)
    return await stage.expect_card("望江西路"), await stage.expect_card("小区没有暖气")


async def menu_with(stage: Stage, card: Card, label: str, *, by: int) -> Card:
    """The private menu, turned to where this button stands."""
    menu = await stage.menu(card, by=by)
    if label not in "".join(menu.labels):
        await menu.press("更多操作 →", by=by)
        await menu.expect(label)
    return menu


async def choose(stage: Stage, card: Card, label: str, entry: str, *, by: int) -> None:
    """Open a picker in the private menu and press the entry that holds these words."""
    menu = await menu_with(stage, card, label, by=by)
    await menu.press(label, by=by)
    await menu.expect(entry)
    (full,) = [key for key in menu.labels if entry in key]
    said = await menu.press(full, by=by)
    if "再按一次" in said.text:
        stage.clock.forward(seconds=2)
        said = await menu.press(full, by=by)
    assert not said.alert, said.text


async def test_merged_by_the_lead_counted_on_the_other_and_taken_out_again(both: Stage) -> None:
    stage = both
    stage.sandbox.say(FANG, FANG, "/start")
    road, heat = await two_cards(stage)
    await road.press("我来认领", by=LIN)
    await road.expect("👤 林晓")

    await choose(stage, road, "🔗 并案", "#0002", by=FANG)
    await road.expect("已并案", "🔗 已并入 #0002 · 方正", "主案 #0002", without=["我来认领", "属实", "更多"])
    (link,) = road.message.buttons
    assert re.fullmatch(r"https://t\.me/\w+\?start=i_2", link.url or "")
    await heat.expect("2 帖", "协助 林晓")

    await stage.publish("转发", f"转发微博 //@路人甲: {ROAD}")
    await heat.expect("3 帖")
    assert len([m for m in stage.sandbox.messages(GROUP) if "望江西路" in m.text and m.buttons]) == 1

    await choose(stage, heat, "🔓 拆回", "#0001", by=FANG)
    await road.expect("待核实", "👤 林晓", "更多", without=["已并入"])
    await heat.expect("2 帖", "待认领", without=["协助 林晓"])
    told = [(e["type"], e["subject"], e["notes"]) for e in await stage.events() if "merge" in e["type"]]
    assert told == [
        ("merge", "incident:1", {"into": 2}),
        ("unmerge", "incident:1", {"out_of": 2}),
    ]
    await (await menu_with(stage, heat, "时间线", by=FANG)).press("时间线", by=FANG)
    story = "\n".join(str(event) for event in await stage.running.store.story(2))
    assert "take_in" in story
    assert "give_back" in story


async def test_the_link_of_the_pointer_opens_the_parents_menu(stage: Stage) -> None:
    stage.sandbox.say(FANG, FANG, "/start")
    road, _ = await two_cards(stage)
    await choose(stage, road, "🔗 并案", "#0002", by=FANG)
    await road.expect("主案 #0002")
    before = len(stage.sandbox.messages(FANG))
    await road.press("👀 主案 #0002", by=FANG)
    await stage.until(lambda: any(m.buttons for m in stage.sandbox.messages(FANG)[before:]))
    opened = [m for m in stage.sandbox.messages(FANG)[before:] if m.buttons][-1]
    assert "#0002" in opened.text


async def test_a_split_makes_a_new_card_and_copies_follow_it(stage: Stage) -> None:
    stage.sandbox.say(FANG, FANG, "/start")
    road, _ = await two_cards(stage)
    await choose(stage, road, "🔗 并案", "#0002", by=FANG)
    both = await stage.expect_card("#0002")
    await both.expect("2 帖")

    menu = await menu_with(stage, both, "✂️ 拆分", by=FANG)
    await menu.press("✂️ 拆分", by=FANG)
    await menu.expect("☐ 论坛", "望江西路")
    (text,) = [key for key in menu.labels if "望江西路" in key]
    await menu.press(text, by=FANG)
    await menu.expect("☑ 论坛", "（1 项）")
    (doing,) = [key for key in menu.labels if "（1 项）" in key]
    assert "已拆出" in (await menu.press(doing, by=FANG)).text

    made = await stage.expect_card("#0003")
    await made.expect("待认领", "望江西路", "我来认领")
    await both.expect("小区没有暖气", without=["2 帖"])
    await stage.publish("转发", f"转发微博 //@路人甲: {ROAD}")
    await made.expect("2 帖")
    assert (await stage.incident(2)).posts == 1


async def test_who_may_merge_no_more_is_told_why(stage: Stage) -> None:
    """An owner is offered what the owner of both may merge with; what was given up meanwhile is refused."""
    stage.sandbox.say(LIN, LIN, "/start")
    road, heat = await two_cards(stage)
    await road.press("我来认领", by=LIN)
    await road.expect("👤 林晓")
    menu = await menu_with(stage, road, "🔗 并案", by=LIN)
    await menu.press("🔗 并案", by=LIN)
    await menu.expect("← 返回", without=["#0002"])
    await menu.press("← 返回", by=LIN)
    stage.clock.forward(seconds=2)
    await heat.press("我来认领", by=LIN)
    await heat.expect("👤 林晓")

    other = await menu_with(stage, heat, "🙌 释放", by=LIN)
    await other.press("🙌 释放", by=LIN)
    menu = await menu_with(stage, road, "🔗 并案", by=LIN)
    await menu.press("🔗 并案", by=LIN)
    await menu.expect("#0002")
    (full,) = [key for key in menu.labels if "#0002" in key]
    await stage.answer_question("请回复释放", "另有任务", by=LIN, chat=LIN)
    await stage.heard()
    refused = await menu.press(full, by=LIN)
    assert refused.alert
    assert "带班领导" in refused.text
    assert (await stage.incident(1)).is_open
