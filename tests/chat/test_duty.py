"""值班 from the phone: the roster, a lead who sets it, a swap between two people, the handover, key periods (W8)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL

from core.duty import Shift
from jobs.handover import handover
from storage.tables import sources
from tests.chat.stage import Card, Stage, staged
from tests.conftest import BAI, FANG, GROUP, GU, LIN, NOON, SU

#: NOON is 12:00 of Friday 11-20: 白露 is on duty, 苏敏 on Saturday, 林晓 on Sunday
ROSTER = """\
[roster]
duty = ["林晓", "白露", "苏敏"]
lead = ["方正"]
since = 2026-11-16
"""
PERIOD = """\
[[key_periods]]
name = "成人高考"
begin = 2026-11-21
end = 2026-11-22
"""
WITH_ROSTER = ("[storage]\n", f"{ROSTER}{PERIOD}[storage]\n")
SATURDAY = (NOON + timedelta(days=1)).date()


@pytest.fixture
async def duty(tmp_path: Path, database_url: URL) -> AsyncIterator[Stage]:
    """A bot whose file names a roster, on both databases; the colleagues have spoken to it."""
    async with staged(tmp_path, database_url, change=WITH_ROSTER) as made:
        for person in (LIN, BAI, SU, FANG):
            made.sandbox.say(person, person, "/start")
        await made.quiet()
        yield made


async def on_duty(stage: Stage) -> int | None:
    return (await stage.running.store.policy()).roster.on(Shift.DUTY, SATURDAY)


async def asked(stage: Stage, colleague: str, *, by: int = SU) -> Card:
    """By three taps from the group: 我要换班, the shift, the colleague."""
    stage.sandbox.say(by, GROUP, "/duty")
    listed = await stage.expect_card("值班表")
    (key,) = [b for b in listed.message.buttons if "我要换班" in b.label]
    stage.sandbox.open_link(by, key.url)
    panel = await stage.expect_card("换哪一班", chat=by)
    await panel.press("11-21 周六 值班", by=by)
    await panel.expect("请谁接班")
    await panel.press(colleague, by=by)
    return await panel.expect(f"已请 {colleague} 接 11-21 周六 值班")


async def test_a_shift_moves_when_the_colleague_agrees_and_not_before(duty: Stage) -> None:
    await asked(duty, "白露")
    question = await duty.expect_card("苏敏 想请您接 11-21 周六 值班", chat=BAI)
    assert not question.message.silent
    assert await on_duty(duty) == SU
    answer = await question.press("✅ 同意", by=BAI)
    assert answer.text == "已换班，11-21 周六 值班 由您值"
    await question.expect("11-21 周六 值班 苏敏 → 白露（双方同意）", without=["❌ 不同意"])
    told = await duty.expect_text("苏敏 → 白露", chat=SU)
    line = await duty.expect_text("苏敏 → 白露")
    assert (told.silent, line.silent) == (False, True)
    duty.sandbox.say(LIN, GROUP, "/duty")
    await duty.expect_card("11-21 周六 值班 白露 🔁 · 带班 方正")
    (event,) = await duty.events("swap")
    assert (event["subject"], event["actor"], event["entry"]) == ("roster", BAI, "button")
    assert event["diffs"] == {"duty:2026-11-21": [SU, BAI]}
    assert event["side"]["reason"] == "苏敏 → 白露"


async def test_a_replayed_press_and_a_second_one_change_nothing(duty: Stage) -> None:
    await asked(duty, "白露")
    question = await duty.expect_card("苏敏 想请您接", chat=BAI)
    data = next(b.data for b in question.message.buttons if "同意" in b.label and "不" not in b.label)
    await question.press("✅ 同意", by=BAI)
    pressed = await duty.last_update()
    await question.expect("双方同意")
    await duty.quiet()
    duty.sandbox.replay(pressed)
    again = duty.sandbox.press_raw(BAI, BAI, question.message_id, data)
    await duty.heard()
    assert (await duty.sandbox.answer_of(again)).text == "已经同意过了"
    await duty.quiet()
    assert len(await duty.events("swap")) == 1
    assert len([m for m in duty.sandbox.messages(GROUP) if "双方同意" in m.text]) == 1


async def test_declining_is_told_and_another_one_may_be_asked(duty: Stage) -> None:
    panel = await asked(duty, "白露")
    question = await duty.expect_card("苏敏 想请您接", chat=BAI)
    await question.press("❌ 不同意", by=BAI)
    await duty.expect_text("白露 没有同意接 11-21 周六 值班，仍由您值", chat=SU)
    await panel.press("← 返回", by=SU)
    await panel.expect("换哪一班")
    await panel.press("11-21 周六 值班", by=SU)
    await panel.expect("请谁接班")
    await panel.press("林晓", by=SU)
    second = await duty.expect_card("苏敏 想请您接", chat=LIN)
    await second.press("✅ 同意", by=LIN)
    await duty.expect_text("苏敏 → 林晓", chat=SU)
    assert await on_duty(duty) == LIN


async def test_asking_another_one_takes_the_first_question_back(duty: Stage) -> None:
    panel = await asked(duty, "白露")
    first = await duty.expect_card("苏敏 想请您接", chat=BAI)
    data = next(b.data for b in first.message.buttons)
    await panel.press("← 返回", by=SU)
    await panel.expect("换哪一班")
    await panel.press("11-21 周六 值班", by=SU)
    await panel.expect("请谁接班")
    await panel.press("林晓", by=SU)
    await duty.expect_card("苏敏 想请您接", chat=LIN)
    await first.expect("已改问别人", without=["✅ 同意"])
    late = duty.sandbox.press_raw(BAI, BAI, first.message_id, data)
    assert "已改问别人" in (await duty.sandbox.answer_of(late)).text
    assert await on_duty(duty) == SU


async def test_whom_the_bot_cannot_write_to_is_asked_by_name_in_the_group(duty: Stage) -> None:
    await asked(duty, "顾远")
    await duty.until(lambda: [m for m in duty.sandbox.messages(SU) if "已请 顾远" in m.text])
    await duty.quiet()
    await handover(duty.running.tools)
    question = await duty.expect_card("苏敏 想请您接 11-21 周六 值班")
    assert question.text.startswith("顾远 ")
    wrong = await question.press("✅ 同意", by=LIN)
    assert (wrong.alert, wrong.text) == (True, "这是问 顾远 的，请本人答复")
    await question.press("✅ 同意", by=GU)
    await question.expect("苏敏 → 顾远（双方同意）", without=["✅ 同意"])
    assert await on_duty(duty) == GU


async def test_a_shift_that_began_or_moved_meanwhile_is_not_swapped(duty: Stage) -> None:
    await asked(duty, "白露")
    question = await duty.expect_card("苏敏 想请您接", chat=BAI)
    duty.sandbox.say(FANG, GROUP, "/duty 11-21 林晓")
    await duty.expect_text("11-21 周六 值班：苏敏 → 林晓（方正 排定）")
    gone = await question.press("✅ 同意", by=BAI)
    assert (gone.alert, gone.text) == (True, "11-21 周六 值班 已不是 苏敏 的班，现为：林晓")
    duty.sandbox.say(FANG, GROUP, "/duty 11-21 苏敏")
    await duty.expect_text("林晓 → 苏敏（方正 排定）")
    duty.clock.forward(hours=21)
    late = await question.press("✅ 同意", by=BAI)
    assert "已经开始" in late.text
    assert await on_duty(duty) == SU
    assert not await duty.events("swap")


async def test_keys_of_others_and_forged_ones_do_nothing(duty: Stage) -> None:
    duty.sandbox.say(LIN, GROUP, "/duty")
    listed = await duty.expect_card("值班表")
    for data in ("d1:mn:-:0", "d1:as:dfu7d:b", "d1:zz:-:0", "d1:ys:-:zz"):
        pressed = duty.sandbox.press_raw(LIN, GROUP, listed.message_id, data)
        assert (await duty.sandbox.answer_of(pressed)).alert, data
    assert await on_duty(duty) == SU
    assert {e["subject"] for e in await duty.events("refused")} <= {"gate", "roster"}


async def test_a_lead_sets_dates_and_turns_and_others_do_not(duty: Stage) -> None:
    duty.sandbox.say(FANG, FANG, "/duty 11-21 林晓")
    await duty.expect_text("11-21 周六 值班：苏敏 → 林晓（方正 排定）", chat=FANG)
    line = await duty.expect_text("11-21 周六 值班：苏敏 → 林晓")
    assert line.silent
    await duty.expect_text("苏敏 → 林晓", chat=LIN)
    await duty.expect_text("苏敏 → 林晓", chat=SU)
    duty.sandbox.say(LIN, GROUP, "/duty 11-21 白露")
    await duty.expect_text("需要「带班领导」才能操作，现为：方正、顾远")
    duty.sandbox.say(FANG, GROUP, "/duty 11-21 林小")
    await duty.expect_text("没有成员「林小」；现有：林晓、白露、苏敏")
    duty.sandbox.say(FANG, GROUP, "/duty 11-01 白露")
    await duty.expect_text("11-01 周日 已经过去")
    duty.sandbox.say(FANG, GROUP, "/duty 轮值 带班 顾远 方正")
    await duty.expect_text("带班轮值自 11-20 周五 起：顾远、方正，每人 1 天（方正 排定）")
    duty.sandbox.say(BAI, BAI, "/duty")
    listed = await duty.expect_card("▶ 11-20 周五 值班 白露 · 带班 顾远（当班）", chat=BAI)
    assert "11-21 周六 值班 林晓 · 带班 方正" in listed.text
    assert "11-19 周四 值班 林晓 · 带班 方正" in listed.text
    assert "🔺 重点时段：成人高考（11-21 至 11-22）" in listed.text
    assert [e["subject"] for kind in ("set_shift", "set_rotation") for e in await duty.events(kind)] == ["roster"] * 2


async def test_without_a_roster_nobody_is_named_until_a_lead_does(stage: Stage) -> None:
    stage.sandbox.say(LIN, GROUP, "/duty")
    await stage.expect_text("还没有值班表，所有成员都在班")
    await handover(stage.running.tools)
    stage.sandbox.say(FANG, GROUP, "/duty 轮值 林晓 白露")
    await stage.expect_text("值班轮值自 11-20 周五 起：林晓、白露")
    stage.sandbox.say(LIN, GROUP, "/duty")
    await stage.expect_card("▶ 11-20 周五 值班 林晓（当班）")
    await handover(stage.running.tools)
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(GROUP) if "值班交接" in m.text], "nobody goes on the first day"


async def test_the_desk_is_handed_over_once_and_silently(duty: Stage) -> None:
    await handover(duty.running.tools)
    await duty.publish("断头路什么时候通", "每天绕行，投诉几次没人管，希望早点修好")
    await duty.expect_card("断头路")
    await duty.quiet()
    duty.clock.forward(hours=20)
    await handover(duty.running.tools)
    await duty.quiet()
    assert not [m for m in duty.sandbox.messages(GROUP) if "值班交接" in m.text], "it is not half past eight yet"
    duty.clock.forward(minutes=30)
    for _ in range(3):
        await handover(duty.running.tools)
    told = await duty.expect_text("值班交接 11-21 周六 08:30")
    lines = told.text.splitlines()
    assert lines[1:5] == ["值班：白露 交班，苏敏 接班", "带班：方正 连班", "在办 1 件，待认领 1 件", "🙋 待认领：#0001"]
    assert lines[-1] == "🔺 重点时段：成人高考（11-21 至 11-22）"
    private = await duty.expect_text("值班交接 11-21", chat=SU)
    assert (told.silent, private.silent, private.text) == (True, True, told.text)
    await duty.quiet()
    assert len([m for m in duty.sandbox.messages(GROUP) if "值班交接" in m.text]) == 1
    # three days without the bot: only the shift that runs is handed over, late
    duty.clock.forward(days=3, hours=4)
    for _ in range(2):
        await handover(duty.running.tools)
    await duty.expect_text("值班交接 11-24 周二 08:30（补发）")
    await duty.quiet()
    assert len([m for m in duty.sandbox.messages(GROUP) if "值班交接" in m.text]) == 2


async def test_a_key_period_is_told_at_its_begin_and_end(duty: Stage) -> None:
    await handover(duty.running.tools)
    await duty.quiet()
    assert not [m for m in duty.sandbox.messages(GROUP) if "重点时段开始" in m.text]
    duty.clock.forward(hours=13)
    for _ in range(2):
        await handover(duty.running.tools)
    begun = await duty.expect_text("重点时段开始：成人高考（11-21 至 11-22）")
    assert begun.silent
    policy = await duty.running.store.policy()
    assert not policy.at_night(duty.clock()), "in a key period the night is as loud as the day"
    duty.clock.forward(days=2)
    for _ in range(2):
        await handover(duty.running.tools)
    assert (await duty.expect_text("重点时段结束：成人高考")).silent
    await duty.quiet()
    assert len([m for m in duty.sandbox.messages(GROUP) if "重点时段" in m.text and "交接" not in m.text]) == 2


@pytest.mark.parametrize(
    ("day", "factor", "minutes"),
    [("2026-11-20", "", 5), ("2026-11-20", "interval_factor = 0.2\n", 2), ("2026-11-21", "", 10)],
)
async def test_in_a_key_period_a_look_comes_after_a_part_of_the_pause(
    tmp_path: Path, sqlite_url: URL, day: str, factor: str, minutes: int
) -> None:
    rest = 'platform = "论坛"\ntier = "local"\nown_area = true\nlocal = true\n'
    change = f'interval = "60s"\n{rest}', f'interval = "10m"\n{rest}{PERIOD.replace("2026-11-21", day)}{factor}'
    async with staged(tmp_path, sqlite_url, change=change) as stage:
        await stage.look()
        async with stage.running.store.db.read() as connection:
            row = (await connection.execute(select(sources.c.next_at, sources.c.last_ok_at))).one()
    pause = (row.next_at - row.last_ok_at).total_seconds() / 60
    assert minutes * 0.85 < pause < minutes * 1.15


async def test_the_command_is_offered(duty: Stage) -> None:
    duty.sandbox.say(LIN, LIN, "/help")
    await duty.expect_text("/duty 值班表和换班", chat=LIN)
    duty.sandbox.say(LIN, LIN, "/start duty")
    await duty.expect_card("换哪一班", chat=LIN)
