"""The library the bot uses, unchanged, as a client: every shape it reads, it can read here."""

import asyncio

import pytest
import telegram
from sandbox_api import GROUP
from telegram.request import HTTPXRequest


@pytest.fixture
async def bot(sandbox):
    made = telegram.Bot(
        sandbox.token, base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot", request=HTTPXRequest(4)
    )
    async with made:
        yield made


async def test_a_card_from_send_to_press_to_edit(bot, sandbox):
    keyboard = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("认领", callback_data="cl")]])
    sent = await bot.send_message(
        GROUP, "<b>卡片</b>", parse_mode="HTML", reply_markup=keyboard, disable_notification=True
    )
    press = asyncio.ensure_future(sandbox.press(11, GROUP, sent.message_id, "认领"))
    (update,) = await bot.get_updates(timeout=10, allowed_updates=["callback_query"])
    assert update.callback_query.from_user.full_name == "张三"
    await update.callback_query.answer("已认领")
    edited = await update.callback_query.edit_message_text("已认领", reply_markup=keyboard)
    assert ((await press).text, edited.text) == ("已认领", "已认领")


async def test_what_the_library_parses(bot, sandbox):
    sandbox.say(11, 11, "/start")
    assert (await bot.get_me()).username == "tingfeng_bot"
    assert (await bot.get_chat(GROUP)).title == "工作群"
    assert (await bot.get_chat_member(GROUP, 13)).status == "administrator"
    assert len(await bot.get_chat_administrators(GROUP)) == 2
    assert (await bot.get_webhook_info()).pending_update_count == 1
    assert await bot.set_my_commands([("open", "未办结")])
    assert await bot.delete_webhook()
    document = await bot.send_document(11, b"PK", filename="台账.xlsx", caption="一")
    assert document.document.file_name == "台账.xlsx"
    assert bytes(await (await document.document.get_file()).download_as_bytearray()) == b"PK"
    assert (await bot.send_photo(11, b"\x89PNG")).photo


async def test_its_exceptions(bot, sandbox, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with pytest.raises(telegram.error.BadRequest, match="Message text is empty"):
        await bot.send_message(GROUP, " ")
    with pytest.raises(telegram.error.Forbidden):
        await bot.send_message(11, "x")
    sandbox.faults.flood(GROUP, retry_after=9, for_seconds=9)
    with pytest.raises(telegram.error.RetryAfter):
        await bot.send_message(GROUP, "x")
    sandbox.add_group(-42, "小群", members=[11])
    sandbox.migrate(-42, -10042)
    with pytest.raises(telegram.error.ChatMigrated):
        await bot.send_message(-42, "x")
    sandbox.faults.lose_answer("sendMessage")
    with pytest.raises(telegram.error.NetworkError):
        await bot.send_message(-10042, "x")
