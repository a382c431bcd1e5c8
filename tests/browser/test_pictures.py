"""Pictures as they are looked at: on a phone of 390 points, light and dark, under each its words, larger at a tap."""

import pytest
from playwright.async_api import Browser, expect

from core.outgoing import Enclosure, Lane
from core.texts import Message
from jobs.drawing import pictures
from tests.browser.phone import opened
from tests.chat.stage import Stage
from tests.conftest import GROUP, LIN
from tests.unit.pictures.charts import CHARTS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_picture_is_looked_at_on_a_phone(
    browser: Browser, stage: Stage, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = pictures.drawn
    monkeypatch.setattr(pictures, "drawn", lambda chart, _set: draw(chart, theme))
    for chart in CHARTS:
        text = Message("{title}", {"title": chart.title})
        one = Enclosure(key=chart.title, chat=GROUP, text=text, content=chart, lane=Lane.LOG)
        await stage.running.store.enclose(one, stage.clock())
    phone = await opened(browser, stage.sandbox.url, f"pictures-{theme}", dark=theme == "dark")
    await phone.be(LIN)
    await phone.open_chat(GROUP)
    await stage.until(lambda: len([m for m in stage.sandbox.messages(GROUP) if m.media]) == len(CHARTS))
    photos = phone.page.locator("#messages img.photo")
    await expect(photos).to_have_count(len(CHARTS))
    for number, chart in enumerate(CHARTS):
        photo, message = (
            photos.nth(number),
            phone.page.locator(".message", has=phone.page.locator("img.photo")).nth(number),
        )
        await photo.scroll_into_view_if_needed()
        await phone.page.wait_for_function(
            "at => document.querySelectorAll('img.photo')[at].naturalWidth === 1080", arg=number
        )
        await expect(message.locator(".text")).to_have_text(chart.title)
        box = await photo.bounding_box()
        assert box is not None
        # large enough to read, and as high as it is wide by its own measure
        assert 250 < box["width"] <= 390
        measure = await photo.evaluate("img => img.naturalHeight / img.naturalWidth")
        assert box["height"] / box["width"] == pytest.approx(measure, abs=0.01)
        await phone.sound(type(chart).__name__.lower())


async def test_a_tap_shows_a_picture_as_wide_as_the_screen(browser: Browser, stage: Stage) -> None:
    text = Message("走势")
    await stage.running.store.enclose(
        Enclosure(key="one", chat=GROUP, text=text, content=CHARTS[0], lane=Lane.LOG), stage.clock()
    )
    phone = await opened(browser, stage.sandbox.url, "enlarged")
    await phone.be(LIN)
    await phone.open_chat(GROUP)
    await stage.until(lambda: any(m.media for m in stage.sandbox.messages(GROUP)))
    photo, large = phone.page.locator("#messages img.photo"), phone.page.locator("dialog.enlarged img")
    await expect(large).to_have_count(0)
    await phone.press(photo)
    await expect(large).to_be_visible()
    await expect(large).to_have_js_property("naturalWidth", 1080)
    box = await large.bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(390, abs=1)
    await phone.sound("large")
    await phone.press(large)
    await expect(large).to_have_count(0)
    assert len(phone.page.context.pages) == 1
