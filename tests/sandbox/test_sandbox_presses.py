"""Presses: checked against the keyboard shown, answered once and in time; links that open the private chat."""

import asyncio

import pytest
from sandbox_api import GROUP

from sandbox import Answer, SandboxError, Unanswered

BUTTONS = [
    [{"text": "🙋 我来认领", "callback_data": "cl"}, {"text": "✅ 属实", "callback_data": "vt"}],
    [{"text": "❌ 不属实", "callback_data": "vf"}, {"text": "⧉ 编号", "copy_text": {"text": "#0427"}}],
    [
        {"text": "⋯ 更多", "url": "https://t.me/tingfeng_bot?start=i427"},
        {"text": "🔗 原帖", "url": "https://a.example/1"},
    ],
]


@pytest.fixture
async def card(api):
    sent = await api("sendMessage", chat_id=GROUP, text="卡片", reply_markup={"inline_keyboard": BUTTONS})
    return sent["message_id"]


async def answer_next(api, **answer):
    (update,) = await api.updates(timeout=10)
    query = update["callback_query"]
    await api("answerCallbackQuery", callback_query_id=query["id"], **answer)
    return query


@pytest.mark.parametrize("wanted", ["🙋 我来认领", "我来认领", "cl"])
async def test_a_press_reaches_the_bot_and_its_answer_the_presser(api, sandbox, card, wanted):
    press = asyncio.ensure_future(sandbox.press(13, GROUP, card, wanted))
    query = await answer_next(api, text="已认领", show_alert=True)
    assert await press == Answer(text="已认领", alert=True)
    # An anonymous admin's press carries the real person.
    assert (query["from"]["id"], query["data"], query["message"]["message_id"]) == (13, "cl", card)
    assert query["message"]["reply_markup"]["inline_keyboard"][0][0]["text"] == "🙋 我来认领"
    assert query["chat_instance"]


async def test_only_shown_buttons_can_be_pressed_and_only_by_members(sandbox, card):
    for user, message, label, hint in (
        (11, card, "办结", "我来认领"),
        (11, card, "属实", "2 buttons"),
        (11, 404, "cl", "404"),
        (99, card, "cl", "not in chat"),
    ):
        with pytest.raises(SandboxError, match=hint):
            await sandbox.press(user, GROUP, message, label)


async def test_a_forged_press_is_delivered_as_it_is(api, sandbox, card):
    query_id = sandbox.press_raw(99, GROUP, card, "v1:xx:forged")
    sandbox.press_raw(11, GROUP, 404, "cl")
    forged, gone = [u["callback_query"] for u in await api.updates()]
    assert (forged["id"], forged["from"]["id"], forged["data"]) == (query_id, 99, "v1:xx:forged")
    assert gone["message"] == {"chat": forged["message"]["chat"], "message_id": 404, "date": 0}


async def test_a_press_is_answered_once_and_soon(api, sandbox, clock):
    first, second = sandbox.press_raw(11, GROUP, 1, "a"), sandbox.press_raw(11, GROUP, 1, "b")
    await api("answerCallbackQuery", callback_query_id=first)
    assert await sandbox.answer_of(first) == Answer()
    clock.forward(16)
    for query_id in (first, second, "none"):
        refused = await api.refused("answerCallbackQuery", callback_query_id=query_id, text="x")
        assert refused.code == 400
        assert refused.text == "Bad Request: query is too old and response timeout expired or query ID is invalid"
    with pytest.raises(Unanswered, match="'b'"):
        await sandbox.answer_of(second, timeout=0.01)


async def test_an_answer_has_at_most_200_characters(api, sandbox):
    query_id = sandbox.press_raw(11, GROUP, 1, "a")
    assert (
        await api.refused("answerCallbackQuery", callback_query_id=query_id, text="字" * 201)
    ).text == "Bad Request: MESSAGE_TOO_LONG"
    await api("answerCallbackQuery", callback_query_id=query_id, text="字" * 200)


async def test_copy_and_link_buttons_need_no_bot(api, sandbox, card):
    assert await sandbox.press(11, GROUP, card, "编号") == Answer(copied="#0427")
    assert await sandbox.press(11, GROUP, card, "原帖") == Answer(url="https://a.example/1")
    assert await api.updates() == []


async def test_a_deep_link_sends_start_with_its_payload(api, sandbox, card):
    await sandbox.press(11, GROUP, card, "更多")
    sandbox.open_link(12, "https://t.me/Tingfeng_bot?start=join")
    sandbox.open_link(12, "https://t.me/tingfeng_bot")
    said = [(u["message"]["chat"]["id"], u["message"]["text"]) for u in await api.updates()]
    assert said == [(11, "/start i427"), (12, "/start join"), (12, "/start")]
    await api("sendMessage", chat_id=11, text="现在可以私聊")


@pytest.mark.parametrize(
    "url", ["https://t.me/other_bot?start=x", "https://a.example", "https://t.me/tingfeng_bot?start=<x>"]
)
async def test_other_links_do_not_open_the_chat(sandbox, url):
    with pytest.raises(SandboxError, match="no link"):
        sandbox.open_link(11, url)


async def test_an_answer_may_open_the_private_chat(api, sandbox, card):
    press = asyncio.ensure_future(sandbox.press(11, GROUP, card, "cl"))
    await answer_next(api, url="https://t.me/tingfeng_bot?start=reg")
    assert (await press).url.endswith("start=reg")
    assert (await api.updates())[0]["message"]["text"] == "/start reg"
    query_id = sandbox.press_raw(11, GROUP, card, "cl")
    assert (
        await api.refused("answerCallbackQuery", callback_query_id=query_id, url="https://a.example")
    ).text == "Bad Request: URL_INVALID"


async def test_a_deleted_card_is_gone_for_press_and_edit(api, sandbox, card):
    sandbox.delete(GROUP, card)
    assert sandbox.messages(GROUP) == []
    assert (
        await api.refused("editMessageText", chat_id=GROUP, message_id=card, text="x")
    ).text == "Bad Request: message to edit not found"


async def test_wait_for_gives_the_value_or_says_what_was_said(sandbox):
    sandbox.say(11, GROUP, "最后一句")
    assert await sandbox.wait_for(lambda: sandbox.messages(GROUP)[0].text) == "最后一句"
    with pytest.raises(SandboxError, match="最后一句"):
        await sandbox.wait_for(lambda: False, timeout=0.01)
