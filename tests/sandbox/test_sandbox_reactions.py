"""Reactions, pins and the command lists that "/" offers."""

import pytest
from sandbox_api import GROUP

from sandbox import SandboxError

OPEN, DAY, HELP = [{"command": name, "description": name.upper()} for name in ("open", "day", "help")]


async def test_the_bot_reacts_once_and_takes_it_back(api, sandbox):
    said = sandbox.say(11, GROUP, "收到了吗")
    place = {"chat_id": GROUP, "message_id": said.message_id}
    for emoji in ("👀", "👌"):
        assert await api("setMessageReaction", reaction=[{"type": "emoji", "emoji": emoji}], **place)
    assert sandbox.messages(GROUP)[0].reactions == {100: "👌"}
    assert await api("setMessageReaction", **place)
    assert sandbox.messages(GROUP)[0].reactions == {}


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"reaction": [{"type": "emoji", "emoji": "🧨"}]}, "REACTION_INVALID"),
        ({"reaction": [{"type": "emoji", "emoji": "👌"}] * 2}, "REACTIONS_TOO_MANY"),
        ({"reaction": ["x"]}, "can't parse reaction types JSON object"),
        ({"message_id": 404}, "message to react not found"),
    ],
)
async def test_a_bad_reaction_is_refused(api, sandbox, params, text):
    said = sandbox.say(11, GROUP, "x")
    refused = await api.refused("setMessageReaction", **{"chat_id": GROUP, "message_id": said.message_id, **params})
    assert (refused.code, refused.text) == (400, f"Bad Request: {text}")


async def test_an_admin_bot_that_asked_hears_of_reactions(api, sandbox):
    sandbox.add_group(-1008, "管理群", members=[11], bot="administrator")
    said = sandbox.say(11, -1008, "x")
    await api.updates(allowed_updates=["message_reaction"])
    sandbox.react(11, -1008, said.message_id, "🔥")
    sandbox.react(11, -1008, said.message_id, "")
    changes = [u["message_reaction"] for u in await api.updates()]
    assert [[one["emoji"] for one in c["new_reaction"]] for c in changes] == [["🔥"], []]
    assert (changes[1]["old_reaction"], changes[1]["user"]["id"]) == (changes[0]["new_reaction"], 11)
    plain = sandbox.say(11, GROUP, "x")
    sandbox.react(11, GROUP, plain.message_id, "🔥")
    assert await api.updates() == []
    with pytest.raises(SandboxError, match="no reaction"):
        sandbox.react(11, GROUP, plain.message_id, "🧨")


async def test_a_pin_needs_the_right_and_can_be_undone(api, sandbox):
    sandbox.add_group(-1008, "管理群", members=[11], bot="administrator")
    sandbox.add_group(-1006, "别的群", members=[11], bot="administrator", bot_lacks=["can_pin_messages"])
    for chat in (-1008, -1006):
        await api("sendMessage", chat_id=chat, text="卡片")
    assert await api("pinChatMessage", chat_id=-1008, message_id=1)
    assert (await api("getChat", chat_id=-1008))["pinned_message"]["text"] == "卡片"
    assert await api("unpinChatMessage", chat_id=-1008)
    assert "pinned_message" not in await api("getChat", chat_id=-1008)
    assert (await api.refused("unpinChatMessage", chat_id=-1008)).text == "Bad Request: message to unpin not found"
    refused = await api.refused("pinChatMessage", chat_id=-1006, message_id=1)
    assert refused.text == "Bad Request: not enough rights to manage pinned messages in the chat"


async def offered(api, user, chat):
    async with api.http.get(f"{api.url}/ui/state", params={"as": user}) as response:
        view = await response.json()
    found = next(shown for shown in view["chats"] if shown["id"] == chat)
    return [command["command"] for command in found["commands"]]


async def test_the_narrowest_scope_is_offered(api):
    await api("setMyCommands", commands=[HELP])
    await api("setMyCommands", commands=[OPEN], scope={"type": "all_group_chats"})
    await api("setMyCommands", commands=[DAY], scope={"type": "all_chat_administrators"})
    shown = [await offered(api, *who) for who in ((11, 11), (11, GROUP), (12, GROUP))]
    assert shown == [["help"], ["open"], ["day"]]
    await api("setMyCommands", commands=[OPEN, HELP], scope={"type": "chat", "chat_id": GROUP}, language_code="zh")
    assert await offered(api, 12, GROUP) == ["open", "help"]
    await api("setMyCommands", commands=[DAY, HELP], scope={"type": "chat_member", "chat_id": GROUP, "user_id": 11})
    assert await offered(api, 11, GROUP) == ["day", "help"]
    await api("deleteMyCommands", scope={"type": "chat_member", "chat_id": GROUP, "user_id": 11})
    await api("deleteMyCommands")
    assert (await offered(api, 11, GROUP), await offered(api, 11, 11)) == (["open", "help"], [])


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"commands": [OPEN] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [OPEN], "scope": {"type": "galaxy"}}, "can't parse BotCommandScope: unsupported type specified"),
        ({"commands": [OPEN], "scope": {"type": "chat", "chat_id": -5}}, "chat not found"),
    ],
)
async def test_a_bad_list_is_refused(api, params, text):
    refused = await api.refused("setMyCommands", **params)
    assert (refused.code, refused.text) == (400, f"Bad Request: {text}")
