"""The sample town: feeds foreign readers understand, growing with the clock, and pages that escape all."""

import re
import tomllib
from collections.abc import AsyncIterator

import aiohttp
import feedparser
import pytest

from sandbox import Sandbox, Town, load_scene, populate

FEEDS = ("forum/rss", "news/atom", "weibo/feed.json")


@pytest.fixture
def scene():
    return load_scene("haitang")


@pytest.fixture(params=[False], ids=["normal"])
async def town(request, clock, scene) -> AsyncIterator[Sandbox]:
    box = Sandbox(clock=clock)
    box.mount(Town(scene, fast=request.param))
    await box.start()
    yield box
    await box.stop()


@pytest.fixture
async def web(town):
    async with aiohttp.ClientSession(f"{town.url}/town/") as session:
        yield session


async def ids(web):
    found = set()
    for path in FEEDS[:2]:
        async with web.get(path) as response:
            feed = feedparser.parse(await response.text())
        assert not feed.bozo
        found |= {entry.link.rsplit("/", 1)[1] for entry in feed.entries}
    async with web.get(FEEDS[2]) as response:
        found |= {item["id"] for item in (await response.json(content_type=None))["items"]}
    return found


async def test_posts_appear_as_time_passes(web, clock):
    early = await ids(web)
    clock.forward(20)
    soon = await ids(web)
    clock.forward(600)
    late = await ids(web)
    assert early < soon < late
    assert "f01" in soon - early
    assert 40 <= len(late) <= 50


@pytest.mark.parametrize("town", [True], indirect=True, ids=["fast"])
async def test_fast_starts_with_an_issue_and_is_over_in_40_seconds(web, clock, scene):
    assert "f01" in await ids(web)
    clock.forward(40)
    assert await ids(web) == {post.id for post in scene.posts if post.gone_at is None}


async def test_foreign_readers_find_title_author_and_time(web, clock):
    clock.forward(100)
    for path, author in (("forum/rss", "江边老街坊"), ("news/atom", "记者 木子")):
        async with web.get(path) as response:
            entries = feedparser.parse(await response.text()).entries
        entry = next(entry for entry in entries if entry.author == author)
        assert entry.title
        assert len(entry.summary) > 100
        assert entry.published_parsed


async def test_the_microblog_carries_counts_that_grow(web, clock):
    async def reposts():
        async with web.get("weibo/feed.json") as response:
            feed = await response.json(content_type=None)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        return next(item for item in feed["items"] if item["id"] == "w02")["_counts"]["reposts"]

    clock.forward(46)
    young = await reposts()
    clock.forward(300)
    assert 0 < young < await reposts() == 128


@pytest.mark.parametrize("path", FEEDS)
async def test_an_unchanged_feed_answers_304(web, clock, path):
    clock.forward(50)
    async with web.get(path) as response:
        etag, modified = response.headers["ETag"], response.headers["Last-Modified"]
    for headers in ({"If-None-Match": etag}, {"If-None-Match": f'"x", W/{etag}'}, {"If-Modified-Since": modified}):
        async with web.get(path, headers=headers) as response:
            assert (response.status, response.headers["ETag"]) == (304, etag)
    clock.forward(600)
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}, {"If-Modified-Since": "gestern"}):
        async with web.get(path, headers=headers) as response:
            assert response.status == 200


async def test_a_page_may_say_more_later_or_want_a_login(web, clock):
    pages = []
    for seconds in (300, 300):
        clock.forward(seconds)
        for path in ("forum/p/f01", "weibo/p/w06"):
            async with web.get(path) as response:
                pages.append(await response.text())
                assert response.status == 200
    before, open_, after, walled = pages
    assert "楼主补充" not in before
    assert "楼主补充：今天又摔了一位老人" in after
    assert "哪天完工" in after
    assert "请登录后查看" not in open_
    assert "请登录后查看" in walled
    assert "和美家园" not in walled


async def test_a_post_has_a_page_once_it_is_out_and_none_when_it_is_gone(web, clock):
    statuses = []
    for seconds in (0, 200, 400):
        clock.forward(seconds)
        async with web.get("weibo/p/w07") as response:
            statuses.append(response.status)
    assert statuses == [404, 200, 404]


async def test_hostile_markup_stays_text(web, clock):
    clock.forward(200)
    for path in ("forum/p/f07", "forum/"):
        async with web.get(path) as response:
            page = await response.text()
        assert "&lt;script&gt;" in page
        assert not re.search("<(script|img|iframe|b onmouseover)", page)
    async with web.get("forum/rss") as response:
        feed = feedparser.parse(await response.text())
    assert any("标题党测试" in entry.title for entry in feed.entries)


async def test_the_sites_have_front_pages_and_strangers_404(web):
    for path, status in (("", 200), ("forum/", 200), ("weibo/", 200), ("nowhere/", 404), ("nowhere/p/f01", 404)):
        async with web.get(path) as response:
            assert response.status == status, path


def test_the_day_has_what_a_newcomer_should_see(scene):
    texts = [post.text for post in scene.posts]
    assert len({post.id for post in scene.posts}) == len(scene.posts)
    assert any(len(text) >= 5000 for text in texts)
    assert sum(text.startswith(("转发微博", "//@", "【转发】")) for text in texts) >= 4
    assert scene.posts[-1].at <= 610


def test_the_scene_fills_a_sandbox_and_a_config(scene):
    box = Sandbox()
    group = populate(box, scene)
    config = tomllib.loads(scene.config(base="http://127.0.0.1:1", directory="/d", interval="5s"))
    assert group.id == config["telegram"]["group"]
    people = {person.id for person in scene.people}
    assert set(group.members) == people
    assert {member["telegram_id"] for member in config["members"]} < people
    assert config["storage"]["url"] == "sqlite:////d/tingfeng.db"
    assert {source["kind"] for source in config["sources"]} == {"rss", "html", "json", "hotlist"}
    assert {source["interval"] for source in config["sources"]} == {"5s"}
    assert all(source["local"] and source["url"].startswith("http://127.0.0.1:1/") for source in config["sources"])
    (office,) = [box.world.chat(given.id) for given in scene.groups]
    assert set(office.members) <= people
    assert office.title.removesuffix("工作群") in {department["name"] for department in config["departments"]}
    departments = {department["name"] for department in config["departments"]}
    assert {member["department"] for member in config["members"] if "department" in member} == departments
    assert all(f":部门 {name}" in scene.rules for name in departments)


def test_an_unknown_scene_is_not_found():
    with pytest.raises(FileNotFoundError):
        load_scene("atlantis")
