"""/find and /similar (S5): asked in every kind of chat, turned, opened, copied from; and what is refused."""

from dataclasses import replace

import pytest

from core.incident import Incident, Status
from core.lists.finding import encode_copy
from core.outgoing import QUOTED, Lane, Notice
from core.showing import utf16
from core.statement import Kind, Stand
from core.texts import Message
from tests.chat.office import Office
from tests.chat.stage import Card, Stage
from tests.chat.test_queries import FOREIGN, STRANGER, list_of, said
from tests.conftest import BAI, FANG, GROUP, LIN
from tests.storage.replies import reply, stands
from tests.storage.test_search import HOSTILE, put
from tests.unit.making import at_status, incident

ANSWER = "居民朋友们：<b>管网</b>抢修已完成 & 今晚恢复供热。热线 0571-88886666"


def cold(ident: int, status: Status = Status.CLOSED, **more: object) -> Incident:
    base = {"title": f"第{ident}小区停暖", "excerpt": "供热管网压力不足，室温只有十二度", "topic": "小区供暖"}
    return replace(at_status(status, id=ident), **(base | more))  # type: ignore[arg-type]


async def twenty(stage: Stage) -> None:
    await put(stage.running.store, *(cold(n) for n in range(1, 21)), incident(id=30, title="望江西路塌方"))


async def answered(stage: Stage) -> None:
    """Two like ones; the first has a published reply."""
    await put(stage.running.store, cold(1), cold(2, Status.HANDLING))
    await reply(stage.running.store, 1, ANSWER, kinds=(Kind.FIRST, Kind.FINAL))


async def test_words_find_incidents_with_level_state_and_date(both: Stage) -> None:
    stage = both
    await stage.publish("望江西路塌方", "有人被埋，县住建局在哪里，投诉没人管")
    await stage.expect_card("塌方")
    await put(stage.running.store, cold(50, drill=True), cold(51, title="办完的"))
    listed = await list_of(stage, BAI, "/find 塌方", "🔎 「塌方」找到 1 件：")
    assert listed.message.silent
    assert "🔴 #0001 重大 · 待认领 · 2026-11-20" in listed.text
    assert "望江西路塌方" in listed.text
    real = await list_of(stage, BAI, "/find@tingfeng_bot 管网 停暖", "「管网 停暖」找到 1 件", GROUP)
    assert "办完的" in real.text
    assert "第50小区停暖" not in real.text, "a drill is no precedent"
    stage.sandbox.open_link(BAI, listed.message.buttons[0].url)
    await stage.expect_card("望江西路塌方", chat=BAI)


async def test_pages_turn_in_place(stage: Stage) -> None:
    await twenty(stage)
    listed = await list_of(stage, LIN, "/find 停暖", "找到 20 件")
    assert "第20小区" in listed.text
    assert "第12小区" not in listed.text
    assert [b.label for b in listed.message.buttons][:2] == ["#0020", "#0019"]
    await listed.press("第2页，共3页 ›", by=BAI)
    await listed.expect("第12小区", "‹ 第1页", "第3页，共3页 ›", without=["第20小区"])
    await listed.press("第3页，共3页 ›", by=LIN)
    await listed.expect("第1小区", "‹ 第2页", without=["第12小区"])
    await stage.quiet()
    assert len(said(stage, "找到 20 件", GROUP)) == 1


async def test_words_of_a_reply_find_its_incident(stage: Stage) -> None:
    await answered(stage)
    listed = await list_of(stage, LIN, "/find 恢复供热", "找到 1 件", LIN)
    assert "#0001" in listed.text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/find", "请写要找的词，例如：/find 停暖"),
        ("/find   ", "请写要找的词"),
        ("/find 停", "请写两个字以上的词"),
        ("/find 😀😀", "请写两个字以上的词"),
        ("/find 路灯", "没有找到「路灯」，换个词试试"),
        ("/find <b>&", "请写两个字以上的词"),
        ("/similar", "请写明编号，例如：/similar 127"),
        ("/similar 停暖", "请写明编号"),
        ("/similar 4711", "找不到 #4711，请核对编号"),
        ("/similar 999999999999999999", "找不到 #999999999999999999"),
        ("/similar 30", "没有与 #0030 相似的案例"),
    ],
)
async def test_what_cannot_be_looked_for_is_told(stage: Stage, line: str, words: str) -> None:
    await twenty(stage)
    stage.sandbox.say(LIN, LIN, line)
    await stage.expect_text(words, chat=LIN)


