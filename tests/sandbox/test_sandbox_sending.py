"""Sending: what works, and each refusal in Telegram's words."""

import aiohttp
import pytest
from sandbox_api import GROUP

ENTITIES = "Bad Request: can't parse entities"
BUTTON = "Bad Request: can't parse inline keyboard button"
KEY = {"inline_keyboard": [[{"text": "认领", "callback_data": "v1:cl"}]]}


async def test_get_me_tells_the_privacy_mode(api):
    me = await api("getMe")
    assert (me["username"], me["is_bot"], me["can_read_all_group_messages"]) == ("tingfeng_bot", True, False)


async def test_a_card_is_sent_and_shown(api, sandbox):
    sent = await api(
        "sendMessage", chat_id=GROUP, text="  <b>#1</b> <a href='https://a.example'>原帖</a> ", parse_mode="HTML",
        reply_markup=KEY, disable_notification=True, link_preview_options={"is_disabled": True},
    )  # fmt: skip
    (message,) = sandbox.messages(GROUP)
    assert sent["text"] == "#1 原帖"
    assert message.html == '<b>#1</b> <a href="https://a.example">原帖</a>'
    assert (message.keyboard, message.silent, message.sender.id) == ((("认领",),), True, 100)


@pytest.mark.parametrize("how", ["json", "form", "multipart", "query"])
async def test_every_kind_of_body_is_read(api, how):
    params = {
        "chat_id": str(GROUP),
        "text": "你好",
        "reply_markup": '{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}',
    }
    if how == "multipart":
        body = aiohttp.FormData(default_to_multipart=True)
        for name, value in params.items():
            body.add_field(name, value)
        sent = await api.send("sendMessage", data=body)
    else:
        sent = await api.send("sendMessage", **{{"json": "json", "form": "data", "query": "params"}[how]: params})
    assert (sent["text"], sent["reply_markup"]["inline_keyboard"][0][0]["text"]) == ("你好", "A")


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n\t "}, "Bad Request: message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
        ({"text": "字" * 4097}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"text": "<b>", "parse_mode": "HTML"}, f"{ENTITIES}: Can't find end tag corresponding to start tag \"b\""),
        ({"text": "x", "parse_mode": "Klingon"}, "Bad Request: unsupported parse_mode"),
        ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"text": "x", "chat_id": -1009}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": "@nowhere"}, "Bad Request: chat not found"),
        ({"text": "x", "reply_parameters": {"message_id": 404}}, "Bad Request: message to be replied not found"),
        ({"text": "x", "message_thread_id": 1}, "Bad Request: message thread not found"),
        ({"text": "\ud800"}, "Bad Request: strings must be encoded in UTF-8"),
    ],
)  # fmt: skip
async def test_a_bad_message_is_refused(api, sandbox, params, text):
    refused = await api.refused("sendMessage", **{"chat_id": GROUP, **params})
    assert (refused.code, refused.text) == (400, text)
    assert sandbox.messages(GROUP) == []


async def test_4096_units_after_the_entities_are_fine(api):
    sent = await api("sendMessage", chat_id=GROUP, text=f"<b>{'😀' * 2048}</b>", parse_mode="HTML")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


@pytest.mark.parametrize(
    ("button", "text"),
    [
        ({"text": "A", "callback_data": "字" * 22}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "A", "callback_data": ""}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "A"}, f"{BUTTON}: Text buttons are unallowed in the inline keyboard"),
        ({"text": " ", "callback_data": "a"}, f"{BUTTON}: Text buttons must be non-empty"),
        (
            {"text": "A", "url": "javascript:x"},
            "Bad Request: inline keyboard button URL 'javascript:x' is invalid: Wrong HTTP URL",
        ),
        ({"text": "A", "copy_text": {"text": "字" * 257}}, "Bad Request: BUTTON_COPY_TEXT_INVALID"),
        ({"text": "A", "callback_data": "a", "style": "pink"}, f"{BUTTON}: invalid button style specified"),
    ],
)  # fmt: skip
async def test_a_bad_button_is_refused(api, button, text):
    refused = await api.refused("sendMessage", chat_id=GROUP, text="x", reply_markup={"inline_keyboard": [[button]]})
    assert (refused.code, refused.text) == (400, text)


async def test_the_longest_good_buttons_pass_and_101_do_not(api):
    row = [
        {"text": "A", "callback_data": "字" * 21 + "a"},
        {"text": "B", "copy_text": {"text": "字" * 256}, "style": "danger"},
    ]
    await api("sendMessage", chat_id=GROUP, text="x", reply_markup={"inline_keyboard": [row]})
    refused = await api.refused("sendMessage", chat_id=GROUP, text="x", reply_markup={"inline_keyboard": [row] * 51})
    assert refused.text == "Bad Request: reply markup is too long"


