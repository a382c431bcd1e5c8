"""Sources of every kind raise cards, and a source that turns blind is told once, and its recovery once (W1, W4)."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy.engine import URL

from tests.chat.stage import Stage, staged
from tests.conftest import FANG, GROUP

ITEM = '<li><a class="title" href="show?id={number}">{title}</a><span>3分钟前</span><p>{text}</p></li>'


@dataclass(slots=True)
class Town:
    """A 留言板 in GBK, an API, a search and a hot list; each answers as the test tells it."""

    board: list[str] = field(default_factory=list)
    api: list[dict[str, Any]] = field(default_factory=list)
    hot: list[str] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    #: how the board calls its list
    markup: str = "list"
    status: int = 200
    moved: bool = False

    def leave(self, title: str, text: str = "") -> None:
        """One more message on the board, newest first."""
        self.board.insert(0, ITEM.format(number=len(self.board) + 1, title=title, text=text))

    async def answer_board(self, request: web.Request) -> web.Response:
        if self.moved and request.path == "/list":
            return web.Response(status=301, headers={"Location": "/board/list"})
        page = f"<html><ul class='{self.markup}'>{''.join(self.board)}</ul></html>"
        return web.Response(status=self.status, body=page.encode("gbk"), content_type="text/html", charset="gb2312")

    async def answer_api(self, _: web.Request) -> web.Response:
        return web.json_response({"data": {"list": self.api}}, status=self.status)

    async def answer_hot(self, _: web.Request) -> web.Response:
        items = [{"id": title, "title": title, "url": f"https://hot.example/{n}"} for n, title in enumerate(self.hot)]
        return web.json_response({"status": "success", "items": items or [{"id": "0", "title": "今日晴"}]})

    async def answer_search(self, request: web.Request) -> web.Response:
        title = self.found.get(request.query["q"])
        body = f"<div class=hit><a href='/t/1'>{title}</a></div>" if title else "<p>没有找到</p>"
        return web.Response(text=body, content_type="text/html", status=self.status)


BOARD = """
[[sources]]
name = "{name}"
kind = "html"
url = "{base}/list"
interval = "60s"
platform = "留言板"
own_area = true
watched = true
local = true
[sources.fields]
items = "ul.list > li"
title = "a.title"
link = "a.title@href"
date = "span"
text = "p"
"""


def sources(base: str) -> str:
    return (
        BOARD.format(name="县长留言板", base=base)
        + f"""
[[sources]]
name = "居民热线"
kind = "json"
url = "{base}/api"
interval = "60s"
platform = "热线"
own_area = true
local = true
[sources.fields]
items = "data.list"
id = "no"
title = "subject"
text = "body"

[[sources]]
name = "站内搜索"
kind = "html"
url = "{base}/search?q={{keyword}}"
terms = ["断头路", "停暖"]
interval = "60s"
platform = "论坛"
own_area = true
local = true
[sources.fields]
items = "div.hit"
title = "a"
link = "a"

[[sources]]
name = "同城热榜"
kind = "hotlist"
url = "{base}/api/s?id=town"
interval = "60s"
platform = "热榜"
local = true

