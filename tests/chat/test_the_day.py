"""The day that the product makes easy (product §1, points 1 to 7): six people, a Friday evening, a worked Saturday, a
holiday week; every message of the sound table (lifecycle §5), loud or silent as it says, and no others.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import URL

from core.incident import Status
from core.response import PromiseState
from core.timer import Clock, TimerState
from jobs.followup import followup
from sandbox import Message
from tests.chat.office import HEAT, Office, office
from tests.chat.stage import Stage, staged
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, SU
from tests.unit.speaking import TEXT

#: Friday 13 February 2026, 17:10; the Saturday is worked, the 15th to the 23rd are Spring Festival
EVENING = datetime(2026, 2, 13, 9, 10, tzinfo=UTC)
EVERYBODY = (GROUP, LIN, BAI, HE, SU, FANG, GU)
BETTER = TEXT + "\n给大家带来不便，深表歉意。"
FINAL = "感谢大家的监督。换热站已于2月24日修好，供暖恢复。\n如有疑问请致电物业科0551-65551234，给大家添麻烦了，抱歉。"


def at(day: int, hour: int, minute: int = 0, *, month: int = 2) -> datetime:
    """A time of the organisation's wall clock, eight hours ahead of UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@dataclass(slots=True)
class Ears:
    """What each chat has heard since it was asked last: the newest message of each that was told already."""

    stage: Stage
    told: dict[int, int] = field(default_factory=dict)

    async def heard(self) -> dict[int, list[str]]:
        """By chat, each message with 🔊 or 🔇 before its first line; questions to whoever is typing are left out."""
        await self.stage.quiet()
        found: dict[int, list[str]] = {}
        for chat in EVERYBODY:
            fresh = [m for m in self.stage.sandbox.messages(chat) if m.message_id > self.told.get(chat, 0)]
            self.told[chat] = max([self.told.get(chat, 0), *(m.message_id for m in fresh)])
            if lines := [line(m) for m in fresh if m.sender and m.sender.is_bot and not m.force_reply_for]:
                found[chat] = lines
        return found


def line(message: Message) -> str:
    return ("🔇 " if message.silent else "🔊 ") + message.text.splitlines()[0]


async def swept(stage: Stage, moment: datetime) -> None:
    """Time passes until then, and the clocks are looked at."""
    stage.clock.until(moment)
    await stage.sweep()


async def test_the_day(tmp_path: Path, database_url: URL) -> None:
    # the digests of these weeks come whenever their job happens to look: they have days of their own elsewhere
    async with staged(tmp_path, database_url, begin=EVENING, without="digest") as stage:
        o = await office(stage, HEAT)
        ears = Ears(stage)
        assert (await ears.heard())[GROUP] == ["🔊 🟡 #0001 较大 · 待认领"]
        await friday_evening(stage, o, ears)
        await worked_saturday(stage, o, ears)
        await holiday_week(stage, o, ears)
        await back_at_work(stage, o, ears)
        assert (await stage.running.store.verify_audit())[1] is None


async def friday_evening(stage: Stage, o: Office, ears: Ears) -> None:
    """Points 2 and 3: one claims, the other is told; it is true; the department signs and says by when."""
    card = o.card
    await card.press("我来认领", by=LIN)
    late = await card.press("我来认领", by=BAI)
    assert (late.alert, late.text[:7]) == (True, "已由 林晓 于")
    await card.expect("👤 林晓")
    await o.judged("✅ 属实", by=LIN)
    await card.expect("已核实")
    await card.press("交办", by=LIN)
    await card.expect("物业科")
    await card.press("物业科", by=LIN)
    await card.expect("待签收")
    # at 17:12 the day's work is not over: the department's phone rings
    assert await ears.heard() == {GROUP: ["🔇 ✔ #0001 已记下核实依据"], SU: ["🔊 🟡 #0001 较大 · 待签收"]}
    mine = await stage.expect_card("待签收", chat=SU)
    await mine.press("签收", by=SU)
    await mine.expect("🤝 承诺")
    await mine.press("🤝 承诺", by=SU)
    await stage.answer_question("承诺的内容和日期", "修好换热站，02-24 前", by=SU, chat=SU)
    assert await ears.heard() == {SU: ["🔇 ✔ #0001 已记下承诺，到期前提醒您"]}
    # of three working hours 19 minutes fell into Friday
    await card.expect("办理中", "首次回应 02-14 11:4", "办结答复 02-27 17:30")
    await swept(stage, at(13, 23))
    assert await ears.heard() == {}, "the night is quiet"


