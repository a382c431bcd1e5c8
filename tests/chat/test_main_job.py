"""The main job as people live it: a post becomes one card, buttons move it, the log tells the story (A1, S-, O4)."""

from tests.chat.stage import Stage
from tests.conftest import BAI, FANG, GROUP, HE, LIN


async def test_the_whole_way(both: Stage) -> None:
    stage = both
    await stage.publish("望江西路改建拖延，居民出行受阻", "修了一年多还没修好，雨天全是泥，投诉了几次都没人管。")
    card = await stage.expect_card("望江西路")
    await card.expect("#0001", "待认领", "论坛 海棠论坛", "发现", "核实 —", "我来认领", "属实", "不实", "更多")

    assert (await card.press("我来认领", by=LIN)).text == "已认领，请核实"
    refused = await card.press("我来认领", by=BAI)
    assert refused.alert
    assert "已由 林晓 于" in refused.text
    await card.expect("待核实", "👤 林晓", "协助", without=["我来认领"])
    assert (await card.press("协助", by=BAI)).text == "已记下，您在协助"

    await card.press("属实", by=LIN)
    await stage.answer_question("核实依据", "现场看过，确实停工", by=LIN)
    await stage.expect_text("✔ #0001 已记下核实依据")
    await card.expect("已核实", "核实 属实", "交办", "协助 白露")

    await card.press("交办", by=LIN)
    await card.expect("市政科", "物业科", "← 返回", without=["🏁 办结"])
    assert (await card.press("市政科", by=LIN)).text == "已交办，正在通知部门"
    await card.expect("待签收", "部门 市政科")

    private = await stage.expect_card("望江西路", chat=HE) if stage.sandbox.messages(HE) else None
    assert private is None  # 何建 never spoke to the bot, so the group is told
    told = await stage.expect_text("私信发不到您那里")
    assert not told.silent
    assert "何建" in told.text
    refused = await card.press("签收", by=LIN)
    assert "承办人" in refused.text
    await card.press("签收", by=HE)
    await card.expect("办理中")

    refused = await card.press("办结", by=LIN)
    assert "还没有发布办结答复" in refused.text
    menu = await stage.menu(card, by=FANG)
    assert "🔕 无需回应" in menu.labels
    await menu.press("无需回应", by=FANG)
    await stage.answer_question("无需回应的理由", "已当面答复", by=FANG, chat=FANG)
    await card.expect("无需回应")

    await card.confirm("办结", by=LIN)
    await card.expect("已办结", "时间线", "重开")
    await stage.answer_question("处置结果和经验", "已复工；施工牌要写工期", by=LIN)
    await stage.expect_text("已记下结果与经验")

    timeline = await card.press("时间线", by=BAI)
    assert timeline.alert
    told_types = [event["type"] for event in await stage.events() if event["subject"] == "incident:1"]
    assert told_types == [
        "detect", "delivered", "claim", "refused", "assist", "verdict", "basis", "assign",
        "refused", "accept", "refused", "no_response", "close", "outcome",
    ]  # fmt: skip
    verifier, broken = await stage.running.store.verify_audit()
    assert broken is None
    assert verifier.head.seq == len(await stage.events())


async def test_copies_and_the_same_event_are_one_card(stage: Stage) -> None:
    text = "望江西路修了一年多还没修好，雨天全是泥，孩子上学要绕半个小时，投诉了几次都没人管。"
    await stage.publish("望江西路改建拖延", text)
    await stage.publish("转发", f"转发微博 //@路人甲: {text}")
    await stage.publish("望江西路改建拖延", text.replace("半个小时", "40分钟"))
    card = await stage.expect_card("望江西路")
    await card.expect("3 帖")
    assert len([m for m in stage.sandbox.messages(GROUP) if m.buttons]) == 1
    assert [e["type"] for e in await stage.events()].count("detect") == 1


