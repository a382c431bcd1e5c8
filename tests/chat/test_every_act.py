"""Every act of the registry, over HTTP: done by who may, refused with words to who may not (A1, lifecycle §2)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from core.actions import BY_CODE
from core.incident import Status
from tests.chat.stage import Card, Stage, staged
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, SU
from tests.unit import speaking
from tests.unit.law import LAW, Kind
from tests.unit.matrix import ARGUMENTS

WORDS = "县教育局，属校园管理"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(60))
ROAD = ("断头路什么时候通", "断头路每天绕行，投诉几次没人管，孩子上学要走四十分钟")
HEAT = ("小区没有暖气", "小区没有暖气，老人受不了，打了很多电话还是没人管")
#: which story does which acts; together all of them
WORKED = (
    "cl",
    "un",
    "rl",
    "as",
    "vt",
    "bs",
    "vf",
    "vp",
    "vu",
    "ct",
    "jd",
    "sn",
    "cm",
    "ae",
    "ru",
    "lv",
    "pl",
    "no",
    "ye",
    *("fa", "nf", "in", "ia", "bd"),
    *("pm", "kp", "cq", "ca", "tk"),
)
HANDED = (
    "vt",
    "bs",
    "ag",
    "po",
    "ai",
    "es",
    "ex",
    "bo",
    "ac",
    "to",
    "nr",
    "fi",
    "oc",
    "rv",
    "ro",
    "iv",
    "tx",
    "rc",
    "tb",
)
GROUPED = ("mg", "um", "sp")
SPOKEN = tuple(speaking.NAMES)


@dataclass(slots=True)
class Hands:
    """People before one card: they press where they find the button, choose, confirm, answer what is asked."""

    stage: Stage
    card: Card
    events: int = field(default=0)

    async def do(self, label: str, *, by: int, pick: str = "", words: str = "", card: Card | None = None) -> None:
        """One act, from the tap to its event."""
        self.events = len(await self.stage.events())
        place = card or self.card
        if not any(label in shown for shown in place.labels):
            place = await self.stage.menu(self.card, by=by)
        asked = self._questions(by)
        said = await place.press(label, by=by)
        if pick:
            await place.expect(pick)
            (label,) = [shown for shown in place.labels if pick in shown]
            said = await place.press(label, by=by)
        if "再按一次" in said.text:
            self.stage.clock.forward(seconds=2)
            said = await place.press(label, by=by)
        assert not said.alert, said.text
        if words:
            await self.stage.until(lambda: self._questions(by) - asked)
            chat, question = (self._questions(by) - asked).pop()
            self.stage.sandbox.say(by, chat, words, reply_to=question)
        await self.more_events()

    def _questions(self, by: int) -> set[tuple[int, int]]:
        chats = (GROUP, by)
        return {(c, m.message_id) for c in chats for m in self.stage.sandbox.messages(c) if by in m.force_reply_for}

    async def appointed(self, person: int, *, by: int) -> None:
        """The department's only contact: nobody needs the button for that, but it is legal."""
        self.events = len(await self.stage.events())
        data = f"v1:po:1:{(await self.stage.incident()).decision}:{person}"
        self.stage.sandbox.press_raw(by, GROUP, self.card.message_id, data)
        await self.more_events()

    async def more_events(self) -> None:
        """Wait until the log has something new."""
        async with asyncio.timeout(90):
            while len(await self.stage.events()) <= self.events:
                self.stage.clock.forward(seconds=0.2)
                self.stage.running.tools.ring.set()
                await asyncio.sleep(0.02)

    async def judge(self, label: str, *, by: int) -> None:
        """A verdict, and the basis that is asked for at once."""
        asked = self._questions(by)
        await self.do(label, by=by)
        await self.stage.until(lambda: self._questions(by) - asked)
        (chat, question) = (self._questions(by) - asked).pop()
        self.events = len(await self.stage.events())
        self.stage.sandbox.say(by, chat, WORDS, reply_to=question)
        await self.more_events()


