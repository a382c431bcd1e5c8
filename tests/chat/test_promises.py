"""Promises, corrections and the checklist by thumb (A2, A7, A8): tapped on the card, written as a reply, told later."""

from tests.chat.stage import Card, Stage
from tests.conftest import BAI, FANG, HE, LIN

STORY = ("断头路什么时候通", "断头路每天绕行，投诉几次没人管，孩子上学要走四十分钟")


async def judged(stage: Stage) -> Card:
    """A claimed and verified incident; everybody has spoken to the bot."""
    for person in (LIN, BAI, HE, FANG):
        stage.sandbox.say(person, person, "/start")
    await stage.publish(*STORY)
    card = await stage.expect_card(STORY[0])
    await card.press("✅ 属实", by=LIN)
    await stage.answer_question("核实依据", "到过现场", by=LIN)
    await card.expect("已核实")
    return card


async def chosen(card: Card, label: str, pick: str, *, by: int) -> None:
    """Open a picker and choose from it."""
    await card.press(label, by=by)
    await card.expect(pick)
    (found,) = [shown for shown in card.labels if pick in shown]
    assert not (await card.press(found, by=by)).alert


async def test_a_promise_is_made_missed_out_once_asked_again_and_kept(both: Stage) -> None:
    stage = both
    card = await judged(stage)
    menu = await stage.menu(card, by=LIN)
    await menu.press("🤝 承诺", by=LIN)
    await stage.answer_question("承诺的内容和日期", "修好路灯", by=LIN, chat=LIN)
    refused = await stage.expect_text("没有写日期", LIN)
    assert "修好路灯，11-28 前" in refused.text
    await stage.until(lambda: len([m for m in stage.sandbox.messages(LIN) if "承诺的内容和日期" in m.text]) == 2)
    assert (await stage.incident()).promises == ()
    await stage.answer_question("承诺的内容和日期", "修好路灯，11-28 前", by=LIN, chat=LIN)
    await stage.expect_text("已记下承诺", LIN)
    (promise,) = (await stage.incident()).promises
    assert (promise.text, promise.due.isoformat(), promise.owner) == ("修好路灯", "2026-11-28", LIN)
    menu = await stage.menu(card, by=BAI)
    await chosen(menu, "✅ 已兑现", "11-28 修好路灯", by=BAI)
    await stage.answer_question("兑现的情况", "昨晚修好，照片在群里", by=BAI, chat=BAI)
    await stage.expect_text("已记下兑现", BAI)
    (kept,) = (await stage.incident()).promises
    assert (kept.state.value, kept.proof, kept.kept_by) == ("kept", "昨晚修好，照片在群里", BAI)
    types = [event["type"] for event in await stage.events()]
    assert (types.count("promise"), types.count("keep")) == (1, 1)
    story = [event["side"] for event in await stage.events("promise")]
    assert story[0]["reason"] == "修好路灯，11-28 前"
    for event in await stage.events("promise"):
        assert "路灯" not in str({name: value for name, value in event.items() if name != "side"})


async def test_a_closed_incident_takes_promises_and_shows_them(stage: Stage) -> None:
    card = await judged(stage)
    menu = await stage.menu(card, by=FANG)
    await menu.press("无需回应", by=FANG)
    await stage.answer_question("无需回应的理由", "已当面答复", by=FANG, chat=FANG)
    await card.expect("无需回应")
    await card.confirm("办结", by=LIN)
    await card.expect("已办结")
    menu = await stage.menu(card, by=LIN)
    await menu.press("🤝 承诺", by=LIN)
    await stage.answer_question("承诺的内容和日期", "2026-12-01 铺完路面", by=LIN, chat=LIN)
    await stage.expect_text("已记下承诺", LIN)
    assert (await stage.incident()).promises[0].text == "铺完路面"


async def test_a_publisher_is_asked_and_its_answer_kept(stage: Stage) -> None:
    card = await judged(stage)
    menu = await stage.menu(card, by=BAI)
    await menu.press("✏️ 更正请求", by=BAI)
    await stage.answer_question("请谁更正什么", "海棠论坛，把停工改为检修", by=BAI, chat=BAI)
    await stage.expect_text("已记下更正请求", BAI)
    menu = await stage.menu(card, by=LIN)
    await chosen(menu, "📬 更正答复", "把停工改为检修", by=LIN)
    await stage.answer_question("对方的答复", "已更正", by=LIN, chat=LIN)
    await stage.expect_text("已记下更正答复", LIN)
    (one,) = (await stage.incident()).corrections
    assert (one.publisher, one.outcome) == ("海棠论坛，把停工改为检修", "已更正")


async def test_the_checklist_is_read_and_ticked_in_the_private_menu(stage: Stage) -> None:
    card = await judged(stage)
    menu = await stage.menu(card, by=LIN)
    assert "还没有分类" in (await menu.press("🧭 处置要点", by=LIN)).text
    await chosen(menu, "🏷 分类", "咨询诉求", by=LIN)
    await card.expect("咨询诉求")
    menu = await stage.menu(card, by=LIN)
    shown = (await menu.press("🧭 处置要点", by=LIN)).text
    assert "☑ 核实情况，给出结论" in shown
    assert "☐ 联系反映人，听清诉求" in shown
    menu = await stage.menu(card, by=BAI)
    await menu.press("☑ 勾选要点", by=BAI)
    await menu.expect("☐ 联系反映人，听清诉求")
    await menu.press("☐ 联系反映人，听清诉求", by=BAI)
    await menu.expect("（1 项）")
    (doing,) = [key for key in menu.labels if "（1 项）" in key]
    assert (await menu.press(doing, by=BAI)).text == "已勾选"
    assert (await stage.incident()).ticked == ("q_call",)
    menu = await stage.menu(card, by=LIN)
    assert "☑ 联系反映人，听清诉求" in (await menu.press("🧭 处置要点", by=LIN)).text
