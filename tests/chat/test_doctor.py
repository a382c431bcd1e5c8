"""/doctor in the chat: a lead sees what must be mended, others are refused, a foreign chat hears nothing (O2)."""

from tests.chat.stage import Stage
from tests.conftest import FANG, GROUP, LIN

STRANGER, FOREIGN = 99, -1099


async def test_a_lead_sees_findings_first_and_a_number_for_the_rest(stage: Stage) -> None:
    await stage.publish("县住建局发布会")
    stage.sandbox.say(FANG, GROUP, "/doctor")
    await stage.expect_text("正在体检")
    told = await stage.expect_text("🩺 体检：")
    assert "项正常" in told.text
    assert [line[3:] for line in told.text.splitlines() if line.startswith("ℹ️")] == ["没有设自动备份"]
    assert "❌" not in told.text
    assert "海棠论坛" not in told.text, "what is well is a number"


async def test_each_trouble_comes_with_its_cure(stage: Stage) -> None:
    stage.site.status = 500
    stage.sandbox.world.privacy = False
    stage.sandbox.world.chat(GROUP).forum = True
    stage.sandbox.say(FANG, FANG, "/doctor")
    told = await stage.expect_text("🩺 体检：其余", chat=FANG)
    lines = told.text.splitlines()
    assert [line[:1] for line in lines[1:]] == ["❌", "　", "ℹ", "　", "ℹ", "　", "ℹ", "　"]
    assert "监测源「海棠论坛」" in lines[1]
    assert "/source test 海棠论坛" in lines[2]
    assert "隐私模式已关" in lines[3]
    assert "开了话题" in lines[5]
    assert "没有设自动备份" in lines[7]


async def test_a_clock_that_is_wrong_is_told(stage: Stage) -> None:
    stage.sandbox.world.clock = lambda: stage.clock().timestamp() + 3600
    stage.sandbox.say(FANG, GROUP, "/doctor")
    assert "本机时钟慢了" in (await stage.expect_text("🩺 体检：其余")).text


async def test_who_does_not_lead_is_told_who_does(stage: Stage) -> None:
    stage.sandbox.say(LIN, GROUP, "/doctor")
    await stage.expect_text("方正")
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(GROUP) if "体检" in m.text and m.sender and m.sender.is_bot]
    (refused,) = [e for e in await stage.events("refused") if e["subject"] == "doctor"]
    assert refused["actor"] == LIN


async def test_a_foreign_chat_hears_nothing(stage: Stage) -> None:
    stage.sandbox.add_group(FOREIGN, "别人的群", members=[FANG])
    stage.sandbox.say(FANG, FOREIGN, "/doctor")
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(FOREIGN) if m.sender and m.sender.is_bot]
    assert not stage.sandbox.messages(GROUP)


async def test_a_stranger_is_turned_away(stage: Stage) -> None:
    stage.sandbox.add_user(STRANGER, "路人")
    stage.sandbox.say(STRANGER, STRANGER, "/doctor")
    await stage.expect_text("您还没有登记", chat=STRANGER)
    await stage.quiet()
    assert "体检" not in "".join(m.text for m in stage.sandbox.messages(STRANGER) if m.sender and m.sender.is_bot)


async def test_help_names_it_for_leads_only(stage: Stage) -> None:
    for person, told in ((FANG, True), (LIN, False)):
        stage.sandbox.say(person, person, "/help")
        assert ("/doctor" in (await stage.expect_text("我能做的", chat=person)).text) is told