async def test_a_reply_carries_its_target_or_does_without(api, sandbox):
    said = sandbox.say(11, GROUP, "原话")
    sent = await api("sendMessage", chat_id=GROUP, text="x", reply_parameters={"message_id": said.message_id})
    assert sent["reply_to_message"]["text"] == "原话"
    lone = await api(
        "sendMessage",
        chat_id=GROUP,
        text="x",
        reply_parameters={"message_id": 404, "allow_sending_without_reply": True},
    )
    assert "reply_to_message" not in lone


async def test_topics_are_kept_and_inherited_by_replies(api, sandbox):
    sandbox.add_group(-1007, "论坛群", members=[11], topics={5: "重大事件"})
    sent = await api("sendMessage", chat_id=-1007, text="x", message_thread_id=5)
    reply = await api("sendMessage", chat_id=-1007, text="y", reply_parameters={"message_id": sent["message_id"]})
    assert (sent["message_thread_id"], reply["message_thread_id"]) == (5, 5)
    assert (
        await api.refused("sendMessage", chat_id=-1007, text="x", message_thread_id=6)
    ).text == "Bad Request: message thread not found"


async def test_a_selective_forced_reply_asks_only_the_named_and_the_replied(api, sandbox):
    said = sandbox.say(12, GROUP, "我来")
    markup = {"force_reply": True, "selective": True, "input_field_placeholder": "写下依据"}
    await api(
        "sendMessage",
        chat_id=GROUP,
        text="请 @zhangsan 写",
        reply_markup=markup,
        reply_parameters={"message_id": said.message_id},
    )
    asked = sandbox.messages(GROUP)[-1]
    assert (asked.force_reply_for, asked.placeholder) == ({11, 12}, "写下依据")
    assert sandbox.messages(GROUP, viewer=13)[-1].force_reply_for == frozenset()
    assert sandbox.messages(GROUP, viewer=11)[-1].force_reply_for == {11}
    await api("sendMessage", chat_id=GROUP, text="谁都行", reply_markup={"force_reply": True})
    assert sandbox.messages(GROUP)[-1].force_reply_for == {11, 12, 13}
    assert (
        await api.refused(
            "sendMessage", chat_id=GROUP, text="x", reply_markup=markup | {"input_field_placeholder": "字" * 65}
        )
    ).code == 400


async def test_files_are_kept_and_can_be_fetched(api, sandbox):
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("chat_id", str(GROUP))
    form.add_field("caption", "台账")
    form.add_field("document", b"PK..", filename="台账.xlsx")
    sent = await api.send("sendDocument", data=form)
    assert sent["document"]["file_name"] == "台账.xlsx"
    assert sandbox.messages(GROUP)[0].media.data == b"PK.."
    again = await api("sendDocument", chat_id=GROUP, document=sent["document"]["file_id"])
    assert again["document"]["file_id"] == sent["document"]["file_id"]
    path = (await api("getFile", file_id=sent["document"]["file_id"]))["file_path"]
    async with api.http.get(f"{api.url}/file/bot{sandbox.token}/{path}") as response:
        assert await response.read() == b"PK.."
    assert (
        await api.refused("sendPhoto", chat_id=GROUP, photo="none")
    ).text == "Bad Request: there is no photo in the request"
    assert (await api.refused("getFile", file_id="none")).text == "Bad Request: invalid file_id"


async def test_a_picture_has_a_size_and_its_text_cannot_be_edited(api):
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big")
    form = aiohttp.FormData({"chat_id": str(GROUP), "photo": "attach://chart"})
    form.add_field("chart", png, filename="chart.png", content_type="image/png")
    sent = await api.send("sendPhoto", data=form)
    assert (sent["photo"][0]["width"], sent["photo"][0]["height"]) == (640, 480)
    refused = await api.refused("editMessageText", chat_id=GROUP, message_id=sent["message_id"], text="x")
    assert refused.text == "Bad Request: there is no text in the message to edit"
    assert (
        await api.refused("sendPhoto", chat_id=GROUP, photo="x", caption="字" * 1025)
    ).text == "Bad Request: message caption is too long"


async def test_typing_is_accepted(api):
    assert await api("sendChatAction", chat_id=GROUP, action="typing")
    assert (await api.refused("sendChatAction", chat_id=GROUP)).code == 400
