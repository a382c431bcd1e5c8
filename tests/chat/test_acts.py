"""Reporting up, levels, proposals, handing on: the whole bot over HTTP (A1, lifecycle §2 and §5)."""

from tests.chat.stage import Card, Stage
from tests.conftest import BAI, FANG, GU, LIN


async def begun(stage: Stage) -> Card:
    """One ordinary incident in the group; owner and lead have spoken to the bot."""
    for person in (LIN, BAI, FANG, GU):
        stage.sandbox.say(person, person, "/start")
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管，希望早点修好")
    card = await stage.expect_card("断头路")
    await card.expect("较大", "待认领")
    return card


async def pick(stage: Stage, card: Card, label: str, choice: str, *, by: int) -> Card:
    """Open the menu, press, choose."""
    menu = await stage.menu(card, by=by)
    if not any(label in shown for shown in menu.labels):
        await menu.press("更多操作 →", by=by)
        await menu.expect(label)
    await menu.press(next(shown for shown in menu.labels if label in shown), by=by)
    await menu.expect(choice)
    await menu.press(next(shown for shown in menu.labels if choice in shown), by=by)
    return menu


async def test_report_up_with_words_stands_on_the_card(both: Stage) -> None:
    stage = both
    card = await begun(stage)
    await pick(stage, card, "已上报", "县委网信办", by=BAI)
    await stage.answer_question("上报方式和文号", "值班系统 12 号", by=BAI, chat=BAI)
    await stage.expect_text("✔ #0001 已记下上报", chat=BAI)
    await card.expect("📤 已上报 县委网信办", "待认领")
    await card.press("我来认领", by=LIN)
    await card.expect("无法核实")
    await card.press("❓ 无法核实", by=LIN)
    await card.expect("已核实", "📤 已上报", "办结")
    await card.press("📤 已上报", by=LIN)
    await card.expect("县政府值班室")
    await card.press("县政府值班室", by=LIN)
    await stage.answer_question("上报方式和文号", "电话", by=LIN)
    await card.expect("已上报 县政府值班室")
    (first, second) = await stage.events("report_up")
    assert (first["actor"], second["actor"]) == (BAI, LIN)
    assert first["side"]["reason"] == "值班系统 12 号"
    # what people wrote is personal text: the chain holds only its seal
    assert "reports" not in first["diffs"]
    assert "reports" in first["side"]["diffs"]


async def test_a_lead_raises_and_it_rings_and_lowers_with_a_reason(stage: Stage) -> None:
    card = await begun(stage)
    await pick(stage, card, "等级", "🔴 重大", by=FANG)
    await card.expect("🔴 #0001 重大")
    assert not (await stage.expect_text("由 方正 升为「重大」")).silent
    await pick(stage, card, "等级", "🔵 一般", by=FANG)
    await card.expect("🔴 #0001 重大")
    await stage.answer_question("降级的理由", "已核实为旧闻", by=FANG, chat=FANG)
    await card.expect("🔵 #0001 一般")
    assert (await stage.expect_text("降为「一般」：已核实为旧闻")).silent


async def test_a_member_proposes_and_the_lead_agrees(both: Stage) -> None:
    stage = both
    card = await begun(stage)
    await pick(stage, card, "提议调级", "🔴 重大", by=BAI)
    await stage.answer_question("调整等级的理由", "转得很快", by=BAI, chat=BAI)
    asked = await stage.expect_card("提议升为「重大」")
    assert not asked.message.silent
    assert asked.message.reply_to == card.message_id
    assert not (await stage.expect_text("提议升为「重大」：转得很快", chat=FANG)).silent
    assert (await asked.press("❌ 不同意", by=LIN)).alert
    await asked.press("✅ 同意", by=FANG)
    await asked.expect("✔ 方正", without=["❌ 不同意"])
    await card.expect("🔴 #0001 重大")
    assert not (await stage.expect_text("由 方正 升为「重大」：转得很快")).silent
    assert [e["type"] for e in await stage.events() if e["type"] in ("agree", "severity")] == ["agree"]


async def test_a_proposal_that_came_about_by_itself_needs_no_answer(stage: Stage) -> None:
    card = await begun(stage)
    await pick(stage, card, "提议调级", "🔴 重大", by=BAI)
    await stage.answer_question("调整等级的理由", "转得很快", by=BAI, chat=BAI)
    asked = await stage.expect_card("提议升为「重大」")
    await pick(stage, card, "⚖️ 等级", "🟣 特别重大", by=FANG)
    await asked.expect("已不需要处理", without=["✅ 同意"])


async def test_transferred_signed_for_and_given_back(stage: Stage) -> None:
    card = await begun(stage)
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")
    menu = await stage.menu(card, by=FANG)
    await menu.press("更多操作 →", by=FANG)
    await menu.expect("转出")
    await menu.press("📮 转出", by=FANG)
    await stage.answer_question("转给哪个单位", "县交通局，属县道养护", by=FANG, chat=FANG)
    await card.expect("已转出", "详情", "对方签收", "退回我方")
    await stage.expect_text("由 方正 转出至县交通局：属县道养护")
    assert (await card.press("对方签收", by=LIN)).alert
    await card.press("对方签收", by=FANG)
    await stage.answer_question("签收凭据", "交签〔2026〕3号", by=FANG)
    await card.expect("已转出", without=["对方签收"])
    await card.press("↩️ 退回我方", by=FANG)
    await stage.answer_question("退回我方的原因", "不归他们管", by=FANG)
    await card.expect("待核实", "👤 林晓")
    told = await stage.expect_text("从县交通局退回我方，由 林晓 负责：不归他们管")
    assert "林晓" in told.text


async def test_category_and_jurisdiction_stand_beside_the_department(stage: Stage) -> None:
    card = await begun(stage)
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")
    await pick(stage, card, "分类", "咨询诉求", by=LIN)
    await card.expect("核实 — · 咨询诉求")
    await pick(stage, card, "属地", "本地", by=LIN)
    await card.expect("咨询诉求 · 本地")