async def hands(stage: Stage, story: tuple[str, str] = ROAD) -> Hands:
    """The card of the story; everybody has spoken to the bot."""
    for person in (LIN, BAI, HE, FANG):
        stage.sandbox.say(person, person, "/start")
    await stage.publish(*story)
    return Hands(stage, await stage.expect_card(story[0]))


async def ticked(h: Hands, point: str, *, by: int) -> None:
    """A point of the checklist: the tick, then the button that acts on what is ticked."""
    h.events = len(await h.stage.events())
    menu = await h.stage.menu(h.card, by=by)
    await menu.press("☑ 勾选要点", by=by)
    await menu.expect(f"☐ 联系反映人，{point}")
    await menu.press(f"☐ 联系反映人，{point}", by=by)
    await menu.expect("（1 项）")
    await menu.press(next(key for key in menu.labels if "（1 项）" in key), by=by)
    await h.more_events()


async def told(stage: Stage, codes: tuple[str, ...]) -> None:
    """Each of these acts has its event, by a person, and the log is whole."""
    log = await stage.events()
    types = {event["type"] for event in log}
    wanted = {LAW[code].event for code in codes} | {one for code in codes for one in LAW[code].beside}
    assert wanted <= types | {"propose_lower"}, wanted - types
    assert (await stage.running.store.verify_audit())[1] is None


def test_the_stories_leave_no_act_out() -> None:
    assert {*WORKED, *HANDED, *GROUPED, *SPOKEN} == BY_CODE.keys(), "press the new act in a story of this file"


async def test_claimed_judged_remarked_and_graded(stage: Stage) -> None:
    h = await hands(stage)
    await h.do("我来认领", by=LIN)
    await h.card.expect("待核实")
    await h.do("撤销", by=LIN)
    await h.card.expect("待认领")
    await h.do("我来认领", by=LIN)
    await h.card.expect("待核实")
    await h.do("释放", by=LIN, words=WORDS)
    await h.card.expect("待认领")
    await h.judge("✅ 属实", by=LIN)
    await h.card.expect("已核实", "👤 林晓")
    for label in ("❌ 不实", "🟡 部分属实", "❓ 无法核实"):
        await h.do(label, by=LIN)
        await h.card.expect(f"核实 {label[2:]}")
    await h.do("协助", by=BAI)
    await h.do("已上报", by=BAI, pick="县委网信办", words=WORDS)
    await h.do("分类", by=LIN, pick="咨询诉求")
    await h.do("属地", by=LIN, pick="本地")
    await h.do("稍后提醒", by=LIN, pick="1 小时后")
    await h.do("🤝 承诺", by=BAI, words="修好路灯，11-28 前")
    await h.do("✅ 已兑现", by=LIN, pick="11-28 修好路灯", words=WORDS)
    await h.do("✏️ 更正请求", by=BAI, words=WORDS)
    await h.do("📬 更正答复", by=BAI, pick=WORDS[:8], words="已更正")
    await ticked(h, "听清诉求", by=BAI)
    await h.do("⚖️ 等级", by=FANG, pick="🔴 重大")
    await h.do("补充要素", by=BAI, pick="地点", words=WORDS)
    # the next fact is asked for at once: what is asked later is another question
    await stage.quiet()
    await h.do("📨 抄告单", by=FANG)
    await stage.quiet()
    await h.do("✒️ 批示", by=GU, words=WORDS)
    # who is told of it has the same button under that message
    await stage.quiet()
    await h.do("🗒 批示反馈", by=LIN, pick="1. 县教育局", words=WORDS)
    await h.do("🗣 已通报", by=BAI, words=WORDS)
    await h.card.expect("🔴 #0001 重大", "协助 白露", "📤 已上报 县委网信办", "咨询诉求 · 本地")
    for text, photo in ((WORDS, None), ("现场", PNG)):
        h.events = len(await stage.events())
        stage.sandbox.say(BAI, GROUP, text, photo=photo, reply_to=h.card.message_id)
        await h.more_events()
    for number, answer in ((1, "❌ 不同意"), (2, "✅ 同意")):
        await h.do("提议调级", by=BAI, pick="特别重大", words=f"{WORDS}{number}")
        asked = await stage.expect_card(f"{WORDS}{number}")
        await h.do(answer, by=FANG, card=asked)
        await asked.expect("✔ 方正" if number == 2 else "✖ 方正", without=["✅ 同意"])
    await h.card.expect("特别重大")
    await told(stage, WORKED)
    verdicts = [event["diffs"]["verdict"][1] for event in await stage.events("verdict")]
    assert verdicts == ["true", "false", "partly", "undeterminable"]


