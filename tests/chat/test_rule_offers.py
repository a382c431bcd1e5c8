"""误报 offers the word to exclude; the weekly look at the rules; a start that keeps what chat changed (D6, W)."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.engine import URL

from handlers.common import put
from jobs.rule_checkup import checkup
from sandbox import Message
from tests.chat.stage import Card, Stage, staged
from tests.conftest import FANG, GROUP, LIN, NOON

#: when the digest of the week before is due
MONDAY = datetime(2026, 11, 23, 8, 31, tzinfo=ZoneInfo("Asia/Shanghai"))
FILMING = ("望江西路封闭两天拍电视剧", "摄制组在望江西路拍摄电视剧，县住建局投诉热线称已报备")
SECOND = ("断头路上来了摄制组", "摄制组借用断头路，县住建局投诉电话打不通，看明星的人很多")
REAL = ("望江西路挖断水管", "望江西路施工挖断水管，没人管，投诉县住建局")


async def marked(stage: Stage, words: str, *, by: int, reason: str = "误报") -> Card:
    card = await stage.expect_card(words)
    await card.press("无效", by=by)
    await card.expect(reason)
    await card.confirm(reason, by=by)
    return card


async def offered(stage: Stage, *, by: int, title: str = FILMING[0]) -> Card:
    """A true find of the rule, a false alarm, and another that is marked: the word is proposed."""
    await stage.publish(*REAL)
    real = await stage.expect_card(REAL[0])
    await real.press("属实", by=LIN)
    await stage.publish(*SECOND)
    await marked(stage, SECOND[0], by=FANG, reason="广告")
    await stage.publish(*FILMING)
    await marked(stage, FILMING[0], by=by)
    return await stage.expect_card("要加排除词吗")


async def test_a_lead_adds_the_word_with_one_tap(stage: Stage) -> None:
    offer = await offered(stage, by=FANG)
    assert "! 摄制组" in offer.labels, offer.text
    line = next(line for line in offer.text.splitlines() if "「摄制组」" in line)
    assert "少命中 2 条（共 3 条），没有误伤" in line
    answer = await offer.press("! 摄制组", by=FANG)
    assert "已给规则「道路施工」加上排除词「摄制组」" in answer.text
    rule = await stage.running.store.rule("道路施工")
    assert rule is not None
    assert rule.section.text.endswith("\n!摄制组")
    await stage.publish("望江西路又来摄制组", "望江西路新来的摄制组扰民，县住建局投诉")
    await stage.quiet()
    assert await stage.running.store.incident(4) is None, "the word cancels the rule at once"
    (event,) = await stage.events("rule_changed")
    assert (event["actor"], event["side"]["reason"]) == (FANG, "#0003")


async def test_cut_off_behind_the_change_its_keys_go_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The word is stored, then it is said: what breaks off in between is done once more, and changes nothing twice."""
    offer = await offered(stage, by=FANG)
    broken = list[str]()

    async def once_broken(key: str, *args: Any, **options: Any) -> None:
        if not broken:
            broken.append(key)
            raise OSError("cut off")
        await put(key, *args, **options)

    monkeypatch.setattr("handlers.rule_offers.put", once_broken)
    stage.expected_errors.append("an update could not be handled")
    answer = await offer.press("! 摄制组", by=FANG)
    assert "已给规则「道路施工」加上排除词「摄制组」" in answer.text
    await stage.expect_text("已给规则「道路施工」加上排除词「摄制组」")
    assert broken
    assert not [m for m in stage.sandbox.messages(GROUP) if any("摄制组" in button.label for button in m.buttons)]
    assert len(await stage.events("rule_changed")) == 1


