"""Who should not act, and what should not be believed: refused with words or harmless, logged (O7)."""

from typing import Any

import pytest

from core.callback import Press, encode
from jobs.arrivals import arrivals
from sandbox.wire import message_wire
from tests.chat.stage import Card, Stage
from tests.conftest import BAI, FANG, GROUP, LIN

STRANGER, ANONYMOUS = 99, 88


async def opened(stage: Stage) -> Card:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    return await stage.expect_card("断头路")


async def test_a_stranger_is_told_whom_to_ask(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.add_user(STRANGER, "<b>路人</b>")
    stage.sandbox.world.chat(GROUP).members[STRANGER] = "member"
    answer = await card.press("我来认领", by=STRANGER)
    # words beside a link would keep it from opening
    assert (answer.text, answer.url) == ("", "https://t.me/tingfeng_bot?start=join")
    (event,) = await stage.events("refused")
    assert (event["actor"], event["notes"]["code"], event["role"]) == (STRANGER, "stranger", "")
    stage.sandbox.say(STRANGER, STRANGER, "/start")
    told = await stage.expect_text("还没有登记。点", chat=STRANGER)
    assert "方正" in told.text
    assert (await stage.incident()).owner is None


async def test_a_foreign_chat_changes_nothing(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.add_group(-1009, "别的群", members=[LIN], admins=[LIN])
    data = card.message.buttons[0].data
    query = stage.sandbox.press_raw(LIN, -1009, 1, data)
    answer = await stage.sandbox.answer_of(query)
    assert answer.alert
    assert "不是本单位的群" in answer.text
    stage.sandbox.say(LIN, -1009, "/undo@tingfeng_bot")
    await stage.quiet()
    assert len(stage.sandbox.messages(-1009)) == 1, "nothing is said in a foreign group"
    codes = [e["notes"]["code"] for e in await stage.events("refused")]
    assert set(codes) == {"foreign"}
    assert (await stage.incident()).owner is None


async def test_forged_data_is_refused(stage: Stage) -> None:
    card = await opened(stage)
    forged = [
        "",
        "x" * 64,
        "v1:cl:zz:0",
        "v1:zz:1:0",
        "v9:cl:1:0",
        "v1:cl:1:0:arg with space",
        "v1:iv:1:0:zzz",
        "v1:~:1:0:zz",
    ]
    for data in forged:
        query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, data)
        answer = await stage.sandbox.answer_of(query)
        assert answer.alert, data
        assert answer.text, data
    incident = await stage.incident()
    assert (incident.decision, incident.owner) == (0, None)


async def test_authority_is_not_in_the_button(stage: Stage) -> None:
    """A member sends the data of a button that only a lead is shown."""
    await opened(stage)
    for code in ("nr", "ro", "to", "ag"):
        query = stage.sandbox.press_raw(BAI, GROUP, 1, encode(Press(action=code, incident=1, seen=0, arg="")))
        answer = await stage.sandbox.answer_of(query)
        assert answer.alert, code
    assert (await stage.incident()).decision == 0


async def test_an_unknown_incident_is_refused(stage: Stage) -> None:
    await opened(stage)
    for action in ("cl", "dt"):
        query = stage.sandbox.press_raw(LIN, GROUP, 1, encode(Press(action=action, incident=4711, seen=0)))
        assert "找不到这件事" in (await stage.sandbox.answer_of(query)).text


async def test_a_stale_button_tells_what_happened(stage: Stage) -> None:
    card = await opened(stage)
    old = next(b.data for b in card.message.buttons if "✅" in b.label)
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")
    query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, old)
    answer = await stage.sandbox.answer_of(query)
    assert answer.alert
    assert "林晓" in answer.text
    assert "请看清后再按" in answer.text
    assert (await stage.incident()).verdict.value == "unverified"


async def test_a_replayed_update_counts_once(stage: Stage) -> None:
    card = await opened(stage)
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")
    stage.sandbox.replay(await stage.last_update())
    await card.press("协助", by=BAI)
    await stage.quiet()
    assert len(await stage.events("claim")) == 1


