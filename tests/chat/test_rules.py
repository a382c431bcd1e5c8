"""/rule in the chat: looked at, tried, written, changed, paused by a lead; live at once (D1, R5, O7)."""

from tests.chat.stage import Card, Stage
from tests.conftest import FANG, GROUP, LIN

NEW = "/rule add\n[停水]\n停水|断水\n＋多久｜没人管\n！演练"
HIT = ("小区又停水了", "停水三天没人管，县住建局请给个说法")
AGAIN = ("城东断水一周", "断水没人管，县住建局快来看看")


async def said(stage: Stage, line: str, *, by: int = FANG, chat: int = GROUP) -> None:
    stage.sandbox.say(by, chat, line)
    await stage.heard()


async def tried(stage: Stage, line: str = NEW, *, by: int = FANG) -> Card:
    """A rule is written, and its dry run stands in the chat."""
    await said(stage, line, by=by)
    return await stage.expect_card("🧪 试算")


async def saved(stage: Stage, line: str = NEW) -> None:
    card = await tried(stage, line)
    await card.press("✅ 保存", by=FANG)
    await stage.expect_text("已保存，立即生效")


def texts(stage: Stage) -> list[str]:
    """What the group hears of us."""
    return [m.text for m in stage.sandbox.messages(GROUP) if m.sender and m.sender.is_bot]


async def test_a_rule_is_added_and_hits_without_a_restart(both: Stage) -> None:
    await both.publish(*HIT)
    await both.quiet()
    assert await both.running.store.incident(1) is None
    card = await tried(both)
    assert "近7天 1 条帖文" in card.text
    assert "命中 1 条（按现行规则 0 条），新增 1 条" in card.text
    assert "会成卡 1 张（现 0 张）" in card.text
    assert "🆕" in card.text
    await card.press("✅ 保存", by=FANG)
    await both.expect_text("已保存，立即生效")
    await both.publish(*AGAIN)
    await both.expect_card("城东断水一周")
    (event,) = await both.events("rule_added")
    assert (event["actor"], event["role"], event["diffs"]["text"][0]) == (FANG, "lead", None)
    assert "停水|断水" in event["diffs"]["text"][1]


async def test_a_mistake_is_told_with_its_place_and_the_text_comes_back(stage: Stage) -> None:
    text = "[停水]\n停水|$没有\n+多久"
    await said(stage, f"/rule add\n{text}")
    told = await stage.expect_text("没有保存")
    assert "第 2 行第 4 列" in told.text
    assert "应先写一行 $没有 = 词|词" in told.text
    assert text in told.text, "nothing of what was written is lost"
    assert await stage.running.store.rule("停水") is None
    await said(stage, "/rule add\n[只有排除]\n!演练")
    await stage.expect_text("只有排除词")
    await said(stage, "/rule add\n停水")
    await stage.expect_text("这一行不属于任何组")


async def test_a_rule_is_asked_for_where_none_was_written(stage: Stage) -> None:
    await said(stage, "/rule add")
    await stage.answer_question("请回复新规则", "［停水］\n停水｜断水", by=FANG)
    card = await stage.expect_card("🧪 试算")
    await card.press("❌ 不保存", by=FANG)
    await stage.expect_text("没有保存")
    assert await stage.running.store.rule("停水") is None


async def test_the_list_opens_a_rule_which_rests_and_goes_on(stage: Stage) -> None:
    await stage.publish("望江西路挖了又填", "断头路没人管，县住建局投诉")
    await stage.expect_card("望江西路")
    await said(stage, "/rule", by=LIN)
    listed = await stage.expect_card("📐 监测规则 3 条，暂停 0 条")
    assert "道路施工：命中 1" in listed.text
    await listed.press("道路施工", by=LIN)
    await listed.expect("望江西路|断头路", "近30天命中 1", "🧪 试算")
    refused = await listed.press("⏸ 暂停", by=LIN)
    assert refused.alert
    assert "带班领导" in refused.text
    await listed.press("⏸ 暂停", by=FANG)
    await listed.expect("（暂停）", "▶️ 启用")
    await stage.publish("望江西路又挖开了", "望江西路断头路，县住建局投诉第二次")
    await stage.quiet()
    assert await stage.running.store.incident(2) is None, "what rests hits nothing"
    await listed.press("▶️ 启用", by=FANG)
    await listed.expect("⏸ 暂停")
    await stage.publish("断头路何时修通", "滨河路断头路三年了，县住建局投诉无门，投诉第三次")
    await stage.expect_card("断头路何时修通")
    assert [e["type"] for e in await stage.events() if e["type"].startswith("rule_")] == [
        "rule_paused",
        "rule_resumed",
    ]


async def test_words_pause_and_resume_too(stage: Stage) -> None:
    await said(stage, "/rule pause 道路施工")
    await stage.expect_text("规则「道路施工」已暂停")
    await said(stage, "/rule pause 道路施工")
    await stage.expect_text("「道路施工」已经暂停")
    await said(stage, "/rule resume 道路施工")
    await stage.expect_text("规则「道路施工」已启用")
    await said(stage, "/rule pause 没有这条")
    await stage.expect_text("没有名为「没有这条」的规则")


