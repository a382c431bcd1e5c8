"""getUpdates: long polls, acknowledgement, expiry, the other poller; and what the bot may hear."""

import asyncio

import pytest
from sandbox_api import GROUP, Refused


async def test_an_update_is_served_until_it_is_acknowledged(api, sandbox):
    sandbox.say(11, 11, "/start")
    first, again = await api("getUpdates"), await api("getUpdates")
    assert first == again
    assert await api("getUpdates", offset=first[0]["update_id"] + 1) == []
    assert await api("getUpdates") == []


async def test_limit_and_negative_offset(api, sandbox):
    for number in range(3):
        sandbox.say(11, 11, f"第{number}条")
    assert len(await api("getUpdates", limit=2)) == 2
    assert [u["message"]["text"] for u in await api("getUpdates", offset=-1)] == ["第2条"]


async def test_a_waiting_poll_is_woken_by_what_happens(api, sandbox):
    poll = asyncio.ensure_future(api("getUpdates", timeout=30))
    await sandbox.wait_for(lambda: sandbox.world.updates.listening)
    sandbox.say(11, 11, "/start")
    assert (await asyncio.wait_for(poll, 60))[0]["message"]["text"] == "/start"


async def test_a_poll_without_news_ends_empty(api):
    assert await api("getUpdates", timeout=1) == []


async def test_the_older_poll_gets_the_conflict(api, sandbox):
    older = asyncio.ensure_future(api("getUpdates", timeout=30))
    await sandbox.wait_for(lambda: sandbox.world.updates.listening)
    newer = asyncio.ensure_future(api("getUpdates", timeout=30))
    with pytest.raises(Refused, match="terminated by other getUpdates request; make sure that only one bot") as refused:
        await older
    assert refused.value.code == 409
    sandbox.say(11, 11, "/start")
    assert len(await newer) == 1


async def test_presses_die_after_150_seconds_messages_after_a_day(api, sandbox, clock):
    sandbox.say(11, 11, "/start")
    sandbox.press_raw(11, GROUP, 1, "x")
    clock.forward(149)
    assert len(await api("getUpdates")) == 2
    assert (await api("getWebhookInfo"))["pending_update_count"] == 2
    clock.forward(1)
    assert [list(u) for u in await api("getUpdates")] == [["update_id", "message"]]
    clock.forward(24 * 3600)
    assert await api("getUpdates") == []


async def test_allowed_updates_are_remembered(api, sandbox):
    await api("getUpdates", allowed_updates=["message"])
    sandbox.press_raw(11, GROUP, 1, "x")
    sandbox.say(11, 11, "/start")
    assert [list(u)[1] for u in await api.updates()] == ["message"]
    await api("getUpdates", allowed_updates=[])
    sandbox.press_raw(11, GROUP, 1, "x")
    assert [list(u)[1] for u in await api.updates()] == ["callback_query"]


async def test_an_acknowledged_update_can_come_again(api, sandbox):
    sandbox.say(11, 11, "/start")
    (update,) = await api.updates()
    sandbox.replay(update["update_id"])
    assert await api("getUpdates", offset=update["update_id"] + 1) == [update]
    assert await api("getUpdates", offset=update["update_id"] + 1) == []


async def test_pending_updates_are_dropped_on_request_only(api, sandbox):
    sandbox.say(11, 11, "/start")
    await api("deleteWebhook")
    assert (await api("getWebhookInfo"))["pending_update_count"] == 1
    await api("deleteWebhook", drop_pending_updates=True)
    assert await api("getUpdates") == []


async def test_privacy_mode_hides_plain_talk(api, sandbox):
    card = await api("sendMessage", chat_id=GROUP, text="卡片")
    other = sandbox.say(11, GROUP, "闲聊")
    sandbox.say(12, GROUP, "回别人", reply_to=other.message_id)
    sandbox.say(11, GROUP, "/open@other_bot")
    heard = [
        sandbox.say(11, GROUP, "/open").text,
        sandbox.say(11, GROUP, "/open@Tingfeng_Bot 3").text,
        sandbox.say(11, GROUP, "依据在这里", reply_to=card["message_id"]).text,
    ]
    updates = await api.updates()
    assert [u["message"]["text"] for u in updates] == heard
    assert updates[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 5}]
    assert updates[2]["message"]["reply_to_message"]["text"] == "卡片"


async def test_an_admin_bot_and_a_bot_without_privacy_hear_everything(api, sandbox):
    sandbox.add_group(-1008, "管理群", members=[11], bot="administrator")
    sandbox.say(11, -1008, "闲聊")
    assert len(await api.updates()) == 1
    sandbox.world.privacy = False
    sandbox.say(11, GROUP, "闲聊")
    assert len(await api.updates()) == 1


@pytest.mark.parametrize("user", [12, 13])
async def test_an_anonymous_admin_writes_in_the_groups_name(api, sandbox, user):
    sandbox.say(user, GROUP, "/bind 1234", anonymous=user == 12)
    message = (await api.updates())[0]["message"]
    assert (message["from"]["id"], message["sender_chat"]["id"]) == (1087968824, GROUP)


async def test_forwards_and_pictures_reach_the_bot_in_private(api, sandbox):
    sandbox.say(11, 11, "路又塌了", forwarded_from="路人甲")
    sandbox.send_photo(11, 11, b"\x89PNG....", "现场")
    forward, photo = [u["message"] for u in await api.updates()]
    assert forward["forward_origin"]["sender_user_name"] == "路人甲"
    assert (photo["caption"], (await api("getFile", file_id=photo["photo"][0]["file_id"]))["file_size"]) == ("现场", 8)


async def test_stopping_ends_a_waiting_poll(api, sandbox):
    poll = asyncio.ensure_future(api("getUpdates", timeout=50))
    await sandbox.wait_for(lambda: sandbox.world.updates.listening)
    sandbox.world.pulse.close()
    assert await asyncio.wait_for(poll, 60) == []
