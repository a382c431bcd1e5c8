"""What one reads and writes on the page: channels, the group that moved, the line below (W5)."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.test_more import FORUM, api, reading
from tests.chat.stage import Stage
from tests.conftest import BAI, GROUP, LIN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_what_was_read_elsewhere_is_passed_to_the_bot(browser: Browser, stage: Stage) -> None:
    """W5: one tap on a post of a public channel, and the report by hand begins."""
    stage.sandbox.add_channel(FORUM - 1, "街坊频道", username="jiefang", bot="left")
    read = stage.sandbox.say(LIN, FORUM - 1, "城南片区停水一整天，没有人通知")
    phone = await reading(browser, stage, LIN, FORUM - 1, "channel")
    await expect(phone.page.locator("#line")).to_be_hidden()
    await expect(phone.page.locator("#messages .reply")).to_have_count(0)
    await phone.sound("read")
    await phone.press(phone.page.locator(f"#m{read.message_id} .forward"))
    await expect(phone.page.locator("#chat")).to_have_attribute("data-chat", str(LIN))
    await expect(phone.page.locator("#messages .forwarded")).to_contain_text("街坊频道")
    await expect(phone.page.locator("#messages")).to_contain_text("已报送：#0001 城南片区停水一整天")
    await phone.sound("reported")


async def test_an_upgraded_group_stays_open_and_what_one_writes_comes_into_sight(
    browser: Browser, stage: Stage
) -> None:
    for number in range(30):
        stage.sandbox.say(BAI, GROUP, f"第 {number} 句")
    phone = await reading(browser, stage, LIN, GROUP, "upgrade")
    log = phone.page.locator("#messages")
    await log.evaluate("box => box.scrollTo({ top: 0, behavior: 'instant' })")
    await expect(phone.page.locator("#down")).to_be_visible()
    await phone.write("看到了")
    await expect(phone.page.locator("#down")).to_be_hidden()
    stage.sandbox.migrate(GROUP, FORUM - 2)
    await expect(phone.page.locator("#chat")).to_have_attribute("data-chat", str(FORUM - 2))
    await expect(phone.page.locator("#title")).to_have_text("舆情处置群")
    await phone.sound("followed")


async def test_the_line_shrinks_again_after_a_long_question(browser: Browser, stage: Stage) -> None:
    asks = {
        "force_reply": True,
        "input_field_placeholder": "请回复上报方式和文号，例如：值班系统，海政值〔2026〕12号，并写明签收人",
    }
    phone = await reading(browser, stage, LIN, GROUP, "line")
    line = phone.page.locator("#text")
    usual = await line.evaluate("node => node.offsetHeight")
    await api(stage, "sendMessage", chat_id=GROUP, text="请回复", reply_markup=asks)
    await expect(phone.page.locator("#replying")).to_be_visible()
    assert await line.evaluate("node => node.offsetHeight") > usual
    await phone.sound("long")
    await phone.write("值班系统")
    await expect(phone.page.locator("#replying")).to_be_hidden()
    assert await line.evaluate("node => node.offsetHeight") == usual
