"""The failures of lifecycle §6: flood control, lost answers, deleted cards, migrations, blocked people (A1, O4)."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from sandbox.model import Query
from tests.chat.stage import Card, Stage, staged
from tests.conftest import BAI, FANG, GROUP, HE, LIN


async def opened(stage: Stage) -> Card:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    return await stage.expect_card("断头路")


def edits(stage: Stage) -> int:
    return len([c for c in stage.sandbox.calls if c.method == "editMessageText" and c.status == 200])


async def test_flood_control_in_one_chat_does_not_hold_another(stage: Stage) -> None:
    stage.sandbox.say(LIN, LIN, "/start")
    await stage.expect_text("您好", chat=LIN)
    card = await opened(stage)
    stage.sandbox.faults.flood(GROUP, retry_after=40, for_seconds=40)
    before = edits(stage)
    answer = await card.press("我来认领", by=LIN)
    assert answer.text == "已认领，请核实"
    tried = len([c for c in stage.sandbox.calls if c.status == 429])
    await stage.menu(card, by=LIN)
    assert edits(stage) == before
    await card.expect("待核实")
    assert len([c for c in stage.sandbox.calls if c.status == 429]) <= tried + 1, "no 429 loop"


async def test_many_presses_are_few_edits(stage: Stage) -> None:
    card = await opened(stage)
    await card.press("我来认领", by=LIN)
    await card.press("协助", by=BAI) if "🤝 协助" in card.labels else None
    for data in ("v1:as:1:1", "v1:as:1:1"):
        for person in (BAI, FANG, HE):
            stage.sandbox.press_raw(person, GROUP, card.message_id, data)
    await card.expect("协助")
    await stage.quiet()
    assert edits(stage) <= 4
    assert set((await stage.incident()).assistants) == {BAI, FANG, HE}


async def test_a_lost_answer_doubles_at_most_once_and_heals(stage: Stage) -> None:
    stage.sandbox.faults.lose_answer("sendMessage")
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    await stage.until(lambda: len([m for m in stage.sandbox.messages(GROUP) if m.buttons]) == 2)
    first, second = (m for m in stage.sandbox.messages(GROUP) if m.buttons)
    answer = await stage.sandbox.press(LIN, GROUP, first.message_id, "🙋 我来认领")
    assert answer.text == "已认领，请核实"
    await stage.until(lambda: len([m for m in stage.sandbox.messages(GROUP) if m.buttons]) == 1)
    await Card(stage, GROUP, second.message_id).expect("待核实")
    assert len(await stage.events("delivered")) == 1


async def test_a_deleted_card_is_posted_anew(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.delete(GROUP, card.message_id)
    query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
    assert (await stage.sandbox.answer_of(query)).text == "已认领，请核实"
    fresh = await stage.expect_card("断头路")
    assert fresh.message_id != card.message_id
    await fresh.expect("待核实")


async def test_not_modified_is_a_success(stage: Stage) -> None:
    card = await opened(stage)
    words = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    stage.sandbox.faults.fail("editMessageText", 400, words)
    await card.press("我来认领", by=LIN)
    await stage.quiet()
    assert not await stage.running.store.stale_cards(stage.clock())


async def test_an_upgraded_group_is_followed(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.migrate(GROUP, -1002)
    moved = await stage.expect_card("断头路", chat=-1002)
    assert (await moved.press("我来认领", by=LIN)).text == "已认领，请核实"
    await moved.expect("待核实")
    assert (await stage.running.store.policy()).group == -1002
    del card


async def test_an_upgrade_is_learned_from_a_refused_send_too(stage: Stage) -> None:
    stage.sandbox.migrate(GROUP, -1002)
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    await stage.expect_card("断头路", chat=-1002)


async def test_a_blocked_person_is_called_in_the_group_and_served_again_later(stage: Stage) -> None:
    stage.sandbox.say(HE, HE, "/start")
    await stage.expect_text("您好", chat=HE)
    stage.sandbox.block(HE)
    card = await opened(stage)
    await card.press("✅ 属实", by=FANG)
    await card.expect("已核实")
    await card.press("交办", by=FANG)
    await card.expect("市政科")
    await card.press("市政科", by=FANG)
    told = await stage.expect_text("私信发不到您那里")
    assert "何建" in told.text
    stage.sandbox.say(HE, HE, "/start")
    mine = await stage.expect_card("断头路", chat=HE)
    assert "👌 签收" in mine.labels


async def test_an_outage_loses_nothing(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.faults.outage = True
    await stage.publish("小区没有暖气", "老人受不了，投诉几次没人管")
    query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
    stage.clock.forward(seconds=30)
    stage.sandbox.faults.outage = False
    await stage.expect_card("没有暖气")
    await card.expect("待核实")
    assert query
    assert (await stage.incident()).owner == LIN


async def test_an_old_press_is_worked_though_it_cannot_be_answered(stage: Stage) -> None:
    card = await opened(stage)
    words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    stage.sandbox.faults.fail("answerCallbackQuery", 400, words)
    stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
    await card.expect("待核实")


async def test_words_that_telegram_refuses_leave_no_spinner(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.faults.fail("answerCallbackQuery", 400, "Bad Request: MESSAGE_TOO_LONG")
    query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
    assert (await stage.sandbox.answer_of(query)).text == ""
    await card.expect("待核实")


async def test_an_answer_that_was_lost_is_given_once_more(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.faults.fail("answerCallbackQuery", 502, "Bad Gateway")
    query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
    assert (await stage.sandbox.answer_of(query)).text == "已认领，请核实"
    assert len(await stage.events("claim")) == 1


async def test_flood_control_is_not_answered_with_more_answers(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.faults.fail("answerCallbackQuery", 429, "Too Many Requests: retry after 30", retry_after=30)
    stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
    await card.expect("待核实")
    await stage.quiet()
    assert len([c for c in stage.sandbox.calls if c.method == "answerCallbackQuery"]) == 1


async def test_a_press_that_cannot_be_worked_is_answered(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong in us: nobody is left with a spinning button, and the next press is worked again."""
    stage.expected_errors.append("could not be handled")
    card = await opened(stage)

    async def broken(*_: object) -> None:
        raise RuntimeError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr(type(stage.running.store), "heal", broken)
        query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:as:1:0")
        assert "出错了" in (await stage.sandbox.answer_of(query)).text
        await stage.quiet()
    assert (await card.press("我来认领", by=LIN)).text == "已认领，请核实"


