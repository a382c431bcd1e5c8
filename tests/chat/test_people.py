"""Who belongs to the team, from the phone: binding, joining, rights, leaving (O2, lifecycle §1, §3.10)."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from core.incident import Status
from core.people import Role
from core.team.keys import LEAVING, OFF, ROLE, MemberPress, encode_member
from tests.chat.stage import Card, Stage, staged
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, SU

OTHER, UNIT, STRANGER = -1002, -1003, 99
WORDS = "断头路什么时候通"
WITHOUT_GROUP = (f"group = {GROUP}", "")


async def opened(stage: Stage, words: str = WORDS) -> None:
    await stage.publish(words, "每天绕行，投诉几次没人管")


async def carded(stage: Stage) -> Card:
    await opened(stage)
    return await stage.expect_card(WORDS)


def arrive(stage: Stage, person: int = STRANGER, name: str = "小唐") -> None:
    """Somebody new in the group."""
    stage.sandbox.add_user(person, name)
    stage.sandbox.world.chat(GROUP).members[person] = "member"


async def apply(stage: Stage, card: Card, name: str, department: str, person: int = STRANGER) -> Card:
    """Press, follow the link, name, department; the request in the group."""
    answer = await card.press("我来认领", by=person)
    assert (answer.text, answer.url) == ("", "https://t.me/tingfeng_bot?start=join")
    await stage.expect_text("您还没有登记。申请加入", chat=person)
    stage.sandbox.say(person, person, name)
    choice = await stage.expect_card("请选择您的部门", chat=person)
    await choice.press(department, by=person)
    await choice.expect("申请已发到群里", without=["物业科"])
    return await stage.expect_card("申请加入")


async def panel(stage: Stage, lead: int, name: str) -> Card:
    """The panel of one person in the lead's private chat."""
    stage.sandbox.say(lead, lead, "/member")
    listed = await stage.expect_card("成员 ", chat=lead)
    await listed.press(name, by=lead)
    return await listed.expect("按一下即更改", name)


@pytest.fixture
async def fresh(tmp_path: Path, sqlite_url: URL) -> AsyncIterator[Stage]:
    """A bot that no group is bound to."""
    async with staged(tmp_path, sqlite_url, change=WITHOUT_GROUP) as made:
        yield made


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    found = re.search(r"/bind (\w{10})", capsys.readouterr().err)
    assert found
    return found[1]


async def test_the_printed_code_binds_the_group_and_makes_a_lead(
    capsys: pytest.CaptureFixture[str], fresh: Stage
) -> None:
    code = printed(capsys)
    await opened(fresh)
    fresh.sandbox.add_user(STRANGER, "唐主任")
    fresh.sandbox.world.chat(GROUP).members[STRANGER] = "member"
    fresh.sandbox.say(STRANGER, GROUP, f"/bind@tingfeng_bot {code[:5].lower()}-{code[5:]}")
    told = await fresh.expect_card("已绑定为工作群")
    assert "唐主任 现为带班领导" in told.text
    card = await fresh.expect_card(WORDS)
    await card.press("我来认领", by=STRANGER)
    await card.expect("👤 唐主任")
    fresh.sandbox.say(FANG, GROUP, f"/bind {code}")
    await fresh.expect_text("没有有效的绑定码")
    bound, registered = await fresh.events("bind"), await fresh.events("register")
    assert [(e["subject"], e["diffs"]["chat"]) for e in bound] == [("group", [0, GROUP])]
    assert [(e["subject"], e["side"]["diffs"]["name"]) for e in registered] == [("member:99", [None, "唐主任"])]
    assert code not in str(await fresh.events())


async def test_five_wrong_codes_end_the_right_one(capsys: pytest.CaptureFixture[str], fresh: Stage) -> None:
    code = printed(capsys)
    for left in (4, 3, 2, 1):
        fresh.sandbox.say(LIN, GROUP, f"/bind WRONGWRONG{left}")
        await fresh.expect_text(f"还可以试 {left} 次")
    fresh.sandbox.say(LIN, GROUP, "/bind 2222222222")
    await fresh.expect_text("次数已用完")
    fresh.sandbox.say(LIN, GROUP, f"/bind {code}")
    await fresh.expect_text("没有有效的绑定码")
    assert (await fresh.running.store.policy()).group == 0
    assert {e["notes"]["code"] for e in await fresh.events("refused")} == {"code", "no_code"}


