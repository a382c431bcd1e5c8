"""Report upward, notice form and the chief's word, review: the whole bot over HTTP (A3, A4, A9, lifecycle §2, §5)."""

from datetime import timedelta
from io import BytesIO

from docx import Document

from jobs.reviews import reviews
from sandbox import Message
from tests.chat.stage import Card, Stage
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN

FACTS = {
    "地点": "滨河新区 3 号工地",
    "涉及单位": "市政科、县建筑公司",
    "事件经过": "11月20日上午基坑塌方\n未造成伤亡",
    "目前情况": "已停工，围挡到位",
    "评论倾向": "以担心安全为主",
}


async def begun(stage: Stage, *, owner: int = LIN) -> Card:
    """A serious incident with an owner; everybody has spoken to the bot."""
    for person in (LIN, BAI, HE, FANG, GU):
        stage.sandbox.say(person, person, "/start")
    await stage.publish("滨河新区工地塌方", "基坑塌方，路过的人都吓坏了")
    card = await stage.expect_card("塌方")
    await card.expect("重大", "待认领")
    await card.press("我来认领", by=owner)
    await card.expect("待核实")
    return card


async def answer(stage: Stage, words: str, reply: str, *, by: int) -> None:
    """Answer the newest question of that name in the private chat."""
    await stage.answer_question(words, reply, by=by, chat=by)


async def fill_in(stage: Stage, *, by: int) -> None:
    """Each fact is asked for after the one before."""
    for name, text in FACTS.items():
        await answer(stage, f"的「{name}」", text, by=by)
    await stage.heard()


def files(stage: Stage, chat: int) -> list[Message]:
    return [m for m in stage.sandbox.messages(chat) if m.media is not None]


def words_of(message: Message) -> str:
    """All that the file says."""
    assert message.media is not None
    (table,) = Document(BytesIO(message.media.data)).tables
    return "\n".join(cell.text for row in table.rows for cell in row.cells)


async def test_the_form_goes_up_and_the_chiefs_word_comes_back(both: Stage) -> None:
    stage = both
    card = await begun(stage)
    menu = await stage.menu(card, by=FANG)
    refused = await menu.press("📨 抄告单", by=FANG)
    assert refused.alert
    assert all(name in refused.text for name in FACTS)
    await fill_in(stage, by=FANG)
    assert len((await stage.incident()).facts) == len(FACTS)
    await (await stage.menu(card, by=FANG)).press("📨 抄告单", by=FANG)

    told = await stage.expect_card("抄告单，请批示", chat=GU)
    assert not told.message.silent
    assert all(text in told.text for text in FACTS.values())
    assert (await stage.expect_text("抄告单已送 顾远")).silent
    await stage.until(lambda: files(stage, GU))
    (file,) = files(stage, GU)
    assert file.silent
    assert file.media is not None
    assert file.media.name == "舆情抄告单_0001-1.docx"
    assert all(text in words_of(file) for text in FACTS.values())

    # the menu of the same incident in the same chat leaves the form where it is
    stage.sandbox.say(GU, GU, "1")
    await stage.expect_card("核实", chat=GU)
    await told.press("✒️ 批示", by=GU)
    await answer(stage, "对 #0001 的批示", "今天下午四点前排险完毕", by=GU)
    heard = await stage.expect_card("顾远 批示：今天下午四点前排险完毕", chat=LIN)
    assert not heard.message.silent
    assert (await stage.expect_text("顾远 批示：")).silent
    await heard.press("🗒 批示反馈", by=LIN)
    await answer(stage, "批示的办理情况", "15:40 排险完毕", by=LIN)
    assert (await stage.expect_text("批示反馈（林晓）：15:40 排险完毕", chat=GU)).silent
    await stage.quiet()
    assert told.message.buttons
    kinds = [event["type"] for event in await stage.events()]
    assert kinds.count("fact") == len(FACTS)
    assert [kinds.count(kind) for kind in ("notice", "instruct", "instruct_answer")] == [1, 1, 1]
    # what people wrote is personal text: the chain holds only its seal
    assert "facts" not in (await stage.events("fact"))[0]["diffs"]
    assert (await stage.running.store.verify_audit())[1] is None


async def test_a_second_press_sends_the_form_as_it_is_and_a_third_does_not(stage: Stage) -> None:
    card = await begun(stage)
    menu = await stage.menu(card, by=FANG)
    assert "还缺" in (await menu.press("📨 抄告单", by=FANG)).text
    stage.clock.forward(seconds=2)
    assert not (await menu.press("📨 抄告单", by=FANG)).alert
    assert "刚由 方正 发出" in (await menu.press("📨 抄告单", by=FANG)).text
    await stage.until(lambda: files(stage, GU))
    await stage.quiet()
    (form,) = (await stage.incident()).forms
    assert form.missing == ("place", "units", "course", "state", "tendency")
    assert "（待补充）" in words_of(files(stage, GU)[0])
    assert len(files(stage, GU)) == 1


async def test_a_form_whose_answer_was_lost_is_sent_once_more(stage: Stage) -> None:
    card = await begun(stage)
    menu = await stage.menu(card, by=FANG)
    await menu.press("📨 抄告单", by=FANG)
    stage.clock.forward(seconds=2)
    stage.sandbox.faults.lose_answer("sendDocument")
    await menu.press("📨 抄告单", by=FANG)
    await stage.until(lambda: len(files(stage, GU)) == 2)
    await stage.quiet()
    first, second = files(stage, GU)
    assert words_of(first) == words_of(second)


