"""Troubles that end by the clock, the panel that starts them, and the log by which a sender is measured."""

import asyncio

import aiohttp
import pytest
from sandbox_api import GROUP

from sandbox.calls import KEPT


async def start(api, kind, **more):
    async with api.http.post(f"{api.url}/ui/trouble", json={"kind": kind, **more}) as response:
        return response.status


async def panel(api, user=11):
    async with api.http.get(f"{api.url}/ui/state", params={"as": user}) as response:
        return (await response.json())["trouble"]


async def test_a_flood_names_what_is_left_and_ends(api, sandbox, clock):
    sandbox.add_group(-1008, "另一群", members=[11])
    assert await start(api, "flood", chat=GROUP, seconds=30) == 200
    clock.forward(12.5)
    assert (await api.refused("sendMessage", chat_id=GROUP, text="x")).parameters == {"retry_after": 18}
    await api("sendMessage", chat_id=-1008, text="x")
    (active,) = (await panel(api))["active"]
    assert active == {"kind": "flood", "chat": GROUP, "left": 17.5, "amount": 0.0}
    clock.forward(17.5)
    await api("sendMessage", chat_id=GROUP, text="x")
    assert (await panel(api))["active"] == []


async def test_a_flood_everywhere_spares_what_is_no_message(api, sandbox, clock):
    sandbox.say(11, 11, "/start")
    await start(api, "everywhere", seconds=10)
    for chat in (11, GROUP):
        assert (await api.refused("sendMessage", chat_id=chat, text="x")).code == 429
    await api("getChat", chat_id=GROUP)
    assert await api("getUpdates")
    await start(api, "clear")
    await api("sendMessage", chat_id=GROUP, text="x")


async def test_an_outage_cuts_a_waiting_poll_at_once_and_ends_by_itself(api, sandbox, clock):
    poll = asyncio.ensure_future(api("getUpdates", timeout=50))
    await sandbox.wait_for(lambda: sandbox.world.updates.listening)
    await start(api, "outage", seconds=20)
    with pytest.raises(aiohttp.ClientError):
        await asyncio.wait_for(poll, 60)
    with pytest.raises(aiohttp.ClientError):
        await api("getMe")
    clock.forward(20)
    await api("getMe")


async def test_lost_answers_leave_the_work_done_until_the_time_is_over(api, sandbox, clock):
    await start(api, "lost", seconds=20)
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=GROUP, text="一")
    await api("getMe")
    clock.forward(20)
    await api("sendMessage", chat_id=GROUP, text="二")
    assert [message.text for message in sandbox.messages(GROUP)] == ["一", "二"]


async def test_slow_answers_tell_how_slow(api, sandbox, clock):
    await start(api, "slow", seconds=20)
    assert (sandbox.faults.latency, (await panel(api))["active"][0]["amount"]) == (5, 5)
    clock.forward(20)
    assert sandbox.faults.latency == 0


async def test_a_second_poller_is_a_conflict(api, sandbox, clock):
    await start(api, "conflict", seconds=20)
    refused = await api.refused("getUpdates")
    assert (refused.code, "terminated by other getUpdates request" in refused.text) == (409, True)
    clock.forward(20)
    assert await api("getUpdates") == []


async def test_what_is_switched_by_hand_has_no_end(api, sandbox, clock):
    sandbox.faults.latency = 3
    clock.forward(10_000_000)
    assert [(one.kind, one.left) for one in sandbox.faults.active()] == [("slow", None)]
    sandbox.faults.latency = 0
    assert sandbox.faults.active() == []


async def test_the_bot_is_put_out_and_let_in_again(api, sandbox):
    assert await start(api, "kick", chat=GROUP) == 200
    assert (await api.refused("sendMessage", chat_id=GROUP, text="x")).code == 403
    await start(api, "let_in", chat=GROUP)
    await api("sendMessage", chat_id=GROUP, text="x")
    sandbox.say(11, 11, "/start")
    await start(api, "block", chat=11)
    assert (await api.refused("sendMessage", chat_id=11, text="x")).text == "Forbidden: bot was blocked by the user"
    await start(api, "unblock", chat=11)
    await api("sendMessage", chat_id=11, text="x")
    changes = [u["my_chat_member"]["new_chat_member"]["status"] for u in await api.updates() if "my_chat_member" in u]
    assert changes == ["kicked", "member"] * 2


async def test_a_group_moves_to_a_free_id(api, sandbox):
    assert await start(api, "migrate", chat=GROUP) == 200
    new = sandbox.world.chat(GROUP).migrated_to
    refused = await api.refused("sendMessage", chat_id=GROUP, text="x")
    assert refused.parameters == {"migrate_to_chat_id": new}
    await api("sendMessage", chat_id=new, text="x")
    assert await start(api, "migrate", chat=GROUP) == 409


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "earthquake", "chat": GROUP},
        {"kind": "flood"},
        {"kind": "flood", "chat": -5},
        {"kind": "outage", "seconds": "nan"},
        {"kind": "outage", "seconds": "bald"},
        {"kind": "block", "chat": GROUP},
        {"kind": "kick", "chat": 11},
        {"kind": "migrate", "chat": 11},
    ],
)
async def test_what_makes_no_sense_is_refused(api, sandbox, body):
    kind = body.pop("kind")
    assert await start(api, kind, **body) == 409
    assert sandbox.faults.active() == []


async def test_no_trouble_lasts_longer_than_an_hour(api, sandbox):
    await start(api, "outage", seconds=1e9)
    assert sandbox.faults.active()[0].left == 3600


async def test_the_log_tells_time_method_chat_and_result(api, sandbox, clock):
    await api("sendMessage", chat_id=GROUP, text="x")
    clock.forward(5)
    await api.refused("sendMessage", chat_id="@nobody", text="x")
    sandbox.faults.lose_answer("getMe")
    sandbox.faults.outage = False
    for method in ("getMe", "getChat"):
        sandbox.faults.outage = method == "getChat"
        with pytest.raises(aiohttp.ClientError):
            await api(method)
    sandbox.faults.outage = False
    now = clock()
    assert [(e.time, e.method, e.chat, e.result, e.status) for e in sandbox.log] == [
        (now - 5, "sendMessage", GROUP, "answered", 200),
        (now, "sendMessage", "@nobody", "refused", 400),
        (now, "getMe", None, "lost", 200),
        (now, "getChat", None, "cut", 0),
    ]
    counts = {c["method"]: (c["answered"], c["refused"]) for c in (await panel(api))["counts"]}
    assert counts == {"sendMessage": (1, 1), "getMe": (0, 1), "getChat": (0, 1)}


async def test_the_logs_are_bounded(sandbox):
    log = sandbox._api.log
    for number in range(2 * KEPT + 2):
        log.add(f"nonsense{number}", {"chat_id": number}, 404)
    assert len(log.calls) <= 2 * KEPT
    assert (log.calls[-1].method, log.entries[-1].chat) == (f"nonsense{2 * KEPT + 1}", 2 * KEPT + 1)
    assert len(log.entries) == KEPT
    assert len(log.counts) <= 201
    assert log.counts["…"].refused > KEPT
