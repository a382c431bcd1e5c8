"""The picture in the README, taken from the real thing: TINGFENG_SCREENSHOT=1 takes it anew."""

import base64
import os
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.phone import opened
from tests.chat.stage import Stage
from tests.conftest import BAI, GROUP, LIN, NOON

PICTURE = Path(__file__).parents[2] / "docs" / "screenshot.png"
LARGEST = 300 * 1024

_FRAME = """<!doctype html><style>
  body {{ margin: 0; padding: 28px 36px; display: flex; gap: 36px; background: #8fa9a6; }}
  img {{ width: 390px; border-radius: 28px; }}
</style><img src="data:image/png;base64,{}"><img src="data:image/png;base64,{}">"""


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.skipif(os.environ.get("TINGFENG_SCREENSHOT") != "1", reason="TINGFENG_SCREENSHOT=1 takes the picture anew")
async def test_take_the_picture(browser: Browser, stage: Stage) -> None:
    text = "去年夏天就围起来了，人行道只剩一条缝，一下雨全是泥，孩子上学要绕二十分钟。投诉几次，都说正在协调。"
    await stage.publish("望江西路到底哪天修完？", text, date_published=NOON.isoformat())
    card = await stage.expect_card("望江西路")
    await card.press("我来认领", by=LIN)
    await card.expect("协助")
    await card.press("协助", by=BAI)
    await card.expect("协助 白露")
    stage.sandbox.say(BAI, GROUP, "我离得近，现在就去看看。")
    dark = await _shot(browser, stage, dark=True)
    await card.press("✅ 属实", by=LIN)
    await stage.expect_text("核实依据")
    await card.expect("核实 属实", "交办")
    light = await _shot(browser, stage, dark=False, writing="上午去看了，只有一侧能走")
    context = await browser.new_context(viewport={"width": 888, "height": 900}, device_scale_factor=1.25)
    page = await context.new_page()
    await page.set_content(_FRAME.format(*(base64.b64encode(shot).decode() for shot in (dark, light))))
    await page.screenshot(path=PICTURE)


async def _shot(browser: Browser, stage: Stage, *, dark: bool, writing: str = "") -> bytes:
    phone = await opened(browser, stage.sandbox.url, "picture", dark=dark)
    await phone.be(LIN)
    await phone.open_chat(GROUP)
    if writing:
        await phone.page.locator("#text").fill(writing)
    await phone.sound("dark" if dark else "light")
    return await phone.page.screenshot()


def test_the_picture_is_there_and_small() -> None:
    assert PICTURE.read_bytes().startswith(b"\x89PNG")
    assert PICTURE.stat().st_size <= LARGEST