async def test_a_chief_out_of_reach_is_called_in_the_group(stage: Stage) -> None:
    for person in (FANG, LIN):
        stage.sandbox.say(person, person, "/start")
    await stage.publish("滨河新区工地塌方", "基坑塌方，路过的人都吓坏了")
    menu = await stage.menu(await stage.expect_card("塌方"), by=FANG)
    await menu.press("📨 抄告单", by=FANG)
    stage.clock.forward(seconds=2)
    await menu.press("📨 抄告单", by=FANG)
    called = await stage.expect_text("私信发不到您那里")
    assert called.text.startswith("顾远 #0001")
    assert not called.silent


async def test_a_chief_known_to_be_out_of_reach_is_called_at_once(stage: Stage) -> None:
    card = await begun(stage)
    await stage.running.store.chat_unreachable(GU, "Forbidden: bot was blocked by the user")
    menu = await stage.menu(card, by=FANG)
    await menu.press("📨 抄告单", by=FANG)
    stage.clock.forward(seconds=2)
    await menu.press("📨 抄告单", by=FANG)
    assert (await stage.expect_text("私信发不到您那里")).text.startswith("顾远 #0001")
    assert not files(stage, GU)


async def test_the_report_upward_is_there_to_copy_and_its_gaps_are_one_tap_away(stage: Stage) -> None:
    card = await begun(stage)
    await (await stage.menu(card, by=BAI)).press("📄 上报稿", by=BAI)
    sheet = await stage.expect_card("上报稿还缺", chat=BAI)
    assert [entity["type"] for entity in sheet.message.entities] == ["pre"]
    assert all(f"{name}" in sheet.text for name in FACTS)
    assert "报送：海棠县住建局 白露" in sheet.text
    await sheet.press("📝 地点", by=BAI)
    await answer(stage, "的「地点」", FACTS["地点"], by=BAI)
    await answer(stage, "的「涉及单位」", FACTS["涉及单位"], by=BAI)
    await stage.heard()
    await (await stage.menu(card, by=BAI)).press("📄 上报稿", by=BAI)
    again = await stage.expect_card(f"二、地点：{FACTS['地点']}", chat=BAI)
    assert "📝 地点" not in again.labels
    await stage.quiet()


async def test_the_chief_alone_instructs(stage: Stage) -> None:
    card = await begun(stage)
    pressed = stage.sandbox.press_raw(FANG, GROUP, card.message_id, "v1:in:1:1")
    answered = await stage.sandbox.answer_of(pressed)
    assert answered.alert
    assert "主要负责人" in answered.text
    await stage.quiet()
    assert (await stage.incident()).instructions == ()


async def closed(stage: Stage) -> Card:
    """The serious incident at its end."""
    card = await begun(stage, owner=FANG)
    await card.press("❓ 无法核实", by=FANG)
    await card.expect("已核实")
    await (await stage.menu(card, by=FANG)).press("🔕 无需回应", by=FANG)
    await answer(stage, "无需回应的理由", "现场已公告", by=FANG)
    await card.expect("无需回应")
    await card.confirm("🏁 办结", by=FANG)
    await card.expect("已办结")
    return card


def asked(stage: Stage, words: str) -> list[Message]:
    return [m for m in stage.sandbox.messages(FANG) if words in m.text and m.buttons]


async def test_a_review_is_asked_for_once_written_by_one_tap_and_not_asked_for_again(both: Stage) -> None:
    stage = both
    await closed(stage)
    for _ in range(3):
        await reviews(stage.running.tools)
    told = await stage.expect_card("已办结，请写复盘", chat=FANG)
    assert not told.message.silent
    await told.press("🔎 写复盘", by=FANG)
    await answer(stage, "#0001 的复盘", "工地巡查要覆盖基坑\n夜间要有人值守", by=FANG)
    await stage.expect_text("已记下复盘", chat=FANG)
    await told.press("👀 看记录", by=FANG)
    record = await stage.expect_text("工地巡查要覆盖基坑", chat=FANG)
    assert all(word in record.text for word in ("发现", "认领", "核实", "办结", "夜间要有人值守"))
    stage.clock.forward(days=4)
    await reviews(stage.running.tools)
    await stage.quiet()
    assert len(asked(stage, "请写复盘")) == 1
    assert not asked(stage, "还没有复盘")
    assert len(await stage.events("review")) == 1


async def test_a_review_that_nobody_wrote_is_reminded_once(stage: Stage) -> None:
    await closed(stage)
    await reviews(stage.running.tools)
    await stage.expect_card("已办结，请写复盘", chat=FANG)
    stage.clock.forward(hours=71)
    await reviews(stage.running.tools)
    await stage.quiet()
    assert not asked(stage, "还没有复盘")
    stage.clock.forward(hours=2)
    for _ in range(3):
        await reviews(stage.running.tools)
        stage.clock.forward(hours=5)
    await stage.expect_card("还没有复盘", chat=FANG)
    await stage.quiet()
    assert len(asked(stage, "还没有复盘")) == 1
    assert stage.clock() > (await stage.incident()).detected_at + timedelta(days=3)
