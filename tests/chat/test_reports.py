"""人工报送 in the chat: /report, forwards, photos; duplicates first, then a card that says who reported it (W5, W6)."""

import hashlib
from typing import Any

import pytest

from jobs.arrivals import arrivals
from jobs.evidence import evidence
from sandbox.wire import message_wire
from tests.chat.stage import Card, Stage
from tests.conftest import BAI, FANG, GROUP, LIN

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 30


async def heard(stage: Stage) -> None:
    """Everything that people said so far has reached the bot and is handled."""
    await stage.until(lambda: stage.sandbox.world.updates.pending == 0)
    await stage.running.receiver.idle()


async def taken(stage: Stage) -> None:
    """Every update is handled, and what arrived is taken in."""
    await heard(stage)
    await arrivals(stage.running.tools)
    stage.running.tools.ring.set()


async def asked(stage: Stage, words: str, chat: int) -> Card:
    await heard(stage)
    return await stage.expect_card(words, chat)


def keys_of(stage: Stage, chat: int) -> list[Any]:
    return [m for m in stage.sandbox.messages(chat) if m.buttons]


async def test_a_link_in_the_group_is_a_card_at_once(stage: Stage) -> None:
    """No rule fires on it; a report opens a card all the same, and says that the watch missed it."""
    stage.sandbox.say(LIN, GROUP, "/report 河边的树倒了\n压住了步道 https://bbs.example/9?a=1，请看")
    await taken(stage)
    card = await stage.expect_card("河边的树倒了")
    assert "人工报送（网上） · 林晓" in card.text
    await stage.expect_text("已报送：#0001")
    incident = await stage.incident()
    assert (incident.url, incident.reported_by) == ("https://bbs.example/9?a=1", LIN)
    (event,) = await stage.events("report_manual")
    assert (event["actor"], event["role"], event["entry"], event["chat"]) == (LIN, "member", "command", GROUP)
    why = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:wy:1:0"))
    assert "林晓人工报送（网上），监测此前没有报出" in why.text
    story = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:tl:1:0"))
    assert "林晓 人工报送" in story.text


async def test_a_phone_call_is_asked_how_it_came_in(stage: Stage) -> None:
    stage.sandbox.say(BAI, BAI, "/report 张先生 13812345678 来电说三号楼电梯困人")
    question = await asked(stage, "这件事是怎么知道的", BAI)
    assert "13812345678" not in question.text
    assert await stage.running.store.incident(1) is None
    await question.press("来电", by=BAI)
    await taken(stage)
    card = await stage.expect_card("电梯困人")
    assert "人工报送（来电） · 白露" in card.text
    assert "无链接" in card.text
    assert "13812345678" not in card.text
    await question.expect("已报送：#0001")
    assert not question.message.buttons


async def test_what_is_near_is_shown_first_and_may_be_joined(stage: Stage) -> None:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    stage.sandbox.say(LIN, LIN, "/report 断头路什么时候通 每天绕行，投诉几次没人管")
    question = await asked(stage, "可能已经在办", LIN)
    assert any("#0001 断头路什么时候通" in label for label in question.labels)
    await question.press("#0001", by=LIN)
    await taken(stage)
    await card.expect("2 帖")
    await question.expect("已并入 #0001")
    assert not await stage.events("report_manual")
    (event,) = await stage.events("add_post")
    assert (event["actor"], event["role"]) == (LIN, "member")


async def test_none_of_these_is_a_new_one(stage: Stage) -> None:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管", url="https://forum.example/1")
    await stage.expect_card("断头路")
    stage.sandbox.say(LIN, GROUP, "/report@tingfeng_bot https://forum.example/1 另一段断头路")
    question = await asked(stage, "可能已经在办", GROUP)
    other = await question.press("都不是", by=BAI)
    assert other.alert
    assert "这是 林晓 的报送" in other.text
    await question.press("都不是", by=LIN)
    await taken(stage)
    await stage.expect_card("另一段断头路")
    assert (await stage.incident(2)).reported_by == LIN


