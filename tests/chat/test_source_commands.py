"""/source and /sources in the chat: a lead adds, tries, pauses; nobody reaches our network that way (R5, W4, O7)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy.engine import URL

from tests.chat.stage import Stage, staged
from tests.conftest import FANG, GROUP, LIN

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>新站</title>
<item><title>咨询公积金怎么提取</title><link>http://new.example/1</link><guid>1</guid></item></channel></rss>"""


class NewSite:
    """A site that nobody watches yet. It stands for the internet: the guard takes its address alone as public."""

    def __init__(self) -> None:
        app = web.Application()
        app.router.add_get("/rss", self._feed)
        app.router.add_get("/inner", self._inner)
        self.server = TestServer(app)
        self.asked = 0

    async def _feed(self, _: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(body=FEED.encode(), content_type="application/rss+xml")

    async def _inner(self, _: web.Request) -> web.Response:
        raise web.HTTPFound(f"http://127.0.0.2:{self.server.port}/rss")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.port}{path}"


@pytest.fixture
async def new(both: Stage) -> AsyncIterator[NewSite]:
    site = NewSite()
    both.running.tools.web._public = lambda host: host == "127.0.0.1"
    async with site.server:
        yield site


async def said(stage: Stage, line: str, *, by: int = FANG, chat: int = GROUP) -> None:
    stage.sandbox.say(by, chat, line)
    await stage.heard()


async def names(stage: Stage) -> set[str]:
    return {one.source.name for one in await stage.running.store.all_sources()}


async def test_a_source_is_tried_then_used_then_paused(both: Stage, new: NewSite) -> None:
    await said(both, f"/source add rss 新站 {new.url('/rss')} 平台=论坛")
    offer = await both.expect_card("试读「新站」：读到 1 条")
    assert "新站" not in await names(both), "it rests until somebody says that it is to be used"
    await offer.press("❌ 不用", by=LIN)
    assert await both.running.store.known_source("新站") is not None
    await offer.press("✅ 启用", by=FANG)
    await both.expect_text("「新站」已开始监测")
    # by the bot's own beat as well as by ours: whoever comes first looks
    await both.look()
    await both.until(lambda: new.asked >= 2)
    await said(both, "/source pause 新站", by=LIN)
    assert "新站" in await names(both), "a member pauses nothing"
    await said(both, "/source pause 新站")
    await both.expect_text("「新站」已暂停监测")
    looked = new.asked
    for _ in range(3):
        both.clock.forward(hours=1)
        await both.look()
    assert new.asked == looked, "what is paused is not looked at"
    await said(both, "/source resume 新站")
    await both.look()
    await both.until(lambda: new.asked > looked)


@pytest.mark.parametrize("path", ["http://127.0.0.2/rss", "http://[::1]/rss", "http://2130706434/", "/inner"])
async def test_nobody_reaches_our_network_by_a_source(both: Stage, new: NewSite, path: str) -> None:
    address = new.url(path) if path.startswith("/") else path
    await said(both, f"/source add rss 内部 {address}")
    await both.expect_text("没有加入")
    await said(both, f"/source test {address}")
    await both.until(lambda: len([m for m in both.sandbox.messages(GROUP) if "是内网或本机地址" in m.text]) == 2)
    await said(both, f"/source add rss 内部 {address} local=true")
    await both.expect_text("fields 不适用于 kind = “rss”")
    assert await both.running.store.known_source("内部") is None
    assert new.asked == 0


async def test_a_password_of_a_source_is_shown_nowhere(tmp_path: Path, sqlite_url: URL) -> None:
    secret = 'headers = { Cookie = "s3cret-cookie" }\nproxy = "http://me:s3cret-proxy@127.0.0.2:1"\nlocal = true\n'
    async with staged(tmp_path, sqlite_url, change=("local = true\n", secret)) as stage:
        for line in ("/sources", "/source test 海棠论坛", "/source pause 海棠论坛"):
            await said(stage, line)
        await stage.expect_text("读到 0 条")
        await stage.look()
        shown = " ".join(m.text for m in stage.sandbox.messages(GROUP))
        assert "代理不可用" in shown
        assert "s3cret" not in shown + str(await stage.events())


@pytest.mark.parametrize(
    "line", ["/sources", "/source add rss 别的 http://x.example/", "/report 断头路", "/open", "/bind X"]
)
async def test_what_is_said_to_another_bot_is_none_of_our_business(stage: Stage, line: str) -> None:
    command, _, rest = line.partition(" ")
    before = len(stage.sandbox.messages(GROUP))
    await said(stage, f"{command}@other_bot {rest}")
    await stage.quiet()
    assert len(stage.sandbox.messages(GROUP)) == before + 1
    assert await stage.events("refused") == []
    assert await stage.running.store.incident(1) is None
