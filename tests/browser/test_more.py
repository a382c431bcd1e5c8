"""The page's newer parts: pictures and files, topics, commands, several groups, and the panel of troubles."""

import struct
import zlib
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from tests.browser.phone import Phone, opened
from tests.chat.stage import Stage
from tests.conftest import BAI, FANG, GROUP, LIN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FORUM = -1009000000000


def png(side: int) -> bytes:
    rows = b"".join(b"\0" + b"\x2f\x8f\x6f" * side for _ in range(side))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


async def api(stage: Stage, method: str, **params: Any) -> Any:
    """What the bot itself does not do yet is done in its name."""
    url = f"{stage.sandbox.url}/bot{stage.sandbox.token}/{method}"
    async with aiohttp.ClientSession() as http, http.post(url, json=params) as response:
        body = await response.json()
    assert body["ok"], body
    return body["result"]


async def reading(browser: Browser, stage: Stage, person: int, chat: int, name: str, *, dark: bool = True) -> Phone:
    phone = await opened(browser, stage.sandbox.url, name, dark=dark)
    await phone.be(person)
    await phone.open_chat(chat)
    return phone


async def test_a_person_sends_a_picture_and_files_and_answers_with_one(browser: Browser, stage: Stage) -> None:
    asked = stage.sandbox.say(BAI, GROUP, "坑有多大？")
    phone = await reading(browser, stage, LIN, GROUP, "attach")
    page = phone.page
    await phone.press(page.locator(f"#m{asked.message_id} .reply"))
    await page.locator("#file").set_input_files([{"name": "坑.png", "mimeType": "image/png", "buffer": png(80)}])
    await expect(page.locator("#attached")).to_contain_text("坑.png")
    await phone.sound("picked")
    await phone.write("有这么大")
    picture = page.locator("#messages img.photo")
    await expect(picture).to_be_visible()
    await page.wait_for_function("document.querySelector('img.photo').naturalWidth === 80")
    await expect(page.locator("#attached")).to_be_hidden()
    await page.locator("#file").set_input_files(
        [
            {"name": "记录.docx", "mimeType": "application/msword", "buffer": b"PK"},
            {"name": "坏.html", "mimeType": "text/html", "buffer": b"<script>alert(1)</script>"},
        ]
    )
    await phone.press(page.locator("#send"))
    await expect(page.locator("a.file")).to_have_count(2)
    async with page.expect_download() as coming:
        await phone.press(page.locator("a.file", has_text="坏.html"))
    assert (await coming.value).suggested_filename == "坏.html"
    await phone.sound("sent")
    said = [message for message in stage.sandbox.messages(GROUP) if message.media]
    assert [(m.text, m.reply_to, m.media.name if m.media else "") for m in said] == [
        ("有这么大", asked.message_id, "photo.png"), ("", None, "记录.docx"), ("", None, "坏.html"),
    ]  # fmt: skip


async def test_a_file_that_was_picked_can_be_left_out(browser: Browser, stage: Stage) -> None:
    phone = await reading(browser, stage, LIN, GROUP, "drop")
    page = phone.page
    await page.locator("#file").set_input_files([{"name": "错的.png", "mimeType": "image/png", "buffer": png(8)}])
    await phone.press(page.get_by_role("button", name="不发 错的.png"))
    await expect(page.locator("#attached")).to_be_hidden()
    await phone.press(page.locator("#send"))
    await phone.write("只有字")
    await expect(page.locator("#messages")).to_contain_text("只有字")
    assert [bool(message.media) for message in stage.sandbox.messages(GROUP)] == [False]


async def test_a_slash_lists_the_commands(browser: Browser, stage: Stage) -> None:
    commands = [{"command": "open", "description": "未办结"}, {"command": "help", "description": "怎么用"}]
    await api(stage, "setMyCommands", commands=commands, scope={"type": "chat", "chat_id": GROUP})
    phone = await reading(browser, stage, LIN, GROUP, "slash")
    listed = phone.page.locator("#commands [data-command]")
    await phone.page.locator("#text").press_sequentially("/")
    await expect(listed).to_have_count(2)
    await phone.sound("listed")
    await phone.page.locator("#text").press_sequentially("he")
    await expect(listed).to_have_count(1)
    await phone.press(listed)
    await expect(phone.page.locator("#messages")).to_contain_text("/help")
    await expect(phone.page.locator("#text")).to_have_value("")
    await phone.page.locator("#text").press_sequentially("不是 /命令")
    await expect(phone.page.locator("#commands")).to_be_hidden()