[[sources]]
"""
    )


@asynccontextmanager
async def acted(folder: Path, database: URL, *, boards: int = 0) -> AsyncIterator[tuple[Stage, Town]]:
    """The bot watching the town, and its board under so many more names; the lead has a private chat with the bot."""
    town, app = Town(), web.Application()
    for path in ("/list", "/board/list"):
        app.router.add_get(path, town.answer_board)
    app.router.add_get("/api", town.answer_api)
    app.router.add_get("/api/s", town.answer_hot)
    app.router.add_get("/search", town.answer_search)
    town.leave("咨询公积金怎么提取")
    town.api.append({"no": 0, "subject": "咨询开放时间", "body": ""})
    async with TestServer(app) as server:
        base = str(server.make_url("")).rstrip("/")
        more = "".join(BOARD.format(name=f"分站{number}", base=base) for number in range(boards))
        async with staged(folder, database, change=("\n[[sources]]\n", more + sources(base))) as stage:
            stage.sandbox.say(FANG, FANG, "/start")
            await stage.expect_text("您好", chat=FANG)
            yield stage, town


def told(stage: Stage, words: str, chat: int = GROUP) -> list[str]:
    return [m.text for m in stage.sandbox.messages(chat) if words in m.text]


async def looks(stage: Stage, times: int, **apart: float) -> None:
    for _ in range(times):
        await stage.looked()
        stage.clock.forward(**apart)
        await stage.look()


async def test_a_message_board_and_an_interface_raise_cards(tmp_path: Path, database_url: URL) -> None:
    async with acted(tmp_path, database_url) as (stage, town):
        await stage.look()
        town.leave("望江西路断头路", "每天绕行，投诉几次没人管")
        town.api.append({"no": 1, "subject": "小区没有暖气", "body": "老人冻病了，投诉无门"})
        await stage.look()
        card = await stage.expect_card("断头路")
        await card.expect("留言板", "县长留言板")
        await (await stage.expect_card("没有暖气")).expect("居民热线")
        await looks(stage, 3, minutes=2)
        await stage.quiet()
        assert len([m for m in stage.sandbox.messages(GROUP) if m.buttons]) == 2


async def test_a_search_raises_a_card_for_any_of_its_terms(tmp_path: Path, sqlite_url: URL) -> None:
    async with acted(tmp_path, sqlite_url) as (stage, town):
        await stage.look()
        town.found["停暖"] = "整栋楼停暖三天没人管"
        await stage.look()
        await (await stage.expect_card("停暖")).expect("站内搜索")


async def test_a_remade_page_is_told_once_and_its_recovery_once(tmp_path: Path, database_url: URL) -> None:
    async with acted(tmp_path, database_url) as (stage, town):
        await stage.look()
        town.markup = "cards"
        await looks(stage, 8, hours=1)
        message = await stage.expect_text("监测源「县长留言板」可能改版了")
        assert "fields.items" in message.text
        assert message.silent
        # the lead hears the larger matter: it is the only source of its platform
        private = await stage.expect_text("监测盲区：「留言板」平台都监测不到了（「县长留言板」）", chat=FANG)
        assert not private.silent
        town.markup = "list"
        await looks(stage, 2, hours=7)
        await stage.expect_text("监测源「县长留言板」已恢复")
        await looks(stage, 2, hours=1)
        await stage.quiet()
        assert len(told(stage, "县长留言板」可能改版")) == len(told(stage, "县长留言板」已恢复")) == 1
        assert len(told(stage, "都监测不到了", FANG)) == len(told(stage, "监测盲区已解除", FANG)) == 1
        assert not told(stage, "县长留言板」可能改版", FANG)
        assert not told(stage, "居民热线"), "the others went on"


async def test_a_silent_source_is_told_once_and_its_next_news_once(tmp_path: Path, sqlite_url: URL) -> None:
    async with acted(tmp_path, sqlite_url) as (stage, town):
        for number in range(5):
            town.leave(f"咨询办事流程第 {number} 次")
            await looks(stage, 1, minutes=30)
        await looks(stage, 30, hours=1)
        await stage.expect_text("监测源「县长留言板」自")
        town.leave("咨询又有了新留言")
        await looks(stage, 1, hours=1)
        await stage.expect_text("监测源「县长留言板」已恢复")
        await stage.quiet()
        assert len(told(stage, "县长留言板」自")) == len(told(stage, "县长留言板」已恢复")) == 1


async def test_a_moved_source_is_told_once_with_its_new_address(tmp_path: Path, sqlite_url: URL) -> None:
    async with acted(tmp_path, sqlite_url) as (stage, town):
        await stage.look()
        town.moved = True
        await looks(stage, 4, minutes=5)
        message = await stage.expect_text("监测源「县长留言板」已永久搬到")
        assert "/board/list" in message.text
        assert "config.toml" in message.text
        town.leave("望江西路断头路", "每天绕行，投诉几次没人管")
        await stage.look()
        await stage.expect_card("断头路")
        await stage.quiet()
        assert len(told(stage, "已永久搬到")) == 1


async def test_many_blind_sources_are_few_messages_and_none_is_left_out(tmp_path: Path, sqlite_url: URL) -> None:
    """However the looks fall into rounds: at most three by name, the others together."""
    async with acted(tmp_path, sqlite_url, boards=12) as (stage, town):
        await stage.look()
        town.status, stage.site.status = 503, 503
        await looks(stage, 8, hours=1)
        await stage.expect_text("个监测源读不到")
        await stage.quiet()
        assert len(told(stage, "⚠️")) <= 4
        assert counted(told(stage, "⚠️")) == 16
        alarms = told(stage, "🚨 监测盲区", FANG)
        assert 1 <= len(alarms) <= 4
        assert any("17 个监测源里的" in text for text in alarms)
        assert len(told(stage, "⚠️", FANG)) <= 4
        town.status = stage.site.status = 200
        await looks(stage, 2, hours=7)
        await stage.expect_text("个监测源已恢复")
        await stage.quiet()
        assert len(told(stage, "✔")) <= 4
        assert counted(told(stage, "✔")) == 16


def counted(messages: list[str]) -> int:
    """How many sources these messages speak of."""
    return sum(int(found[1]) if (found := re.search(r"等 (\d+) 个监测源", text)) else 1 for text in messages)
