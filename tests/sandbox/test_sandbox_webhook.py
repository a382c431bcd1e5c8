"""Webhook mode: posted with the secret, in order per presser, again until taken; and no poll meanwhile (R2)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import types
from aiohttp import web
from aiohttp.test_utils import TestServer
from sandbox_api import GROUP, Refused, unknown_fields

IN_USE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Listener:
    """A bot's own web server. `answers` are given one after the other, then 200."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.heads: list[str | None] = []
        self.tried: list[int] = []
        self.answers: list[web.Response] = []
        self.hold: dict[int, asyncio.Event] = {}
        self.arrived = asyncio.Event()
        self.lenient = False
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self.server = TestServer(app)

    async def _take(self, request: web.Request) -> web.Response:
        update = await request.json()
        assert self.lenient or unknown_fields(types.Update.model_validate(update)) == []
        self.heads.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.tried.append(update["update_id"])
        self.arrived.set()
        presser = update.get("callback_query", {}).get("from", {}).get("id")
        if presser in self.hold:
            await self.hold[presser].wait()
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(update)
        return web.Response()

    @property
    def url(self) -> str:
        return str(self.server.make_url("/hook"))


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    made = Listener()
    await made.server.start_server()
    yield made
    await made.server.close()


@pytest.fixture
def pauses(sandbox):
    """How long the sandbox would have waited between two attempts; it does not wait here."""
    asked: list[float] = []

    async def pause(seconds: float) -> None:
        asked.append(seconds)

    sandbox.courier.pause = pause
    return asked


async def delivered(sandbox):
    await sandbox.wait_for(lambda: sandbox.world.updates.pending == 0)


async def test_updates_are_posted_with_the_secret(api, sandbox, listener):
    sandbox.say(11, 11, "早先说的")
    assert await api("setWebhook", url=listener.url, secret_token="s-3_T", allowed_updates=["message"])
    sandbox.say(11, 11, "/start")
    sandbox.press_raw(11, GROUP, 1, "x")
    await delivered(sandbox)
    assert [update["message"]["text"] for update in listener.taken] == ["早先说的", "/start"]
    assert set(listener.heads) == {"s-3_T"}
    info = await api("getWebhookInfo")
    assert info == {
        "url": listener.url, "has_custom_certificate": False, "pending_update_count": 0, "max_connections": 40,
        "ip_address": "127.0.0.1", "allowed_updates": ["message"],
    }  # fmt: skip


async def test_without_a_secret_no_header_is_sent(api, sandbox, listener):
    await api("setWebhook", url=listener.url)
    sandbox.say(11, 11, "/start")
    await delivered(sandbox)
    assert listener.heads == [None]


async def test_polling_is_refused_until_the_webhook_is_deleted(api, sandbox, listener):
    waiting = asyncio.ensure_future(api("getUpdates", timeout=30))
    await sandbox.wait_for(lambda: sandbox.world.updates.listening)
    await api("setWebhook", url=listener.url)
    with pytest.raises(Refused, match="terminated by setWebhook request"):
        await waiting
    refused = await api.refused("getUpdates")
    assert (refused.code, refused.text) == (409, IN_USE)
    await api("deleteWebhook")
    sandbox.say(11, 11, "/start")
    assert len(await api.updates()) == 1
    assert listener.taken == []
    assert (await api("getWebhookInfo"))["url"] == ""