async def test_a_forum_shows_its_topics(browser: Browser, stage: Stage) -> None:
    stage.sandbox.add_group(FORUM, "论坛群", members=[LIN, BAI], bot="administrator", forum=True)
    threads = [
        (await api(stage, "createForumTopic", chat_id=FORUM, name=n))["message_thread_id"] for n in ("甲事", "乙事")
    ]
    for thread, text in zip(threads, ("甲的卡片", "乙的卡片"), strict=True):
        await api(stage, "sendMessage", chat_id=FORUM, text=text, message_thread_id=thread)
    await api(stage, "closeForumTopic", chat_id=FORUM, message_thread_id=threads[1])
    phone = await reading(browser, stage, LIN, FORUM, "topics", dark=False)
    messages, tabs = phone.page.locator("#messages"), phone.page.locator("#topics .tab")
    await expect(tabs).to_have_text(["全部", "综合", "甲事", "🔒 乙事"])
    await expect(messages).to_contain_text("乙的卡片")
    await phone.sound("all")
    await phone.press(tabs.nth(2))
    await expect(messages).to_contain_text("甲的卡片")
    await expect(messages).not_to_contain_text("乙的卡片")
    await phone.write("写在甲里")
    await expect(messages).to_contain_text("写在甲里")
    assert stage.sandbox.messages(FORUM)[-1].thread == threads[0]
    await phone.press(tabs.nth(1))
    await phone.write("写在综合里")
    await expect(messages).to_contain_text("写在综合里")
    assert stage.sandbox.messages(FORUM)[-1].thread is None
    await phone.press(tabs.nth(3))
    await phone.page.locator("#text").fill("进不去")
    await phone.press(phone.page.locator("#send"))
    await phone.expect_toast("这一步现在做不到")
    await expect(phone.page.locator("#text")).to_have_value("进不去")


async def test_each_person_has_the_own_list_of_chats(browser: Browser, stage: Stage) -> None:
    stage.sandbox.add_group(-77, "小群", members=[LIN])
    phone = await opened(browser, stage.sandbox.url, "chats")
    items = phone.page.locator(".item")
    for person, chats in ((LIN, {GROUP, -77, LIN}), (BAI, {GROUP, BAI})):
        await phone.be(person)
        await expect(items).to_have_count(len(chats))
        assert {int(await item.get_attribute("data-chat") or 0) for item in await items.all()} == chats
    await phone.sound("list")


async def test_a_flood_from_the_panel_is_felt_and_taken_back(browser: Browser, stage: Stage) -> None:
    await stage.publish("断头路什么时候通", "投诉几次没人管。")
    card = await stage.expect_card("断头路")
    phone = await reading(browser, stage, LIN, GROUP, "trouble")
    page = phone.page
    await phone.press(page.locator("#trouble"))
    await expect(page.locator("#panel-active")).to_have_text("一切正常")
    await phone.press(page.locator("[data-trouble='flood']"))
    await expect(page.locator("#panel-active")).to_contain_text("此会话限流")
    await expect(page.locator("#panel-active")).to_contain_text("还有")
    await phone.tap(card, "我来认领")
    await phone.expect_toast("已认领")
    refused = page.locator("#panel-counts tr", has_text="editMessageText").locator("td").nth(1)
    await expect(refused).not_to_have_text("0")
    await phone.sound("flood")
    await phone.press(page.locator("#panel-clear"))
    await expect(page.locator("#panel-active")).to_have_text("一切正常")
    await phone.press(page.locator("#panel-close"))
    await expect(page.locator("#panel")).to_be_hidden()


async def test_the_bot_is_put_out_and_let_in_from_the_panel(browser: Browser, stage: Stage) -> None:
    phone = await reading(browser, stage, FANG, GROUP, "kick", dark=False)
    page = phone.page
    await phone.press(page.locator("#trouble"))
    for kind, status in (("kick", "kicked"), ("let_in", "member")):
        await phone.press(page.locator(f"[data-trouble='{kind}']"))
        await expect(page.locator(f"[data-trouble='{kind}']")).to_have_count(0)
        assert stage.sandbox.world.chat(GROUP).bot_status == status
    await phone.sound("again")
    await phone.press(page.locator("#panel-close"))
    await phone.press(page.locator("#back"))
    await phone.open_chat(FANG)
    await phone.press(page.locator("#trouble"))
    await phone.press(page.locator("[data-trouble='block']"))
    await expect(page.locator("[data-trouble='unblock']")).to_be_visible()
    await expect(page.locator("#begin")).to_have_text("重新启用")
    await phone.sound("blocked")


async def test_a_desk_keeps_the_panel_beside_the_chat(browser: Browser, stage: Stage) -> None:
    phone = await opened(browser, stage.sandbox.url, "panel", width=1280, height=900, dark=False)
    await phone.press(phone.page.locator("#trouble"))
    await phone.press(phone.page.locator("[data-trouble='slow']"))
    await expect(phone.page.locator("#panel-active")).to_contain_text("应答变慢")
    panel, chat = [await phone.page.locator(name).bounding_box() for name in ("#panel", "#chat")]
    assert panel is not None
    assert chat is not None
    assert panel["x"] >= chat["x"] + chat["width"] - 1
    await phone.sound("slow")