async def test_hostile_questions_are_answered_and_harm_nothing(both: Stage) -> None:
    stage = both
    await answered(stage)
    # what no phone can send is tried on the store itself
    sendable = [words for words in HOSTILE if "\ud800" not in words]
    for words in sendable:
        stage.sandbox.say(LIN, LIN, f"/find {words}"[:4000])
        await stage.heard()
    await stage.quiet()
    told = [m.text for m in stage.sandbox.messages(LIN) if m.sender and m.sender.is_bot]
    assert len(told) == len(sendable)
    assert all("找到" in text or "请写两个字以上的词" in text for text in told)


async def test_similar_cases_with_their_reply_to_copy(both: Stage) -> None:
    stage = both
    await answered(stage)
    listed = await list_of(stage, LIN, "/similar 2", "📚 与 #0002 相似的 1 件", LIN)
    assert "#0001 已办结 · 2026-11-20" in listed.text
    assert "→ 首次回应、办结答复：居民朋友们：<b>管网</b>抢修已完成" in listed.text
    await listed.press("📋 #0001", by=LIN)
    told = await stage.expect_text("点文字即可复制", chat=LIN)
    assert told.text.endswith(f"：\n{ANSWER}")
    (pre,) = (entity for entity in told.entities if entity["type"] == "pre")
    assert told.text.encode("utf-16-le")[2 * pre["offset"] :].decode("utf-16-le") == ANSWER
    again = await listed.press("📋 #0001", by=LIN)
    assert again.text == "全文已发在下方"
    await stage.quiet()
    assert len(said(stage, "点文字即可复制", LIN)) == 1


async def test_a_reply_to_a_card_asks_for_its_like(stage: Stage) -> None:
    await answered(stage)
    await stage.publish("幸福里没有暖气，停暖三天", "供热管网压力不足，室温只有十二度，投诉几次没人管")
    card = await stage.expect_card("幸福里")
    stage.sandbox.say(BAI, GROUP, "/similar", reply_to=card.message_id)
    await stage.until(lambda: said(stage, "相似的 2 件", GROUP))
    (listed,) = said(stage, "相似的 2 件", GROUP)
    assert listed.silent
    assert listed.text.index("#0001") < listed.text.index("#0002")
    assert "没有签发过回应" in listed.text
    await Card(stage, GROUP, listed.message_id).press("📋 #0001", by=BAI)
    told = await stage.expect_text("点文字即可复制")
    assert (told.silent, told.reply_to) == (True, listed.message_id)


async def test_a_long_reply_comes_whole(stage: Stage) -> None:
    await answered(stage)
    long = "供热管网抢修已完成，感谢理解。" * 400
    await reply(stage.running.store, 1, long, number=2)
    listed = await list_of(stage, LIN, "/similar 2", "相似的 1 件", LIN)
    await listed.press("📋 #0001", by=LIN)
    await stage.expect_text("第 2 段，共 2 段", chat=LIN)
    texts = [m.text for m in said(stage, "点文字即可复制", LIN)]
    assert "".join(text.partition("：\n")[2] for text in texts) == long


async def test_what_was_withdrawn_is_not_copied_any_more(stage: Stage) -> None:
    await answered(stage)
    listed = await list_of(stage, LIN, "/similar 2", "相似的 1 件", LIN)
    await stands(stage.running.store, 1, Stand.WITHDRAWN)
    refused = await listed.press("📋 #0001", by=LIN)
    assert refused.alert
    assert "已改动或撤回" in refused.text