async def test_what_is_not_taken_comes_again_with_longer_pauses(api, sandbox, listener, pauses):
    listener.answers = [web.Response(status=500), web.Response(status=302), web.Response(status=404)]
    await api("setWebhook", url=listener.url)
    sandbox.say(11, 11, "/start")
    await delivered(sandbox)
    assert (len(listener.taken), len(set(listener.tried)), len(listener.tried)) == (1, 1, 4)
    assert pauses == [1, 2, 4]
    info = await api("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"
    assert info["last_error_date"] == sandbox.clock()


async def test_retry_after_is_obeyed(api, sandbox, listener, pauses):
    listener.answers = [
        web.Response(status=503, headers={"Retry-After": after}) for after in ("17", "Tue, 1 Jan", "99999999")
    ]
    await api("setWebhook", url=listener.url)
    sandbox.say(11, 11, "/start")
    await delivered(sandbox)
    assert pauses == [17, 2, 3600]


async def test_a_listener_that_is_away_gets_it_later(api, sandbox, listener, pauses):
    url = listener.url
    await listener.server.close()
    await api("setWebhook", url=url)
    sandbox.say(11, 11, "/start")
    await sandbox.wait_for(lambda: sandbox.world.hook.failure)
    assert (await api("getWebhookInfo"))["last_error_message"] == "Connection refused"
    assert (await api("getWebhookInfo"))["pending_update_count"] == 1
    await api("deleteWebhook")
    assert [u["message"]["text"] for u in await api.updates()] == ["/start"]


async def test_one_persons_presses_keep_their_order_and_do_not_hold_up_others(api, sandbox, listener):
    listener.hold[11] = asyncio.Event()
    await api("setWebhook", url=listener.url)
    for number in range(3):
        sandbox.press_raw(11, GROUP, 1, f"甲{number}")
    sandbox.press_raw(12, GROUP, 1, "乙")
    await sandbox.wait_for(lambda: listener.taken)
    assert [update["callback_query"]["data"] for update in listener.taken] == ["乙"]
    listener.hold[11].set()
    await delivered(sandbox)
    assert [u["callback_query"]["data"] for u in listener.taken[1:]] == ["甲0", "甲1", "甲2"]


async def test_no_more_connections_than_asked_for(api, sandbox, listener):
    listener.hold[11] = asyncio.Event()
    await api("setWebhook", url=listener.url, max_connections=1)
    sandbox.press_raw(11, GROUP, 1, "甲")
    sandbox.press_raw(12, GROUP, 1, "乙")
    await asyncio.wait_for(listener.arrived.wait(), 60)
    await api("getMe")
    assert len(listener.tried) == 1
    listener.hold[11].set()
    await delivered(sandbox)
    assert len(listener.taken) == 2


async def test_what_waited_is_dropped_on_request_and_a_press_dies_in_time(api, sandbox, listener, pauses, clock):
    sandbox.say(11, 11, "旧的")
    await api("setWebhook", url=listener.url, drop_pending_updates=True)
    listener.answers = [web.Response(status=500)]

    async def too_late(_seconds: float) -> None:
        clock.forward(151)

    sandbox.courier.pause = too_late
    sandbox.press_raw(11, GROUP, 1, "x")
    await delivered(sandbox)
    sandbox.say(11, 11, "新的")
    await delivered(sandbox)
    assert [u["message"]["text"] for u in listener.taken] == ["新的"]


async def test_an_outage_holds_delivery_back_and_a_replay_is_posted_again(api, sandbox, listener):
    await api("setWebhook", url=listener.url)
    sandbox.faults.outage = True
    sandbox.say(11, 11, "/start")
    assert listener.tried == []
    sandbox.faults.outage = False
    await delivered(sandbox)
    sandbox.replay(listener.tried[0])
    await sandbox.wait_for(lambda: len(listener.taken) == 2)
    assert listener.taken[0] == listener.taken[1]


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"url": "http://a.example/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "ftp://127.0.0.1/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://a.example:8080/"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://a.example/"}, "bad webhook: Failed to resolve host: Name or service not known"),
        ({"url": "https://[::"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "http://127.0.0.1/", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1/", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_bad_webhook_is_refused(api, params, text):
    refused = await api.refused("setWebhook", **params)
    assert (refused.code, refused.text) == (400, f"Bad Request: {text}")
    assert await api("setWebhook", url="")
    assert await api("getUpdates") == []


async def test_a_broken_update_does_not_stop_the_others(api, sandbox, listener):
    sandbox.world.updates.put("poll", "neither chat nor sender")
    sandbox.world.updates.put("message", {"message_id": "x", "chat": 7})
    sandbox.say(11, 11, "/start")
    listener.lenient = True
    await api("setWebhook", url=listener.url)
    await delivered(sandbox)
    assert [update["message"]["text"] for update in listener.taken if "from" in update.get("message", {})] == ["/start"]
    assert len(listener.taken) == 3
