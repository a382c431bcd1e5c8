"""The team merges and splits, and the next like post of that source goes where the team would have put it (D5)."""

from tests.chat.stage import Stage
from tests.chat.test_grouping import choose, menu_with
from tests.conftest import FANG

#: sentences that no two texts share by chance
LINES = (
    "挖掘机凌晨三点还在轰鸣，窗户整夜震得咣咣响。",
    "老伴住院后靠轮椅出行，台阶高得根本推不上去。",
    "菜贩把三轮挤在路口，早高峰公交动弹不得。",
    "配电箱裸露半截电线，放学的小学生从旁边挤过。",
    "井盖翘起一角，昨夜电动车连人带车翻进绿化带。",
    "商铺招牌全被围挡遮住，生意掉了七成房租照交。",
    "扬尘落满阳台，晾晒的被褥每天要重洗两遍。",
    "路灯断电半个月，夜班护士下班只能打手电摸黑。",
    "指示牌写着去年八月竣工，日期被人用胶带贴住。",
    "雨后泥浆漫过人行道，学生鞋袜湿透走到教室。",
    "清洁工说无人对接，垃圾桶堆成小山苍蝇乱飞。",
    "临时便道只铺碎石，婴儿车颠得孩子直哭。",
    "热线坐席回答模板话，工单编号给了却查无此单。",
    "施工方承认材料款拖欠，班组长带人离场返乡。",
    "沿街幼儿园家长联名写信，要求提供通行时间表。",
    "监理日志缺页，签名笔迹前后明显不一致。",
    "钢筋裸露锈蚀，护栏被撞歪后用麻绳捆着。",
    "洒水车改道绕行，整条街漫着呛人的柴油味。",
    "外卖骑手抄近道，膝盖摔破缝了六针。",
    "古樟树根系被挖断，叶片枯黄掉了满地。",
)


def about(*numbers: int) -> str:
    """A post on the road, made of these sentences."""
    return "望江西路投诉：" + "".join(LINES[number] for number in numbers)


async def test_after_a_merge_the_next_like_post_joins(both: Stage) -> None:
    stage = both
    stage.sandbox.say(FANG, FANG, "/start")
    await stage.publish("", about(0, 1, 2, 3, 4))
    await stage.publish("", about(0, 9, 10, 11, 12, 13, 14, 15))
    await stage.publish("", about(5, 6, 7, 8))
    second, third = await stage.expect_card("#0002"), await stage.expect_card("#0003")
    await choose(stage, second, "🔗 并案", "#0001", by=FANG)
    await second.expect("已并案")
    await stage.publish("", about(5, 16, 17, 18, 19))
    await third.expect("2 帖")
    (reasons,) = [event["diffs"] for event in await stage.events() if event["type"] == "add_post"][-1:]
    assert reasons
    menu = await menu_with(stage, third, "为什么", by=FANG)
    await menu.press("为什么", by=FANG)
    await stage.until(lambda: any("1 次并案调整" in m.text for m in stage.sandbox.messages(FANG)))


async def test_without_it_the_same_post_opens(stage: Stage) -> None:
    for numbers in ((0, 1, 2, 3, 4), (0, 9, 10, 11, 12, 13, 14, 15), (5, 6, 7, 8), (5, 16, 17, 18, 19)):
        await stage.publish("", about(*numbers))
    await stage.expect_card("#0004")


async def test_a_merge_that_was_taken_back_teaches_nothing(stage: Stage) -> None:
    stage.sandbox.say(FANG, FANG, "/start")
    for numbers in ((0, 1, 2, 3, 4), (0, 9, 10, 11, 12, 13, 14, 15), (5, 6, 7, 8)):
        await stage.publish("", about(*numbers))
    first, second = await stage.expect_card("#0001"), await stage.expect_card("#0002")
    await choose(stage, second, "🔗 并案", "#0001", by=FANG)
    await second.expect("已并案")
    await choose(stage, first, "🔓 拆回", "#0002", by=FANG)
    await second.expect("待认领")
    await stage.publish("", about(5, 16, 17, 18, 19))
    await stage.expect_card("#0004")


async def test_after_a_split_the_next_like_post_opens(both: Stage) -> None:
    stage = both
    stage.sandbox.say(FANG, FANG, "/start")
    await stage.publish("", about(0, 1, 2, 3, 4))
    await stage.publish("", about(0, 1, 9, 10, 11, 12, 13))
    first = await stage.expect_card("#0001")
    await first.expect("2 帖")
    menu = await menu_with(stage, first, "✂️ 拆分", by=FANG)
    await menu.press("✂️ 拆分", by=FANG)
    await menu.expect("☐ 论坛")
    second = [key for key in menu.labels if "☐" in key][1]
    await menu.press(second, by=FANG)
    await menu.expect("（1 项）")
    (doing,) = [key for key in menu.labels if "（1 项）" in key]
    assert "已拆出" in (await menu.press(doing, by=FANG)).text
    await stage.expect_card("#0002")
    await stage.publish("", about(5, 6, 7, 8))
    await stage.publish("", about(5, 16, 17, 18))
    await stage.expect_card("#0004")


async def test_without_a_split_the_same_post_joins(stage: Stage) -> None:
    await stage.publish("", about(5, 6, 7, 8))
    await stage.publish("", about(5, 16, 17, 18))
    await (await stage.expect_card("#0001")).expect("2 帖")
