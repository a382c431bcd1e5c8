"""/who, /dept and /sources with their figures, asked by thumb on both databases; strangers learn nothing (R5, A5)."""

import pytest
from sqlalchemy import delete

from core.incident import Status
from core.lists.keys import UNIT, Asked, encode_asked
from storage.tables import departments
from tests.chat.stage import Stage
from tests.chat.test_queries import FOREIGN, STRANGER, list_of, put
from tests.chat.test_reach import assigned
from tests.conftest import BAI, FANG, GROUP, HE, LIN
from tests.unit.making import at_status

STORY = ("望江西路断头路", "每天绕行，投诉几次没人管")


async def test_who_tells_duty_and_what_was_claimed_this_week(both: Stage) -> None:
    stage = both
    stage.sandbox.say(BAI, BAI, "/start")
    stage.sandbox.say(FANG, GROUP, "/duty 11-20 白露")
    await stage.quiet()
    await stage.publish(*STORY)
    card = await stage.expect_card("断头路")
    await stage.quiet()
    stage.clock.forward(minutes=9)
    await card.press("我来认领", by=LIN)
    told = await list_of(stage, LIN, "/who", "👥 成员 6 人")
    lines = told.text.splitlines()
    at = lines.index("· 林晓 · 负责 1 件")
    assert lines[at + 1].startswith("　本周认领 1 件，用时中位 ")
    assert lines[at + 1].endswith(("9 分钟", "10 分钟", "11 分钟"))
    assert "· 白露（值班）" in lines
    assert told.message.silent
    stage.clock.forward(days=3)
    stage.sandbox.say(LIN, LIN, "/who")
    monday = (await stage.expect_text("👥 成员 6 人", chat=LIN)).text
    assert "本周认领" not in monday, "another week began"
    assert "白露（值班）" not in monday
    assert "· 林晓 · 负责 1 件 · ❗ 超时" in monday


async def test_departments_and_one_of_them_by_thumb(both: Stage) -> None:
    stage = both
    for person in (HE, FANG):
        stage.sandbox.say(person, person, "/start")
    await assigned(stage, *STORY)
    listed = await list_of(stage, BAI, "/dept", "🏢 部门 2 个")
    assert "· 市政科 · 在办 1 件 · 待签收 1\n　及时率 暂无" in listed.text
    assert "· 物业科 · 在办 0 件" in listed.text
    assert listed.message.silent
    await listed.press("市政科", by=LIN)
    await listed.expect("🏢 市政科", "人员：何建", "断头路", "‹ 全部部门")
    links = [button.url for button in listed.message.buttons if button.url]
    assert links == ["https://t.me/tingfeng_bot?start=i_1"]
    stage.sandbox.open_link(BAI, links[0])
    await stage.expect_card("断头路", chat=BAI)
    await listed.press("‹ 全部部门", by=BAI)
    await listed.expect("🏢 部门 2 个", "物业科", without=["断头路"])
    stage.clock.forward(days=4)
    late = await list_of(stage, LIN, "/dept 市政", "🏢 市政科", LIN)
    assert "❗ 超时 1 件" in late.text
    assert "❗ 签收时限 11-20" in late.text
    assert "近30天：及时率 0/" in late.text


async def test_a_long_department_is_turned(stage: Stage) -> None:
    await put(stage, *(at_status(Status.HANDLING, id=n, title=f"第{n}处") for n in range(1, 11)))
    listed = await list_of(stage, LIN, "/dept 市政科", "在办 10 件")
    await listed.press("第2页，共2页 ›", by=LIN)
    await listed.expect("第10处", "‹ 第1页", without=["第8处"])
    await listed.press("‹ 第1页", by=BAI)
    await listed.expect("第8处", without=["第10处"])


@pytest.mark.parametrize("name", ["教育局", "科", "<b>市政", "长" * 900])
async def test_who_names_no_department_is_told_which_there_are(stage: Stage, name: str) -> None:
    stage.sandbox.say(LIN, LIN, f"/dept {name}")
    told = await stage.expect_text("没有叫「", chat=LIN)
    assert told.text.endswith("的部门，现有：市政科、物业科")
    assert not told.buttons


