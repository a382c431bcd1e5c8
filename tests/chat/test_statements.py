"""Statements from draft to signature, over HTTP (S1–S3): stages, return, edit, stand-in, bypass, one-person teams."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from core.statement import Stand
from tests.chat.office import LEAD_SIGNS, Office, office
from tests.chat.stage import Stage, staged
from tests.conftest import BAI, FANG, GROUP, GU, LIN, SU
from tests.unit.speaking import TEXT

BETTER = TEXT + "\n给大家带来不便，深表歉意。"


@pytest.fixture
async def simple(tmp_path: Path, database_url: URL) -> AsyncIterator[Stage]:
    """One stage: the head of the department, or who leads."""
    async with staged(tmp_path, database_url, change=LEAD_SIGNS) as made:
        yield made


@pytest.fixture
async def alone(tmp_path: Path, database_url: URL) -> AsyncIterator[Stage]:
    """The same where one person may write and sign."""
    find, instead = LEAD_SIGNS
    change = (find, instead.replace(find, f"[policy]\nallow_solo = true\n{find}"))
    async with staged(tmp_path, database_url, change=change) as made:
        yield made


async def significant(both: Stage) -> Office:
    """较大, handed to 物业科, whose head 苏敏 signs first; then the 审签人, here 顾远."""
    o = await office(both)
    await o.judged("✅ 属实", by=LIN)
    await o.card.expect("已核实", "交办")
    await o.card.press("交办", by=LIN)
    await o.card.expect("物业科")
    await o.card.press("物业科", by=LIN)
    await o.card.expect("待签收")
    await o.card.expect("较大", "起草")
    return o


async def statement(stage: Stage, number: int = 1):
    incident = await stage.incident()
    return next(one for one in incident.statements if one.number == number)


async def test_two_stages_with_a_return_and_a_second_version(both: Stage) -> None:
    """S3: 苏敏 sends v1 back with a reason, v2 is signed by her and by 顾远, and nobody signs a text of their own."""
    o = await significant(both)
    draft = await o.drafted(by=LIN)
    template = await both.expect_text("模板，点按复制")
    assert "海棠县住建局" in template.text
    await o.submitted(draft, by=LIN)
    await o.card.expect("回应 v1 待审签（苏敏）")
    asked = await o.approval(SU)
    assert not asked.message.silent
    assert TEXT.splitlines()[0] in asked.text
    await asked.press("退回修改", by=SU)
    await o.answer("退回修改的原因", "请写明联系电话", by=SU, chat=SU)
    back = await both.expect_card("请写明联系电话", chat=LIN)
    assert not back.message.silent
    await asked.expect("已由 苏敏", without=["签发 v1"])
    await o.card.expect("回应 v1 已退回")

    second = await o.edited(back, BETTER, 2, by=LIN)
    await back.expect("已改为 v2，请看新稿", without=["改稿"])
    await o.submitted(second, by=LIN)
    await o.signed(SU, 2)
    await o.card.expect("回应 v2 待审签（顾远）")
    await o.signed(GU, 2)
    await o.card.expect("已签发 v2，待发布")
    one = await statement(both)
    assert (one.stand, one.version, [mark.by for mark in one.signed]) == (Stand.APPROVED, 2, [SU, GU])
    assert {mark.hash for mark in one.signed} == {one.hash}
    log = await both.events()
    kinds = [event["type"] for event in log if event["notes"].get("statement") == 1]
    assert kinds == ["draft", "submit", "return", "edit", "submit", "approve", "approve"]
    assert TEXT not in repr(log)
    texts = await both.running.store.versions(1, 1)
    assert [one.text for one in texts] == [TEXT, BETTER]


async def test_an_edit_voids_what_was_signed_and_a_stale_button_is_refused(simple: Stage) -> None:
    """Edit after approval voids it; a stale approve button is refused with what happened (issue 4)."""
    o = await office(simple)
    draft = await o.drafted(by=LIN, kind="先期回应")
    await draft.press("送审", by=LIN)
    simple.clock.forward(seconds=2)
    await draft.press("送审", by=LIN)
    asked = await simple.expect_card("待审签", chat=FANG)
    stale = [button.data for row in asked.message.rows for button in row if "签发" in button.label]
    menu = await simple.menu(o.card, by=BAI)
    await menu.press("改稿", by=BAI)
    await o.answer("修改后的全文", BETTER, by=BAI, chat=BAI)
    await asked.expect("草稿，没有送审", without=["签发"])
    answer = await simple.sandbox.answer_of(simple.sandbox.press_raw(FANG, FANG, asked.message_id, stale[0]))
    assert (answer.alert, answer.text) == (True, "已改为 v2，请看新稿")
    assert "原审签作废" in (await simple.expect_text("已改为 v2")).text

    second = await simple.expect_card("回应 v2（", chat=BAI)
    refused = await second.press("送审", by=BAI)
    assert refused.text == "由起草人 林晓 送审"
    again = await simple.menu(o.card, by=LIN)
    await o.submitted(again, by=LIN)
    simple.clock.forward(seconds=5)
    card = await simple.expect_card("回应 v2（先期回应）待审签", chat=FANG)
    said = await card.confirm("签发 v2", by=FANG)
    assert said.text == "已签发"
    await o.card.expect("已签发 v2，待发布", "📣 已发布")
    menu = await simple.menu(o.card, by=LIN)
    await menu.press("改稿", by=LIN)
    await o.answer("修改后的全文", TEXT, by=LIN, chat=LIN)
    await o.card.expect("回应 v3 草稿（林晓）", without=["📣 已发布"])
    one = await statement(simple)
    assert (one.stand, one.signed, one.approved_at) == (Stand.DRAFT, (), None)


async def test_nobody_signs_their_own_text_and_two_at_once_count_once(simple: Stage) -> None:
    """Author = approver refused; two approvers tapping at once count one stage once."""
    o = await office(simple)
    draft = await o.drafted(by=FANG, kind="先期回应")
    await o.submitted(draft, by=FANG)
    await o.card.expect("待审签（顾远）")
    menu = await simple.menu(o.card, by=FANG)
    assert not any("签发" in label for label in menu.labels)
    one = await statement(simple)
    data = f"v1:ap:1:{(await simple.incident()).decision}:1.1.{one.hash[:8]}.0"
    own = await simple.sandbox.answer_of(simple.sandbox.press_raw(FANG, FANG, menu.message_id, data))
    assert own.text == "自己起草或改过的稿子不能自己签发，待 顾远 审签"
    other = await simple.sandbox.answer_of(simple.sandbox.press_raw(BAI, GROUP, o.card.message_id, data))
    assert other.text == "v1 现由 顾远 审签"

    second = await o.drafted(by=LIN, kind="首次回应")
    await o.submitted(second, by=LIN)
    cards = [await o.approval(person) for person in (FANG, GU)]
    for card, person in zip(cards, (FANG, GU), strict=True):
        await card.press("签发 v1", by=person)
    simple.clock.forward(seconds=2)
    said = await asyncio.gather(
        *(card.press("签发 v1", by=person) for card, person in zip(cards, (FANG, GU), strict=True))
    )
    assert sorted(one.alert for one in said) == [False, True]
    assert {one.text[:7] for one in said} <= {"已签发", "v1 已由 方", "v1 已由 顾"}
    assert len(await simple.events("approve")) == 1


async def test_the_approver_passes_it_on_and_either_may_sign(both: Stage) -> None:
    """转B角: the stand-in is asked too, by the approver or after the time-box; whoever signs first counts."""
    o = await significant(both)
    draft = await o.drafted(by=LIN)
    await o.submitted(draft, by=LIN)
    asked = await o.approval(SU)
    assert (await asked.press("转B角", by=SU)).text == "已请备用审签人一并审签"
    standin = await o.approval(FANG)
    await asked.expect("签发 v1", without=["转B角"])
    await standin.confirm("签发 v1", by=FANG)
    one = await statement(both)
    assert (one.stage, one.signed[0].by, one.signed[0].standin) == (1, FANG, True)
    late = await asked.expect("待 ", without=["签发 v1"])
    assert late.labels == ["👀 全文与改动"]


async def test_the_time_box_asks_the_stand_in(both: Stage) -> None:
    """Stand-in after the time-box."""
    o = await significant(both)
    draft = await o.drafted(by=LIN)
    await o.submitted(draft, by=LIN)
    await o.approval(SU)
    both.clock.forward(minutes=31)
    await o.approval(FANG)
    (event,) = await both.events("stand_in")
    assert (event["actor"], event["role"]) == (0, "system")


async def test_the_chief_goes_past_the_stages_and_that_stays_visible(both: Stage) -> None:
    """特批签发: the chief only, with a reason, twice; it stays on card and 详情 even after an edit."""
    o = await significant(both)
    draft = await o.drafted(by=LIN)
    menu = await both.menu(o.card, by=FANG)
    assert not any("特批" in label for label in menu.labels)
    menu = await both.menu(o.card, by=GU)
    await menu.confirm("特批签发", by=GU)
    await o.answer("特批签发的理由", "会前必须回应", by=GU, chat=GU)
    await o.card.expect("已签发 v1，待发布", "特批签发")
    await draft.expect("会前必须回应")
    menu = await both.menu(o.card, by=FANG)
    await menu.press("撤回签发", by=FANG)
    await o.answer("撤回签发的原因", "数字有误", by=FANG, chat=FANG)
    await o.card.expect("回应 v1 草稿（林晓）", "特批签发")
    (event,) = await both.events("bypass")
    assert (event["role"], event["side"]["reason"]) == ("chief", "会前必须回应")


async def test_a_one_person_team_signs_openly(alone: Stage) -> None:
    """单人签发, only where it is allowed: it stands on the card and in the log."""
    o = await office(alone)
    await o.drafted(by=FANG, kind="先期回应")
    # whoever could sign beside the author has changed the text
    await o.edited(await alone.menu(o.card, by=GU), BETTER, 2, by=GU)
    await o.submitted(await alone.menu(o.card, by=FANG), by=FANG)
    card = await alone.expect_card("回应 v2（先期回应）待审签", chat=FANG)
    await card.confirm("签发 v2", by=FANG)
    await o.card.expect("已签发 v2，待发布", "单人签发")
    (event,) = await alone.events("approve")
    assert event["notes"]["solo"] is True


async def test_without_anybody_to_sign_it_is_refused_and_the_missing_role_is_named(simple: Stage) -> None:
    """The same team where nobody may sign alone."""
    o = await office(simple)

    await o.drafted(by=FANG, kind="先期回应")
    await o.edited(await simple.menu(o.card, by=GU), BETTER, 2, by=GU)
    refused = await (await simple.menu(o.card, by=FANG)).press("送审", by=FANG)
    assert refused.alert
    assert "没有人可以审签：缺「部门负责人、带班领导」" in refused.text
    assert (await statement(simple)).stand is Stand.DRAFT


async def test_the_check_speaks_on_the_draft_and_is_waived_by_a_second_press(simple: Stage) -> None:
    """S2 as advice: what is missing is said with its place, and stops nobody."""
    o = await office(simple)

    draft = await o.drafted(by=LIN, kind="先期回应", text="我们一定百分之百解决，请大家放心。")
    await draft.expect("💡")
    asked = await draft.press("送审", by=LIN)
    assert "再按一次" in asked.text
    simple.clock.forward(seconds=2)
    assert (await draft.press("送审", by=LIN)).text == "已送审，正在通知审签人"
    (event,) = await simple.events("submit")
    assert event["notes"]["waived"]


async def test_the_whole_text_and_what_changed_come_to_be_copied(simple: Stage) -> None:
    """👀 全文与改动: the difference in words, and the text in one tap."""
    o = await office(simple)

    draft = await o.drafted(by=LIN, kind="先期回应")
    second = await o.edited(draft, BETTER, 2, by=LIN)
    answer = await second.press("全文与改动", by=LIN)
    assert answer.text == "已发在下方"
    assert "〔增：" in (await simple.expect_text("改动（v1 → v2）", LIN)).text
    whole = await simple.expect_text("点按下面的全文", LIN)
    assert BETTER in whole.text
    assert any(entity["type"] == "pre" for entity in whole.entities)


async def test_a_text_that_is_too_long_is_asked_for_again_and_never_cut(both: Stage) -> None:
    """What goes to the public must not end in the middle; a line for one of the other questions neither."""
    o = await office(both)
    await o.card.press("✅ 属实", by=LIN)
    await o.answer("依据", "到过现场，" * 120, by=LIN)
    await both.expect_text("没有记下：写了 600 字，最多 500 字。请删短，再回复下方的提问")
    assert not (await both.incident()).basis
    await o.answer("依据", "到过现场", by=LIN)
    await o.card.expect("已核实", "起草")
    # the same refusal is logged once a minute
    both.clock.forward(minutes=2)
    await o.card.press("起草", by=LIN)
    await both.until(lambda: "首次回应" in o.card.labels)
    await o.card.press("首次回应", by=LIN)
    first = await both.expect_text("回应正文")
    await o.answer("回应正文", "字" * 2001, by=LIN)
    await both.expect_text("没有记下：写了 2001 字，最多 2000 字")
    again = await both.expect_text("回应正文")
    assert again.message_id > first.message_id
    assert not (await both.incident()).statements
    (refused,) = [event for event in await both.events("refused") if event["notes"]["action"] == "dr"]
    assert refused["notes"]["code"] == "too_long"
    await o.answer("回应正文", "字" * 2000, by=LIN)
    await both.expect_card("回应 v1（首次回应）")
    (version,) = await both.running.store.versions(1, 1)
    assert version.text == "字" * 2000