async def test_a_press_that_is_worked_at_the_second_try_hears_nothing_of_the_first(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.expected_errors.append("could not be handled")
    card = await opened(stage)
    whole, calls = type(stage.running.store).heal, 0

    async def hiccup(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise RuntimeError("the database is busy")
        return await whole(*given, **named)

    monkeypatch.setattr(type(stage.running.store), "heal", hiccup)
    query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
    assert (await stage.sandbox.answer_of(query)).text == "已认领，请核实"
    await stage.quiet()
    assert calls >= 3
    assert len([c for c in stage.sandbox.calls if c.method == "answerCallbackQuery"]) == 1
    assert len(await stage.events("claim")) == 1


async def test_a_press_is_told_though_its_failure_cannot_be_written(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is gone for the handler and for the inbox: the press is told, kept, and worked when it is back."""
    stage.expected_errors += ["could not be handled", "could not be booked"]
    card = await opened(stage)

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the database is gone")

    with monkeypatch.context() as patch:
        patch.setattr(type(stage.running.store), "heal", broken)
        patch.setattr(type(stage.running.store), "not_handled", broken)
        query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
        assert "出错了" in (await stage.sandbox.answer_of(query)).text
    await stage.quiet()
    assert (await stage.incident()).owner == LIN


async def test_words_that_could_not_be_taken_down_are_asked_for_again_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.expected_errors.append("could not be handled")
    stage.sandbox.add_group(-1009, "别的群", members=[LIN], admins=[LIN])
    card = await opened(stage)

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is gone")

    with monkeypatch.context() as patch:
        for name in ("keep_draft", "change", "refused"):
            patch.setattr(type(stage.running.store), name, broken)
        stage.sandbox.say(LIN, LIN, "/report 桥头垃圾没人清 https://bbs.example/9")
        stage.sandbox.say(BAI, GROUP, "看了现场", reply_to=card.message_id)
        stage.sandbox.say(LIN, -1009, "/undo@tingfeng_bot")
        await stage.quiet()
    for chat in (LIN, GROUP):
        assert [m.text for m in stage.sandbox.messages(chat) if "没有记下" in m.text] == [
            "出错了，没有记下；请再发一次"
        ]
    assert len(stage.sandbox.messages(-1009)) == 1, "nothing is said in a foreign group"
    stage.sandbox.say(BAI, GROUP, "看了现场", reply_to=card.message_id)
    await stage.quiet()
    assert len(await stage.events("comment")) == 1


async def test_words_taken_down_at_the_second_try_are_not_asked_for_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.expected_errors.append("could not be handled")
    card = await opened(stage)
    whole, calls = type(stage.running.store).change, 0

    async def hiccup(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise RuntimeError("the database is busy")
        return await whole(*given, **named)

    monkeypatch.setattr(type(stage.running.store), "change", hiccup)
    stage.sandbox.say(BAI, GROUP, "看了现场", reply_to=card.message_id)
    await stage.quiet()
    assert len(await stage.events("comment")) == 1
    assert not [m for m in stage.sandbox.messages(GROUP) if "没有记下" in m.text]


async def test_a_press_that_cannot_be_read_is_answered(stage: Stage) -> None:
    stage.expected_errors.append("cannot be read")
    card = await opened(stage)
    world = stage.sandbox.world
    world.queries["4711"] = Query(
        id="4711", user_id=LIN, chat_id=GROUP, message_id=card.message_id, data="", asked_at=world.clock()
    )
    world.updates.put("callback_query", {"id": "4711", "from": "somebody", "chat_instance": "1", "data": "v1:cl:1:0"})
    assert "出错了" in (await stage.sandbox.answer_of("4711")).text
    assert (await stage.incident()).owner is None


async def test_an_unreadable_update_is_put_aside(stage: Stage) -> None:
    stage.expected_errors.append("cannot be read")
    card = await opened(stage)
    stage.sandbox.world.updates.put("message", {"message_id": "x", "date": "gestern", "chat": 7})
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")


async def test_a_second_poller_is_waited_out(stage: Stage) -> None:
    stage.expected_errors.append("409")
    card = await opened(stage)
    words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    stage.sandbox.faults.fail("getUpdates", 409, words)
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")


async def test_a_failing_source_is_named_once_and_its_recovery_too(stage: Stage) -> None:
    stage.site.status = 503
    for _ in range(8):
        stage.clock.forward(hours=1)
        await stage.look()
    told = await stage.expect_text("监测源「海棠论坛」读不到")
    assert "方正" in told.text
    assert "503" in told.text
    stage.site.status = 200
    stage.clock.forward(hours=8)
    await stage.look()
    await stage.expect_text("监测源「海棠论坛」已恢复")
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(GROUP) if "读不到" in m.text]) == 1


async def test_a_group_never_hears_more_than_telegram_allows(stage: Stage) -> None:
    stage.sandbox.limits.on = True
    for number in range(26):
        # every card about something else: no two share a word beside the rule's
        own = "".join(chr(0x4E00 + number * 40 + at) for at in range(24))
        stage.site.publish(f"断头路{own[:8]}", f"投诉{own}")
    await stage.look()

    def cards() -> int:
        return len([m for m in stage.sandbox.messages(GROUP) if m.buttons])

    # five of their own, then twenty lines and one on two storm cards
    await stage.until(lambda: cards() == 7, timeout=20)
    await stage.quiet()
    assert len(await stage.events("delivered")) == 26
    assert not [c for c in stage.sandbox.calls if c.status == 429]


async def test_incidents_found_before_the_group_was_bound_get_their_card(tmp_path: Path, sqlite_url: URL) -> None:
    unbound = ("\ngroup = -1001\n", "\n")
    async with staged(tmp_path, sqlite_url, change=unbound) as stage:
        await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
        assert (await stage.incident()).is_open
        assert not stage.sandbox.messages(GROUP)
    async with staged(tmp_path, sqlite_url) as stage:
        card = await stage.expect_card("断头路")
        await card.press("我来认领", by=LIN)
        await card.expect("待核实")