async def test_handed_to_a_department_closed_reopened_thrown_away_and_handed_on(stage: Stage) -> None:
    h = await hands(stage)
    await h.judge("✅ 属实", by=LIN)
    await h.card.expect("已核实", "交办")
    await h.do("交办", by=LIN, pick="市政科")
    await h.card.expect("待签收", "退回")
    await h.do("退回", by=HE, words=WORDS)
    await h.card.expect("已核实", "交办")
    await h.do("交办", by=LIN, pick="市政科")
    await h.card.expect("待签收", "签收")
    await h.appointed(HE, by=LIN)
    await h.do("📝 交办要求", by=LIN, words=WORDS)
    await h.do("签收", by=HE)
    await h.card.expect("办理中")
    await h.do("📣 督办", by=FANG, words=WORDS)
    await h.do("📅 延期", by=FANG, pick="延到 11-30", words=WORDS)
    await h.do("接手", by=FANG, words=WORDS)
    await h.card.expect("👤 方正")
    await h.do("无需回应", by=FANG, words=WORDS)
    await h.card.expect("无需回应")
    await h.do("⚖️ 等级", by=FANG, pick="🔴 重大")
    await h.card.expect("🔴 #0001 重大")
    await h.do("办结", by=FANG, words=WORDS)
    await h.card.expect("已办结", "重开")
    await h.do("🔎 复盘", by=FANG, words=WORDS)
    await h.do("重开", by=FANG, words=WORDS)
    await h.card.expect("待核实", "第 1 次重开")
    await h.do("转出", by=FANG, words=WORDS)
    await h.card.expect("已转出", "对方签收")
    await h.do("对方签收", by=FANG, words=WORDS)
    await h.card.expect("已转出", without=["对方签收"])
    await h.do("退回我方", by=FANG, words=WORDS)
    await h.card.expect("待核实")
    await h.do("无效", by=FANG, pick="误报")
    await h.card.expect("· 无效", "重开")
    await stage.quiet()
    await told(stage, HANDED)


async def test_merged_taken_out_and_split(stage: Stage) -> None:
    h = await hands(stage)
    await stage.publish(*HEAT)
    heat = Hands(stage, await stage.expect_card(HEAT[0]))
    await h.do("并案", by=FANG, pick="#0002")
    await h.card.expect("已并案")
    await heat.card.expect("2 帖")
    await heat.do("拆回", by=FANG, pick="#0001")
    await h.card.expect("待认领")
    await h.do("并案", by=FANG, pick="#0002")
    await heat.card.expect("2 帖")
    menu = await stage.menu(heat.card, by=FANG)
    await menu.press("✂️ 拆分", by=FANG)
    await menu.expect(ROAD[0][:6], "☐")
    (text,) = [key for key in menu.labels if ROAD[0][:4] in key]
    await menu.press(text, by=FANG)
    await menu.expect("（1 项）")
    (doing,) = [key for key in menu.labels if "（1 项）" in key]
    assert "已拆出" in (await menu.press(doing, by=FANG)).text
    await (await stage.expect_card("#0003")).expect("待认领")
    await told(stage, GROUPED)