async def test_a_member_proposes_it_to_the_lead(stage: Stage) -> None:
    offer = await offered(stage, by=LIN)
    answer = await offer.press("! 摄制组", by=LIN)
    assert "已建议带班领导" in answer.text
    rule = await stage.running.store.rule("道路施工")
    assert rule is not None
    assert "摄制组" not in rule.section.text, "a member changes no rule"
    asked = await stage.expect_card("建议给规则「道路施工」加排除词「摄制组」")
    assert asked.labels == ["! 摄制组", "不加"]
    refused = await asked.press("! 摄制组", by=FANG)
    assert "已给规则「道路施工」加上排除词「摄制组」" in refused.text
    again = await offer.press("! 摄制组", by=FANG)
    assert "已经处理过了" in again.text


async def test_whoever_marked_it_may_leave_it(stage: Stage) -> None:
    offer = await offered(stage, by=LIN)
    await offer.press("不加", by=LIN)
    await stage.expect_text("没有加排除词")
    rule = await stage.running.store.rule("道路施工")
    assert rule is not None
    assert rule.version == 1


async def test_taken_back_it_proposes_nothing_more(stage: Stage) -> None:
    offer = await offered(stage, by=FANG)
    card = await stage.expect_card(FILMING[0])
    await card.press("重开", by=FANG)
    await stage.answer_question("重开", "看错了", by=FANG)
    await stage.heard()
    answer = await offer.press("! 摄制组", by=FANG)
    assert "这件事已不是无效" in answer.text


async def test_other_reasons_offer_nothing(stage: Stage) -> None:
    await stage.publish(*FILMING)
    await marked(stage, FILMING[0], by=FANG, reason="旧闻")
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(GROUP) if "排除词" in m.text]


async def test_the_rules_are_looked_at_once_a_week(stage: Stage) -> None:
    stage.sandbox.say(FANG, GROUP, "/rule edit 工程安全\n塌方\n:级别 重大\n:到期 2026-11-25")
    card = await stage.expect_card("🧪 试算")
    await card.press("✅ 保存", by=FANG)
    await stage.expect_text("已保存")
    stage.clock.until(MONDAY - timedelta(hours=2))
    await checkup(stage.running.tools)
    await stage.quiet()
    assert not checkups(stage), "its time has not come"
    stage.clock.until(MONDAY)
    for _ in range(3):
        await checkup(stage.running.tools)
    await stage.quiet()
    (told,) = checkups(stage)
    assert "规则「工程安全」2026-11-25 到期" in told.text
    assert told.text.startswith("方正"), "whoever leads is named"
    opened = Card(stage, GROUP, told.message_id)
    await opened.press("工程安全", by=FANG)
    await opened.expect("塌方", "⏸ 暂停")
    stage.clock.until(MONDAY + timedelta(days=7))
    await checkup(stage.running.tools)
    await stage.quiet()
    assert any("已于 2026-11-25 到期" in told.text for told in checkups(stage))


def checkups(stage: Stage) -> list[Message]:
    return [m for m in stage.sandbox.messages(GROUP) if "规则体检" in m.text]


async def test_well_kept_rules_are_not_talked_about(stage: Stage) -> None:
    stage.clock.until(MONDAY)
    await checkup(stage.running.tools)
    await stage.quiet()
    assert not checkups(stage)
    assert await stage.running.store.rules_looked_at() == "2026-W47"


async def test_a_start_keeps_what_chat_changed(tmp_path: Path, database_url: URL) -> None:
    async with staged(tmp_path, database_url) as stage:
        stage.sandbox.say(FANG, GROUP, "/rule edit 道路施工\n望江西路|修路")
        card = await stage.expect_card("🧪 试算")
        await card.press("✅ 保存", by=FANG)
        await stage.expect_text("已保存")
    # the file still says what it said
    later = NOON + timedelta(hours=1)
    async with staged(tmp_path, database_url, begin=later) as stage:
        await stage.publish("城东修路太久", "城东修路太久没人管，县住建局投诉")
        await stage.expect_card("城东修路太久")
        rule = await stage.running.store.rule("道路施工")
        assert rule is not None
        assert (rule.section.text, rule.person) == ("[道路施工]\n望江西路|修路", FANG)