async def test_a_report_that_came_too_late_is_told_so(stage: Stage) -> None:
    """Between the question and the press the incident was closed, the report answered, the hour over."""
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    stage.sandbox.say(LIN, LIN, "/report 断头路什么时候通 每天绕行，投诉几次没人管")
    question = await asked(stage, "可能已经在办", LIN)
    join = next(b.data for b in question.message.buttons if "#0001" in b.label)
    await card.press("无效", by=LIN)
    await card.expect("误报")
    await card.confirm("误报", by=LIN)
    await card.expect("· 无效", "重开")
    late = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, LIN, question.message_id, join))
    assert "不在办理" in late.text
    stage.clock.forward(hours=2)
    gone = await question.press("都不是", by=LIN)
    assert gone.alert
    assert "已过期" in gone.text
    await taken(stage)
    assert await stage.running.store.incident(2) is None


async def test_a_press_counts_once(stage: Stage) -> None:
    stage.sandbox.say(LIN, LIN, "/report 有人在桥上")
    question = await asked(stage, "这件事是怎么知道的", LIN)
    data = next(b.data for b in question.message.buttons if b.label == "来访")
    first = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, LIN, question.message_id, data))
    again = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, LIN, question.message_id, data))
    assert "正在报送" in first.text
    assert "已经处理过" in again.text
    await taken(stage)
    await taken(stage)
    assert len(await stage.events("report_manual")) == 1


async def test_cancelled_is_cancelled(stage: Stage) -> None:
    stage.sandbox.say(LIN, LIN, "/report 有人在桥上")
    question = await asked(stage, "这件事是怎么知道的", LIN)
    await question.press("取消", by=LIN)
    await taken(stage)
    await stage.expect_text("已取消", LIN)
    assert await stage.running.store.incident(1) is None


async def test_forged_answers_are_refused_and_logged(stage: Stage) -> None:
    for data in ("r1:n:zz", "r1:q:1", "r1:j:1", "r1:"):
        answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, LIN, 1, data))
        assert answer.alert, data
        assert answer.text, data
    assert await stage.events("refused")


async def test_a_forward_in_the_private_chat_is_a_report(stage: Stage) -> None:
    stage.sandbox.say(LIN, LIN, "桥头垃圾没人清\n臭了三天", forwarded_from="热心市民")
    await taken(stage)
    card = await stage.expect_card("桥头垃圾没人清")
    assert "人工报送（网上） · 林晓" in card.text
    await stage.expect_text("已报送：#0001", LIN)


async def test_a_strangers_forward_is_refused_with_words_once(stage: Stage) -> None:
    stage.sandbox.add_user(99, "路人")
    for number in range(3):
        stage.sandbox.say(99, 99, f"看看这个 {number}", forwarded_from="某人")
        stage.sandbox.say(99, 99, f"/report 看看这个 {number}")
    await taken(stage)
    await stage.expect_text("还没有登记", 99)
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(99) if "还没有登记" in m.text]) == 1
    assert await stage.running.store.incident(1) is None
    assert await stage.events("refused")


async def test_a_foreign_group_is_not_heard(stage: Stage) -> None:
    stage.sandbox.add_group(-1009, "别的群", members=[LIN], admins=[LIN])
    stage.sandbox.say(LIN, -1009, "/report@tingfeng_bot 桥头垃圾没人清 https://x.example/1")
    await taken(stage)
    await stage.quiet()
    assert len(stage.sandbox.messages(-1009)) == 1
    assert await stage.running.store.incident(1) is None


async def test_an_empty_report_gets_a_word_of_how(stage: Stage) -> None:
    stage.sandbox.say(LIN, GROUP, "/report")
    await stage.expect_text("请把链接或文字写在 /report 后面")
    stage.sandbox.send_photo(LIN, LIN, PNG)
    await stage.expect_text("请把链接或文字写在 /report 后面", LIN)
    await taken(stage)
    assert await stage.running.store.incident(1) is None


async def test_a_photo_with_words_is_a_report_with_evidence(stage: Stage) -> None:
    """An album: every photo is evidence, one report, one question."""
    stage.sandbox.say(LIN, LIN, "河堤塌了一段", photo=PNG, media_group_id="g1")
    stage.sandbox.say(LIN, LIN, "", photo=PNG + b"2", media_group_id="g1")
    question = await asked(stage, "这件事是怎么知道的", LIN)
    stage.sandbox.say(LIN, LIN, "", photo=PNG + b"3", media_group_id="g1")
    await heard(stage)
    await question.press("来访", by=LIN)
    await taken(stage)
    card = await stage.expect_card("河堤塌了一段")
    await card.expect("存证 3")
    stage.sandbox.say(LIN, LIN, "", photo=PNG + b"4", media_group_id="g1")
    await card.expect("存证 4")
    assert len(keys_of(stage, LIN)) == 0
    assert len(await stage.events("report_manual")) == 1


