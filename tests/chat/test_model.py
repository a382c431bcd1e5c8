"""/model over HTTP: everybody looks, a lead switches back or off; and the department that is proposed (D6, D8)."""

from dataclasses import replace

from core.models.standing import Exam, Rate
from sandbox import Message
from storage.models import Made
from tests.chat.stage import Card, Stage
from tests.conftest import FANG, GROUP, HE, LIN

EXAM = Exam(
    positive=240,
    negative=72,
    judged=62,
    model=Rate(precision=0.92, recall=0.82, auc=0.93),
    base=Rate(precision=0.85, recall=0.61, auc=0.81),
    threshold=0.63,
    share=0.05,
    alarming=("没人管", "拖欠", "<b>停"),
    calming=("演练", "培训"),
)


async def asked(stage: Stage, words: str, *, by: int, chat: int = GROUP) -> Message:
    """/model, and the answer."""
    before = len(stage.sandbox.messages(chat))
    stage.sandbox.say(by, chat, "/model")

    def found() -> list[Message]:
        return [m for m in stage.sandbox.messages(chat)[before:] if words in m.text]

    await stage.until(found)
    return found()[-1]


async def kept(stage: Stage, version: str, exam: Exam = EXAM) -> None:
    made = Made(version=version, body=b"", exam=exam)
    store = stage.running.store
    await store.keep_model(made, await store.learned(), stage.clock())


async def test_with_too_few_marks_it_says_how_many_are_missing(both: Stage) -> None:
    await both.publish("望江西路断头路何时修", "等了两年，投诉没人管")
    card = await both.expect_card("断头路何时修")
    await card.press("✅ 属实", by=LIN)
    await both.quiet()
    await both.running.store.gather()
    told = await asked(both, "学习情况", by=LIN)
    assert "现有标记：该报的 1 条，误报的 0 条" in told.text
    assert "再有 29 条标记就开始学习" in told.text
    assert not told.buttons, "a member has nothing to press"


async def test_how_good_it_is_stands_on_one_screen(stage: Stage) -> None:
    await kept(stage, "3f2a91c07b")
    told = await asked(stage, "学习情况", by=LIN)
    for words in (
        "学自 312 条标记：该报的 240 条，误报的 72 条",
        "版本 3f2a91c0",
        "用较新的 62 条检验",
        "报出的里面 92% 该报",
        "该报的里面报出 82%",
        "不学习时分别为 85% 和 61%",
        "负面倾向 63% 起（误报的至多 5% 过线）",
        "最像该报的：没人管 拖欠 <b>停",
        "最像误报的：演练 培训",
    ):
        assert words in told.text
    assert told.text.count("\n") < 15
    assert not told.buttons


async def test_a_new_one_that_is_worse_is_told_with_its_reason(stage: Stage) -> None:
    await kept(stage, "good")
    await kept(stage, "worse", replace(EXAM, model=Rate(auc=0.7), present=Rate(auc=0.93)))
    told = await asked(stage, "学习情况", by=LIN)
    assert "版本 good" in told.text
    assert "学成的新版没有启用：用同样 62 条较新的标记检验，不如现用的版本（得分 70.0，现用 93.0）" in told.text


async def test_a_lead_goes_back_and_turns_it_off(both: Stage) -> None:
    for version in ("eldest", "first", "second"):
        await kept(both, version)
    told = await asked(both, "学习情况", by=FANG)
    page = Card(both, GROUP, told.message_id)
    refused = await page.press("换回上一版", by=LIN)
    assert "需要「带班领导」才能操作" in refused.text
    once = await page.press("换回上一版", by=FANG)
    assert "再按一次" in once.text
    assert await both.running.store.model_in_use() == "second"
    both.clock.forward(seconds=2)
    assert (await page.press("换回上一版", by=FANG)).text == "已换回上一版"
    await page.expect("版本 first", "换回上一版 eldest")
    assert await both.running.store.model_in_use() == "first"
    done = await page.confirm("停用学习", by=FANG)
    assert done.text == "已停用学习"
    await page.expect("学习已停用", "启用学习", without=("停用学习",))
    assert await both.running.store.model_in_use() == ""
    assert [one["type"] for one in await both.events() if one["subject"].startswith(("model:", "learning"))] == [
        "model_taken",
        "model_left",
        "model_taken",
        "model_left",
        "model_taken",
        "refused",
        "model_left",
        "model_back",
        "learning_off",
    ]


async def test_a_forged_key_is_turned_away(stage: Stage) -> None:
    await kept(stage, "first")
    told = await asked(stage, "学习情况", by=FANG)
    said = await stage.sandbox.answer_of(stage.sandbox.press_raw(FANG, GROUP, told.message_id, "y1:zz:1"))
    assert "请重新发送 /model" in said.text


async def assigned(stage: Stage, title: str, department: str, text: str = "") -> None:
    """A new matter that the lead gives to this department."""
    await stage.publish(title, text or title)
    card = await stage.expect_card(title)
    await open_picker(stage, card)
    await card.press(department, by=FANG)
    await stage.quiet()
    await stage.running.store.gather()


async def open_picker(stage: Stage, card: Card) -> list[str]:
    """交办, and the departments in the order in which they stand there."""
    await card.press("✅ 属实", by=FANG)
    await card.expect("🏢 交办")
    await card.press("🏢 交办", by=FANG)
    await card.expect("返回")
    return card.labels


async def bounced(stage: Stage, title: str) -> None:
    """Assigned to 市政科, whose handler sends it back."""
    await assigned(stage, title, "市政科")
    card = await stage.expect_card(title)
    await card.press("退回", by=HE)
    await stage.quiet()
    await stage.answer_question("原因", "不归我们管", by=HE)
    await stage.heard()
    await card.expect("🏢 交办")
    await stage.quiet()
    await stage.running.store.gather()


WATER = ("水厂泵房边塌方", "老城区管道上方塌方", "县医院门口供水井塌方", "开发区水池旁塌方", "新村自来水沟塌方")


async def test_the_department_that_took_such_matters_is_proposed_first(both: Stage) -> None:
    for title in WATER:
        await assigned(both, title, "市政科")
    # whoever got work last stood first until now
    await assigned(both, "小区没有暖气", "物业科", "小区没有暖气，老人受不了，投诉没人管")
    await both.publish("实验小学后墙塌方", "实验小学后墙塌方")
    card = await both.expect_card("实验小学后墙塌方")
    assert await open_picker(both, card) == ["市政科（建议：同类 5 件）", "物业科", "← 返回"]
    await both.publish("三单元停暖没人管", "三单元停暖，投诉好几次")
    other = await both.expect_card("三单元停暖没人管")
    assert await open_picker(both, other) == ["物业科", "市政科", "← 返回"], "the rule's own, and no proposal"


async def test_a_department_that_sends_such_matters_back_stands_last(stage: Stage) -> None:
    for title in WATER[:2]:
        await bounced(stage, title)
    await stage.publish(WATER[2], WATER[2])
    card = await stage.expect_card(WATER[2])
    assert await open_picker(stage, card) == ["物业科", "市政科", "← 返回"]