async def test_a_code_is_too_old_after_a_quarter_of_an_hour(capsys: pytest.CaptureFixture[str], fresh: Stage) -> None:
    code = printed(capsys)
    fresh.clock.forward(minutes=16)
    fresh.sandbox.say(LIN, GROUP, f"/bind {code}")
    await fresh.expect_text("没有有效的绑定码")
    assert (await fresh.running.store.policy()).group == 0


async def test_a_code_needs_a_group_and_a_person(capsys: pytest.CaptureFixture[str], fresh: Stage) -> None:
    code = printed(capsys)
    fresh.sandbox.say(LIN, LIN, f"/bind {code}")
    await fresh.expect_text("在群里发送", chat=LIN)
    fresh.sandbox.say(FANG, GROUP, f"/bind {code}", anonymous=True)
    await fresh.expect_text("关闭匿名")
    assert (await fresh.running.store.policy()).group == 0
    fresh.sandbox.say(LIN, GROUP, f"/bind {code}")
    await fresh.expect_card("林晓 现为带班领导")


async def test_a_newer_code_voids_the_older(capsys: pytest.CaptureFixture[str], fresh: Stage) -> None:
    old, new = printed(capsys), await fresh.running.store.new_code(fresh.clock())
    fresh.sandbox.say(LIN, GROUP, f"/bind {old}")
    await fresh.expect_text("还可以试 4 次")
    fresh.sandbox.say(LIN, GROUP, f"/bind {new}")
    await fresh.expect_card("已绑定为工作群")


async def test_another_group_takes_over_and_the_old_one_falls_silent(stage: Stage) -> None:
    card = await carded(stage)
    stage.sandbox.add_group(OTHER, "新群", members=[LIN, FANG])
    code = await stage.running.store.new_code(stage.clock())
    stage.sandbox.say(LIN, OTHER, f"/bind {code}")
    await stage.expect_text("已改绑到别的群")
    moved = await stage.expect_card(WORDS, chat=OTHER)
    await moved.press("我来认领", by=LIN)
    await moved.expect("待核实")
    await stage.quiet()
    assert "待认领" in card.text
    assert "不是本单位的群" in (await card.press("属实", by=LIN)).text


async def test_a_lead_binds_a_department_chat_and_it_gets_what_is_assigned(stage: Stage) -> None:
    card = await carded(stage)
    await card.press("✅ 属实", by=FANG)
    await card.expect("已核实")
    await card.press("交办", by=FANG)
    await card.expect("← 返回")
    await card.press("市政科", by=FANG)
    await card.expect("待签收")
    stage.sandbox.add_group(UNIT, "市政科群", members=[HE, FANG, LIN])
    stage.sandbox.say(LIN, UNIT, "/bind 市政科")
    await stage.expect_text("请带上绑定码", chat=UNIT)
    stage.sandbox.say(FANG, UNIT, "/bind 市政课")
    assert "物业科" in (await stage.expect_text("没有部门「市政课」", chat=UNIT)).text
    stage.sandbox.say(FANG, GROUP, "/bind 市政科")
    await stage.expect_text("这里是工作群")
    stage.sandbox.say(FANG, UNIT, "/bind 市政科")
    await stage.expect_text("已绑定为市政科的群", chat=UNIT)
    theirs = await stage.expect_card(WORDS, chat=UNIT)
    await theirs.press("签收", by=HE)
    await card.expect("办理中")


async def test_a_stranger_joins_by_the_link_and_a_leads_agreement(stage: Stage) -> None:
    card = await carded(stage)
    arrive(stage)
    request = await apply(stage, card, "唐\u202e果<b>", "不属于任何部门")
    assert "唐果<b>" in request.text
    assert "Telegram 名称：小唐" in request.text
    refused = await request.press("同意", by=LIN)
    assert refused.alert
    assert "带班领导" in refused.text
    await request.press("✅ 同意", by=FANG)
    await request.expect("唐果<b> 已加入，为成员（方正 同意）", without=["不同意"])
    await stage.expect_text("方正 已同意", chat=STRANGER)
    await card.press("我来认领", by=STRANGER)
    await card.expect("👤 唐果<b>")
    (event,) = await stage.events("register")
    assert (event["actor"], event["role"], event["subject"]) == (FANG, "lead", "member:99")


