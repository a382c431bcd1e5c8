"""The town's sites that are no plain feed (W1): old, broken, moved, nested, searched."""

import tomllib
from urllib.parse import quote, urlsplit

import aiohttp
import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from sandbox import Sandbox, Town, load_scene


@pytest.fixture
def scene():
    return load_scene("haitang")


@pytest.fixture
async def town(clock, scene):
    box = Sandbox(clock=clock)
    box.mount(Town(scene))
    await box.start()
    yield box
    await box.stop()


@pytest.fixture
async def web(town):
    async with aiohttp.ClientSession(town.url) as session:
        yield session


@pytest.fixture
def sources(town, scene):
    config = tomllib.loads(scene.config(base=town.url, directory="/d"))
    return {source["name"]: source for source in config["sources"]}


async def read(web, path, status=200):
    async with web.get(path, allow_redirects=False) as response:
        assert response.status == status, path
        return await response.read()


def rows(page, fields):
    tree = LexborHTMLParser(page)
    found = []
    for item in tree.css(fields["items"]):
        parts = {name: item.css_first(css) for name, css in fields.items() if name != "items"}
        found.append({name: part.text(strip=True) for name, part in parts.items() if part is not None})
    return found


async def test_the_message_board_is_an_old_page_in_gbk(web, clock, sources):
    clock.forward(200)
    source = sources["海棠留言板"]
    async with web.get(source["url"]) as response:
        assert response.headers["Content-Type"] == "text/html"
        raw = await response.read()
    assert b"charset=gb2312" in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode()
    found = rows(raw.decode("gbk"), source["fields"])
    assert [row["title"] for row in found][-1] == "请问文化广场的公共自行车什么时候补桩"
    assert len(found) == 4
    assert all(len(row["date"]) == 16 for row in found)
    link = LexborHTMLParser(raw.decode("gbk")).css_first("ul.msg-list a").attributes["href"]
    page = (await read(web, f"/town/liuyan/{link}")).decode("gbk")
    assert "寒假想去图书馆写作业" in page
    assert (await read(web, "/town/liuyan/p/l01", status=302)) is not None


async def test_one_message_is_deleted_later(web, clock):
    await read(web, "/town/liuyan/detail?id=l05", status=404)
    clock.forward(220)
    assert "白鹭桥" in (await read(web, "/town/liuyan/detail?id=l05")).decode("gbk")
    clock.forward(240)
    assert "已被删除" in (await read(web, "/town/liuyan/detail?id=l05", status=404)).decode("gbk")


async def test_the_notice_board_falls_over_is_relaid_and_mended(web, clock, sources):
    source = sources["社区公告栏"]
    path = urlsplit(source["url"]).path
    seen = []
    for seconds, status in ((110, 200), (50, 500), (100, 200), (200, 200)):
        clock.forward(seconds)
        page = (await read(web, path, status)).decode()
        seen.append((len(rows(page, source["fields"])), "取暖点" in page))
    assert seen == [(2, False), (0, False), (0, True), (4, True)]


async def test_the_hot_list_has_newsnows_shape_and_ranks_by_heat(web, clock, sources):
    clock.forward(300)
    path = sources["海棠热榜"]["url"].removeprefix(str(web._base_url).rstrip("/"))
    assert path.startswith("/api/s?id=haitang&latest")
    async with web.get(path) as response:
        listed = await response.json()
    assert (listed["status"], listed["id"], listed["updatedTime"]) == ("success", "haitang", int(clock() * 1000))
    heats = [int(item["extra"]["info"].split()[0]) for item in listed["items"]]
    assert heats == sorted(heats, reverse=True)
    assert listed["items"][0]["title"] == "望江西路修了一年多"
    assert all({"id", "title", "url"} <= item.keys() for item in listed["items"])
    await read(web, urlsplit(listed["items"][0]["url"]).path)
    clock.forward(200)
    assert "白鹭桥" not in (await read(web, path)).decode()
    async with web.get("/api/s?id=else") as response:
        assert (response.status, (await response.json())["message"]) == (500, "Invalid source id")


async def test_the_app_answers_with_things_inside_things(web, clock, sources):
    clock.forward(100)
    async with web.get(sources["掌上海棠"]["url"]) as response:
        answer = await response.json()
    (newest, oldest) = answer["data"]["list"]
    assert (oldest["user"]["nick"], oldest["topic"]["created"]) == ("菜场老李", int((clock() - 75) * 1000))
    assert newest["stat"]["forward"] >= 0
    await read(web, urlsplit(newest["share"]["link"]).path)
    for page, length in (("2", 0), ("0", 0), ("-1", 2), ("９", 2)):
        async with web.get("/town/app/api/topics", params={"page": page}) as response:
            assert len((await response.json())["data"]["list"]) == length, page


async def test_the_search_page_finds_on_all_sites_and_escapes_what_was_asked(web, clock, sources):
    clock.forward(9)
    source = sources["海棠搜索"]
    first = source["url"].replace("{keyword}", quote("望江西路"))
    assert "没有找到" in (await read(web, first)).decode(), "the forum's own feed tells it first"
    clock.forward(241)
    found = {}
    for term in source["terms"]:
        url = source["url"].replace("{keyword}", quote(term))
        found[term] = rows((await read(web, url)).decode(), source["fields"])
    assert {row["title"] for row in found["望江西路"]} >= {"望江西路改建到底要修到什么时候？"}
    assert len(found["望江西路"]) >= 5
    assert all("和美家园" in row["title"] + row["text"] for row in found["和美家园"])
    hostile = (await read(web, "/town/search?q=" + quote("<script>"))).decode()
    tree = LexborHTMLParser(hostile)
    assert tree.css("script") == []
    assert "标题党测试" in tree.css_first("div.result h3").text()
    assert rows((await read(web, "/town/search?q=amp")).decode(), source["fields"])
    for nothing in ("", "查无此词"):
        assert "没有找到" in (await read(web, "/town/search?q=" + quote(nothing))).decode()


async def test_the_broadcasters_feed_moves_for_good(web, clock, sources):
    path = urlsplit(sources["海棠广电"]["url"]).path
    clock.forward(30)
    assert [e.title for e in feedparser.parse(await read(web, path)).entries] == ["早新闻：今天多云转小雨，江边有薄雾"]
    await read(web, "/town/tv/feed.xml", status=404)
    clock.forward(300)
    async with web.get(path, allow_redirects=False) as response:
        assert (response.status, urlsplit(response.headers["Location"]).path) == (301, "/town/tv/feed.xml")
    async with web.get(path) as response:
        assert len(feedparser.parse(await response.read()).entries) == 3


def test_the_plain_day_is_as_it_was_and_hot_lines_lead_somewhere(scene):
    assert {post.site for post in scene.posts} == {"forum", "news", "weibo"}
    assert {post.site for post in scene.more} == {"liuyan", "app", "shequ", "tv"}
    posts = scene.posts + scene.more
    assert len({post.id for post in posts}) == len(posts)
    assert {line.post for line in scene.hot} <= {post.id for post in posts}
    plain = tomllib.loads(scene.config(base="http://127.0.0.1:1", directory="/d"))
    kinds = [source["kind"] for source in plain["sources"]]
    assert (kinds[:3], set(kinds)) == (["rss"] * 3, {"rss", "html", "json", "hotlist"})


def test_the_further_sources_are_of_every_kind_and_on_this_machine(sources):
    kinds = [source["kind"] for source in sources.values()]
    assert kinds.count("rss") == 4
    assert {"html", "json", "hotlist"} < set(kinds)
    assert all(source["local"] and source["url"].startswith("http://127.0.0.1:") for source in sources.values())