async def test_everyday_noise_raises_no_card(stage: Stage) -> None:
    await stage.publish("今天天气真好", "河边的花都开了")
    await stage.publish("县住建局召开例会", "学习贯彻会议精神")
    await stage.quiet()
    assert not stage.sandbox.messages(GROUP)


async def test_why_names_rule_words_and_level(stage: Stage) -> None:
    await stage.publish("工地塌方", "城东工地发生塌方，有人被埋，县住建局在哪里")
    card = await stage.expect_card("塌方")
    await card.expect("重大")
    assert not card.message.silent
    stage.sandbox.say(LIN, LIN, "/start")
    menu = await stage.menu(card, by=LIN)
    why = await menu.press("为什么", by=LIN)
    assert "塌方" in why.text
    assert "工程安全" in why.text


async def test_a_card_rings_by_day_and_is_silent_at_night_below_major(stage: Stage) -> None:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    assert not (await stage.expect_card("断头路")).message.silent
    stage.clock.forward(hours=11)
    await stage.publish("小区没有暖气", "老人受不了，投诉几次没人管")
    assert (await stage.expect_card("没有暖气")).message.silent
    await stage.publish("工地塌方", "城东工地发生塌方，有人被埋，县住建局在哪里")
    assert not (await stage.expect_card("塌方")).message.silent


async def test_invalid_undo_and_reopen(stage: Stage) -> None:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    await card.press("无效", by=LIN)
    await card.expect("误报", "旧闻", "← 返回")
    await card.confirm("误报", by=LIN)
    # at once: waiting for the card would hurry the clock past the half minute allowed
    stage.sandbox.say(LIN, GROUP, "/undo@tingfeng_bot")
    await stage.heard()
    await card.expect("待认领", "我来认领")
    await card.press("无效", by=LIN)
    await card.expect("广告")
    await card.confirm("广告", by=LIN)
    await card.expect("重开")
    refused = await card.press("重开", by=LIN)
    assert "带班领导" in refused.text
    await card.press("重开", by=FANG)
    await stage.answer_question("重开", "看错了，是真事", by=FANG)
    await card.expect("待核实", "第 1 次重开", "👤 方正")
    assert not (await stage.expect_text("由 方正 重开：看错了，是真事")).silent


async def test_picker_goes_back_and_folds_itself(stage: Stage) -> None:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    await card.press("无效", by=LIN)
    await card.expect("误报")
    await card.press("返回", by=LIN)
    await card.expect("我来认领", without=["误报"])
    await card.press("无效", by=LIN)
    await card.expect("误报")
    stage.clock.forward(seconds=61)
    await card.expect("我来认领", without=["误报"])


async def test_a_confirmation_is_personal_and_short(stage: Stage) -> None:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    await card.press("无效", by=LIN)
    await card.expect("误报")
    assert "再按一次" in (await card.press("误报", by=LIN)).text
    assert "再按一次" in (await card.press("误报", by=BAI)).text
    stage.clock.forward(seconds=31)
    assert "再按一次" in (await card.press("误报", by=LIN)).text
    assert (await stage.incident()).is_open


async def test_release_and_department_bounce(stage: Stage) -> None:
    stage.sandbox.say(HE, HE, "/start")
    await stage.expect_text("您好，何建", chat=HE)
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    await card.press("我来认领", by=LIN)
    menu = await stage.menu(card, by=LIN)
    await menu.press("释放", by=LIN)
    await stage.answer_question("释放", "下班了", by=LIN, chat=LIN)
    await card.expect("待认领")
    await card.press("属实", by=BAI)
    await stage.answer_question("核实依据", "看了现场", by=BAI)
    await card.expect("交办")
    await card.press("交办", by=BAI)
    await card.expect("市政科")
    await card.press("市政科", by=BAI)
    mine = await stage.expect_card("断头路", chat=HE)
    assert not mine.message.silent
    await mine.press("退回", by=HE)
    await stage.answer_question("退回", "属交通局", by=HE, chat=HE)
    told = await stage.expect_text("被市政科退回：属交通局")
    assert "白露" in told.text
    await card.expect("已核实", "部门 —")


