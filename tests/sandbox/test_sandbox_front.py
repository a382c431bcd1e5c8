"""The front of the Bot API: the log, unknown methods, wrong tokens, broken bodies."""

import pytest
from sandbox_api import GROUP


async def test_every_call_is_logged(api, sandbox):
    await api("sendMessage", chat_id=GROUP, text="一")
    await api.refused("sendMessage", chat_id=GROUP, text="")
    good, bad = sandbox.calls
    assert (good.method, good.params["text"], good.status, good.result["text"]) == ("sendMessage", "一", 200, "一")
    assert (bad.status, bad.error, bad.at >= good.at) == (400, "Bad Request: message text is empty", True)


async def test_unknown_methods_and_wrong_tokens_are_told_apart(api):
    unknown = await api.refused("sendTelegram")
    assert (unknown.code, unknown.text) == (404, "Not Found: method not found")
    api.base = f"{api.url}/bot100:wrong/"
    wrong = await api.refused("getMe")
    assert (wrong.code, wrong.text) == (401, "Unauthorized")
    assert (await api.refused("sendTelegram")).code == 401


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"chat_id": 1, "text": [[]'])
async def test_a_body_that_is_no_object_is_refused(api, body):
    async with api.http.post(
        api.base + "sendMessage", data=body, headers={"Content-Type": "application/json"}
    ) as response:
        assert (response.status, (await response.json())["ok"]) == (400, False)
