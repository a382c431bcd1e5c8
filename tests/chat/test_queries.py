"""/open, /my, /incident, /who, /help: asked by members, leads and strangers, in every kind of chat (R5)."""

import asyncio

import pytest
from sqlalchemy import insert

from core.incident import Incident, Status
from core.lists.keys import MINE, Asked, encode_asked
from core.severity import Severity
from sandbox import Message
from storage.rows import incident_row
from storage.tables import incidents
from tests.chat.stage import Card, Stage
from tests.chat.test_acts import begun, pick
from tests.conftest import BAI, FANG, GROUP, HE, LIN, NOON
from tests.unit.making import at_status, incident

FOREIGN, STRANGER = -1009, 99


async def put(stage: Stage, *found: Incident) -> None:
    """So many incidents that nobody carded yet."""
    rows = [incident_row(one) | {"id": one.id, "last_post_at": NOON} for one in found]
    async with stage.running.store.db.write() as connection:
        await connection.execute(insert(incidents), rows)


async def twenty(stage: Stage) -> None:
    await put(stage, *(incident(id=n, title=f"望江西路第{n}处") for n in range(1, 21)))


def said(stage: Stage, words: str, chat: int) -> list[Message]:
    return [m for m in stage.sandbox.messages(chat) if words in m.text and m.sender and m.sender.is_bot]


async def list_of(stage: Stage, person: int, line: str, words: str, chat: int = GROUP) -> Card:
    """Ask, and wait for a new list."""
    before = {m.message_id for m in stage.sandbox.messages(chat)}
    stage.sandbox.say(person, chat, line)

    def fresh() -> list[Message]:
        return [m for m in said(stage, words, chat) if m.message_id not in before]

    await stage.until(fresh)
    return Card(stage, chat, fresh()[-1].message_id)


async def test_what_is_open_stands_in_the_group_silently(both: Stage) -> None:
    stage = both
    await stage.publish("望江西路塌方", "有人被埋，县住建局在哪里，投诉没人管")
    await (await stage.expect_card("塌方")).press("我来认领", by=LIN)
    await put(stage, incident(id=50, title="小区停暖"), at_status(Status.CLOSED, id=51, title="办完的"))
    listed = await list_of(stage, BAI, "/open@tingfeng_bot", "📂 在办 2 件：")
    assert listed.message.silent
    text = listed.text
    assert text.index("#0001") < text.index("#0050")
    assert "林晓" in text
    assert "办完的" not in text
    assert [b.url for b in listed.message.buttons] == [
        "https://t.me/tingfeng_bot?start=i_1",
        "https://t.me/tingfeng_bot?start=i_1e",
    ]
    stage.sandbox.open_link(BAI, listed.message.buttons[1].url)
    await stage.expect_card("小区停暖", chat=BAI)


async def test_open_takes_a_level_a_department_or_a_word(stage: Stage) -> None:
    await put(
        stage,
        incident(id=1, title="望江西路<b>改建", severity=Severity.MAJOR),
        at_status(Status.HANDLING, id=2, title="小区停暖"),
    )
    assert "#0002" not in (await list_of(stage, LIN, "/open 重大", "在办 1 件（重大）", LIN)).text
    assert "#0001" not in (await list_of(stage, LIN, "/open 市政科", "在办 1 件（市政科）", LIN)).text
    assert "望江西路<b>改建" in (await list_of(stage, LIN, "/open <b>", "在办 1 件（<b>）", LIN)).text
    await list_of(stage, LIN, "/open 重大 望江", "在办 1 件（重大 望江）", LIN)
    await list_of(stage, LIN, "/open %", "没有在办的舆情（%）", LIN)
    await list_of(stage, LIN, "/open " + "长" * 900, f"没有在办的舆情（{'长' * 16}）", LIN)


async def test_two_people_turn_pages_of_one_list_at_once(stage: Stage) -> None:
    await twenty(stage)
    listed = await list_of(stage, LIN, "/open 望江西路", "在办 20 件")
    assert "第8处" in listed.text
    assert "第9处" not in listed.text
    await asyncio.gather(
        listed.press("第2页，共3页 ›", by=LIN),
        listed.press("第2页，共3页 ›", by=BAI),
    )
    await listed.expect("第16处", "‹ 第1页", "第3页，共3页 ›", without=["第8处", "第17处"])
    await listed.press("第3页，共3页 ›", by=BAI)
    await listed.expect("第20处", "‹ 第2页", without=["第16处"])
    await listed.press("‹ 第2页", by=LIN)
    await listed.expect("第9处", "（望江西路）")
    await stage.quiet()
    assert len(said(stage, "在办 20 件", GROUP)) == 1


