"""[telegram] proxy: HTTP and SOCKS, with and without password, refused, dead (product §3)."""

from pathlib import Path

import pytest
from telegram.error import NetworkError, TimedOut

from bot.config import load_config
from bot.config_values import ConfigError
from bot.line import Line, LineError
from bot.proxy import Proxy
from bot.transport import AiohttpRequest
from core.errors import NOT_SENT
from sandbox import Sandbox
from tests.start.conftest import TOKEN
from tests.start.socks import NOT_ALLOWED, Socks, serving


async def through(proxy: str, url: str) -> int:
    """The bot's own transport asks once."""
    request = AiohttpRequest(proxy=proxy)
    await request.initialize()
    try:
        return (await request.do_request(f"{url}/bot{TOKEN}/getMe", "POST"))[0]
    finally:
        await request.shutdown()


def by_name(url: str) -> str:
    """The sandbox under a name that nobody but the proxy can look up."""
    return url.replace("127.0.0.1", "telegram.invalid")


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_socks_carries_calls_and_looks_up_the_name(sandbox: Sandbox, scheme: str) -> None:
    async with serving(Socks(hosts={"telegram.invalid": "127.0.0.1"})) as socks:
        assert await through(f"{scheme}://{socks.address}", by_name(sandbox.url)) == 200
    assert [host for host, _ in socks.asked] == ["telegram.invalid"]
    assert [call.method for call in sandbox.calls] == ["getMe"]


async def test_socks_with_a_password(sandbox: Sandbox) -> None:
    async with serving(Socks(user="tingfeng", password="p@ss:word")) as socks:
        assert await through(f"socks5://tingfeng:p%40ss%3Aword@{socks.address}", sandbox.url) == 200
        for wrong in ("", "tingfeng:other@"):
            with pytest.raises(NetworkError, match=NOT_SENT):
                await through(f"socks5://{wrong}{socks.address}", sandbox.url)


async def test_a_socks_proxy_that_refuses_or_is_dead_sends_nothing(sandbox: Sandbox, nowhere: str) -> None:
    async with serving(Socks(answer=NOT_ALLOWED)) as socks:
        with pytest.raises(NetworkError, match=NOT_SENT) as refused:
            await through(f"socks5://{socks.address}", sandbox.url)
    with pytest.raises(NetworkError, match=NOT_SENT) as dead:
        await through(f"socks5://user:secret@{nowhere}", sandbox.url)
    assert not isinstance(refused.value, TimedOut)
    assert not isinstance(dead.value, TimedOut)
    assert "secret" not in str(dead.value)
    assert not sandbox.calls


async def test_what_was_cut_on_its_way_back_may_have_arrived(sandbox: Sandbox) -> None:
    sandbox.faults.outage = True
    async with serving(Socks()) as socks:
        with pytest.raises(TimedOut):
            await through(f"socks5://{socks.address}", sandbox.url)


async def test_a_proxy_that_never_answers_sends_nothing(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.transport._CONNECT", 0.2)
    monkeypatch.setattr("bot.line._CONNECT", 0.2)
    async with serving(Socks(silent=True)) as socks:
        with pytest.raises(NetworkError, match=NOT_SENT):
            await through(f"socks5://{socks.address}", sandbox.url)
        async with Line(token=TOKEN, base=sandbox.url, proxy=f"socks5://{socks.address}") as line:
            with pytest.raises(LineError, match="没有响应；请检查代理"):
                await line.ask("getMe")
    assert not sandbox.calls


@pytest.mark.parametrize(
    ("socks", "proxy", "said"),
    [
        (Socks(user="a", password="b"), "socks5://", "不接受用户名或密码"),
        (Socks(user="a", password="b"), "socks5://a:wrong@", "不接受用户名或密码"),
        (Socks(answer=NOT_ALLOWED), "socks5://", "连不上 127.0.0.1"),
        (None, "socks5://a:secret@", "连不上代理 socks5://"),
        (None, "http://a:secret@", "连不上代理 http://"),
    ],
)
async def test_what_is_wrong_with_a_proxy_is_said_without_its_password(
    sandbox: Sandbox, nowhere: str, socks: Socks | None, proxy: str, said: str
) -> None:
    async def asked(address: str) -> str:
        async with Line(token=TOKEN, base=sandbox.url, proxy=proxy + address) as line:
            with pytest.raises(LineError) as error:
                await line.ask("getMe")
        return str(error.value)

    if socks is None:
        told = await asked(nowhere)
    else:
        async with serving(socks):
            told = await asked(socks.address)
    assert said in told
    assert "；" in told, "it says how to mend it"
    assert "secret" not in told
    assert TOKEN not in told
    assert not sandbox.calls


async def test_what_is_wrong_without_a_proxy(sandbox: Sandbox, nowhere: str) -> None:
    async def asked(token: str, base: str) -> str:
        async with Line(token=token, base=base) as line:
            with pytest.raises(LineError) as error:
                await line.ask("getMe")
        assert token not in str(error.value)
        return str(error.value)

    assert "不认这个令牌" in await asked("1:wrong-token", sandbox.url)
    assert "请设代理" in await asked(TOKEN, f"http://{nowhere}")
    assert "请设代理" in await asked(TOKEN, "http://telegram.invalid")
    # the sandbox's page is a web server that is no Bot API
    assert "不像 Bot API" in await asked(TOKEN, f"{sandbox.url}/nothing")


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("socks5://u:p@proxy.example", "socks5://proxy.example:1080"),
        ("http://proxy.example:8080/", "http://proxy.example:8080"),
        ("socks5://[2001:db8::1]:9050", "socks5://[2001:db8::1]:9050"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, label: str) -> None:
    assert Proxy.read(url).label == label


@pytest.mark.parametrize(
    "url", ["proxy.example:1080", "ftp://proxy.example", "socks5://", "socks5://h:port", "http://[::1", "http://h/path"]
)
def test_what_is_no_proxy_is_refused_when_the_file_is_read(tmp_path: Path, url: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[organisation]\nname = "海棠县住建局"\n[telegram]\nproxy = "{url}"\n', "utf-8")
    with pytest.raises(ConfigError, match=r"telegram\.proxy"):
        load_config(path, {})
    path.write_text('[organisation]\nname = "海棠县住建局"\n[telegram]\nproxy = "socks5://h"\n', "utf-8")
    assert load_config(path, {}).telegram.proxy == "socks5://h"