async def test_forged_keys_and_strangers_are_refused_and_logged(stage: Stage) -> None:
    await answered(stage)
    listed = await list_of(stage, LIN, "/similar 2", "相似的 1 件")
    for data in ("f1:", "f1:1", "f1:zzzzzzzzzzz:1", "f1:1:zzzz", "q1:fi:99999", "q1:fi:0:" + "长" * 53):
        forged = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, GROUP, listed.message_id, data))
        assert forged.alert, data
        assert "重新查询" in forged.text
    gone = stage.sandbox.press_raw(LIN, GROUP, listed.message_id, encode_copy(4711, 1))
    assert "已改动或撤回" in (await stage.sandbox.answer_of(gone)).text
    stage.sandbox.add_user(STRANGER, "小唐")
    for data in (encode_copy(1, 1), "q1:fi:0:停暖"):
        asked = stage.sandbox.press_raw(STRANGER, GROUP, listed.message_id, data)
        assert (await stage.sandbox.answer_of(asked)).url == "https://t.me/tingfeng_bot?start=join"
    await stage.quiet()
    assert not said(stage, "点文字即可复制", GROUP)
    assert {e["notes"]["code"] for e in await stage.events("refused")} == {"forged", "stranger"}


@pytest.mark.parametrize("line", ["/find 停暖", "/similar 1"])
async def test_strangers_and_foreign_chats_learn_nothing(stage: Stage, line: str) -> None:
    """O7"""
    await answered(stage)
    stage.sandbox.add_user(STRANGER, "小唐")
    stage.sandbox.say(STRANGER, STRANGER, line)
    await stage.expect_text("您还没有登记", chat=STRANGER)
    stage.sandbox.add_group(FOREIGN, "别的群", members=[FANG])
    stage.sandbox.say(FANG, FOREIGN, line)
    await stage.last_update()
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(FOREIGN) if m.sender and m.sender.is_bot]
    assert [e["notes"]["code"] for e in await stage.events("refused")] == ["stranger", "foreign"]


async def test_both_commands_are_offered(stage: Stage) -> None:
    stage.sandbox.say(LIN, LIN, "/help")
    told = (await stage.expect_text("我能做的", chat=LIN)).text
    assert "/find " in told
    assert "/similar " in told


async def test_a_text_below_a_sentence_fits_into_a_message(stage: Stage) -> None:
    text = Message("长{text}", {"text": "句" * 5000})
    notice = Notice(key="long", chat=GROUP, text=text, quoted="<&>" * 2000, lane=Lane.LOG, mentions=(LIN, BAI))
    assert await stage.running.store.say(notice, stage.clock())
    told = await stage.expect_text("<&><&>")
    assert utf16(told.text) <= 4096
    (pre,) = (entity for entity in told.entities if entity["type"] == "pre")
    assert pre["length"] == QUOTED
    assert told.text.endswith("…")


async def test_whoever_drafts_is_offered_what_was_answered_before(both: Stage) -> None:
    """S5: a like one's published reply comes as text to copy, beside the template; an unlike one's does not."""
    stage = both
    for person in (LIN, BAI):
        stage.sandbox.say(person, person, "/start")
    await stage.publish("小区没有暖气", "供热管网压力不足，小区没有暖气，室温只有十二度，投诉几次没人管")
    o = Office(stage, await stage.expect_card("小区没有暖气"))
    store = stage.running.store
    await put(store, cold(40), incident(id=41, title="望江西路塌方", status=Status.CLOSED))
    await reply(store, 40, ANSWER, kinds=(Kind.FIRST, Kind.FINAL))
    await reply(store, 41, "道路已抢通，请绕行的车辆恢复通行。")
    await o.drafted(by=LIN, kind="先期回应")
    offered = await stage.expect_text("先例 #0040 第40小区停暖 的答复，点按复制", LIN)
    assert ANSWER in offered.text
    assert offered.silent
    assert not any("先例 #0041" in m.text for m in stage.sandbox.messages(LIN))
