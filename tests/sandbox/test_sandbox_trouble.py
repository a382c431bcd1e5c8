"""Bad days: floods, scripted refusals, lost answers, outages, slowness."""

import asyncio

import aiohttp
import pytest
from sandbox_api import GROUP

from sandbox import Sandbox


async def test_a_group_takes_20_messages_and_edits_a_minute(api, sandbox, clock):
    sandbox.limits.on = True
    sandbox.say(11, 11, "/start")
    sent = await api("sendMessage", chat_id=GROUP, text="0")
    clock.forward(10)
    for number in range(1, 20):
        await api("editMessageText", chat_id=GROUP, message_id=sent["message_id"], text=str(number))
    refused = await api.refused("sendMessage", chat_id=GROUP, text="x")
    assert (refused.code, refused.text, refused.parameters) == (
        429,
        "Too Many Requests: retry after 50",
        {"retry_after": 50},
    )
    await api("sendMessage", chat_id=11, text="私聊不算")
    await api("getChat", chat_id=GROUP)
    clock.forward(50)
    await api("sendMessage", chat_id=GROUP, text="有空位了")
    assert (await api.refused("sendMessage", chat_id=GROUP, text="x")).parameters == {"retry_after": 10}


async def test_limits_are_off_unless_switched_on(api):
    for number in range(25):
        await api("sendMessage", chat_id=GROUP, text=str(number))
    assert Sandbox(limits=True).limits.on


async def test_a_scripted_flood_stops_one_chat_for_a_while(api, sandbox, clock):
    sandbox.add_group(-1008, "另一群", members=[11])
    sandbox.faults.flood(GROUP, retry_after=7, for_seconds=30)
    assert (await api.refused("sendMessage", chat_id=GROUP, text="x")).parameters == {"retry_after": 7}
    await api("sendMessage", chat_id=-1008, text="x")
    clock.forward(30)
    await api("sendMessage", chat_id=GROUP, text="x")


async def test_a_scripted_failure_comes_so_many_times(api, sandbox):
    sandbox.faults.fail("sendMessage", 500, "Internal Server Error", times=2)
    sandbox.faults.fail("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    codes = [(await api.refused("sendMessage", chat_id=GROUP, text="x")).code for _ in range(3)]
    assert codes == [500, 500, 429]
    await api("sendMessage", chat_id=GROUP, text="x")


async def test_a_lost_answer_leaves_the_work_done(api, sandbox):
    sandbox.faults.lose_answer("sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=GROUP, text="一次")
    assert [message.text for message in sandbox.messages(GROUP)] == ["一次"]
    assert (sandbox.calls[0].status, sandbox.calls[0].lost) == (200, True)
    await api("sendMessage", chat_id=GROUP, text="两次")


async def test_an_outage_cuts_every_connection_and_loses_nothing(api, sandbox):
    poll = asyncio.ensure_future(api("getUpdates", timeout=30))
    await sandbox.wait_for(lambda: sandbox.world.updates.listening)
    sandbox.faults.outage = True
    sandbox.say(11, 11, "/start")
    with pytest.raises(aiohttp.ClientError):
        await poll
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=GROUP, text="x")
    assert (sandbox.messages(GROUP), sandbox.calls[-1].status) == ([], 0)
    sandbox.faults.outage = False
    assert len(await api.updates()) == 1


async def test_a_slow_answer_comes_after_the_work(api, sandbox):
    sandbox.faults.latency = 30
    slow = asyncio.ensure_future(api("sendMessage", chat_id=GROUP, text="慢"))
    assert await sandbox.wait_for(lambda: sandbox.messages(GROUP))
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)
