"""Reminders, proposals of the system, and what fades by itself: the whole bot over HTTP (A1, lifecycle §2, §3.8)."""

from datetime import timedelta

from jobs.followup import followup
from jobs.reminders import reminders
from tests.chat.stage import Stage
from tests.chat.test_acts import begun, pick
from tests.conftest import BAI, FANG, GROUP, GU, LIN


async def test_a_snooze_rings_once_after_its_time(both: Stage) -> None:
    stage = both
    card = await begun(stage)
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")
    await pick(stage, card, "稍后提醒", "30 分钟后", by=LIN)
    await stage.quiet()
    await reminders(stage.running.tools)
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(LIN) if "提醒时间" in m.text]
    # the bot was down when it was due: late, but said, and once
    stage.clock.forward(hours=9)
    for _ in range(3):
        await reminders(stage.running.tools)
    told = await stage.expect_text("#0001 已到", chat=LIN)
    assert not told.silent
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(LIN) if "提醒时间" in m.text]) == 1
    assert len(await stage.events("wake")) == 1
    assert (await stage.incident()).snoozed_until is None


async def test_a_snooze_of_whom_the_bot_cannot_write_to_calls_in_the_group(stage: Stage) -> None:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管，希望早点修好")
    card = await stage.expect_card("断头路")
    stage.sandbox.say(FANG, FANG, "/start")
    await card.press("我来认领", by=BAI)
    await card.expect("待核实")
    await pick(stage, card, "稍后提醒", "1 小时后", by=FANG)
    await stage.quiet()
    await stage.running.store.chat_unreachable(BAI, "Forbidden: bot was blocked by the user")
    stage.clock.forward(hours=2)
    await reminders(stage.running.tools)
    told = await stage.expect_text("#0001 已到")
    assert told.text.startswith("白露 ")


async def test_a_week_of_silence_proposes_closing_and_a_lead_closes_it_by_two_taps(stage: Stage) -> None:
    card = await begun(stage)
    await card.press("我来认领", by=FANG)
    await card.expect("无法核实")
    await card.press("❓ 无法核实", by=FANG)
    await card.expect("已核实")
    menu = await stage.menu(card, by=FANG)
    if "🔕 无需回应" not in menu.labels:
        await menu.press("更多操作 →", by=FANG)
        await menu.expect("无需回应")
    await menu.press("🔕 无需回应", by=FANG)
    await stage.answer_question("无需回应的理由", "路过的玩笑", by=FANG, chat=FANG)
    await card.expect("无需回应")
    await followup(stage.running.tools)
    assert not (await stage.incident()).proposals
    stage.clock.forward(days=8)
    for _ in range(3):
        await followup(stage.running.tools)
    asked = await stage.expect_card("提议办结")
    assert len((await stage.incident()).proposals) == 1
    assert "再按一次" in (await asked.press("✅ 同意", by=FANG)).text
    stage.clock.forward(seconds=3)
    await asked.press("✅ 同意", by=FANG)
    await card.expect("已办结")
    await asked.expect("✔ 方正")


async def test_a_calm_day_proposes_a_lower_level_unless_somebody_just_set_it(stage: Stage) -> None:
    card = await begun(stage)
    stage.clock.forward(hours=20)
    await pick(stage, card, "等级", "🔴 重大", by=FANG)
    await card.expect("重大")
    stage.clock.forward(hours=20)
    await followup(stage.running.tools)
    assert not (await stage.incident()).proposals
    stage.clock.forward(hours=5)
    await followup(stage.running.tools)
    asked = await stage.expect_card("提议降为「较大」")
    await asked.press("❌ 不同意", by=GU)
    await asked.expect("✖ 顾远")
    stage.clock.forward(days=6)
    await followup(stage.running.tools)
    assert len((await stage.incident()).proposals) == 1
    assert (await stage.incident()).severity.value == "major"


async def test_undo_leaves_the_menu_when_its_time_is_over(stage: Stage) -> None:
    card = await begun(stage)
    # half a minute is all there is to take it back
    stage.hurry = 0
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")
    menu = await stage.menu(card, by=LIN)
    await menu.expect("⏪ 撤销")
    stage.hurry = 1
    until = (await stage.incident()).undo
    assert until is not None
    await menu.expect("属实", without=["⏪ 撤销"])
    assert stage.clock() > until.until
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(GROUP) if m.buttons]) == 1
    assert stage.clock() - until.until < timedelta(minutes=5)
