"""汇总 as the group reads it: the digest on Monday, a downtime, an empty week, the brief, /week (R1, I5)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.app import started
from bot.config import load_config
from core.digest.facts import Activity
from core.digest.figures import Summary
from core.digest.summary import summarise
from core.policy import Policy
from jobs.digest import digest
from sandbox import Message, Sandbox
from storage.audit import Head
from tests.chat.office import Office, office
from tests.chat.stage import Clock, Site, Stage, configuration, people, staged
from tests.conftest import FANG, GROUP, GU, LIN

#: NOON is Friday 11-20 at 12:00; Monday's digest comes at 08:30 of the organisation's clock
MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
FIVE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ROSTER = ("[storage]\n", '[roster]\nduty = ["林晓", "白露"]\nlead = ["方正"]\nsince = 2026-11-16\n[storage]\n')
WEEK = "2026年第47周周报 11-16 至 11-22"


async def told(stage: Stage) -> None:
    """The clock rings, and everything is said."""
    await digest(stage.running.tools)
    await stage.quiet()


def said(stage: Stage, words: str) -> list[Message]:
    return [m for m in stage.sandbox.messages(GROUP) if words in m.text]


def under(stage: Stage, lead: Message) -> list[Message]:
    return [m for m in stage.sandbox.messages(GROUP) if m.reply_to == lead.message_id]


async def a_week(stage: Stage) -> Office:
    """One is claimed and judged, one lies there."""
    at = await office(stage)
    await at.card.press("我来认领", by=LIN)
    await at.card.expect("👤 林晓")
    await at.judged("✅ 属实", by=LIN)
    await stage.publish("断头路什么时候通", "望江西路每天绕行，投诉几次没人管")
    await stage.expect_card("断头路")
    await stage.quiet()
    return at


async def test_monday_brings_the_digest_with_everything_under_it(both: Stage) -> None:
    await a_week(both)
    both.clock.until(MONDAY - timedelta(minutes=20))
    await told(both)
    assert not said(both, "周报 "), "not before its time"
    both.clock.until(MONDAY)
    await told(both)
    (lead,) = said(both, WEEK)
    assert lead.text.startswith(f"📊 {WEEK}\n新增 2 件 · 办结 0 件 · 在办 2 件\n")
    assert len(lead.text.splitlines()) <= 15
    assert (lead.silent, "补发" in lead.text) == (True, False)
    assert "，林晓 → " in lead.text
    assert "，无人负责 → 尽快认领" in lead.text
    keys = [button.label for button in lead.buttons]
    assert "#0002 尽快认领" in keys
    assert all(button.url.startswith("https://t.me/") for button in lead.buttons)
    replies = under(both, lead)
    assert [m.text.partition("\n")[0] for m in replies[:4]] == [
        "【时限与办理】",
        "【舆情与误报】",
        "【在办与超时】",
        "【监测与工作量】",
    ]
    picture, ledger = replies[4:]
    assert picture.media is not None
    assert ledger.media is not None
    assert (picture.text, picture.media.kind) == ("本周新增 2 件，办结 0 件", "photo")
    assert ledger.text == "台账 2026年第47周（11-16 至 11-22），共 2 件"
    assert (ledger.media.kind, ledger.media.name.endswith(".xlsx")) == ("document", True)


async def test_the_head_of_the_audit_is_a_witness(stage: Stage) -> None:
    await a_week(stage)
    stage.clock.until(MONDAY)
    head = await stage.running.store.audit_head()
    await told(stage)
    (lead,) = said(stage, WEEK)
    assert lead.text.splitlines()[-1].startswith("留痕 #")
    seq, mark = lead.text.splitlines()[-1].removeprefix("留痕 #").split(":")
    assert int(seq) <= head.seq
    _, broken = await stage.running.store.verify_audit(Head(int(seq), mark))
    assert broken is None


async def test_a_digest_is_told_once_whoever_looks(stage: Stage) -> None:
    await a_week(stage)
    stage.clock.until(MONDAY)
    await asyncio.gather(*(digest(stage.running.tools) for _ in range(3)))
    await stage.quiet()
    before = len(stage.sandbox.messages(GROUP))
    stage.clock.forward(hours=3)
    await told(stage)
    assert len(said(stage, WEEK)) == 1
    assert len(stage.sandbox.messages(GROUP)) == before


async def test_a_restart_says_what_was_not_said_and_nothing_twice(tmp_path: Path, sqlite_url: URL) -> None:
    clock, site = Clock(), Site()
    await site.server.start_server()
    sandbox = Sandbox(clock=lambda: clock().timestamp(), limits=False)
    people(sandbox)
    await sandbox.start()
    try:
        config = load_config(configuration(tmp_path, sandbox, site, sqlite_url), {})
        async with started(config, now=clock) as running:
            await a_week(Stage(sandbox, running, site, clock))
            clock.until(MONDAY)
            # it is decided, and the process ends before Telegram has heard of it
            sandbox.faults.outage = True
            await digest(running.tools)
        sandbox.faults.outage = False
        clock.forward(minutes=5)
        async with started(config, now=clock) as running:
            stage = Stage(sandbox, running, site, clock)
            await told(stage)
            (lead,) = said(stage, WEEK)
            assert len(under(stage, lead)) == 6
            assert "补发" not in lead.text
    finally:
        await sandbox.stop()
        await site.server.close()


async def test_a_key_of_the_digest_opens_the_matter(stage: Stage) -> None:
    await a_week(stage)
    stage.clock.until(MONDAY)
    await told(stage)
    (lead,) = said(stage, WEEK)
    (key,) = [button for button in lead.buttons if button.label.startswith("#0002 ")]
    stage.sandbox.open_link(LIN, key.url)
    await stage.expect_card("断头路", chat=LIN)


async def test_a_bypass_is_shown_with_its_reason(stage: Stage) -> None:
    at = await office(stage)
    await at.judged("✅ 属实", by=LIN)
    await at.card.expect("已核实", "起草")
    await at.drafted(by=LIN)
    await at.bypassed(by=GU)
    await stage.quiet()
    stage.clock.until(MONDAY)
    await told(stage)
    (lead,) = said(stage, WEEK)
    assert "⚠️ 特批签发 1 次：#0001 顾远" in lead.text
    assert "· #0001 顾远：会前必须回应" in under(stage, lead)[0].text


async def test_an_empty_week_is_told_too(stage: Stage) -> None:
    stage.clock.until(MONDAY)
    await told(stage)
    (lead,) = said(stage, WEEK)
    assert "没有新增，也没有在办的舆情" in lead.text
    assert "特批签发 0 次" in lead.text
    (picture,) = under(stage, lead)
    assert picture.media is not None
    assert picture.media.kind == "photo"
    assert picture.text == "本周没有新增，也没有办结"


async def test_nothing_is_told_of_a_week_before_the_installation(stage: Stage) -> None:
    await told(stage)
    stage.clock.forward(hours=10)
    await told(stage)
    assert not said(stage, "周报")


async def test_after_two_missed_mondays_both_weeks_are_told_the_older_first(stage: Stage) -> None:
    await a_week(stage)
    stage.clock.until(MONDAY + timedelta(days=8))
    await told(stage)
    titles = [m.text.partition("\n")[0] for m in said(stage, "📊 ")]
    assert titles == [
        f"📊 {WEEK}（补发）",
        "📊 2026年第48周周报 11-23 至 11-29（补发）",
        "📊 月报 2026年11月",
    ]
    month = said(stage, "📊 月报")[0]
    pictures = [m.text for m in under(stage, month) if m.media is not None and m.media.kind == "photo"]
    assert pictures == ["本月新增 2 件，办结 0 件"], "no department was asked and no source was blind"


async def test_a_week_that_cannot_be_counted_is_no_silence(both: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lead hears of it once, the month is told all the same, the weeks come in their order when it is mended."""
    await a_week(both)
    both.clock.until(datetime(2026, 12, 1, 1, tzinfo=UTC))

    def spoiled(activity: Activity, policy: Policy) -> Summary:
        if activity.period.key == "2026-W47":
            raise ArithmeticError("a figure that nobody foresaw")
        return summarise(activity, policy)

    with monkeypatch.context() as patch:
        patch.setattr("jobs.digest.summarise", spoiled)
        await told(both)
        await told(both)
        complaints = [m for m in both.sandbox.messages(FANG) if "没能生成" in m.text]
        assert [m.text.partition("的汇总")[0] for m in complaints] == ["⚠️ 2026年第47周（11-16 至 11-22）"]
        assert not complaints[0].silent
        assert (len(said(both, "周报 ")), len(said(both, "📊 月报 2026年11月"))) == (0, 1)
    await told(both)
    assert [m.text.split(" ")[1] for m in said(both, "周报 ")] == ["2026年第47周周报", "2026年第48周周报"]
    both.expected_errors.append("the digest of 2026-W47 failed")


