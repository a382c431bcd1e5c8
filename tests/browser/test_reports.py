"""The digest, the brief and a report as they are looked at: on a phone of 390 points, light and dark."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, Locator, expect

from jobs.digest import digest
from tests.browser.phone import Phone, opened
from tests.chat.office import Office, office
from tests.chat.stage import Stage
from tests.conftest import BAI, FANG, GROUP, LIN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

#: NOON is Friday 11-20 at 12:00
FIVE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


async def a_week(stage: Stage) -> Office:
    """One of three is judged, one is closed as no matter of ours, one lies there."""
    at = await office(stage)
    await at.card.press("我来认领", by=LIN)
    await at.card.expect("👤 林晓")
    await at.judged("✅ 属实", by=LIN)
    await stage.publish("断头路什么时候通", "望江西路每天绕行，投诉几次没人管，电话13812345678")
    other = await stage.expect_card("断头路")
    await other.press("无效", by=BAI)
    await other.expect("误报")
    await other.confirm("误报", by=BAI)
    await stage.publish("滨河新区工地塌方", "基坑塌方，路过的人都吓坏了，老人孩子都不敢从旁边走")
    await stage.expect_card("滨河新区工地塌方")
    await stage.quiet()
    return at


async def in_the_group(browser: Browser, stage: Stage, name: str, *, dark: bool, person: int = LIN) -> Phone:
    phone = await opened(browser, stage.sandbox.url, name, dark=dark)
    await phone.be(person)
    await phone.open_chat(GROUP if person == LIN else person)
    return phone


def bubble(phone: Phone, words: str) -> Locator:
    """The one with these words of its own: what answers it quotes it."""
    return phone.page.locator(".message").filter(has=phone.page.locator(".bubble > .text", has_text=words))


async def seen(phone: Phone, one: Locator, step: str) -> None:
    """One bubble stands there and fits; a picture of it is kept."""
    await expect(one).to_have_count(1)
    await one.evaluate("node => node.scrollIntoView({ block: 'start', behavior: 'instant' })")
    box = await one.locator(".bubble").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    await phone.sound(step)


async def picture_seen(phone: Phone, one: Locator, step: str) -> None:
    """The same, and the picture in it has come whole and is as wide as the bubble lets it be."""
    photo = one.locator("img.photo")
    await photo.scroll_into_view_if_needed()
    await expect(photo).to_have_js_property("naturalWidth", 1080)
    box = await photo.bounding_box()
    assert box is not None
    assert 250 < box["width"] <= 390
    await seen(phone, one, step)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_digest_and_the_brief_on_a_phone(browser: Browser, stage: Stage, theme: str) -> None:
    await a_week(stage)
    stage.clock.until(FIVE)
    await digest(stage.running.tools)
    await stage.quiet()
    stage.clock.until(MONDAY)
    await digest(stage.running.tools)
    await stage.quiet()
    phone = await in_the_group(browser, stage, f"digest-{theme}", dark=theme == "dark")
    await seen(phone, bubble(phone, "📰 每日简报 11-20"), "brief")
    lead = bubble(phone, "📊 2026年第47周周报")
    await seen(phone, lead, "lead")
    await expect(lead.locator("[data-button]").first).to_be_visible()
    for step, words in enumerate(("【时限与办理】", "【舆情与误报】", "【在办与超时】", "【监测与工作量】"), 1):
        await seen(phone, bubble(phone, words), f"block{step}")
    await picture_seen(phone, bubble(phone, "本周新增 3 件"), "picture")
    ledger = phone.page.locator(".message").filter(has=phone.page.locator(".file"))
    await expect(ledger).to_contain_text(".xlsx")
    await seen(phone, ledger, "ledger")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_report_of_one_incident_on_a_phone(browser: Browser, stage: Stage, theme: str) -> None:
    await a_week(stage)
    stage.clock.forward(hours=3)
    stage.sandbox.say(FANG, FANG, "/analysis 3")
    await stage.until(lambda: len([m for m in stage.sandbox.messages(FANG) if m.media]) == 2)
    phone = await in_the_group(browser, stage, f"report-{theme}", dark=theme == "dark", person=FANG)
    bubbles = phone.page.locator(".message.theirs")
    file = bubbles.filter(has=phone.page.locator(".file"))
    picture = bubbles.filter(has=phone.page.locator("img.photo"))
    await seen(phone, bubble(phone, "事件分析报告：").first, "lead")
    await picture_seen(phone, picture, "picture")
    await expect(file).to_contain_text("事件分析报告_0003_")
    await seen(phone, file, "file")
