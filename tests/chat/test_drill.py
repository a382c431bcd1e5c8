"""Drills over the whole chain: six people, real HTTP; what is real hears nothing of it, figures stay to the digit."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from core.incident import Status
from core.timer import Clock
from jobs.arrivals import arrivals
from jobs.drill import drill
from sandbox import Message
from storage.tables import drills, incidents, posts
from tests.chat.office import Office
from tests.chat.stage import Card, Stage, staged
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, NOON, PEOPLE, SU
from tests.storage.drilling import Figures, at_rest, figures

REAL = ("锦绣家园没有暖气", "小区没有暖气，老人受不了，投诉没人管")
GOOD = (
    "感谢大家关注。经核查，我局管理的工地没有发生塌方，无人员伤亡，网传照片是前年外地旧图。"
    "咨询电话0551-65551234，给大家添麻烦了，抱歉。"
)


async def ready(stage: Stage) -> None:
    """Everybody has spoken to the bot; a real matter is in hand."""
    for member in PEOPLE:
        stage.sandbox.say(member.id, member.id, "/start")
    await stage.publish(*REAL)
    card = await stage.expect_card(REAL[0])
    await card.press("我来认领", by=BAI)
    await card.expect("👤 白露")
    menu = await stage.menu(card, by=BAI)
    # no clock of it runs on beside the drill
    await menu.press("无效", by=BAI)
    await menu.expect("误报")
    await menu.confirm("误报", by=BAI)
    await card.expect("无效")
    await stage.quiet()


async def begin(stage: Stage, words: str = "rumour") -> None:
    stage.sandbox.say(FANG, GROUP, f"/drill start {words}")
    await stage.expect_card("【演练】开始：")
    await stage.quiet()


async def go(stage: Stage, minutes: float = 0) -> None:
    """So much time passes, and what is due of the drill comes."""
    stage.clock.forward(minutes=minutes)
    await drill(stage.running.tools)
    await arrivals(stage.running.tools)
    await stage.quiet()


def after(stage: Stage, told: dict[int, int]) -> list[Message]:
    """What the bot said since, in every chat."""
    chats = (GROUP, *(member.id for member in PEOPLE))
    return [
        m
        for chat in chats
        for m in stage.sandbox.messages(chat)
        if m.message_id > told.get(chat, 0) and m.sender is not None and m.sender.is_bot
    ]


def so_far(stage: Stage) -> dict[int, int]:
    chats = (GROUP, *(member.id for member in PEOPLE))
    return {chat: max((m.message_id for m in stage.sandbox.messages(chat)), default=0) for chat in chats}


async def test_six_people_play_a_whole_drill_and_no_figure_changes(tmp_path: Path, database_url: URL) -> None:
    async with staged(tmp_path, database_url) as stage:
        await ready(stage)
        moment = stage.clock()
        before = await asked(stage, moment)
        told = so_far(stage)
        await begin(stage)
        await answered_for(stage)
        assert at_rest(await asked(stage, moment)) == at_rest(before), "while it goes on"
        await ended(stage)
        said = after(stage, told)
        assert [m.text for m in said if "【演练】" not in m.text] == []
        assert len(said) > 15
        assert await asked(stage, moment) == before, "when it is over"
        assert (await stage.running.store.verify_audit())[1] is None
        # the next real one has the next number
        await stage.publish("望江西路塌方", "望江西路塌方，县住建局没人管，投诉多次")
        await stage.expect_card("#0002")
        assert await asked(stage, moment) != before, "what is real changes them"
        week = await week_told(stage)
        assert {"新增 2 件 · 办结 0 件 · 在办 1 件", "及时率 0/2 · 误报率 1/1"} <= set(week), week


async def asked(stage: Stage, moment: datetime) -> Figures:
    """All answers of the store, once all that happened has been learnt from."""
    while await stage.running.store.gather():
        pass
    return await figures(stage.running.store, moment)


async def week_told(stage: Stage) -> list[str]:
    """What /week says of the week on the Monday after it."""
    stage.clock.until(NOON + timedelta(days=3))
    stage.sandbox.say(GU, GU, "/week 上周")
    await stage.quiet()
    return stage.sandbox.messages(GU)[-1].text.splitlines()


async def answered_for(stage: Stage) -> None:
    """Claim, verdict, report, a journalist answered, a statement signed and published: by six people."""
    await go(stage)
    card = await stage.expect_card("演-0001")
    assert card.text.startswith("【演练】🔴 演-0001 重大")
    o = Office(stage, card)
    await card.press("我来认领", by=LIN)
    assert "林晓" in (await card.press("我来认领", by=BAI)).text
    await card.expect("👤 林晓")
    await o.judged("❌ 不实", by=LIN)
    await card.expect("核实 不实")
    await card.press("📤 已上报", by=LIN)
    await card.expect("县委网信办")
    await card.press("县委网信办", by=LIN)
    await o.answer("上报方式和文号", "电话", by=LIN)
    await card.expect("已上报 县委网信办")
    await card.press("交办", by=FANG)
    await card.expect("← 返回")
    await card.press("物业科", by=FANG)
    await card.expect("待签收", "签收")
    await card.press("签收", by=SU)
    await card.expect("办理中")
    await go(stage, 26)
    await card.expect("2 帖 2 平台")
    question = await stage.expect_text("提问：网上说你们管的工地塌方")
    stage.sandbox.say(HE, GROUP, "已到现场，没有塌方", reply_to=question.message_id)
    await stage.expect_text("【演练】已记下答复")
    draft = await o.drafted(by=LIN, text=GOOD)
    await o.submitted(draft, by=LIN)
    # head of department, approver and chief, or whoever stands in for them
    for person in (SU, FANG, GU, GU):
        await signed_by(stage, person)
    await card.expect("已签发 v1，待发布")
    assert not any("代发" in label for label in card.labels)
    await card.confirm("📣 已发布", by=LIN)
    await o.answer("发布页面的链接", "https://weibo.com/1/a", by=LIN)
    await card.expect("已发布 微博")


async def ended(stage: Stage) -> None:
    """What is left comes, its time is up, and the score is counted."""
    await go(stage, 60)
    question = await stage.expect_text("省报记者提问：为什么到现在没有通报")
    stage.sandbox.say(BAI, GROUP, "通报已发布", reply_to=question.message_id)
    await stage.heard()
    stage.sandbox.say(LIN, LIN, "/analysis 演1")
    # the report, its picture and the document
    await stage.until(lambda: sum(m.media is not None for m in stage.sandbox.messages(LIN)) == 2)
    await go(stage, 40)
    score = await stage.expect_text("🏁 演练结束")
    assert score.text.startswith("【演练】")
    for line in (
        "✔ 认领：",
        "✔ 核实：",
        "✔ 上报：",
        "✔ 首次回应：",
        "✔ 核实结论：不实（应为不实）",
        "✔ 回应对照事实：写明 4/4",
        "❗ 记者提问：已答 2/3",
        "👤 林晓：认领、核实、依据、上报、起草、送审、发布",
        "👤 苏敏：签收、签发",
        "👤 方正：交办",
        "👤 顾远：签发 2 次",
        "👤 何建：答记者问",
        "👤 白露：答记者问",
        "不计入任何数字",
    ):
        assert line in score.text, score.text
    ended = await stage.incident(-1)
    assert (ended.status, ended.drill, ended.number) == (Status.CLOSED, True, "演-0001")


async def signed_by(stage: Stage, person: int) -> None:
    """签发 of whatever waits for this person; nothing where it went past them."""
    await stage.quiet()
    mine = (m for m in stage.sandbox.messages(person) if "待审签" in m.text)
    waiting = [m for m in mine if any("签发 v1" in button.label for button in m.buttons)]
    if waiting:
        await Card(stage, person, waiting[-1].message_id).confirm("✅ 签发 v1", by=person)


async def test_something_serious_that_is_real_goes_before_the_drill(stage: Stage) -> None:
    await ready(stage)
    await begin(stage)
    await go(stage)
    await stage.expect_card("演-0001")
    # the same words, in earnest
    async with stage.running.store.db.read() as connection:
        body = await connection.scalar(select(posts.c.body).where(posts.c.source < 0).limit(1))
    assert body is not None
    await stage.publish(body["title"], body["text"])
    real = await stage.expect_card("#0002 重大")
    assert not real.text.startswith("【演练】")
    await go(stage)
    alarm = await stage.expect_card("这不是演练：#0002 重大")
    assert "🚨🚨 这不是演练" in alarm.text
    assert "【演练】" not in alarm.text
    assert not alarm.message.silent
    assert "这不是演练" in (await stage.expect_card("这不是演练", chat=FANG)).text
    assert (await stage.incident(-1)).posts == (await stage.incident(2)).posts == 1
    # the drill's next post joins the drill, not the matter
    await go(stage, 16)
    assert (await stage.incident(2)).posts == 1
    assert len([m for m in stage.sandbox.messages(GROUP) if "这不是演练" in m.text]) == 1
    refused = await alarm.press("中止演练", by=LIN)
    assert "带班领导" in refused.text
    assert (await alarm.press("中止演练", by=FANG)).text == "演练已中止，评分马上发在群里"
    score = await stage.expect_text("⏹ 演练中止")
    assert "❗ 认领：未完成（限 15 分钟）" in score.text
    assert "没有发布回应" in score.text
    assert (await stage.incident(-1)).status is Status.CLOSED
    assert (await stage.incident(2)).is_open
    assert "现在没有演练" in (await alarm.press("中止演练", by=FANG)).text


async def test_what_was_serious_before_is_named_once_it_rises(stage: Stage) -> None:
    await ready(stage)
    await stage.publish("滨河路塌方，投诉没人管")
    real = await stage.expect_card("#0002 重大")
    await begin(stage)
    await go(stage)
    assert not [m for m in stage.sandbox.messages(GROUP) if "这不是演练" in m.text], "the team knew of it"
    menu = await stage.menu(real, by=FANG)
    if not any("等级" in label for label in menu.labels):
        await menu.press("更多操作 →", by=FANG)
        await menu.expect("等级")
    await menu.press("等级", by=FANG)
    await menu.expect("特别重大")
    await menu.press("特别重大", by=FANG)
    await real.expect("特别重大")
    await stage.quiet()
    await go(stage)
    await stage.expect_card("这不是演练：#0002 特别重大")
    await go(stage)
    assert len([m for m in stage.sandbox.messages(GROUP) if "这不是演练" in m.text]) == 1


async def test_a_restart_in_the_middle_goes_on(tmp_path: Path, database_url: URL) -> None:
    async with staged(tmp_path, database_url) as stage:
        await ready(stage)
        await begin(stage)
        await go(stage)
        await stage.expect_card("演-0001")
        now = stage.clock()
    async with staged(tmp_path, database_url, begin=now) as stage:
        await go(stage, 30)
        await stage.expect_text("【演练】🎤 县融媒体中心记者提问")
        await go(stage, 100)
        await stage.expect_text("🏁 演练结束")
        async with stage.running.store.db.read() as connection:
            assert await connection.scalar(select(func.count()).select_from(posts).where(posts.c.source < 0)) == 4
            assert list(await connection.scalars(select(drills.c.state))) == ["over"]


async def test_who_may_what_and_when(stage: Stage) -> None:
    await ready(stage)

    async def says(person: int, words: str, answer: str) -> None:
        stage.sandbox.say(person, GROUP, words)
        told = await stage.expect_text(answer)
        assert told.text.startswith("【演练】")

    await says(LIN, "/drill start rumour", "需要「带班领导」")
    await says(FANG, "/drill start nothing", "没有名为「nothing」的情景")
    await says(FANG, "/drill start rumour 1000", "倍速应为 1 到 60")
    await says(FANG, "/drill stop", "现在没有演练")
    await says(LIN, "/drill", "· rumour 不实传言扩散，约 120 分钟")
    await begin(stage)
    await says(FANG, "/drill start figure", "已有演练在进行")
    await says(LIN, "/drill", "进行中：不实传言扩散")
    await says(LIN, "/drill stop", "需要「带班领导」才能操作")
    await go(stage)
    await stage.expect_card("演-0001")
    stage.sandbox.say(LIN, LIN, "演1")
    await stage.expect_card("演-0001", chat=LIN)
    stage.sandbox.say(FANG, GROUP, "/drill stop")
    await stage.expect_text("⏹ 演练中止")
    kinds = [event["type"] for event in await stage.events() if event["drill"]]
    assert kinds[0] == "drill_start"
    assert {"detect", "drill_over", "drill_stop"} <= set(kinds)


async def test_a_lead_begins_and_ends_it_by_keys(stage: Stage) -> None:
    stage.sandbox.say(FANG, GROUP, "/drill start")
    shown = await stage.expect_card("可选情景")
    assert shown.labels == ["▶ 事故与伤者家属", "▶ 投诉帖火了", "▶ 公布的数字错了", "▶ 不实传言扩散"]
    assert "带班领导" in (await shown.press("▶ 不实传言扩散", by=LIN)).text
    asked = await shown.press("▶ 不实传言扩散", by=FANG)
    assert (asked.alert, asked.text) == (True, "30 秒内再按一次，开始演练：不实传言扩散")
    stage.clock.forward(seconds=2)
    # another one is another question
    assert "再按一次" in (await shown.press("▶ 公布的数字错了", by=FANG)).text
    assert "再按一次" not in (await shown.press("▶ 不实传言扩散", by=FANG)).text
    await stage.expect_card("【演练】开始：不实传言扩散（方正发起），约 120 分钟。")
    assert "已有演练在进行" in (await shown.press("▶ 公布的数字错了", by=FANG)).text
    stage.sandbox.say(FANG, GROUP, "/drill")
    state = await stage.expect_card("【演练】进行中：不实传言扩散")
    assert "演练已中止" in (await state.press("⏹ 中止演练", by=FANG)).text
    await stage.expect_text("⏹ 演练中止")
    await stage.quiet()
    # in the group the drill's own messages are the answer
    assert [m.text for m in stage.sandbox.messages(GROUP) if "马上" in m.text] == []


async def test_its_clocks_run_faster(stage: Stage) -> None:
    await ready(stage)
    await begin(stage, "rumour 6")
    await go(stage)
    await stage.expect_card("演-0001")
    found = await stage.incident(-1)
    clock = next(one for one in found.clocks if one.clock is Clock.FIRST_RESPONSE)
    # 重大: three hours by the wall
    assert (clock.due_at - clock.started_at).total_seconds() == pytest.approx(3 * 3600 / 6)
    assert "演练时钟 6 倍速" in clock.why.plain()
    # fifteen minutes of its clock are two and a half of ours
    await go(stage, 3)
    async with stage.running.store.db.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(posts).where(posts.c.source < 0)) == 2
    await go(stage, 20)
    score = await stage.expect_text("🏁 演练结束")
    assert "6 倍速" in score.text
    stage.sandbox.say(FANG, GROUP, "/drill start rumour 60")
    await stage.until(lambda: len([m for m in stage.sandbox.messages(GROUP) if "演练结束" in m.text]) == 2)
    second = [m for m in stage.sandbox.messages(GROUP) if "演练结束" in m.text][-1]
    assert "与上次相比" in second.text


@pytest.mark.parametrize("name", ["accident", "complaint", "figure", "rumour"])
async def test_every_scenario_that_comes_along_can_be_played(stage: Stage, name: str) -> None:
    stage.sandbox.say(FANG, FANG, "/start")
    await begin(stage, f"{name} 60")
    await stage.until(lambda: any("🏁 演练结束" in m.text for m in stage.sandbox.messages(GROUP)))
    async with stage.running.store.db.read() as connection:
        found = (await connection.execute(select(posts.c.incident).where(posts.c.source < 0))).scalars().all()
        count = await connection.scalar(select(func.count()).select_from(incidents))
    assert None not in found, "every post is found"
    assert count == 1, "and seen to be of one event"