async def test_the_first_of_january_brings_the_month_and_the_year(tmp_path: Path, sqlite_url: URL) -> None:
    async with staged(tmp_path, sqlite_url, begin=datetime(2026, 12, 30, 4, tzinfo=UTC)) as stage:
        await a_week(stage)
        stage.clock.until(datetime(2027, 1, 1, 0, 30, tzinfo=UTC))
        await told(stage)
        month, year = said(stage, "📊 ")
        assert month.text.startswith("📊 月报 2026年12月\n新增 2 件")
        assert year.text.startswith("📊 年报 2026年\n新增 2 件")
        assert "全年新增 2 件，办结 0 件" in [m.text for m in under(stage, year)]
        stage.clock.until(datetime(2027, 1, 4, 0, 30, tzinfo=UTC))
        await told(stage)
        assert said(stage, "📊 ")[-1].text.startswith("📊 2026年第53周周报 12-28 至 01-03\n")


async def test_the_brief_comes_at_five_when_something_happened(tmp_path: Path, database_url: URL) -> None:
    async with staged(tmp_path, database_url, change=ROSTER) as stage:
        await a_week(stage)
        await told(stage)
        assert not said(stage, "每日简报")
        stage.clock.until(FIVE)
        await told(stage)
        (brief,) = said(stage, "📰 每日简报 11-20 周五")
        lines = brief.text.splitlines()
        assert lines[1] == "新增 2 · 办结 0 · 有进展 1 · 在办 2（件）"
        assert any("没有暖气" in line for line in lines)
        assert "🌙 今晚：值班 林晓 · 带班 方正" in lines
        assert lines[-1].startswith("留痕 #")
        assert brief.silent
        assert {button.label for button in brief.buttons} >= {"#0001", "#0002"}
        stage.clock.forward(minutes=30)
        await told(stage)
        assert len(said(stage, "每日简报")) == 1