async def test_forged_and_outlived_keys_of_departments(stage: Stage) -> None:
    listed = await list_of(stage, LIN, "/dept", "🏢 部门 2 个")
    for data in ("q1:de:-1", "q1:de:0:" + "9" * 17, "q1:de:99999"):
        answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, GROUP, listed.message_id, data))
        assert answer.alert, data
        assert "重新查询" in answer.text
    for unit in ("9" * 16, "0", "科"):
        data = encode_asked(Asked(what=UNIT, filter=unit))
        answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, GROUP, listed.message_id, data))
        assert (answer.alert, answer.text) == (True, "没有这个部门，可能已改名")
    stage.sandbox.add_user(STRANGER, "小唐")
    stranger = stage.sandbox.press_raw(STRANGER, GROUP, listed.message_id, encode_asked(Asked(what=UNIT, filter="1")))
    assert (await stage.sandbox.answer_of(stranger)).url == "https://t.me/tingfeng_bot?start=join"
    await stage.quiet()
    assert "🏢 部门 2 个" in listed.text
    assert {e["notes"]["code"] for e in await stage.events("refused")} == {"forged", "stranger"}


async def test_a_department_that_went_away_is_not_opened(stage: Stage) -> None:
    listed = await list_of(stage, LIN, "/dept", "🏢 部门 2 个")
    async with stage.running.store.db.write() as connection:
        await connection.execute(delete(departments).where(departments.c.name == "物业科"))
    stage.running.store._policy_changed()
    assert (await listed.press("物业科", by=LIN)).text == "没有这个部门，可能已改名"


@pytest.mark.parametrize("line", ["/dept", "/dept 市政科"])
async def test_strangers_and_foreign_chats_learn_nothing(stage: Stage, line: str) -> None:
    stage.sandbox.add_user(STRANGER, "小唐")
    stage.sandbox.say(STRANGER, STRANGER, line)
    assert "start=join" in (await stage.expect_text("您还没有登记", chat=STRANGER)).text
    stage.sandbox.add_group(FOREIGN, "别的群", members=[FANG])
    stage.sandbox.say(FANG, FOREIGN, line.replace("/dept", "/dept@tingfeng_bot"))
    await stage.last_update()
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(FOREIGN) if m.sender and m.sender.is_bot]
    assert not [m for m in stage.sandbox.messages(STRANGER) if "市政科" in m.text and m.sender and m.sender.is_bot]
    assert [e["notes"]["code"] for e in await stage.events("refused")] == ["stranger", "foreign"]


async def test_sources_tell_their_week_and_how_long_nobody_saw_them(both: Stage) -> None:
    """W4"""
    stage = both
    await stage.publish(*STORY)
    await stage.expect_card("断头路")
    listed = await list_of(stage, LIN, "/sources", "📡 监测源 1 个")
    assert "　近7天 帖文 1 · 舆情 1" in listed.text.splitlines()
    assert "监测不到 0" not in listed.text.splitlines()[2]
    stage.site.status = 500
    for _ in range(4):
        stage.clock.forward(hours=7)
        await stage.look()
    stage.clock.forward(hours=30)
    blind = await list_of(stage, LIN, "/sources", "监测不到 1 个")
    (week,) = [line for line in blind.text.splitlines() if line.startswith("　近7天")]
    hours = int(week.partition("监测不到 ")[2].partition(" ")[0])
    assert 30 <= hours <= 45
    stage.site.status = 200
    stage.clock.forward(days=8)
    await stage.look()
    fresh = await list_of(stage, LIN, "/sources", "监测不到 0 个")
    assert "　近7天 帖文 0 · 舆情 0 · 监测不到 16" in fresh.text, "blind until just now"


async def test_both_commands_are_told_by_help(stage: Stage) -> None:
    stage.sandbox.say(LIN, LIN, "/help")
    text = (await stage.expect_text("我能做的", chat=LIN)).text
    assert "/dept " in text
    assert "/who " in text
