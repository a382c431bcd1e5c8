"""After a silence of the line, and after a kill: what people are told and what they need not repeat (lifecycle §6)."""

from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from core.outgoing import Lane, Notice
from core.texts import Message
from tests.chat.stage import Card, Stage
from tests.chat.test_door import by_webhook
from tests.conftest import BAI, GROUP, LIN


async def opened(stage: Stage) -> Card:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    await stage.quiet()
    return card


async def silence(stage: Stage, **span: float) -> None:
    """The line is down for so long by everybody's clock, and back before anything is waited for."""
    stage.sandbox.faults.outage = True
    await stage.sandbox.wait_for(lambda: not stage.sandbox.world.updates.listening)
    stage.clock.forward(**span)
    stage.sandbox.faults.outage = False
    # waiting for a card hurries the clock along, which would lengthen the silence
    await stage.sandbox.wait_for(lambda: stage.sandbox.world.updates.listening)


def told(stage: Stage, words: str, chat: int = GROUP) -> list[str]:
    return [m.text for m in stage.sandbox.messages(chat) if words in m.text]


async def test_after_a_silence_the_group_is_asked_to_press_again(both: Stage) -> None:
    card = await opened(both)
    both.sandbox.faults.outage = True
    both.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
    await silence(both, minutes=10)
    notice = await both.expect_text("期间的点击未收到，请重按")
    assert notice.silent
    assert (await both.incident()).owner is None, "Telegram had dropped the press"
    await card.press("我来认领", by=LIN)
    await card.expect("👤 林晓")
    await both.quiet()
    assert len(told(both, "请重按")) == 1


async def test_a_short_silence_is_not_worth_a_word(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.faults.outage = True
    stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
    await silence(stage, seconds=60)
    await card.expect("👤 林晓")
    await stage.quiet()
    assert told(stage, "请重按") == []


async def test_a_quiet_line_is_no_silence(stage: Stage) -> None:
    card = await opened(stage)
    stage.clock.forward(hours=3)
    await card.press("我来认领", by=LIN)
    await card.expect("👤 林晓")
    await stage.quiet()
    assert told(stage, "请重按") == []


async def test_where_telegram_comes_to_us_a_quiet_line_is_no_silence(tmp_path: Path, sqlite_url: URL) -> None:
    async with by_webhook(tmp_path, sqlite_url) as stage:
        card = await opened(stage)
        stage.clock.forward(hours=3)
        await card.press("我来认领", by=LIN)
        await card.expect("👤 林晓")
        await stage.quiet()
        await stage.running.store.heard(stage.clock(), again=True)  # as a restart would
        await stage.quiet()
        assert told(stage, "请重按") == []


async def test_where_telegram_comes_to_us_the_line_is_looked_at(
    tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.receiver.LOOK", 0.02)
    async with by_webhook(tmp_path, sqlite_url) as stage:
        await opened(stage)
        stage.sandbox.faults.outage = True
        asked = len(stage.sandbox.log)
        await stage.sandbox.wait_for(lambda: [e for e in list(stage.sandbox.log)[asked:] if e.method == "getMe"])
        stage.clock.forward(minutes=10)
        stage.sandbox.faults.outage = False
        await stage.expect_text("期间的点击未收到，请重按")
        stage.clock.forward(hours=3)
        await stage.quiet()
        assert len(told(stage, "请重按")) == 1


async def test_a_major_one_makes_it_loud(stage: Stage) -> None:
    await stage.publish("工地塌方", "城东发生塌方，有人被埋，县住建局在哪里")
    await stage.expect_card("工地塌方")
    await stage.quiet()
    await silence(stage, minutes=10)
    assert not (await stage.expect_text("请重按")).silent


async def test_after_an_hour_everything_comes_the_important_first(stage: Stage) -> None:
    """Small notices in one message, urgent ones by themselves, no card lost or doubled."""
    await opened(stage)
    stage.sandbox.faults.outage = True
    await stage.sandbox.wait_for(lambda: not stage.sandbox.world.updates.listening)
    now = stage.clock()
    for number in range(12):
        text = Message("小事{n}", {"n": number})
        await stage.running.store.say(Notice(key=f"small:{number}", chat=GROUP, text=text, lane=Lane.LOG), now)
    urgent = Notice(key="urgent", chat=GROUP, text=Message("急事"), lane=Lane.ESCALATION, loud=True)
    await stage.running.store.say(urgent, now)
    await stage.publish("小区没有暖气", "老人受不了，投诉几次没人管")
    # it has noticed that nobody can be reached before the hour is over
    await stage.sandbox.wait_for(lambda: "getMe" in [entry.method for entry in stage.sandbox.log if not entry.status])
    stage.clock.forward(hours=1)
    stage.sandbox.faults.outage = False
    together = await stage.expect_text("停机期间：")
    await stage.quiet()
    assert "小事0" in together.text
    assert "小事11" in together.text
    after = [m.text for m in stage.sandbox.messages(GROUP)][1:]
    assert after[0] == "急事"
    assert after.index("急事") < after.index(together.text)
    assert told(stage, "小事") == [together.text]
    assert len(told(stage, "没有暖气")) <= 2, "whose answer the outage took may have come twice"
    assert len(await stage.events("delivered")) == 2


async def test_a_lost_question_is_answered_by_its_first_copy(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.faults.lose_answer("sendMessage")
    await card.press("✅ 属实", by=LIN)
    await stage.until(lambda: len(told(stage, "核实依据")) == 2)
    first = next(m for m in stage.sandbox.messages(GROUP) if "核实依据" in m.text)
    stage.sandbox.say(LIN, GROUP, "看了现场", reply_to=first.message_id)
    await stage.expect_text("已记下核实依据")
    assert (await stage.incident()).basis == "看了现场"
    await stage.quiet()
    stage.sandbox.say(LIN, GROUP, "又去了一次", reply_to=first.message_id)
    await stage.quiet()
    assert (await stage.incident()).basis == "看了现场", "it is answered: an unknown message stands for it no more"


async def test_another_message_or_person_answers_no_question(stage: Stage) -> None:
    card = await opened(stage)
    await card.press("✅ 属实", by=LIN)
    await stage.expect_text("核实依据")
    other = stage.sandbox.say(BAI, GROUP, "我去看看")
    stage.sandbox.say(LIN, GROUP, "好的", reply_to=other.message_id)
    stage.sandbox.say(LIN, GROUP, "谢谢", reply_to=card.message_id)
    await stage.quiet()
    assert (await stage.incident()).basis == ""


async def test_a_double_tap_confirms_nothing(stage: Stage) -> None:
    """W2: the second press of a confirmation is a decision, not a trembling thumb."""
    card = await opened(stage)
    tap = [stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:iv:1:0:f") for _ in range(2)]
    for query in tap:
        assert "再按一次" in (await stage.sandbox.answer_of(query)).text
    stage.clock.forward(seconds=2)
    query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:iv:1:0:f")
    assert (await stage.sandbox.answer_of(query)).text == "已标为无效"
