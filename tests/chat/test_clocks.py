"""The clocks over HTTP (lifecycle §4, §5): who is called, what the card says, what a long silence ends in."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import URL

from bot.app import started
from bot.config import load_config
from core.timer import Clock as Timed
from sandbox import Sandbox
from tests.chat.office import office
from tests.chat.stage import Clock, Site, Stage, configuration, people, staged
from tests.conftest import FANG, GROUP, GU, LIN

#: Friday 17:00 before Spring Festival 2026: Saturday the 14th is worked, the 15th to the 23rd are off
FESTIVAL_EVE = datetime(2026, 2, 13, 9, tzinfo=UTC)


def said(stage: Stage, words: str, chat: int = GROUP) -> list[str]:
    return [m.text for m in stage.sandbox.messages(chat) if words in m.text]


async def test_nobody_claims_so_the_group_is_called_and_then_the_leads(both: Stage) -> None:
    for person in (FANG, GU):
        both.sandbox.say(person, person, "/start")
    await both.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await both.expect_card("断头路")
    assert "⏰ 首次回应" in card.text
    await both.quiet()
    both.clock.forward(minutes=15)
    await both.sweep()
    called = await both.expect_text("还没有人认领，请认领")
    assert not called.silent
    assert called.reply_to == card.message_id
    await both.sweep()
    await both.quiet()
    assert len(said(both, "还没有人认领")) == 1
    both.clock.forward(minutes=15)
    await both.sweep()
    await both.expect_text("请指定专人")
    for person in (FANG, GU):
        assert not (await both.expect_text("请指定专人", person)).silent
    await card.press("我来认领", by=LIN)
    await card.expect("👤 林晓")
    await both.quiet()
    both.clock.forward(minutes=15)
    await both.sweep()
    await both.quiet()
    assert len(said(both, "认领")) == 2, "whoever is at it is left alone"
    kinds = [event["type"] for event in await both.events() if event["type"] in ("escalate", "remind")]
    assert kinds == ["escalate", "escalate"]


async def test_a_miss_stands_on_the_card_and_is_explained(stage: Stage) -> None:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    await card.press("我来认领", by=LIN)
    await card.expect("👤 林晓")
    first = next(one for one in (await stage.incident()).clocks if one.clock is Timed.FIRST_RESPONSE)
    due = first.due_at + timedelta(hours=8)
    assert f"首次回应 {due:%H:%M}" in card.text
    stage.clock.until(first.due_at + timedelta(seconds=5))
    await stage.sweep()
    await card.expect(f"❗首次回应 {due:%H:%M}")
    menu = await stage.menu(card, by=LIN)
    answer = await menu.press("时限", by=LIN)
    told = answer.text or (await stage.expect_text("时限", LIN)).text
    if "时限" not in told:
        told = (await stage.expect_text("首次回应：", LIN)).text
    assert re.search(r"首次回应：11-20（周五）12:0\d 发现，", told)


async def test_three_days_down_over_a_festival_are_one_message(tmp_path: Path, sqlite_url: URL) -> None:
    clock, site = Clock(FESTIVAL_EVE), Site()
    await site.server.start_server()
    sandbox = Sandbox(clock=lambda: clock().timestamp(), limits=False)
    people(sandbox)
    await sandbox.start()
    try:
        config = load_config(configuration(tmp_path, sandbox, site, sqlite_url), {})
        async with started(config, now=clock) as running:
            stage = Stage(sandbox, running, site, clock)
            await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
            await stage.expect_card("断头路")
            site.publish("锦绣家园没有暖气", "老人受不了，投诉几次没人管")
            await stage.look()
            await stage.expect_card("没有暖气")
            await stage.quiet()
            dues = {one.clock: one.due_at for one in (await stage.incident()).clocks if one.clock is not Timed.CLAIM}
        # Friday 17:01: the rest of the day, then the make-up Saturday
        local = {name: due.astimezone(config.figures.timezone).strftime("%m-%d %H") for name, due in dues.items()}
        assert local == {Timed.FIRST_RESPONSE: "02-14 11", Timed.CEILING: "02-15 17"}
        clock.forward(days=3)
        async with started(config, now=clock) as running:
            stage = Stage(sandbox, running, site, clock)
            await stage.sweep()
            notice = await stage.expect_text("停机或延误期间到期，现一并补报")
            await stage.sweep()
            await stage.quiet()
            assert len(said(stage, "补报")) == 1
            assert notice.text.count("还没有") + notice.text.count("仍没有") == 2
            assert notice.text.count("首次回应已超时") + notice.text.count("首次回应已到期") == 2
            assert notice.text.count("已到回应上限") == 2
            assert {one.clock: one.due_at for one in (await stage.incident()).clocks if one.clock in dues} == dues
            assert len(await stage.events("escalate")) == 2
    finally:
        await sandbox.stop()
        await site.server.close()


async def test_at_night_an_ordinary_miss_waits_for_the_morning(tmp_path: Path, sqlite_url: URL) -> None:
    night = datetime(2026, 11, 20, 15, 20, tzinfo=UTC)
    async with staged(tmp_path, sqlite_url, begin=night) as stage:
        await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
        await stage.expect_card("断头路")
        await stage.publish("工地塌方", "城东发生塌方，有人被埋，县住建局在哪里")
        await stage.expect_card("工地塌方")
        await stage.quiet()
        stage.clock.forward(minutes=31)
        await stage.sweep()
        called = await stage.expect_text("还没有人认领")
        await stage.quiet()
        assert ["工地塌方" in text for text in said(stage, "还没有人认领")] == [True]
        assert not called.silent
        stage.clock.until(datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
        await stage.sweep()
        await stage.until(lambda: any("断头路" in text for text in said(stage, "认领，请")))


async def test_when_the_time_box_is_over_the_stand_in_is_asked_and_then_the_leads_are_called(both: Stage) -> None:
    """S3: nobody signs in half an hour; whoever stands in may, and the clock of the stage begins no second time."""
    o = await office(both, ("断头路什么时候通", "每天绕行，投诉几次没人管"))
    await o.submitted(await o.drafted(by=LIN, kind="先期回应"), by=LIN)
    (timer,) = [one for one in (await both.incident()).clocks if one.clock is Timed.APPROVAL]
    assert timer.due_at - timer.started_at == timedelta(minutes=30)
    await both.quiet()
    both.clock.until(timer.due_at + timedelta(seconds=1))
    await both.sweep()
    await both.quiet()
    asked = await both.events("stand_in")
    assert [event["role"] for event in asked] == (["system"] if asked else [])
    both.clock.until(timer.due_at + timedelta(minutes=31))
    await both.sweep()
    called = await both.expect_text("送审稿仍未审签")
    assert not called.silent
    card = await both.expect_card("待审签", chat=GU)
    await card.confirm("签发 v1", by=GU)
    await o.card.expect("回应 v1 待审签（顾远）")
    first, second = [one for one in (await both.incident()).clocks if one.clock is Timed.APPROVAL]
    assert first.missed(both.clock())
    assert second.due_at - second.started_at == timedelta(minutes=30), "the next stage has its own time-box"