async def test_a_false_alarm_swallows_copies_but_no_new_event(stage: Stage) -> None:
    text = "断头路每天绕行，投诉几次没人管，孩子上学要走四十分钟"
    await stage.publish("断头路什么时候通", text)
    card = await stage.expect_card("断头路")
    await card.press("无效", by=LIN)
    await card.expect("误报")
    await card.confirm("误报", by=LIN)
    await card.expect("重开")
    await stage.publish("断头路什么时候通", f"转发微博//@路人: {text}")
    await stage.publish("断头路上出了车祸，什么时候通", "绕行的孩子被撞，四十分钟才来人，投诉几次没人管")
    fresh = await stage.expect_card("车祸")
    await fresh.expect("#0002", "待认领")
    assert (await stage.incident(1)).posts == 1


async def test_a_closed_one_tells_when_it_goes_on(stage: Stage) -> None:
    text = "断头路每天绕行，投诉几次没人管，孩子上学要走四十分钟"
    await stage.publish("断头路什么时候通", text)
    card = await stage.expect_card("断头路")
    await card.press("❓ 无法核实", by=FANG) if "❓ 无法核实" in card.labels else await card.press("我来认领", by=FANG)
    await card.expect("无法核实")
    await card.press("❓ 无法核实", by=FANG)
    await card.expect("已核实")
    stage.sandbox.say(FANG, FANG, "/start")
    menu = await stage.menu(card, by=FANG)
    await menu.press("无需回应", by=FANG)
    await stage.answer_question("无需回应的理由", "路过的玩笑", by=FANG, chat=FANG)
    await card.expect("无需回应")
    await card.confirm("办结", by=FANG)
    await card.expect("已办结")
    for number in range(2):
        await stage.publish("断头路", f"转发{number} //@路人{number}: {text}")
    await stage.expect_text("#0001 办结后又有新帖")
    await card.expect("3 帖")
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(GROUP) if "办结后又有新帖" in m.text]) == 1


async def test_a_copy_may_open_what_its_original_did_not(stage: Stage) -> None:
    stage.site.publish("城东的路", "城东的路围挡了大半年，早晚都要绕行，希望早点修好，谢谢")
    await stage.look()
    await stage.quiet()
    assert not stage.sandbox.messages(GROUP)
    await stage.publish("城东的断头路", "城东的路围挡了大半年，早晚都要绕行，希望早点修好，谢谢，投诉")
    card = await stage.expect_card("断头路")
    await stage.publish("城东的路", "转发 城东的路围挡了大半年，早晚都要绕行，希望早点修好，谢谢")
    await card.expect("3 帖")


async def test_a_post_that_is_reposted_more_heats_its_card_and_may_raise_it(stage: Stage) -> None:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管", _counts={"reposts": 10})
    card = await stage.expect_card("断头路")
    await card.expect("较大", "转发 10")
    stage.site.items[0]["_counts"]["reposts"] = 11
    await stage.look()
    assert (await stage.incident()).reposts == 10
    stage.site.items[0]["_counts"]["reposts"] = 140
    await stage.look()
    await card.expect("重大", "转发 140")
    assert not (await stage.expect_text("升为「重大」")).silent
    assert [e["type"] for e in await stage.events()][-2:] == ["heat", "severity"]


async def test_undo_tells_nobody_of_what_was_taken_back(stage: Stage) -> None:
    stage.sandbox.say(HE, HE, "你好")
    await stage.expect_text("您好，何建", chat=HE)
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    await card.press("✅ 属实", by=LIN)
    await card.expect("交办")
    await card.press("交办", by=LIN)
    await card.expect("市政科")
    stage.sandbox.faults.flood(HE, retry_after=3600, for_seconds=3600)
    await card.press("市政科", by=LIN)
    stage.sandbox.say(LIN, GROUP, "/undo@tingfeng_bot")
    await card.expect("已核实", "部门 —")
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(HE) if m.buttons]
