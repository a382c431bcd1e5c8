"""The sample town's own pages: one is deleted, one says more, one is walled off; the bot tells them apart (W7)."""

from pathlib import Path

from sqlalchemy.engine import URL

from core.originals.page import Original, State
from jobs.originals import originals
from sandbox import Sandbox, Town, load_scene
from tests.chat.stage import Stage, staged
from tests.conftest import NOON

RULES = "[桥]\n白鹭桥\n\n[供暖]\n没暖气\n\n[路]\n望江西路\n"
SOURCE = """
[[sources]]
name = "{name}"
kind = "rss"
url = "{url}"
platform = "{name}"
own_area = true
watched = true
local = true
"""


async def looked(stage: Stage, **later: float) -> None:
    """So much later everything that is due is looked at."""
    stage.clock.forward(**later)
    while await stage.running.store.due_originals(stage.clock()):
        await originals(stage.running.tools)


async def page_of(stage: Stage, post: str) -> Original:
    every = [page for n in range(1, 60) for page in await stage.running.store.originals_of(n)]
    return next(page for page in every if page.url.endswith(f"/p/{post}"))


async def test_a_day_and_a_week_of_the_town(tmp_path: Path, sqlite_url: URL) -> None:
    now = [lambda: NOON]
    (tmp_path / "town.rules").write_text(RULES, "utf-8")
    town = Sandbox(clock=lambda: now[0]().timestamp())
    town.mount(Town(load_scene("haitang")))
    await town.start()
    feeds = {"微博": "/town/weibo/feed.json", "论坛": "/town/forum/rss"}
    sources = "".join(SOURCE.format(name=name, url=town.url + path) for name, path in feeds.items())
    try:
        change = ('file = "watch.rules"\n', f'file = "town.rules"\n{sources}')
        async with staged(tmp_path, sqlite_url, change=change) as stage:
            now[0] = stage.clock
            # the question about the bridge comes first, its copies later
            for seconds in (115, 100):
                stage.clock.forward(seconds=seconds)
                await stage.look()
            await looked(stage)
            assert {(await page_of(stage, post)).state for post in ("w07", "w06", "f01")} == {State.THERE}
            await looked(stage, hours=27)
            await looked(stage, hours=2)
            gone, walled, edited = [await page_of(stage, post) for post in ("w07", "w06", "f01")]
            assert (gone.state, walled.state, edited.state) == (State.GONE, State.THERE, State.CHANGED)
            assert walled.error is not None
            assert edited.last is not None
            assert edited.last.added >= len("楼主补充：今天又摔了一位老人，照片发在楼下。")
            card = await stage.expect_card((await stage.incident(gone.incident)).number)
            await card.expect("原帖已删 11-21")
            await looked(stage, days=9)
            assert await stage.running.store.due_originals(stage.clock()) == ()
    finally:
        await town.stop()
