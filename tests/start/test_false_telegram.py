"""Somebody between us and Telegram, such as a proxy that answers in its name: nothing is said to them (O7)."""

import ssl
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram.error import NetworkError, TimedOut

from bot.line import Line, LineError
from bot.transport import AiohttpRequest
from core.errors import NOT_SENT
from tests.start.conftest import TOKEN

#: a certificate that nobody signed, of a key for nothing else
FALSE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgA1s42ZORIfaZuTWi
BqFtTArHap/VAiUKbEiE+5lkv+mhRANCAATh3383ucXCWBOAUILx0jOVFkATkSaA
6nrytq6gMy4B5fLjinUrETnKZQKptM+J6dU4G4onSmvfu9gL3OH5CrfB
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBpTCCAUygAwIBAgIUCcR3laST7XuiI18uc9Z/jas2Ue4wCgYIKoZIzj0EAwIw
HzEdMBsGA1UEAwwUYXBpLnRlbGVncmFtLmV4YW1wbGUwIBcNMjYxMTIyMDkzNzU1
WhgPMjEyNjEwMjkwOTM3NTVaMB8xHTAbBgNVBAMMFGFwaS50ZWxlZ3JhbS5leGFt
cGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE4d9/N7nFwlgTgFCC8dIzlRZA
E5EmgOp68rauoDMuAeXy44p1KxE5ymUCqbTPienVOBuKJ0pr37vYC9zh+Qq3waNk
MGIwHQYDVR0OBBYEFCYpCSZkuSJIxw0uDLADHEzO2FXKMB8GA1UdIwQYMBaAFCYp
CSZkuSJIxw0uDLADHEzO2FXKMA8GA1UdEwEB/wQFMAMBAf8wDwYDVR0RBAgwBocE
fwAAATAKBggqhkjOPQQDAgNHADBEAiALxzHlYNi9KsWIebXl+CCO23Apd82MysL3
aRPq1gLHHgIgWzKDPM4avlwIAM+FYfxFCHDbLRhIEta2RTu9Mo/ND7Q=
-----END CERTIFICATE-----
"""


async def test_a_far_end_that_is_not_telegram_hears_no_token(tmp_path: Path) -> None:
    asked: list[str] = []

    async def hear(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "x"}})

    (tmp_path / "false.pem").write_text(FALSE, "ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "false.pem")
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", hear)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=context)
    try:
        url = str(server.make_url("/")).rstrip("/")
        request = AiohttpRequest()
        await request.initialize()
        with pytest.raises(NetworkError, match=NOT_SENT) as refused:
            await request.do_request(f"{url}/bot{TOKEN}/getMe", "POST")
        await request.shutdown()
        async with Line(token=TOKEN, base=url) as line:
            with pytest.raises(LineError) as said:
                await line.ask("getMe")
    finally:
        await server.close()
    assert not isinstance(refused.value, TimedOut)
    assert asked == []
    assert TOKEN not in f"{refused.value}{said.value}"