@pytest.fixture
async def channel(tmp_path: Path, sqlite_url: URL) -> AsyncIterator[Stage]:
    """One stage of approval with a stand-in, and a channel of our own."""
    route = '[[approval]]\nlevel = "significant"\nstages = [["lead"]]\nstandin = ["苏敏"]\n'
    change = (f"group = {GROUP}\n", f"group = {GROUP}\nchannel = {speaking.CHANNEL}\n{route}")
    async with staged(tmp_path, sqlite_url, change=change) as made:
        made.sandbox.add_channel(speaking.CHANNEL, "海棠住建发布")
        yield made


async def test_written_signed_sent_and_taken_back(channel: Stage) -> None:
    h = await hands(channel)
    for person in (SU, GU):
        channel.sandbox.say(person, person, "/start")
    await h.judge("✅ 属实", by=LIN)
    await h.card.expect("已核实", "起草")
    await h.do("✍️ 起草", by=LIN, pick="先期回应", words=speaking.TEXT)
    await h.do("✏️ 改稿", by=LIN, words=speaking.TEXT + "谢谢。")
    await h.do("📨 送审", by=LIN)
    await h.do("👥 转B角", by=FANG)
    await h.do("↩️ 退回修改", by=FANG, words=WORDS)
    await h.do("🗑 作废", by=LIN)
    await h.do("✍️ 起草", by=LIN, pick="先期回应", words=speaking.TEXT)
    await h.do("📨 送审", by=LIN)
    await h.do("✅ 签发", by=FANG)
    await h.do("↩️ 撤回签发", by=FANG, words=WORDS)
    await h.do("⚡ 特批签发", by=GU, words=WORDS)
    channel.expected_errors.append("release")
    for answer in ("❌ 未发出", "✅ 已发出"):
        await h.card.expect("代发")
        # the very next sending is the release
        await channel.quiet()
        channel.sandbox.faults.lose_answer("sendMessage")
        await h.do("📡 代发", by=LIN)
        await h.card.expect("结果不明")
        await h.do(answer, by=LIN)
    await h.do("🗑 撤回发布", by=FANG, words=WORDS)
    await h.do("✍️", by=LIN, pick="先期回应", words=speaking.TEXT)
    await h.do("⚡ 特批签发", by=GU, words=WORDS)
    await h.do("📣 已发布", by=LIN, words="https://weibo.com/2803301701/Nabc")
    await h.card.expect("已发布 微博")
    await told(channel, SPOKEN)


@pytest.mark.parametrize("by", [BAI, 99], ids=["a member where it is over", "a stranger"])
async def test_every_act_is_refused_with_words_and_logged(stage: Stage, by: int) -> None:
    """A false alarm offers a member nothing; whoever presses an old button or forges one is told why not."""
    h = await hands(stage)
    stage.sandbox.add_user(99, "小唐")
    await h.do("无效", by=LIN, pick="误报")
    await h.card.expect("· 无效", "重开")
    before = await stage.incident()
    # promises and corrections are legal in any status
    over = (Status.INVALID, False)
    codes = [code for code in BY_CODE if by != BAI or Kind.MEMBER not in LAW[code].who.get(over, ())]
    for code in codes:
        stage.clock.forward(seconds=61)  # the same refusal is logged once a minute
        arg = f":{ARGUMENTS[code]}" if code in ARGUMENTS else ""
        data = f"v1:{code}:1:{before.decision}{arg}"
        answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(by, GROUP, h.card.message_id, data))
        assert answer.alert, code
        assert answer.text.strip() or "start=join" in answer.url, code
    await stage.quiet()
    refused = await stage.events("refused")
    assert len(refused) == len(codes)
    assert {event["actor"] for event in refused} == {by}
    if by == BAI:
        assert [event["notes"]["action"] for event in refused] == codes
    assert (await stage.incident()) == before
