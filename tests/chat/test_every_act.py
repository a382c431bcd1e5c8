"""Every act of the registry, over HTTP: done by who may, refused with words to who may not (A1, lifecycle §2)."""

import asyncio
from dataclasses import dataclass, field

import pytest

from core.actions import BY_CODE
from tests.chat.stage import Card, Stage
from tests.conftest import BAI, FANG, GROUP, HE, LIN
from tests.unit.law import LAW
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
)
HANDED = ("vt", "bs", "ag", "bo", "ac", "to", "nr", "fi", "oc", "ro", "iv", "tx", "rc", "tb")
GROUPED = ("mg", "um", "sp")


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

    async def more_events(self) -> None:
        """Wait until the log has something new."""
        async with asyncio.timeout(30):
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


async def told(stage: Stage, codes: tuple[str, ...]) -> None:
    """Each of these acts has its event, by a person, and the log is whole."""
    log = await stage.events()
    types = {event["type"] for event in log}
    wanted = {LAW[code].event for code in codes} | {one for code in codes for one in LAW[code].beside}
    assert wanted <= types | {"propose_lower"}, wanted - types
    assert (await stage.running.store.verify_audit())[1] is None


def test_the_stories_leave_no_act_out() -> None:
    assert {*WORKED, *HANDED, *GROUPED} == BY_CODE.keys(), "press the new act in a story of this file"


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
    await h.do("⚖️ 等级", by=FANG, pick="🔴 重大")
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
    await h.do("签收", by=HE)
    await h.card.expect("办理中")
    await h.do("接手", by=FANG, words=WORDS)
    await h.card.expect("👤 方正")
    await h.do("无需回应", by=FANG, words=WORDS)
    await h.card.expect("无需回应")
    await h.do("办结", by=FANG, words=WORDS)
    await h.card.expect("已办结", "重开")
    await h.do("重开", by=FANG, words=WORDS)
    await h.card.expect("待核实", "第1次重开")
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


@pytest.mark.parametrize("by", [BAI, 99], ids=["a member where it is over", "a stranger"])
async def test_every_act_is_refused_with_words_and_logged(stage: Stage, by: int) -> None:
    """A false alarm offers a member nothing; whoever presses an old button or forges one is told why not."""
    h = await hands(stage)
    stage.sandbox.add_user(99, "小唐")
    await h.do("无效", by=LIN, pick="误报")
    await h.card.expect("· 无效", "重开")
    before = await stage.incident()
    for code in BY_CODE:
        stage.clock.forward(seconds=61)  # the same refusal is logged once a minute
        arg = f":{ARGUMENTS[code]}" if code in ARGUMENTS else ""
        data = f"v1:{code}:1:{before.decision}{arg}"
        answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(by, GROUP, h.card.message_id, data))
        assert answer.alert, code
        assert answer.text.strip() or "start=join" in answer.url, code
    await stage.quiet()
    refused = await stage.events("refused")
    assert len(refused) == len(BY_CODE)
    assert {event["actor"] for event in refused} == {by}
    if by == BAI:
        assert [event["notes"]["action"] for event in refused] == list(BY_CODE)
    assert (await stage.incident()) == before
