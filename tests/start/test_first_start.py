"""From nothing to the first card with README's commands alone, in real processes: no file is edited by hand (O2)."""

import asyncio
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox import Message, Sandbox
from tests.cli.test_run import ended, process, read_until
from tests.conftest import GROUP, LIN
from tests.start.conftest import TOKEN
from tests.start.socks import Socks, serving

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>搜索</title><item>
<title>海棠县住建局没人管，宁海路雨天全是泥</title><link>https://forum.example/1</link><guid>1</guid>
<description>修路修了一年，投诉几次没人管</description></item></channel></rss>"""
EMPTY = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>空</title></channel></rss>"""


@pytest.fixture
async def rsshub() -> AsyncIterator[str]:
    """An RSSHub of the office's own, whose search finds one post."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=FEED if "/baidu/" in request.path else EMPTY, content_type="application/rss+xml")

    app = web.Application()
    app.router.add_get("/{path:.+}", answer)
    server = TestServer(app)
    await server.start_server()
    yield str(server.make_url("/"))
    await server.close()


async def tingfeng(*arguments: str) -> tuple[int, str]:
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", *arguments, stdout=PIPE, stderr=PIPE)
    async with asyncio.timeout(60):
        out, err = await child.communicate()
    assert child.returncode is not None
    return child.returncode, out.decode() + err.decode()


def cards(sandbox: Sandbox, words: str) -> list[Message]:
    return [one for one in sandbox.messages(GROUP) if words in one.text and one.buttons]


async def test_from_init_to_the_first_card(tmp_path: Path, sandbox: Sandbox, rsshub: str) -> None:
    config = str(tmp_path / "config.toml")
    # 1. a few answers
    code, said = await tingfeng(
        "init", "-c", config, "--yes", "--kind", "bureau", "--name", "海棠县住建局", "--department", "市政科",
        "--token", TOKEN, "--api-base-url", sandbox.url, "--rsshub", rsshub, "--without", "人民网观点",
    )  # fmt: skip
    assert code == 0, said
    async with process("run", "-c", config) as child:
        # 2. the bot says how to bind the group
        told = await read_until(child, "/bind ")
        (bind,) = re.findall(r"/bind \w{10}", told)
        sandbox.say(LIN, GROUP, bind)
        (greeting,) = await sandbox.wait_for(lambda: cards(sandbox, "林晓 现为带班领导"), timeout=30)
        # 3. the card to learn on
        await sandbox.press(LIN, GROUP, greeting.message_id, "🎓 发一张演练卡片")
        await sandbox.wait_for(lambda: cards(sandbox, "【演练】"), timeout=30)
        # 4. the first real card, from a source of the preset; it is claimed
        (card,) = await sandbox.wait_for(lambda: cards(sandbox, "宁海路"), timeout=60)
        label = next(one.label for one in card.buttons if "认领" in one.label)
        await sandbox.press(LIN, GROUP, card.message_id, label)
        await sandbox.wait_for(lambda: "👤 林晓" in cards(sandbox, "宁海路")[0].text, timeout=30)
        # 5. all is well, says the doctor, while the bot runs
        code, said = await tingfeng("doctor", "-c", config)
        assert (code, "❌" in said) == (0, False), said
        assert "工作群：机器人在群里" in said
        child.terminate()
        code, _, rest = await ended(child)
    assert (code, TOKEN in told + rest) == (0, False)


async def test_where_telegram_is_blocked_all_goes_through_the_proxy(tmp_path: Path, sandbox: Sandbox) -> None:
    config = str(tmp_path / "config.toml")
    # a name that only the proxy can look up
    address = sandbox.url.replace("127.0.0.1", "telegram.invalid")
    given = ("--yes", "--kind", "school", "--name", "海棠一中", "--token", TOKEN, "--api-base-url", address)
    socks = Socks(user="tingfeng", password="not-for-the-log", hosts={"telegram.invalid": "127.0.0.1"})
    async with serving(socks):
        code, said = await tingfeng("init", "-c", config, *given)
        assert (code, "请设代理" in said) == (1, True)
        config = str(tmp_path / "office" / "config.toml")
        through = f"socks5://{socks.user}:{socks.password}@{socks.address}"
        code, said = await tingfeng("init", "-c", config, *given, "--proxy", through, "--without", "人民网观点")
        assert code == 0, said
        async with process("run", "-c", config) as child:
            told = await read_until(child, "/bind ")
            sandbox.say(LIN, GROUP, re.findall(r"/bind \w{10}", told)[0])
            await sandbox.wait_for(lambda: cards(sandbox, "林晓 现为带班领导"), timeout=30)
            code, said = await tingfeng("doctor", "-c", config)
            assert "令牌有效：@tingfeng_bot（经代理）" in said
            child.terminate()
            ended_well, _, rest = await ended(child)
    assert ended_well == 0
    assert {host for host, _ in socks.asked} == {"telegram.invalid"}
    assert socks.password not in said + told + rest
