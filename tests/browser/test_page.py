"""The sandbox page as people use it: two persons tap, write, switch, and are told the truth (O1, A1)."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.phone import Phone, opened
from tests.chat.stage import Card, Stage
from tests.conftest import BAI, FANG, GROUP, HE, LIN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TITLE = "断头路什么时候通"


async def first_card(stage: Stage, title: str = TITLE) -> Card:
    await stage.publish(title, "每天绕行二十分钟，投诉几次没人管，盼着给个准话。")
    return await stage.expect_card("断头路")


async def in_the_group(browser: Browser, stage: Stage, person: int, name: str) -> Phone:
    phone = await opened(browser, stage.sandbox.url, name)
    await phone.be(person)
    await phone.open_chat(GROUP)
    return phone


async def test_two_phones_claim_at_the_same_moment(browser: Browser, stage: Stage) -> None:
    card = await first_card(stage)
    first, second = [await in_the_group(browser, stage, who, f"claim-{who}") for who in (LIN, BAI)]
    await first.sound("suspected")
    # Telegram holds edits back, so that the second thumb still meets the old button
    stage.sandbox.faults.flood(GROUP, retry_after=15, for_seconds=15)
    await first.tap(card, "我来认领")
    await first.expect_toast("已认领，请核实")
    await second.tap(card, "我来认领")
    await second.dismiss_alert("已由 林晓 于")
    await card.expect("👤 林晓", without=["我来认领"])
    for phone in (first, second):
        await expect(phone.message(card)).to_contain_text("👤 林晓")
        await expect(phone.key(card, "我来认领")).to_have_count(0)
        await phone.sound("claimed")


async def test_one_phone_taps_as_two_persons(browser: Browser, stage: Stage) -> None:
    card = await first_card(stage)
    phone = await in_the_group(browser, stage, LIN, "switch")
    await phone.tap(card, "我来认领")
    await phone.expect_toast("已认领")
    await card.expect("👤 林晓")
    await phone.be(BAI)
    await phone.tap(card, "不实")
    await phone.dismiss_alert("林晓")
    await phone.tap(card, "协助")
    await phone.expect_toast("您在协助")
    assert (await stage.incident()).assistants == (BAI,)


async def test_a_verdict_asks_for_its_basis_at_once(browser: Browser, stage: Stage) -> None:
    card = await first_card(stage)
    phone = await in_the_group(browser, stage, LIN, "basis")
    await phone.tap(card, "属实")
    await stage.expect_text("核实依据")
    await expect(phone.page.locator("#replying")).to_contain_text("核实依据")
    await expect(phone.page.locator("#text")).to_be_focused()
    await phone.sound("asked")
    other = await in_the_group(browser, stage, BAI, "bystander")
    await expect(other.page.locator("#messages")).to_contain_text("请用一句话写明")
    await expect(other.page.locator("#replying")).to_be_hidden()
    await phone.be(BAI)
    await expect(phone.page.locator("#replying")).to_be_hidden()
    await phone.be(LIN)
    await expect(phone.page.locator("#replying")).to_contain_text("核实依据")
    await phone.write("看了现场，路口确实封着")
    await expect(phone.page.locator("#replying")).to_be_hidden()
    await stage.expect_text("已记下核实依据")
    await card.expect("核实 属实")
    await expect(phone.message(card)).to_contain_text("核实 属实")
    assert (await stage.incident()).basis == "看了现场，路口确实封着"
    await phone.sound("answered")


async def test_a_picker_opens_and_closes(browser: Browser, stage: Stage) -> None:
    card = await first_card(stage)
    phone = await in_the_group(browser, stage, LIN, "picker")
    await phone.tap(card, "无效")
    await phone.expect_toast("请在卡片上选择")
    await card.expect("旧闻")
    await expect(phone.key(card, "旧闻")).to_be_visible()
    await expect(phone.key(card, "我来认领")).to_have_count(0)
    await phone.sound("open")
    await phone.tap(card, "返回")
    await card.expect("我来认领")
    await expect(phone.key(card, "我来认领")).to_be_visible()
    await expect(phone.key(card, "旧闻")).to_have_count(0)
    assert (await stage.incident()).is_open


async def test_more_opens_the_menu_in_the_private_chat(browser: Browser, stage: Stage) -> None:
    card = await first_card(stage)
    phone = await in_the_group(browser, stage, FANG, "menu")
    await phone.tap(card, "更多")
    await expect(phone.page.locator("#chat")).to_have_attribute("data-chat", str(FANG))
    menu = await stage.expect_card("断头路", chat=FANG)
    await expect(phone.key(menu, "交办")).to_be_visible()
    await phone.tap(menu, "为什么")
    # too long for a box: it comes as a message
    why = await stage.expect_text("为什么报出", FANG)
    await expect(phone.message(Card(stage, FANG, why.message_id))).to_contain_text("风险词：投诉")
    await phone.sound("private")
    await phone.press(phone.page.locator("#back"))
    await expect(phone.page.locator(f".item[data-chat='{GROUP}']")).to_be_visible()
    await phone.sound("list")


async def test_a_department_finds_its_own_buttons_first(browser: Browser, stage: Stage) -> None:
    card = await first_card(stage)
    await card.press("✅ 属实", by=LIN)
    await (await card.expect("交办")).press("交办", by=LIN)
    await (await card.expect("市政科")).press("市政科", by=LIN)
    await card.expect("待签收")
    phone = await in_the_group(browser, stage, HE, "department")
    await phone.tap(card, "更多")
    menu = await stage.expect_card("断头路", chat=HE)
    keys = phone.message(menu).locator("[data-button]")
    await expect(keys.nth(0)).to_contain_text("签收")
    await expect(keys.nth(1)).to_contain_text("退回")
    await phone.sound("assigned")
    await phone.tap(menu, "签收")
    await phone.expect_toast("已签收")
    assert (await stage.incident()).handler == HE


async def test_a_hostile_title_is_only_text(browser: Browser, stage: Stage) -> None:
    title = "断头路<img src=x onerror=alert(1)><script>alert(2)</script>"
    card = await first_card(stage, title)
    phone = await in_the_group(browser, stage, LIN, "hostile")
    await expect(phone.message(card)).to_contain_text(title)
    await expect(phone.page.locator("#messages :is(img, script, iframe)")).to_have_count(0)
    await phone.tap(card, "我来认领")
    await phone.expect_toast("已认领")
    await phone.sound("shown")


async def test_dark_and_light(browser: Browser, stage: Stage) -> None:
    card = await first_card(stage)
    phone = await in_the_group(browser, stage, LIN, "theme")
    page = phone.page.locator("html")
    await expect(page).to_have_attribute("data-theme", "dark")
    dark = await phone.message(card).evaluate("node => getComputedStyle(node.querySelector('.bubble')).backgroundColor")
    await phone.sound("dark")
    await phone.press(phone.page.locator("#theme"))
    await expect(page).to_have_attribute("data-theme", "light")
    light = await phone.message(card).evaluate(
        "node => getComputedStyle(node.querySelector('.bubble')).backgroundColor"
    )
    assert dark != light
    await phone.sound("light")
    await phone.page.reload()
    await expect(page).to_have_attribute("data-theme", "light")


async def test_a_desk_shows_list_and_chat_side_by_side(browser: Browser, stage: Stage) -> None:
    card = await first_card(stage)
    phone = await opened(browser, stage.sandbox.url, "light", width=1280, height=900, dark=False)
    await expect(phone.page.locator(f".item[data-chat='{GROUP}']")).to_be_visible()
    await expect(phone.message(card)).to_contain_text(TITLE)
    await phone.tap(card, "无效")
    await card.expect("旧闻")
    await expect(phone.key(card, "旧闻")).to_be_visible()
    await phone.sound("picker")


SPOILT = (
    ("key => { key.firstChild.style.whiteSpace = 'nowrap'; key.firstChild.textContent = '很'.repeat(60); }", "cut off"),
    ("key => { key.style.minHeight = '30px'; key.style.height = '30px'; }", "too small"),
    ("key => { document.body.append(key); key.style.minWidth = '500px'; }", "too wide|sideways"),
    ("() => console.error('broken')", "broken"),
    ("() => new Promise(done => setTimeout(() => { setTimeout(done); throw new Error('thrown'); }))", "thrown"),
    ("() => alert('run')", "a script ran: run"),
    ("() => fetch('http://elsewhere.example/').catch(() => {})", "elsewhere"),
)


async def test_a_spoilt_page_is_noticed(browser: Browser, stage: Stage) -> None:
    card = await first_card(stage)
    phone = await in_the_group(browser, stage, LIN, "spoilt")
    for spoil, complaint in SPOILT:
        await phone.key(card, "属实").evaluate(spoil)
        with pytest.raises(AssertionError, match=complaint):
            await phone.sound("page")
        phone.trouble.clear()
        await phone.page.reload()
        await phone.open_chat(GROUP)
    await phone.sound("mended")