async def test_a_day_without_anything_has_no_brief(stage: Stage) -> None:
    stage.clock.until(FIVE)
    await told(stage)
    await stage.publish("断头路什么时候通", "望江西路每天绕行，投诉几次没人管")
    await stage.expect_card("断头路")
    await told(stage)
    assert not said(stage, "每日简报"), "what comes after five is tomorrow's"
    stage.clock.forward(days=1)
    await told(stage)
    (brief,) = said(stage, "每日简报 11-21")
    assert "新增 1 · " in brief.text


async def test_a_source_that_nobody_can_read_is_worth_a_brief(stage: Stage) -> None:
    stage.site.status = 500
    for _ in range(4):
        stage.clock.forward(minutes=30)
        await stage.look()
    stage.clock.until(FIVE)
    await told(stage)
    (brief,) = said(stage, "每日简报")
    assert "📡 没读到：海棠论坛" in brief.text


@pytest.fixture
async def monday(tmp_path: Path, database_url: URL) -> AsyncIterator[Stage]:
    """A Monday morning after a week of work, told."""
    async with staged(tmp_path, database_url) as stage:
        await a_week(stage)
        stage.clock.until(MONDAY)
        await told(stage)
        yield stage


async def test_week_shows_the_same_figures_and_its_keys_lead_on(monday: Stage) -> None:
    (lead,) = said(monday, WEEK)
    monday.sandbox.say(LIN, LIN, "/week")
    card = await monday.expect_card(WEEK, chat=LIN)
    assert card.text == lead.text, "on a Monday no day of this week is over"
    assert {"办理", "舆情", "在办", "监测"} <= set(card.labels)
    assert not any("一周" in label for label in card.labels), "nothing was watched before, nothing is over after"
    await card.press("在办", by=LIN)
    await card.expect("【在办与超时】", "总览")
    await card.press("总览", by=LIN)
    await card.expect("新增 2 件")


async def test_week_of_a_running_week_counts_the_days_that_are_over(monday: Stage) -> None:
    monday.clock.forward(days=2)
    monday.sandbox.say(FANG, GROUP, "/week 本周")
    card = await monday.expect_card("只算已过完的日子")
    assert "2026-11-23 至 11-24" in card.text
    assert "新增 0 件" in card.text
    await card.press("‹ 上一周", by=FANG)
    await card.expect(WEEK, "下一周 ›", without=["上一周"])
    await card.press("下一周 ›", by=FANG)
    await card.expect("2026-11-23 至 11-24")
    monday.sandbox.say(FANG, GROUP, "/week 11月")
    await monday.expect_card("2026-11-01 至 11-24")


async def test_week_says_how_to_ask(stage: Stage) -> None:
    stage.sandbox.say(LIN, GROUP, "/week 明年这个时候")
    await stage.expect_text("看不懂这个日期，请写成：/week 上周")
    stage.sandbox.say(LIN, GROUP, "/week 2027年")
    await stage.expect_text("还不满一天")


async def test_a_stranger_learns_no_figures(stage: Stage) -> None:
    stage.sandbox.add_user(99, "路人")
    stage.sandbox.say(99, 99, "/week")
    await stage.expect_text("您还没有登记", chat=99)
    assert not [m for m in stage.sandbox.messages(99) if "及时率" in m.text]


async def test_a_forged_key_is_refused(stage: Stage) -> None:
    stage.sandbox.say(LIN, LIN, "/week")
    card = await stage.expect_card("📊", chat=LIN)
    for data in ("w1:w:2026-13-40:0", "w1:w:2031-01-06:0", "w1:w:2026-11-16:9", "w1:x:2026-11-16:0"):
        pressed = stage.sandbox.press_raw(LIN, LIN, card.message_id, data)
        assert (await stage.sandbox.answer_of(pressed)).alert
    await stage.quiet()
    assert [event["side"]["reason"] for event in await stage.events("refused")]
