"""Changing what was sent: edits, deletes, pins; what works, and each refusal in Telegram's words."""

from sandbox_api import GROUP

KEY = {"inline_keyboard": [[{"text": "认领", "callback_data": "v1:cl"}]]}


async def test_a_card_is_edited_and_keeps_count(api, sandbox, clock):
    sent = await api("sendMessage", chat_id=GROUP, text="一", reply_markup=KEY)
    clock.forward(60)
    edited = await api(
        "editMessageText", chat_id=GROUP, message_id=sent["message_id"], text="<i>二</i>", parse_mode="HTML"
    )
    (message,) = sandbox.messages(GROUP)
    assert (message.html, message.keyboard, message.edits, message.edited_at) == ("<i>二</i>", (), 1, clock.now)
    assert edited["edit_date"] == int(clock.now)
    await api("editMessageReplyMarkup", chat_id=GROUP, message_id=sent["message_id"], reply_markup=KEY)
    assert sandbox.messages(GROUP)[0].keyboard == (("认领",),)


async def test_the_same_content_again_is_not_modified(api):
    sent = await api(
        "sendMessage", chat_id=GROUP, text='<a href="tg://user?id=11">张三</a>', parse_mode="HTML", reply_markup=KEY
    )
    same = {"chat_id": GROUP, "message_id": sent["message_id"], "reply_markup": KEY}
    for refused in (
        await api.refused("editMessageText", text='<a href="tg://user?id=11">张三</a>', parse_mode="HTML", **same),
        await api.refused("editMessageReplyMarkup", **same),
    ):
        assert refused.text.startswith(
            "Bad Request: message is not modified: specified new message content and reply markup are exactly"
        )


async def test_only_own_editable_messages_are_edited(api, sandbox):
    said = sandbox.say(11, GROUP, "别人的话")
    forced = await api("sendMessage", chat_id=GROUP, text="问", reply_markup={"force_reply": True})
    cases = {
        404: "message to edit not found",
        said.message_id: "message can't be edited",
        forced["message_id"]: "message can't be edited",
    }
    for message_id, why in cases.items():
        refused = await api.refused("editMessageText", chat_id=GROUP, message_id=message_id, text="x")
        assert refused.text == f"Bad Request: {why}"
    refused = await api.refused(
        "editMessageText", chat_id=GROUP, message_id=404, text="x", reply_markup={"force_reply": True}
    )
    assert refused.text == "Bad Request: inline keyboard expected"


async def test_messages_are_deleted_for_two_days(api, sandbox, clock):
    sent = [(await api("sendMessage", chat_id=GROUP, text="x"))["message_id"] for _ in range(2)]
    said = sandbox.say(11, GROUP, "别人的话")
    assert await api("deleteMessage", chat_id=GROUP, message_id=sent[0])
    assert (
        await api.refused("deleteMessage", chat_id=GROUP, message_id=sent[0])
    ).text == "Bad Request: message to delete not found"
    assert (
        await api.refused("deleteMessage", chat_id=GROUP, message_id=said.message_id)
    ).text == "Bad Request: message can't be deleted"
    clock.forward(48 * 3600 + 1)
    assert (
        await api.refused("deleteMessage", chat_id=GROUP, message_id=sent[1])
    ).text == "Bad Request: message can't be deleted"


async def test_pins_need_an_admin_and_leave_a_service_message(api, sandbox):
    sandbox.add_group(-1008, "管理群", members=[11], bot="administrator")
    sent = await api("sendMessage", chat_id=-1008, text="看这里")
    assert await api("pinChatMessage", chat_id=-1008, message_id=sent["message_id"])
    assert (await api("getChat", chat_id=-1008))["pinned_message"]["text"] == "看这里"
    assert (await api.updates())[0]["message"]["pinned_message"]["text"] == "看这里"
    assert (
        await api.refused("pinChatMessage", chat_id=-1008, message_id=404)
    ).text == "Bad Request: message to pin not found"
    here = await api("sendMessage", chat_id=GROUP, text="x")
    refused = await api.refused("pinChatMessage", chat_id=GROUP, message_id=here["message_id"])
    assert refused.text == "Bad Request: not enough rights to manage pinned messages in the chat"