async def test_a_rule_is_edited_from_its_own_words(stage: Stage) -> None:
    await said(stage, "/rule edit 道路施工")
    await stage.expect_text("望江西路|断头路")
    await stage.answer_question("新内容", "望江西路|断头路|修路\n:部门 市政科", by=FANG)
    card = await stage.expect_card("🧪 试算")
    # somebody else was quicker
    await said(stage, "/rule pause 道路施工")
    await card.press("✅ 保存", by=FANG)
    await stage.expect_text("规则刚被改过")
    rule = await stage.running.store.rule("道路施工")
    assert rule is not None
    assert "修路" not in rule.section.text
    await said(stage, "/rule edit 道路施工\n望江西路|修路\n:部门 市政科")
    again = await stage.expect_card("试算「道路施工」")
    await again.press("✅ 保存", by=FANG)
    await stage.expect_text("已保存；「道路施工」还在暂停")
    rule = await stage.running.store.rule("道路施工")
    assert rule is not None
    assert (rule.section.text, rule.active) == ("[道路施工]\n望江西路|修路\n:部门 市政科", False)
    (event,) = await stage.events("rule_changed")
    assert "断头路" in event["diffs"]["text"][0]


async def test_a_test_saves_nothing_and_everybody_may(stage: Stage) -> None:
    await stage.publish(*HIT)
    await said(stage, "/rule test\n[停水]\n停水", by=LIN)
    told = await stage.expect_text("🧪 试算「停水」")
    assert "命中 1 条（按现行规则 0 条），新增 1 条" in told.text
    assert await stage.running.store.rule("停水") is None
    await said(stage, "/rule test 道路施工", by=LIN)
    await stage.expect_text("🧪 试算「道路施工」")


async def test_a_rule_that_hits_too_much_is_not_saved(stage: Stage) -> None:
    for number in range(120):
        stage.site.publish(f"小区新闻第{number}号", f"{number * 7919} 锦绣花园活动{number}")
    await stage.look()
    await said(stage, "/rule add\n[小区]\n小区新闻")
    told = await stage.expect_text("应加 + 必须词或 ! 排除词")
    assert "会命中近7天 100% 的帖文（120/120）" in told.text
    assert "小区新闻" in told.text.splitlines()[-1]
    assert await stage.running.store.rule("小区") is None


async def test_only_a_lead_changes_rules(stage: Stage) -> None:
    for line in (NEW, "/rule edit 道路施工\n修路", "/rule pause 道路施工", "/rule resume 道路施工"):
        await said(stage, line, by=LIN)
    await stage.quiet()
    assert sum("需要「带班领导」才能操作" in text for text in texts(stage)) == 4
    card = await tried(stage)
    refused = await card.press("✅ 保存", by=LIN)
    assert "带班领导" in refused.text
    assert await stage.running.store.rule("停水") is None
    assert {e["subject"] for e in await stage.events("refused")} == {"rule"}


async def test_why_names_the_words_and_their_places(stage: Stage) -> None:
    await stage.publish("望江西路挖了又填", "断头路没人管，县住建局投诉")
    await stage.expect_card("望江西路")
    await said(stage, "/rule why 1", by=LIN)
    told = await stage.expect_text("命中的规则")
    assert "规则「道路施工」" in told.text
    assert "「望江西路」在标题第 1 字" in told.text
    assert "「断头路」在正文第 1 字：…断头路没人管" in told.text
    await said(stage, "/rule why 999", by=LIN)
    await stage.expect_text("请写编号")


async def test_the_usage_is_told(stage: Stage) -> None:
    await said(stage, "/rule 怎么用", by=LIN)
    await stage.expect_text("用法：")


async def test_names_and_global_exclusions_are_rules_too(stage: Stage) -> None:
    await saved(stage, "/rule add\n$小区 = 锦绣花园|和美家园\n\n[全局排除]\n剧组\n\n[停水]\n停水\n+$小区")
    await said(stage, "/rule")
    listed = await stage.expect_card("📐 监测规则 4 条")
    assert "词组 $小区" in listed.text
    await listed.press("词组 $小区", by=FANG)
    await listed.expect("$小区 = 锦绣花园|和美家园", "✏️ 修改", without=["⏸ 暂停"])
    await listed.press("✏️ 修改", by=FANG)
    await stage.answer_question("规则「$小区」的新内容", "$小区 = 锦绣花园|滨湖新苑", by=FANG)
    card = await stage.expect_card("试算「小区」")
    await card.press("✅ 保存", by=FANG)
    await stage.publish("滨湖新苑停水了", "滨湖新苑停水没人管，县住建局投诉")
    await stage.expect_card("滨湖新苑停水了")
    await stage.publish("剧组在滨湖新苑停水取景", "剧组在滨湖新苑停水取景一天，投诉县住建局")
    await stage.quiet()
    assert await stage.running.store.incident(2) is None


async def test_a_forged_key_changes_nothing(stage: Stage) -> None:
    card = await tried(stage)
    for data in ("u1:sv:zzzzzzzzzzzzz", "u1:ex:1:1", "u1:ex:9"):
        query = stage.sandbox.press_raw(FANG, GROUP, card.message_id, data)
        assert "失效" in (await stage.sandbox.answer_of(query)).text
    unknown = stage.sandbox.press_raw(FANG, GROUP, card.message_id, "u1:sv:9")
    assert "失效" in (await stage.sandbox.answer_of(unknown)).text
    assert await stage.running.store.rule("停水") is None
