"""Chats and their members: who may be written to, who is what, groups that kick or upgrade."""

import pytest
from sandbox_api import GROUP

from sandbox import SandboxError


async def test_a_private_chat_opens_with_start_and_closes_with_a_block(api, sandbox):
    refused = await api.refused("sendMessage", chat_id=11, text="你好")
    assert (refused.code, refused.text) == (403, "Forbidden: bot can't initiate conversation with a user")
    sandbox.say(11, 11, "/start")
    await api("sendMessage", chat_id=11, text="你好")
    sandbox.block(11)
    assert (await api.refused("sendMessage", chat_id=11, text="你好")).text == "Forbidden: bot was blocked by the user"
    sandbox.say(11, 11, "/start")
    await api("sendMessage", chat_id=11, text="又见面了")
    changes = [u["my_chat_member"]["new_chat_member"]["status"] for u in await api.updates() if "my_chat_member" in u]
    assert changes == ["kicked", "member"]


async def test_a_private_chat_is_seen_by_its_owner_only(api, sandbox):
    sandbox.say(11, 11, "/start")
    assert len(sandbox.messages(11, viewer=11)) == 1
    assert sandbox.messages(11, viewer=12) == []
    with pytest.raises(SandboxError, match="not in chat"):
        sandbox.say(12, 11, "偷看")


@pytest.mark.parametrize(("chat_id", "kind"), [(GROUP, "supergroup"), (-42, "group")])
async def test_a_kicked_bot_is_forbidden_everything(api, sandbox, chat_id, kind):
    if chat_id == -42:
        sandbox.add_group(-42, "小群", members=[11], admins=[11])
    sandbox.kick_bot(chat_id)
    for method, params in (
        ("sendMessage", {"text": "x"}),
        ("getChat", {}),
        ("editMessageText", {"text": "x", "message_id": 1}),
    ):
        refused = await api.refused(method, chat_id=chat_id, **params)
        assert (refused.code, refused.text) == (403, f"Forbidden: bot was kicked from the {kind} chat")
    (update,) = await api.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    sandbox.say(11, chat_id, "/open")
    assert await api.updates() == []


async def test_a_group_without_the_bot_is_closed_to_it(api, sandbox):
    sandbox.add_group(-1009, "别人的群", members=[99], bot="left")
    assert (
        await api.refused("sendMessage", chat_id=-1009, text="x")
    ).text == "Forbidden: bot is not a member of the supergroup chat"
    sandbox.say(99, -1009, "/open")
    assert await api.updates() == []


async def test_an_upgraded_group_names_its_new_id_and_old_messages_stay_editable(api, sandbox):
    sandbox.add_group(-42, "小群", members=[11], admins=[11])
    old = await api("sendMessage", chat_id=-42, text="旧卡片")
    sandbox.migrate(-42, -10042)
    refused = await api.refused("sendMessage", chat_id=-42, text="x")
    assert refused.text == "Bad Request: group chat was upgraded to a supergroup chat"
    assert refused.parameters == {"migrate_to_chat_id": -10042}
    await api("editMessageText", chat_id=-42, message_id=old["message_id"], text="旧卡片，改了")
    await api("deleteMessage", chat_id=-42, message_id=old["message_id"])
    await api("sendMessage", chat_id=-10042, text="新家")
    to, come = [update["message"] for update in await api.updates()]
    assert (to["migrate_to_chat_id"], come["migrate_from_chat_id"]) == (-10042, -42)
    sandbox.say(11, -10042, "/open")
    with pytest.raises(SandboxError, match="-10042"):
        sandbox.say(11, -42, "还在这里？")


async def test_members_admins_and_strangers(api):
    status = {who: (await api("getChatMember", chat_id=GROUP, user_id=who))["status"] for who in (11, 12, 13, 99, 100)}
    assert status == {11: "member", 12: "creator", 13: "administrator", 99: "left", 100: "member"}
    assert (await api("getChatMember", chat_id=GROUP, user_id=13))["is_anonymous"] is True
    admins = await api("getChatAdministrators", chat_id=GROUP)
    assert {admin["user"]["id"] for admin in admins} == {12, 13}
    assert (await api.refused("getChatMember", chat_id=GROUP, user_id=5)).text == "Bad Request: user not found"
    assert (await api.refused("getChatAdministrators", chat_id=11)).code == 400


async def test_chats_describe_themselves(api, sandbox):
    sandbox.add_channel(-10077, "海棠发布", username="haitang_fabu")
    titles = [(await api("getChat", chat_id=chat))["type"] for chat in (GROUP, 11, "@haitang_fabu")]
    assert titles == ["supergroup", "private", "channel"]
    assert (await api.refused("getChat", chat_id=-1)).text == "Bad Request: chat not found"


async def test_a_channel_takes_posts_from_an_admin_bot_only(api, sandbox):
    sandbox.add_channel(-10077, "海棠发布", username="haitang_fabu")
    sent = await api("sendMessage", chat_id="@haitang_fabu", text="公告")
    assert (sent["sender_chat"]["title"], "from" in sent) == ("海棠发布", False)
    await api("editMessageText", chat_id="@haitang_fabu", message_id=sent["message_id"], text="公告（更正）")
    sandbox.add_channel(-10078, "别人的频道", bot="member")
    assert (
        await api.refused("sendMessage", chat_id=-10078, text="x")
    ).text == "Bad Request: need administrator rights in the channel chat"


async def test_commands_are_kept_per_scope(api):
    commands = [{"command": "open", "description": "未办结的事件"}]
    scope = {"type": "chat", "chat_id": GROUP}
    assert await api("setMyCommands", commands=commands, scope=scope)
    assert await api("getMyCommands", scope=scope) == commands
    assert await api("getMyCommands") == []
    assert (
        await api.refused("setMyCommands", commands=[{"command": "Öffnen", "description": "x"}])
    ).text == "Bad Request: BOT_COMMAND_INVALID"


async def test_mistakes_of_a_test_are_told_with_what_there_is(sandbox):
    for wrong, hint in (
        (lambda: sandbox.say(5, GROUP, "x"), "no user 5"),
        (lambda: sandbox.say(11, -5, "x"), "no chat -5"),
        (lambda: sandbox.say(99, GROUP, "x"), "not in chat"),
        (lambda: sandbox.say(11, GROUP, "x", reply_to=9), "message 9"),
        (lambda: sandbox.say(11, GROUP, "x", anonymous=True), "no admin"),
        (lambda: sandbox.add_group(-1, "x", members=[5]), "no user 5"),
    ):
        with pytest.raises(SandboxError, match=hint):
            wrong()