async def worked_saturday(stage: Stage, o: Office, ears: Ears) -> None:
    """Points 4 and 5: reminders, v1 comes back with a reason, v2 is signed twice, published: the clock stops."""
    await swept(stage, at(14, 9))
    assert await ears.heard() == {SU: ["🔊 ⏰ #0001 承诺 02-24 17:30 到期，请落实：小区没有暖气"]}
    await swept(stage, at(14, 10, 15))
    (half,) = (await ears.heard())[LIN]
    assert half.startswith("🔇 ⏰ #0001 首次回应 11:4")
    await swept(stage, at(14, 11, 13))
    soon = await ears.heard()
    assert {chat: len(lines) for chat, lines in soon.items()} == {LIN: 1, SU: 1}
    assert all(lines[0].startswith("🔊 ⏰ #0001 首次回应 11:4") for lines in soon.values())
    draft = await o.drafted(by=LIN)
    await o.submitted(draft, by=LIN)
    asked = await o.approval(SU)
    assert await ears.heard() == {
        GROUP: [
            "🔇 模板，点按复制，＿＿处请补全",
            "🔇 ✔ #0001 草稿已记下，可以送审或改稿",
            "🔇 📝 #0001 回应 v1（首次回应）",
            "🔇 📝 #0001 回应 v1（首次回应）待审签（苏敏）",
        ],
        SU: ["🔊 🖋 #0001 回应 v1（首次回应）待审签"],
    }
    await asked.press("退回修改", by=SU)
    await o.answer("退回修改的原因", "请写明联系电话", by=SU, chat=SU)
    back = await stage.expect_card("请写明联系电话", chat=LIN)
    assert await ears.heard() == {
        GROUP: ["🔇 ↩️ #0001 回应 v1（首次回应）被退回修改"],
        LIN: ["🔊 📝 #0001 回应 v1（首次回应）"],
        SU: ["🔇 ✔ #0001 已退回，正在通知起草人"],
    }
    second = await o.edited(back, BETTER, 2, by=LIN)
    await o.submitted(second, by=LIN)
    await o.signed(SU, 2)
    await o.signed(GU, 2)
    await o.card.expect("已签发 v2，待发布")
    signed = await ears.heard()
    assert {chat: [one[0] for one in lines] for chat, lines in signed.items()} == {
        GROUP: ["🔇"] * 3,
        LIN: ["🔇", "🔇", "🔇", "🔊"],
        SU: ["🔊"],
        GU: ["🔊"],
    }
    assert "已签发，待发布" in signed[GROUP][-1]
    assert signed[LIN][-1] == "🔊 ✅ #0001 回应 v2（首次回应）已签发，请发布"
    await published(stage, o, "https://weibo.com/1/a")
    # whichever is booked first goes first
    (heard,) = (await ears.heard()).items()
    assert (heard[0], set(heard[1])) == (GROUP, {"🔇 ✔ #0001 已记下发布", "🔇 📣 #0001 回应 v2（首次回应）已发布"})
    await o.card.expect("02-14 11:", "已发布 微博", "⏰ 办结答复 02-27 17:30", "办理中")
    states = {timer.clock: timer.state for timer in (await stage.incident()).clocks}
    assert {states[clock] for clock in (Clock.FIRST_RESPONSE, Clock.CEILING, Clock.APPROVAL)} == {TimerState.MET}


async def holiday_week(stage: Stage, o: Office, ears: Ears) -> None:
    """Point 6: nothing is due while nobody works; on day 3 it flares up, and the card says so."""
    for day in (15, 16):
        await swept(stage, at(day, 9))
        await swept(stage, at(day, 20))
    assert await ears.heard() == {}
    stage.clock.until(at(17, 15))
    for number in range(3):
        stage.site.publish(f"锦绣家园又没有暖气{number}", f"小区没有暖气，{number}号楼老人受不了，电话还是没人管")
    await stage.look()
    await o.card.expect("发布后 +3 帖")
    lines = (await ears.heard())[GROUP]
    assert [one[0] for one in lines if "发布回应后又热起来：近一小时 3 条新帖" in one] == ["🔊"]
    for day in range(18, 24):
        await swept(stage, at(day, 9))
        await swept(stage, at(day, 20))
    assert await ears.heard() == {}


async def back_at_work(stage: Stage, o: Office, ears: Ears) -> None:
    """Point 7: the promise is kept with proof, the result is published too, a calm week later it is closed."""
    stage.clock.until(at(24, 16))
    menu = await stage.menu(o.card, by=SU)
    await menu.press("✅ 已兑现", by=SU)
    await stage.until(lambda: any("修好换热站" in label for label in menu.labels))
    await menu.press(next(label for label in menu.labels if "修好换热站" in label), by=SU)
    await stage.answer_question("兑现的情况", "换热站已修好，供暖恢复", by=SU, chat=SU)
    await stage.expect_text("已记下兑现", SU)
    (promise,) = (await stage.incident()).promises
    assert promise.state is PromiseState.KEPT
    await ears.heard()
    await swept(stage, at(24, 18))
    await swept(stage, at(26, 9))
    due = "🔊 ⏰ #0001 办结答复 02-27 17:30 到期，请准备：小区没有暖气"
    assert await ears.heard() == {SU: [due]}
    draft = await o.drafted(by=LIN, kind="办结答复", text=FINAL)
    await o.submitted(draft, by=LIN)
    for person in (SU, GU):
        approval = await stage.expect_card("（办结答复）待审签", chat=person)
        await approval.confirm("签发 v1", by=person)
    await o.card.expect("待发布")
    await published(stage, o, "https://weibo.com/1/b")
    await o.card.expect("跟踪中", "✔办结答复 02-26 09:0")
    await ears.heard()
    for day in range(1, 9):
        await swept(stage, at(day, 9, month=3))
        await followup(stage.running.tools)
    asked = await stage.expect_card("提议办结")
    heard = await ears.heard()
    assert heard.keys() == {GROUP, FANG, GU}
    await asked.confirm("✅ 同意", by=FANG)
    await o.card.expect("已办结")
    assert (await stage.incident()).status is Status.CLOSED
    await stage.expect_text("结果", GROUP)
    late = [timer for timer in (await stage.incident()).clocks if timer.missed(stage.clock())]
    assert late == []


async def published(stage: Stage, o: Office, link: str) -> None:
    """已发布, twice, and the link."""
    await o.card.confirm("📣 已发布", by=LIN)
    await o.answer("发布页面的链接", link, by=LIN)
    await o.card.expect("已发布 微博")
