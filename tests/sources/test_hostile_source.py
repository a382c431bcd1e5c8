"""One source sends hostile texts, the others go on: through the real poll, into real rows (O7)."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from small_site import FEED, Site

from core.detect import Organisation
from core.rules import RuleSet
from core.texts import Texts
from core.watching.health import Health
from jobs.memory import Memory
from jobs.poll import poll
from jobs.sources.web import Web
from jobs.tools import Tools
from storage import Store
from storage.tables import posts
from tests.conftest import NOON
from tests.unit.detect.making import Pairs

TEXTS = {
    "一行": "停水" * 200_000,
    "表情": "😡" * 100_000,
    "方向": "\u202e\u200f\u2066" * 10_000 + "积水投诉",
    "空字节": "积\x00水\x00" * 10_000,
    "半个字": "\ud800积水\udfff" * 5_000,
    "标记": "<b>" * 50_000 + "<script>alert(1)</script>" + "积水",
    "变形": "弓虽zf被" * 20_000,
}
IDENTICAL = 1_000


@pytest.fixture
async def tools(store: Store) -> AsyncIterator[Tools]:
    memory = Memory(RuleSet.parse("[积水]\n积水\n:级别 一般\n"), Organisation(name="北门桥"), Pairs())
    await memory.load(store, NOON)
    async with Web() as one:
        yield Tools(
            store=store,
            web=one,
            memory=memory,
            texts=Texts(),
            clock=lambda: NOON,
            luck=lambda: 0.5,
            ring=asyncio.Event(),
        )


def feed(texts: dict[str, str]) -> bytes:
    items = [
        {"id": key, "url": f"https://h.example/{n}", "content_text": said}
        for n, (key, said) in enumerate(texts.items())
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "敌意", "items": items}).encode()


@pytest.mark.parametrize(
    "texts",
    [TEXTS, {f"同{n}": "积水投诉没人管，车都熄火了" for n in range(IDENTICAL)}],
    ids=["hostile", "identical"],
)
async def test_an_ordinary_source_beside_it_opens_its_incident(tools: Tools, site: Site, texts: dict[str, str]) -> None:
    site.gives("/hostile", feed(texts), Content_Type="application/feed+json")
    site.gives("/plain", FEED)
    sources = [site.source(f"/{name}", name=name, interval=60, own_area=True) for name in ("hostile", "plain")]
    await tools.store.seed_sources(sources, NOON)
    await poll(tools)
    assert {one.source.name: one.standing.health for one in await tools.store.all_sources()} == {
        "hostile": Health.OK,
        "plain": Health.OK,
    }
    async with tools.store.db.read() as connection:
        rows = (await connection.execute(posts.select())).mappings().all()
    names = {one.id: one.source.name for one in await tools.store.all_sources()}
    assert [row["body"]["title"] for row in rows if names[row["source"]] == "plain"] == ["北门桥积水"]
    assert sum(names[row["source"]] == "hostile" for row in rows) == len(texts)
    found = {row["incident"] for row in rows if names[row["source"]] == "plain"}
    assert found
    assert None not in found
    assert not tools.memory.stale
    # each is kept in a bounded row
    assert max(len(json.dumps(row["body"])) for row in rows) < 400_000
    if len(texts) == IDENTICAL:
        assert len({row["incident"] for row in rows if names[row["source"]] == "hostile"}) == 1
