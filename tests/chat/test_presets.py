"""/source preset in the chat, short addresses with our own server before them, and our own accounts kept apart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select
from sqlalchemy.engine import URL

from storage.tables import posts
from tests.chat.stage import Stage, staged
from tests.conftest import FANG, GROUP, LIN

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>搜索</title>
<item><title>咨询公积金怎么提取</title><link>http://found.example/1</link><guid>1</guid></item></channel></rss>"""
EMPTY = "<html>Error: this route is empty, please check the original site</html>"


class Hub:
    """An RSSHub of our own: it finds something under our full name and nothing under any other word."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        app = web.Application()
        app.router.add_get("/baidu/search/{word}", self._search)
        self.server = TestServer(app, host="127.0.0.1")

    async def _search(self, request: web.Request) -> web.Response:
        word = request.match_info["word"]
        self.asked.append(word)
        found = word == "海棠县住建局"
        return web.Response(body=(FEED if found else EMPTY).encode(), status=200 if found else 503)


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    made = Hub()
    async with made.server:
        yield made


@pytest.fixture
async def served(tmp_path: Path, database_url: URL, hub: Hub) -> AsyncIterator[Stage]:
    """The bot, told where RSSHub is, and with an account of its own."""
    services = f'[services]\nrsshub = "{hub.server.make_url("/")}"\n[storage]\n'
    async with staged(tmp_path, database_url, change=("[storage]\n", services)) as stage:
        yield stage


async def said(stage: Stage, line: str, *, by: int = FANG) -> None:
    stage.sandbox.say(by, GROUP, line)
    await stage.heard()


async def names(stage: Stage) -> set[str]:
    return {one.source.name for one in await stage.running.store.all_sources()}


async def test_a_source_of_a_preset_is_chosen_by_its_number_tried_and_used(served: Stage, hub: Hub) -> None:
    await said(served, "/source preset 住建")
    listed = await served.expect_card("「县局（住建、房管）」可用的监测源")
    assert "1. 百度搜索（要 RSSHub 或 newsnow 服务）" in listed.text
    assert "× 领导留言板（只能推送或人工报送）" in listed.text
    await said(served, "/source preset 住建 1")
    offer = await served.expect_card("试读「百度搜索」：读到 1 条")
    assert "百度搜索" not in await names(served)
    await offer.press("✅ 启用", by=FANG)
    assert "百度搜索" in await names(served)
    # no town is known in the chat, so only our name is looked for
    assert hub.asked == ["海棠县住建局"]
    await said(served, "/source preset 住建 1")
    await served.expect_text("已有名为「百度搜索」的监测源")


async def test_kinds_and_sources_of_a_preset_are_tapped(served: Stage, hub: Hub) -> None:
    await said(served, "/source preset")
    shown = await served.expect_card("监测源预设")
    assert "法院" in shown.labels
    assert "县局" in shown.labels
    refused = await shown.press("县局", by=LIN)
    assert "带班领导" in refused.text
    await shown.press("县局", by=FANG)
    await shown.expect("「县局（住建、房管）」可用的监测源", "➕ 百度搜索", without=["微博热搜\n➕"])
    assert not any("领导留言板" in label or "微博热搜" in label for label in shown.labels), "nobody can add these"
    await shown.press("← 其他单位", by=FANG)
    await shown.expect("法院", without=["百度搜索"])
    await shown.press("县局", by=FANG)
    await shown.expect("➕ 百度搜索")
    answer = await shown.press("➕ 百度搜索", by=FANG)
    assert "正在试读「百度搜索」" in answer.text
    offer = await served.expect_card("试读「百度搜索」：读到 1 条")
    await offer.press("✅ 启用", by=FANG)
    assert "百度搜索" in await names(served)
    again = await shown.press("➕ 百度搜索", by=FANG)
    assert "已有名为「百度搜索」" in again.text
    assert set(hub.asked) == {"海棠县住建局"}


async def test_forged_keys_of_presets_add_nothing(served: Stage) -> None:
    await said(served, "/source preset")
    shown = await served.expect_card("监测源预设")
    for data in ("s1:pr:zz:1", "s1:pr:1:zzz", "s1:pr:", "s1:pr:2:0"):
        query = served.sandbox.press_raw(FANG, GROUP, shown.message_id, data)
        await served.sandbox.answer_of(query)
    await served.quiet()
    assert await names(served) == {"海棠论坛"}


REFUSED = {
    "/source preset 住建 5": "「微博热搜」还不能加入：没有设置 newsnow 服务的地址；请在 config.toml 的 [services]",
    "/source preset 住建 9": "「本地论坛」还不能加入：请用 /source add 写明自己的网址",
    "/source preset 住建 99": "没有编号为 99 的监测源",
    "/source preset 住建 12": "没有编号为 12 的监测源",
    "/source preset 寺庙 1": "监测源预设：",
    "/source add hotlist 热搜 newsnow:weibo": "「热搜」：没有设置 newsnow 服务的地址",
    "/source add rss 搜索 rsshub:baidu": "写得不对",
}


async def test_what_cannot_be_added_says_why(served: Stage) -> None:
    for line, answer in REFUSED.items():
        await said(served, line)
        await served.quiet()
        assert any(answer in one.text for one in served.sandbox.messages(GROUP)[-1:]), line
    assert await names(served) == {"海棠论坛"}


async def test_only_a_lead_may(served: Stage) -> None:
    await said(served, "/source preset 住建 1", by=LIN)
    await served.expect_text("需要「带班领导」才能操作")


async def test_a_short_address_is_added_by_hand_and_an_empty_search_is_no_failure(served: Stage, hub: Hub) -> None:
    await said(served, "/source add rss 停水 rsshub:/baidu/search/{keyword} 监测词=停水,停暖")
    offer = await served.expect_card("试读「停水」：读到 0 条")
    assert "⚠️" not in offer.text
    await offer.press("✅ 启用", by=FANG)
    await served.look()
    one = next(one for one in await served.running.store.all_sources() if one.source.name == "停水")
    assert (one.failures, one.standing.blind, one.source.url) == (0, False, "rsshub:/baidu/search/{keyword}")
    assert set(hub.asked) == {"停水", "停暖"}


async def test_what_our_own_account_writes_raises_no_card_and_what_others_write_does(
    tmp_path: Path, database_url: URL
) -> None:
    accounts = "[organisation]\n", '[organisation]\naccounts = ["海棠住建发布"]\n'
    async with staged(tmp_path, database_url, change=accounts) as stage:
        await stage.look()
        words = "望江西路断头路被大家投诉，县住建局向大家道歉"
        await stage.publish("情况说明", words, author={"name": "海棠住建发布"})
        await stage.quiet()
        assert not [m for m in stage.sandbox.messages(GROUP) if m.buttons]
        await stage.publish("断头路什么时候通", f"{words}，有什么用", author={"name": "江边老街坊"})
        await stage.expect_card("断头路")
        incident = await stage.incident()
        assert incident.posts == 1, "ours is no post of the matter"
        async with stage.running.store.db.read() as connection:
            kept = (await connection.execute(select(posts.c.voice, posts.c.incident).order_by(posts.c.id))).all()
        assert [tuple(row) for row in kept] == [("own", None), ("", 1)]


async def test_what_somebody_reports_by_hand_is_looked_at_even_where_it_is_ours(
    tmp_path: Path, sqlite_url: URL
) -> None:
    async with staged(tmp_path, sqlite_url, change=("own_area = true\n", "own_area = true\nown = true\n")) as stage:
        await stage.publish("望江西路情况说明", "望江西路断头路施工扰民，投诉很多，敬请谅解")
        stage.sandbox.say(LIN, GROUP, "/report 我们自己的说明被骂了 https://forum.example/1")
        card = await stage.expect_card("我们自己的说明被骂了")
        assert card.text