async def test_a_handler_is_let_in_and_gets_what_waits(stage: Stage) -> None:
    card = await carded(stage)
    await card.press("✅ 属实", by=FANG)
    await card.expect("已核实")
    await card.press("交办", by=FANG)
    await card.expect("← 返回")
    await card.press("物业科", by=FANG)
    await card.expect("待签收")
    arrive(stage)
    answer = await card.press("签收", by=STRANGER)
    assert answer.url == "https://t.me/tingfeng_bot?start=join"
    await stage.expect_text("请直接发送您的姓名", chat=STRANGER)
    stage.sandbox.say(STRANGER, STRANGER, "唐果")
    choice = await stage.expect_card("请选择您的部门", chat=STRANGER)
    await choice.press("物业科", by=STRANGER)
    request = await stage.expect_card("申请加入")
    await request.press("同意为承办人", by=FANG)
    await request.expect("为承办人")
    mine = await stage.expect_card(WORDS, chat=STRANGER)
    await mine.press("签收", by=STRANGER)
    await card.expect("办理中")


async def test_who_was_declined_waits_a_day_and_who_waits_ten_minutes(stage: Stage) -> None:
    card = await carded(stage)
    arrive(stage)
    request = await apply(stage, card, "唐果", "物业科")
    stage.sandbox.open_link(STRANGER, "https://t.me/tingfeng_bot?start=join")
    await stage.expect_text("申请已发到群里，请等", chat=STRANGER)
    await request.press("不同意", by=GU)
    await request.expect("没有同意 唐果", without=["✅ 同意"])
    await stage.expect_text("这次未获同意", chat=STRANGER)
    stage.clock.forward(minutes=20)
    stage.sandbox.open_link(STRANGER, "https://t.me/tingfeng_bot?start=join")
    await stage.expect_text("以后可以再申请", chat=STRANGER)
    stage.clock.forward(hours=24)
    asked = len([m for m in stage.sandbox.messages(STRANGER) if "您的姓名" in m.text])
    stage.sandbox.open_link(STRANGER, "https://t.me/tingfeng_bot?start=join")
    await stage.until(lambda: len([m for m in stage.sandbox.messages(STRANGER) if "您的姓名" in m.text]) > asked)
    assert STRANGER not in (await stage.running.store.policy()).members


async def test_who_is_registered_need_not_ask(stage: Stage) -> None:
    stage.sandbox.open_link(LIN, "https://t.me/tingfeng_bot?start=join")
    await stage.expect_text("您已登记为成员", chat=LIN)


async def test_the_owner_is_deactivated_and_the_work_moves(both: Stage) -> None:
    stage = both
    card = await carded(stage)
    await card.press("我来认领", by=LIN)
    await card.expect("👤 林晓")
    sheet = await panel(stage, FANG, "林晓")
    await sheet.press("停用", by=FANG)
    await sheet.expect("确认停用", "权限立即失效")
    await sheet.press("确认停用", by=FANG)
    await sheet.expect("已停用", "恢复")
    await card.expect("👤 方正")
    told = await stage.expect_text("林晓 的在办工作已移交")
    assert "#0001 方正" in told.text
    assert (await card.press("属实", by=LIN)).url == "https://t.me/tingfeng_bot?start=join"
    await stage.expect_text("您的权限已停用，请联系带班领导（方正", chat=LIN)
    (taken,) = await stage.events("take_over")
    assert (taken["role"], taken["actor"], taken["diffs"]["owner"]) == ("system", 0, [LIN, FANG])
    await sheet.press("恢复", by=FANG)
    await sheet.expect("停用", "☑ 成员")
    assert (await stage.incident()).owner == FANG, "the rights come back, the work does not"
    verifier, broken = await stage.running.store.verify_audit()
    assert (broken, verifier.head.seq) == (None, len(await stage.events()))