def sent(stage: Stage, person: int, chat: int, kind: str, reply_to: int | None = None, **more: str) -> None:
    """A video or sound as Telegram tells of it; the sandbox's people send photos and documents only."""
    world = stage.sandbox.world
    content = world.keep("document", "VID.mp4", "video/mp4", b"moving pictures")
    room = world.chat(chat)
    room.started = True
    message = world.post(room, sender=world.user(person), text="", reply_to=reply_to)
    file = {"file_id": content.file_id, "file_unique_id": "u1", "duration": 3, "width": 4, "height": 3, "length": 4}
    world.updates.put("message", message_wire(room, message) | {kind: file} | more)


@pytest.mark.parametrize("kind", ["video", "animation", "audio", "voice"])
async def test_a_video_or_voice_in_private_is_a_report_like_a_photo(stage: Stage, kind: str) -> None:
    """W5, W7: its words are the report, and it is the evidence."""
    sent(stage, LIN, LIN, kind, caption="河堤塌了一段")
    question = await asked(stage, "这件事是怎么知道的", LIN)
    await question.press("来访", by=LIN)
    await taken(stage)
    card = await stage.expect_card("河堤塌了一段")
    await card.expect("存证 1")


async def test_a_video_note_has_no_words_and_is_told_how(stage: Stage) -> None:
    sent(stage, LIN, LIN, "video_note")
    await stage.expect_text("请把链接或文字写在 /report 后面", LIN)


@pytest.mark.parametrize("kind", ["video", "voice", "video_note"])
async def test_a_video_in_reply_to_a_card_is_evidence(stage: Stage, kind: str) -> None:
    """W7."""
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    sent(stage, BAI, GROUP, kind, reply_to=card.message_id)
    await card.expect("存证 1")
    await heard(stage)
    await evidence(stage.running.tools)
    (event,) = await stage.events("evidence_kept")
    assert event["notes"]["sha256"] == hashlib.sha256(b"moving pictures").hexdigest()


async def test_report_as_a_reply_takes_the_replied_words(stage: Stage) -> None:
    said = stage.sandbox.say(BAI, GROUP, "小区门口又挖开了 https://bbs.example/77")
    stage.sandbox.say(LIN, GROUP, "/report 请尽快看看", reply_to=said.message_id)
    await taken(stage)
    card = await stage.expect_card("小区门口又挖开了")
    assert "请尽快看看" in card.text
    assert (await stage.incident()).url == "https://bbs.example/77"
    stage.sandbox.say(FANG, GROUP, "/report", reply_to=card.message_id)
    await stage.expect_text("这条消息说的就是 #0001")
    await taken(stage)
    assert await stage.running.store.incident(2) is None


async def test_a_known_post_is_joined_even_where_the_rule_fired_meanwhile(stage: Stage) -> None:
    """The reporter is asked how it came in; before the answer the watch raises the card itself."""
    text = "断头路什么时候通，每天绕行，投诉几次没人管，希望有关部门尽快给个说法"
    stage.sandbox.say(LIN, LIN, f"/report {text}")
    question = await asked(stage, "这件事是怎么知道的", LIN)
    await stage.publish("", text)
    card = await stage.expect_card("断头路")
    await question.press("来电", by=LIN)
    await taken(stage)
    await question.expect("已并入 #0001")
    await card.expect("2 帖")
    assert not await stage.events("report_manual")


async def test_words_glued_to_an_address_are_not_lost(stage: Stage) -> None:
    """Nobody types a blank after an address in Chinese; and an address may itself end in /report."""
    stage.sandbox.say(LIN, GROUP, "/report https://bbs.example/report 食堂吃坏了肚子，https://b.example/2，望查")
    await taken(stage)
    await stage.expect_card("食堂吃坏了肚子，，望查")
    stage.sandbox.say(BAI, BAI, "看https://b.example/report 桥面裂了https://b.example/3急", forwarded_from="路人")
    await taken(stage)
    await stage.expect_card("看桥面裂了急")
    assert [(await stage.incident(n)).url for n in (1, 2)] == ["https://bbs.example/report", "https://b.example/report"]