async def test_an_anonymous_admin_is_asked_to_show_himself(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.say(FANG, GROUP, "/undo@tingfeng_bot", anonymous=True)
    await stage.expect_text("匿名管理员")
    (event,) = await stage.events("refused")
    assert event["notes"]["code"] == "anonymous"
    await card.press("我来认领", by=FANG)
    await card.expect("👤 方正")


async def refusals(stage: Stage) -> int:
    """How often an anonymous administrator has been told so."""
    await stage.quiet()
    return len([m for m in stage.sandbox.messages(GROUP) if "匿名管理员" in m.text])


@pytest.mark.parametrize(
    "said", ["/report 桥塌了", "/open", "/incident 1", "/source add x", "/undo", "/report@Tingfeng_Bot 桥塌了"]
)
async def test_every_command_of_an_anonymous_admin_is_refused_with_the_reason(stage: Stage, said: str) -> None:
    stage.sandbox.world.chat(GROUP).bot_status = "administrator"
    other = stage.sandbox.say(LIN, GROUP, "大家看看这个")
    stage.sandbox.say(FANG, GROUP, said, anonymous=True)
    assert await refusals(stage) == 1
    stage.sandbox.say(FANG, GROUP, said, reply_to=other.message_id, anonymous=True)
    assert await refusals(stage) == 2
    assert {e["notes"]["code"] for e in await stage.events("refused")} == {"anonymous"}


async def test_what_an_anonymous_admin_says_to_others_is_none_of_our_business(stage: Stage) -> None:
    stage.sandbox.world.chat(GROUP).bot_status = "administrator"
    other = stage.sandbox.say(LIN, GROUP, "大家看看这个")
    for said in ("/undone", "/open@other_bot", "/start", "看到了"):
        stage.sandbox.say(FANG, GROUP, said, anonymous=True)
        stage.sandbox.say(FANG, GROUP, said, reply_to=other.message_id, anonymous=True)
    stage.sandbox.say(FANG, GROUP, "/report@other_bot 桥塌了", photo=b"\x89PNG", anonymous=True)
    stage.sandbox.say(FANG, GROUP, "/reports", photo=b"\x89PNG", anonymous=True)
    assert await refusals(stage) == 0
    assert not await stage.events("refused")


async def test_a_captioned_report_of_an_anonymous_admin_is_refused_with_the_reason(stage: Stage) -> None:
    stage.sandbox.world.chat(GROUP).bot_status = "administrator"
    stage.sandbox.say(FANG, GROUP, "/report 桥塌了", photo=b"\x89PNG", anonymous=True)
    assert await refusals(stage) == 1
    assert not [m for m in stage.sandbox.messages(GROUP) if "还没有登记" in m.text]
    (event,) = await stage.events("refused")
    assert event["notes"]["code"] == "anonymous"


def said_in_topic(stage: Stage, person: int, text: str, *, anonymous: bool = False, by_us: bool = False) -> None:
    """What is said in a forum topic comes as a reply to the message that opened the topic."""
    world = stage.sandbox.world
    chat = world.chat(GROUP)
    opened_with = {"forum_topic_created": {"name": "海棠苑", "icon_color": 7322096}}
    root = world.post(chat, sender=world.bot if by_us else world.user(FANG), service=opened_with)
    message = world.post(
        chat,
        sender=world.user(person),
        sender_chat=GROUP if anonymous else None,
        text=text,
        entities=world.marked(text),
        reply_to=root.message_id,
        thread=root.message_id,
    )
    wire: dict[str, Any] = message_wire(chat, message)
    world.updates.put("message", wire)


async def test_in_a_topic_an_anonymous_admins_command_is_refused_and_talk_is_not(stage: Stage) -> None:
    said_in_topic(stage, FANG, "/undo", anonymous=True)
    assert await refusals(stage) == 1
    said_in_topic(stage, FANG, "/report 桥塌了", anonymous=True)
    assert await refusals(stage) == 2
    # a topic that the bot itself has opened
    said_in_topic(stage, FANG, "看到了", anonymous=True, by_us=True)
    assert await refusals(stage) == 2


async def test_a_command_in_a_topic_is_no_reply(stage: Stage) -> None:
    said_in_topic(stage, LIN, "/report 河边的树倒了 https://bbs.example/9")
    await stage.quiet()
    await arrivals(stage.running.tools)
    (event,) = await stage.events("report_manual")
    assert (event["actor"], event["entry"]) == (LIN, "command")


async def test_a_reply_outside_of_a_forum_is_one_though_its_thread_is_named_by_the_card(stage: Stage) -> None:
    card = await opened(stage)
    world = stage.sandbox.world
    message = world.post(
        world.chat(GROUP), sender=world.user(BAI), text="已联系施工方", reply_to=card.message_id, thread=card.message_id
    )
    wire: dict[str, Any] = message_wire(world.chat(GROUP), message)
    del wire["is_topic_message"]
    world.updates.put("message", wire)
    await stage.quiet()
    (event,) = await stage.events("comment")
    assert event["entry"] == "reply"


async def test_hostile_text_is_shown_as_text(stage: Stage) -> None:
    title = '<b>断头路</b><script>alert(1)</script> & "投诉" \u202eevil\u202c'
    await stage.publish(title, "没人管" * 2000 + "电话13812345678 身份证11010519491231002X")
    card = await stage.expect_card("断头路")
    assert "\u202e" not in card.text
    assert len(card.text) < 450
    links = [e["url"] for e in card.message.entities if e["type"] == "text_link"]
    assert links == ["https://forum.example/1"]
    assert "<script>alert(1)</script>" in card.text
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")


async def test_numbers_of_people_are_masked(stage: Stage) -> None:
    await stage.publish("断头路投诉", "没人管，请打13812345678，身份证11010519491231002X，或0571-87654321")
    card = await stage.expect_card("断头路")
    assert "138****5678" in card.text
    assert "87654321" not in card.text
    assert "19491231" not in card.text


async def test_only_the_asked_person_answers_a_question(stage: Stage) -> None:
    card = await opened(stage)
    await card.press("✅ 属实", by=LIN)
    asked = await stage.expect_text("核实依据")
    stage.sandbox.say(BAI, GROUP, "我觉得是真的", reply_to=asked.message_id)
    await stage.expect_text("这个问题请 林晓 回答")
    assert (await stage.incident()).basis == ""
    stage.sandbox.say(LIN, GROUP, "看了现场", reply_to=asked.message_id)
    await stage.expect_text("已记下核实依据")


async def test_talk_in_the_group_is_none_of_our_business(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.say(LIN, GROUP, "大家看看这个")
    stage.sandbox.say(LIN, GROUP, "我先去现场", reply_to=card.message_id)
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(GROUP) if m.sender and m.sender.is_bot]) == 1
