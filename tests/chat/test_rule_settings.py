"""Every key of a rule (:级别 … :说明) through the real bot, from the chat to the card and back."""

from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from core.dossier import Category
from core.severity import Severity
from tests.chat.stage import Stage, staged
from tests.conftest import FANG, GROUP

POST = ("城东昨夜停水", "城东昨夜停水，没人管，投诉")
OTHER = ("锦绣花园停水三天", "锦绣花园水管爆裂停水三天，业主讨说法，维权")
THIRD = ("和美家园再度停水", "和美家园二次供水设备坏了，又停水，举报物业不作为")


async def ruled(stage: Stage, *lines: str) -> None:
    """A rule of its own with these keys, saved in the chat."""
    stage.sandbox.say(FANG, GROUP, "\n".join(["/rule add", "[停水]", "停水", *lines]))
    card = await stage.expect_card("试算「停水」")
    await card.press("✅ 保存", by=FANG)
    await stage.expect_text("已保存，立即生效")


async def found(stage: Stage, number: int = 1) -> bool:
    await stage.quiet()
    return await stage.running.store.incident(number) is not None


async def test_level_department_category_and_note(stage: Stage) -> None:
    await ruled(stage, ":级别 重大", ":部门 市政科", ":分类 咨询诉求", ":说明 供水")
    await stage.publish(*POST)
    await stage.expect_card("重大 · 待认领")
    incident = await stage.incident()
    assert (incident.severity, incident.topic) == (Severity.MAJOR, "停水")
    assert (incident.suggested, incident.category) == ("市政科", Category.INQUIRY)


@pytest.mark.parametrize(("own", "there"), [("", False), (":主体 是", True)])
async def test_our_own_affairs_need_no_name(tmp_path: Path, sqlite_url: URL, own: str, there: bool) -> None:
    async with staged(tmp_path, sqlite_url, change=("own_area = true\n", "")) as stage:
        await ruled(stage, *([own] if own else []))
        await stage.publish(*POST)
        assert await found(stage) is there


@pytest.mark.parametrize(
    ("line", "there"),
    [
        (":来源 海棠论坛", True),
        (":来源 微博|论坛", True),
        (":来源 微博", False),
        (":排除来源 海棠论坛", False),
        (":排除来源 微博", True),
        (":到期 2026-11-20", True),
        (":到期 2026-11-19", False),
    ],
)
async def test_where_and_until_when(stage: Stage, line: str, there: bool) -> None:
    await ruled(stage, line)
    await stage.publish(*POST)
    assert await found(stage) is there


@pytest.mark.parametrize(("line", "silent"), [(":静默 11:00-23:00", True), (":静默 23:00-07:00", False)])
async def test_quiet_hours_take_the_sound_and_nothing_else(stage: Stage, line: str, silent: bool) -> None:
    await ruled(stage, line, ":级别 较大")
    await stage.publish(*POST)
    card = await stage.expect_card("较大 · 待认领")
    assert card.message.silent is silent


async def test_what_is_over_the_limit_is_kept_counted_and_told(stage: Stage) -> None:
    await ruled(stage, ":上限 1")
    await stage.publish(*POST)
    await stage.expect_card(POST[0])
    await stage.publish(*OTHER)
    await stage.expect_text("规则「停水」今日已达上限 1 张卡片")
    assert not await found(stage, 2)
    stage.sandbox.say(FANG, GROUP, "/rule")
    listed = await stage.expect_card("📐 监测规则")
    await listed.press("停水", by=FANG)
    await listed.expect("近30天命中 2", "本规则未发卡片的有 1 条")
    stage.sandbox.say(FANG, GROUP, "/rule test 停水")
    told = await stage.expect_text("试算「停水」")
    assert "会成卡 1 张（现 1 张）" in told.text
    assert "另有 1 条超出每日上限" in told.text
    stage.clock.forward(hours=20)
    await stage.publish(*THIRD)
    await stage.expect_card(THIRD[0])
