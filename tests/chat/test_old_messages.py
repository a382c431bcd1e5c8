"""Messages that a card has left behind: replies to them go to the right incident, or are told so; none rings twice."""

from sqlalchemy import delete, select

from storage.tables import cards, outbox
from tests.chat.stage import Card, Stage
from tests.conftest import FANG, GROUP, LIN


async def opened(stage: Stage, title: str = "断头路什么时候通", text: str = "每天绕行，投诉几次没人管") -> Card:
    await stage.publish(title, text)
    return await stage.expect_card(title)


async def test_a_reply_to_an_older_menu_is_about_its_own_incident(stage: Stage) -> None:
    first = await opened(stage)
    second = await opened(stage, "小区停暖三天", "没有暖气，投诉没人管")
    menu = await stage.menu(first, by=LIN)
    await menu.press("属实", by=LIN)
    await stage.expect_text("核实依据", chat=LIN)
    old = await stage.menu(second, by=LIN)
    await stage.menu(second, by=LIN)
    stage.sandbox.say(LIN, LIN, "到现场看了", reply_to=old.message_id)
    await stage.expect_text("✔ #0002", chat=LIN)
    (comment,) = await stage.events("comment")
    assert (comment["subject"], await stage.events("basis")) == ("incident:2", [])


async def test_a_reply_to_what_nobody_remembers_is_no_answer_and_is_told(stage: Stage) -> None:
    card = await opened(stage)
    menu = await stage.menu(card, by=LIN)
    old = await stage.menu(card, by=LIN)
    await stage.menu(card, by=LIN)
    async with stage.running.store.db.write() as connection:
        await connection.execute(delete(outbox).where(outbox.c.kind == "left"))
    stage.clock.forward(minutes=5)
    fresh = await stage.menu(card, by=LIN)
    await fresh.press("属实", by=LIN)
    await stage.expect_text("核实依据", chat=LIN)
    stage.sandbox.say(LIN, LIN, "看过了", reply_to=old.message_id)
    await stage.expect_text("这条消息已过期，没有记下", chat=LIN)
    assert (await stage.events("basis"), await stage.events("comment")) == ([], [])
    assert menu.message_id != old.message_id


async def test_a_card_that_somebody_deleted_comes_back_in_silence(stage: Stage) -> None:
    card = await opened(stage, "工地塌方", "有人受伤")
    assert not card.message.silent
    menu = await stage.menu(card, by=LIN)
    stage.sandbox.delete(GROUP, card.message_id)
    await menu.press("我来认领", by=LIN)
    back = await stage.expect_card("👤 林晓")
    assert back.message_id != card.message_id
    assert back.message.silent


async def test_a_card_that_was_to_ring_still_rings_when_somebody_asks_for_it(stage: Stage) -> None:
    stage.sandbox.faults.flood(GROUP, retry_after=30, for_seconds=30)
    await stage.publish("工地塌方", "有人受伤")
    await stage.running.store.show_again(1, GROUP, stage.clock())
    card = await stage.expect_card("工地塌方")
    assert not card.message.silent


async def test_a_number_beyond_every_row_opens_nothing(stage: Stage) -> None:
    card = await opened(stage)
    callback = stage.sandbox.press_raw(FANG, GROUP, card.message_id, f"v1:op:1:0:{'z' * 20}")
    answer = await stage.sandbox.answer_of(callback)
    assert "请往下看" in answer.text
    async with stage.running.store.db.read() as connection:
        assert len((await connection.execute(select(cards))).all()) == 1
