"""Nobody waits for Monday: the page's ⏩ lets time pass for the sandbox and the bot, and what is due is said."""

import asyncio

import pytest
from playwright.async_api import Browser, expect

from sandbox import load_scene
from tests.browser.phone import opened
from tests.chat.stage import Stage
from tests.cli.processes import process
from tests.conftest import GROUP, LIN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_tap_brings_monday_and_its_digest(chromium: Browser) -> None:
    """`tingfeng try` as it is started, by the real clock; the tests' sandboxes have none that a page could move."""
    scene = load_scene("haitang")
    async with process("try", "--no-browser", "--port", "0") as child:
        assert child.stdout
        async with asyncio.timeout(60):
            ready = (await child.stdout.readline()).decode()
            # the first card: something has happened this week
            await child.stdout.readline()
        phone = await opened(chromium, f"http://{ready.partition('http://')[2].split()[0]}", "time")
        try:
            page = phone.page
            await phone.be(scene.people[0].id)
            await phone.open_chat(scene.group_id)
            await expect(page.locator("#panel-time")).to_be_hidden()
            await phone.press(page.locator("#trouble"))
            await expect(page.locator("#panel-time")).to_contain_text("时间 · ")
            labels = ["⏩ 1 小时", "⏩ 到 17:00", "⏩ 到下周一 08:30"]
            await expect(page.locator("#panel-leaps button")).to_have_text(labels)
            await phone.sound("panel")
            await phone.press(page.locator("[data-leap='monday']"))
            await expect(page.locator("#panel-time")).to_contain_text("周一 08:3")
            await phone.press(page.locator("#panel-close"))
            # the words themselves: what answers it quotes it
            words = page.locator(".bubble > .text", has_text="📊").filter(has_text="周报")
            lead = page.locator(".message").filter(has=words)
            await expect(lead).to_have_count(1, timeout=60_000)
            await expect(lead.locator("time")).to_contain_text("08:3")
            # at once: a page that is drawn anew meanwhile never holds still
            await lead.evaluate("message => message.scrollIntoView()")
            await phone.sound("monday")
        finally:
            await phone.page.context.close()


async def test_a_clock_that_a_test_holds_is_not_offered(browser: Browser, stage: Stage) -> None:
    phone = await opened(browser, stage.sandbox.url, "no-time")
    await phone.be(LIN)
    await phone.open_chat(GROUP)
    await phone.press(phone.page.locator("#trouble"))
    await expect(phone.page.locator("#panel-timed button")).to_have_count(6)
    await expect(phone.page.locator("#panel-time")).to_be_hidden()
    await expect(phone.page.locator("[data-leap]")).to_have_count(0)