@pytest.mark.parametrize("word", ["停用", "Deactivate"])
async def test_a_reason_can_be_given_in_words(stage: Stage, word: str) -> None:
    stage.sandbox.say(FANG, GROUP, f"/member 白露 {word} 调离本单位")
    await stage.expect_text("✔ 白露：已记下")
    (event,) = await stage.events("deactivate")
    assert (event["subject"], event["side"]["reason"]) == (f"member:{BAI}", "调离本单位")
    stage.sandbox.say(BAI, GROUP, "/member")
    await stage.expect_text("还没有登记")
    assert (await stage.running.store.policy()).actor(BAI) is None


async def test_the_last_lead_stays_and_only_a_chief_makes_chiefs(stage: Stage) -> None:
    sheet = await panel(stage, FANG, "顾远")
    assert "只能由主要负责人" in (await sheet.press("☑ 主要负责人", by=FANG)).text
    stage.sandbox.say(FANG, GROUP, "/member 顾远 停用")
    await stage.expect_text("⚠️ 顾远：主要负责人只能由")
    mine = await panel(stage, GU, "顾远")
    assert "至少要留一个角色" in (await mine.press("☑ 主要负责人", by=GU)).text
    await mine.press("☐ 成员", by=GU)
    await mine.expect("☑ 成员")
    await mine.press("☑ 主要负责人", by=GU)
    await mine.expect("☐ 主要负责人")
    own = await panel(stage, FANG, "方正")
    await own.press("☐ 成员", by=FANG)
    await own.expect("☑ 成员")
    assert "至少要留一位带班领导" in (await own.press("☑ 带班领导", by=FANG)).text
    await own.press("停用", by=FANG)
    await own.expect("确认停用")
    assert "至少要留一位带班领导" in (await own.press("确认停用", by=FANG)).text
    assert (await stage.running.store.policy()).holders(Role.LEAD)[0].id == FANG


async def test_roles_departments_and_the_head_are_switched(stage: Stage) -> None:
    sheet = await panel(stage, FANG, "白露")
    assert "请先选部门" in (await sheet.press("☐ 承办人", by=FANG)).text
    await sheet.press("部门", by=FANG)
    await sheet.expect("属于哪个部门")
    await sheet.press("物业科", by=FANG)
    await sheet.expect("按一下即更改", "物业科")
    await sheet.press("☐ 承办人", by=FANG)
    await sheet.expect("☑ 承办人")
    await sheet.press("☐ 部门负责人", by=FANG)
    await sheet.expect("☑ 部门负责人")
    member = (await stage.running.store.policy()).members[BAI]
    assert (member.department, member.head, sorted(member.roles)) == ("物业科", True, ["handler", "member"])
    changes = [e["diffs"] for e in await stage.events("member")]
    assert changes == [
        {"department": ["", "物业科"]},
        {"roles": [["member"], ["handler", "member"]]},
        {"head": [False, True]},
    ]


async def test_forged_presses_change_nobody(stage: Stage) -> None:
    before = (await stage.running.store.policy()).members
    forged = [
        (LIN, encode_member(MemberPress(code=ROLE, person=LIN, arg="lead"))),
        (LIN, encode_member(MemberPress(code=OFF, person=FANG))),
        (LIN, encode_member(MemberPress(code=LEAVING, person=FANG))),
        (LIN, encode_member(MemberPress(code="ok", person=LIN, arg="m"))),
        (FANG, encode_member(MemberPress(code=ROLE, person=SU, arg="system"))),
        (FANG, encode_member(MemberPress(code="zz", person=SU))),
        (FANG, encode_member(MemberPress(code="ok", person=SU, arg="m"))),
        (FANG, encode_member(MemberPress(code="jd", person=SU, arg="1"))),
        (FANG, encode_member(MemberPress(code="jd", person=FANG, arg="1"))),
        (FANG, encode_member(MemberPress(code=OFF, person=777))),
        (FANG, "m1:rt:zz zz:lead"),
        (FANG, "m1:" + "x" * 61),
    ]
    for person, data in forged:
        answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(person, GROUP, 1, data))
        assert answer.alert, data
    stage.sandbox.add_group(OTHER, "别的群", members=[FANG])
    data = encode_member(MemberPress(code=OFF, person=LIN))
    answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(FANG, OTHER, 1, data))
    assert "不是本单位的群" in answer.text
    assert (await stage.running.store.policy()).members == before
    assert {e["type"] for e in await stage.events()} == {"seed", "refused"}