async def test_each_own_list_turns_by_itself(stage: Stage) -> None:
    await twenty(stage)
    first, second = await list_of(stage, LIN, "/open", "在办 20 件"), await list_of(stage, BAI, "/open", "在办 20 件")
    await first.press("第2页，共3页 ›", by=LIN)
    await first.expect("第9处")
    assert "第1处" in second.text
    await second.press("第2页，共3页 ›", by=BAI)
    await second.expect("第9处")


async def test_my_says_what_is_next_and_only_i_turn_it(stage: Stage) -> None:
    await put(
        stage,
        *(at_status(Status.CLAIMED, id=n, owner=LIN, title=f"第{n}处") for n in range(1, 11)),
        at_status(Status.ASSIGNED, id=30, owner=BAI, title="停暖"),
    )
    mine = await list_of(stage, LIN, "/my", "【我负责的】10 件")
    assert "→ 请给出核实结论" in mine.text
    assert "停暖" not in mine.text
    refused = await mine.press("第2页，共2页 ›", by=BAI)
    assert refused.alert
    assert "别人的清单" in refused.text
    await mine.press("第2页，共2页 ›", by=LIN)
    await mine.expect("第10处", without=["第8处"])
    assert "→ 请签收或退回" in (await list_of(stage, HE, "/my", "【待本部门签收】1 件")).text
    assert "→ 请催市政科签收" in (await list_of(stage, BAI, "/my", "【我负责的】1 件")).text
    await list_of(stage, FANG, "/my", "现在没有等您处理的舆情")


@pytest.mark.parametrize("line", ["/incident 1", "/incident #0001", "/incident １", "1", "#1", "＃０００１"])
async def test_a_number_opens_the_menu_in_private(stage: Stage, line: str) -> None:
    await stage.publish("望江西路断头路", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    stage.sandbox.say(LIN, LIN, line)
    menu = await stage.expect_card("断头路", chat=LIN)
    await menu.press("我来认领", by=LIN)
    await card.expect("👤 林晓")


async def test_in_the_group_the_card_comes_to_the_bottom(stage: Stage) -> None:
    await stage.publish("望江西路断头路", "每天绕行，投诉几次没人管")
    old = await stage.expect_card("断头路")
    stage.sandbox.say(BAI, GROUP, "早上好")
    stage.sandbox.say(LIN, GROUP, "/incident 1")
    await stage.until(lambda: len(said(stage, "断头路", GROUP)) == 1 and old.message_id not in ids(stage))
    (new,) = said(stage, "断头路", GROUP)
    assert new.silent
    await Card(stage, GROUP, new.message_id).press("我来认领", by=LIN)
    await Card(stage, GROUP, new.message_id).expect("👤 林晓")


def ids(stage: Stage) -> set[int]:
    return {m.message_id for m in stage.sandbox.messages(GROUP)}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/incident", "请写明编号"),
        ("/incident -5", "请写明编号"),
        ("/incident <b>", "请写明编号"),
        ("/incident 99999999999999999999", "请写明编号"),
        ("99999999999999999999", "请写明编号"),
        ("/incident 4711", "找不到 #4711，请核对编号"),
        ("/incident 0", "找不到 #0000，请核对编号"),
        ("999999999999999999", "找不到 #999999999999999999，请核对编号"),
    ],
)
async def test_numbers_that_are_none_of_ours(stage: Stage, line: str, words: str) -> None:
    stage.sandbox.say(LIN, LIN, line)
    await stage.expect_text(words, chat=LIN)


async def test_who_tells_roles_load_and_who_cannot_be_reached(stage: Stage) -> None:
    await put(stage, at_status(Status.HANDLING, id=1, owner=LIN, handler=HE))
    await stage.running.store.chat_unreachable(HE, "bot was blocked by the user")
    stage.sandbox.say(LIN, GROUP, "/who")
    told = await stage.expect_text("👥 成员 6 人")
    assert "· 林晓 · 负责 1 件" in told.text
    assert "· 何建 · 市政科 · 承办 1 件 · ⚠️ 收不到私信" in told.text
    stage.sandbox.say(HE, HE, "/help")
    await stage.expect_text("我能做的", chat=HE)
    stage.sandbox.say(LIN, LIN, "/who")
    assert "收不到私信" not in (await stage.expect_text("👥 成员 6 人", chat=LIN)).text


async def test_help_is_by_role_and_unknown_commands_are_answered_in_private_only(stage: Stage) -> None:
    stage.sandbox.say(LIN, LIN, "/help")
    assert "/source " not in (await stage.expect_text("我能做的", chat=LIN)).text
    stage.sandbox.say(FANG, FANG, "/help")
    assert "/source " in (await stage.expect_text("我能做的", chat=FANG)).text
    stage.sandbox.say(LIN, LIN, "/weather 明天")
    await stage.expect_text("没有这个命令", chat=LIN)
    stage.sandbox.say(LIN, GROUP, "/weather 明天")
    await stage.quiet()
    assert not said(stage, "没有这个命令", GROUP)