async def test_a_handler_leaves_and_the_department_is_asked_anew(stage: Stage) -> None:
    card = await carded(stage)
    await card.press("✅ 属实", by=FANG)
    await card.expect("已核实")
    await card.press("交办", by=FANG)
    await card.expect("← 返回")
    await card.press("市政科", by=FANG)
    await card.expect("待签收")
    await card.press("签收", by=HE)
    await card.expect("办理中")
    stage.sandbox.say(FANG, GROUP, "/member 何建 停用 退休")
    await card.expect("待签收")
    told = await stage.expect_text("何建 的在办工作已移交")
    assert "#0001 市政科" in told.text
    state = await stage.incident()
    assert (state.status, state.department, state.handler) == (Status.ASSIGNED, "市政科", None)


async def test_a_panel_that_somebody_deleted_is_no_error(stage: Stage) -> None:
    sheet = await panel(stage, FANG, "白露")
    data = next(b.data for b in sheet.message.buttons if b.label == "☐ 审签人")
    stage.sandbox.delete(FANG, sheet.message_id)
    answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(FANG, FANG, sheet.message_id, data))
    assert answer.text == "已记下"
    await stage.quiet()
    assert Role.APPROVER in (await stage.running.store.policy()).members[BAI].roles


async def test_a_list_in_the_group_has_no_switches_and_what_is_mistyped_is_said(stage: Stage) -> None:
    stage.sandbox.say(FANG, GROUP, "/member")
    told = await stage.expect_text("成员 6 人")
    assert "何建：承办人，市政科" in told.text
    assert "修改请在私聊里发送 /member" in told.text
    stage.sandbox.say(LIN, GROUP, "/member")
    await stage.expect_text("需要「带班领导」才能操作")
    stage.sandbox.say(FANG, FANG, "/member 没有这人")
    await stage.expect_text("没有成员「没有这人」", chat=FANG)
    stage.sandbox.say(FANG, FANG, "/member 白露 升官")
    await stage.expect_text("用法：/member", chat=FANG)


async def test_a_strangers_flood_costs_a_few_lines(stage: Stage) -> None:
    """Whatever is sent how often: a few answers, a few lines in the log, nothing in the group (O7)."""
    stage.sandbox.add_user(STRANGER, "小唐")
    stage.sandbox.add_group(OTHER, "别的群", members=[STRANGER])
    before, at = len(stage.sandbox.messages(GROUP)), stage.clock()
    for number in range(12):
        for line in (
            "/start",
            "/start i_1",
            "/start join",
            f"唐果{number}",
            f"/bind 2345{number}",
            "/member 林晓 停用",
            "1",
        ):
            stage.sandbox.say(STRANGER, STRANGER, line)
        stage.sandbox.say(STRANGER, STRANGER, "", photo=b"\x89PNG\r\n\x1a\n" + bytes(30))
        for line in (
            "/bind",
            f"/bind@tingfeng_bot ABCDEFGH{number}",
            "/bind 市政科",
            "/open@tingfeng_bot",
            "/start join",
        ):
            stage.sandbox.say(STRANGER, OTHER, line)
    await stage.heard()
    for data in ("m1:jd:2r:0", "m1:ok:2r:m", "m1:rt:b:lead", "s1:on:1", "q1:op:0", "r1:n:1", "v1:cl:1:0"):
        for _ in range(12):
            stage.sandbox.press_raw(STRANGER, STRANGER, 1, data)
    await stage.heard()
    steps = 2 + int((stage.clock() - at).total_seconds() // 5)
    await stage.quiet()
    answered = {
        chat: [m for m in stage.sandbox.messages(chat) if m.sender and m.sender.is_bot] for chat in (STRANGER, OTHER)
    }
    assert len(answered[STRANGER]) <= 2 + 2 * steps
    assert len(answered[OTHER]) <= 4
    assert len(stage.sandbox.messages(GROUP)) - before <= 1, "one request to join, if any"
    assert len(await stage.events("refused")) <= 12