async def test_telegram_lists_the_commands_in_private_and_in_groups(stage: Stage) -> None:
    listed = stage.sandbox.world.commands
    assert len(listed) == 2
    for commands in listed.values():
        names = [one["command"] for one in commands]
        assert names[:3] == ["open", "my", "incident"]
        assert "source" not in names


ASKED = ("/open", "/my", "/incident 1", "/sources", "/source pause 海棠论坛", "/who", "/help")


@pytest.mark.parametrize("line", [*ASKED, "/weather", "1"])
async def test_a_stranger_is_told_how_to_join(stage: Stage, line: str) -> None:
    stage.sandbox.add_user(STRANGER, "小唐")
    stage.sandbox.say(STRANGER, STRANGER, line)
    told = await stage.expect_text("您还没有登记", chat=STRANGER)
    assert "start=join" in told.text
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(STRANGER) if m.sender and m.sender.is_bot]) == 1
    assert [e["notes"]["code"] for e in await stage.events("refused")] == ["stranger"]


@pytest.mark.parametrize("line", ASKED)
async def test_in_a_foreign_chat_nothing_is_said(stage: Stage, line: str) -> None:
    """O7"""
    stage.sandbox.add_group(FOREIGN, "别的群", members=[FANG])
    stage.sandbox.say(FANG, FOREIGN, f"{line.partition(' ')[0]}@tingfeng_bot {line.partition(' ')[2]}")
    await stage.last_update()
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(FOREIGN) if m.sender and m.sender.is_bot]
    assert [e["notes"]["code"] for e in await stage.events("refused")] == ["foreign"]


async def test_forged_page_keys_are_refused_and_logged(stage: Stage) -> None:
    await twenty(stage)
    listed = await list_of(stage, LIN, "/open", "在办 20 件")
    stage.sandbox.add_user(STRANGER, "小唐")
    forged = ["q1:zz:0", "q1:op:-1", "q1:", "q1:op:0:" + "长" * 17, "q1:op:99999"]
    for data in forged:
        answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, GROUP, listed.message_id, data))
        assert answer.alert, data
        assert "重新查询" in answer.text
    stranger = stage.sandbox.press_raw(STRANGER, GROUP, listed.message_id, "q1:op:1")
    assert (await stage.sandbox.answer_of(stranger)).url == "https://t.me/tingfeng_bot?start=join"
    theirs = encode_asked(Asked(what=MINE, filter=str(BAI)))
    answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, GROUP, listed.message_id, theirs))
    assert "别人的清单" in answer.text
    await stage.quiet()
    assert "第1处" in listed.text
    assert {e["notes"]["code"] for e in await stage.events("refused")} == {"forged", "stranger"}


async def test_a_command_is_no_answer_to_a_question(stage: Stage) -> None:
    """Telegram opens the field for the answer by itself; what is typed there may be for us or for another bot."""
    card = await begun(stage)
    await pick(stage, card, "提议调级", "🔴 重大", by=BAI)
    for line in ("/open@other_bot", "/nonsense"):
        await stage.answer_question("调整等级的理由", line, by=BAI, chat=BAI)
        await stage.heard()
    assert not [event for event in await stage.events() if event["type"].startswith("propose")]
    await stage.expect_text("请回复一句文字", chat=BAI)
    await stage.answer_question("调整等级的理由", "转得很快", by=BAI, chat=BAI)
    await stage.expect_card("提议升为「重大」")
    assert await stage.events("propose_raise")


async def test_a_question_in_a_topic_is_answered_there(stage: Stage) -> None:
    """lifecycle §5: forum groups."""
    stage.sandbox.add_group(FOREIGN, "市政科", members=[LIN, FANG], admins=[FANG], forum=True)
    stage.sandbox.world.chat(FOREIGN).topics[77] = "窨井盖"
    stage.sandbox.say(FANG, FOREIGN, "/bind 市政科")
    await stage.expect_text("已绑定为市政科的群", chat=FOREIGN)
    stage.sandbox.say(LIN, FOREIGN, "/who", thread=77)
    told = await stage.expect_text("👥 成员", chat=FOREIGN)
    asked = next(m for m in stage.sandbox.messages(FOREIGN) if m.text == "/who")
    assert (told.thread, told.reply_to) == (77, asked.message_id)


async def test_in_private_nothing_needs_to_be_quoted(stage: Stage) -> None:
    stage.sandbox.say(LIN, LIN, "/who")
    assert (await stage.expect_text("👥 成员", chat=LIN)).reply_to is None
