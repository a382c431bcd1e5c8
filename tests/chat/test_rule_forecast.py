"""What a dry run foretells is what happens: the same week under the rule from the start comes to the same (issue 6)."""

import asyncio
import re
import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import URL, make_url

from jobs.poll import poll
from storage.tables import incidents, posts, rule_hits
from tests.chat.stage import Stage, staged
from tests.conftest import FANG, GROUP

RULE = "[停水]\n停水|断水\n+投诉|没人管|多久\n!演练\n:上限 2\n"
#: what the rules in use carded, and what nobody was looking for, long before
OLD = (
    ("望江西路改建拖延", "望江西路修了一年多还没修好，县住建局投诉电话没人接"),
    ("翠湖家园停水两周", "翠湖家园停水两周了，投诉到县里也没人管，业主很生气"),
)
#: one list a day: copies of old and of new, the same event in other words, what the rule cancels, what only names us,
#: more than its limit, what another rule finds too, and the next day's room
WEEK = (
    (
        ("锦绣花园停水三天没人管", "锦绣花园从周一开始停水，三天了没人管，老人提水上楼"),
        ("转：锦绣花园停水三天没人管", "锦绣花园从周一开始停水，三天了没人管，老人提水上楼"),
        ("锦绣花园停水业主投诉", "锦绣花园业主投诉停水三天，提水上楼，老人受不了"),
        ("停水演练今天举行", "县里举行停水演练，投诉电话照常"),
        ("白鹭桥裂缝越来越大", "白鹭桥桥面裂缝，投诉多次"),
    ),
    (
        ("城东大道爆管断水", "城东大道施工爆管，断水一整天，投诉无门，商铺停业"),
        ("和美家园还要停多久", "和美家园二次供水设备坏了，停水还要多久，举报物业"),
        ("滨湖新苑深夜停水", "滨湖新苑深夜停水，没人管，热线打不通"),
        ("断头路边又断水", "断头路旁的商户断水，投诉县住建局施工挖断水管，没人管"),
    ),
    (
        ("青山小学食堂断水", "青山小学食堂断水两餐，家长投诉学校不通知"),
        ("转：翠湖家园停水两周", "翠湖家园停水两周了，投诉到县里也没人管，业主很生气"),
        ("转：望江西路改建拖延", "望江西路修了一年多还没修好，县住建局投诉电话没人接"),
        ("转：滨湖新苑深夜停水", "滨湖新苑深夜停水，没人管，热线打不通"),
    ),
    (
        ("住建局召开例会", "住建局召开月度例会，部署安全生产"),
        ("锦绣花园又停水了", "锦绣花园停水，老人提水上楼，投诉三天了还没人管"),
    ),
)
POSTS = sum(map(len, WEEK))


async def published(stage: Stage, day: Sequence[tuple[str, str]]) -> None:
    """One after the other, each seen and written down before the next."""
    for title, text in day:
        stage.site.publish(title, text)
        stage.clock.forward(minutes=50)
        while await stage.running.store.due_sources(stage.clock()):
            await poll(stage.running.tools)
            await asyncio.sleep(0.01)


async def lived(stage: Stage) -> None:
    """A week, day by day; it begins before noon."""
    for day in WEEK:
        await published(stage, day)
        stage.clock.until(stage.clock().replace(hour=4, minute=0) + timedelta(hours=24))
    await stage.quiet()


async def foretold(stage: Stage, asked: str) -> dict[str, int]:
    """What the chat is told: posts, hits, cards and posts over the limit, and what the rules in use come to."""
    stage.sandbox.say(FANG, GROUP, f"/rule test {asked}")
    told = (await stage.expect_text("🧪 试算「停水」")).text
    numbers = {
        "posts": r"近7天 (\d+) 条帖文",
        "hits": r"命中 (\d+) 条",
        "hits_now": r"按现行规则 (\d+) 条",
        "cards": r"会成卡 (\d+) 张",
        "cards_now": r"（现 (\d+) 张）",
        "held": r"另有 (\d+) 条超出",
    }
    read = {name: re.search(pattern, told) for name, pattern in numbers.items()}
    return {name: int(found[1]) if found else 0 for name, found in read.items()}


async def happened(stage: Stage) -> dict[str, int]:
    """The same of the rows; the cards are counted in the group."""
    since = posts.c.seen_at > stage.clock() - timedelta(days=7)
    mine = rule_hits.c.rule == "停水"
    async with stage.running.store.db.read() as connection:

        async def counted(*where: Any) -> int:
            return int(await connection.scalar(select(func.count()).where(*where)) or 0)

        hits = await counted(mine)
        found = {"posts": await counted(since), "hits": hits, "held": await counted(mine, rule_hits.c.held)}
        topics = await connection.execute(select(incidents.c.id, incidents.c.topic).order_by(incidents.c.id))
        numbers = {f"#{row.id:04d}": row.topic for row in topics}
    shown = {number for number in numbers for m in stage.sandbox.messages(GROUP) if m.buttons and number in m.text}
    assert shown == numbers.keys()
    return found | {"cards": sum(numbers[number] == "停水" for number in shown)}


async def test_the_forecast_is_what_happens(tmp_path: Path, sqlite_template: Path) -> None:
    async with staged(folder(tmp_path, "before"), database(tmp_path, sqlite_template, "before")) as stage:
        await begun(stage)
        await lived(stage)
        assert await stage.running.store.rule("停水") is None
        told = await foretold(stage, f"\n{RULE}")
    assert (told["posts"], told["hits_now"], told["cards_now"]) == (POSTS, 0, 0)
    async with staged(folder(tmp_path, "after"), database(tmp_path, sqlite_template, "after")) as stage:
        await begun(stage)
        stage.sandbox.say(FANG, GROUP, f"/rule add\n{RULE}")
        card = await stage.expect_card("🧪 试算「停水」")
        await card.press("✅ 保存", by=FANG)
        await stage.expect_text("已保存")
        await lived(stage)
        real = await happened(stage)
        assert {name: told[name] for name in real} == real
        # looked at afterwards, the rules in use come to what they came to
        stage.clock.forward(minutes=1)
        after = await foretold(stage, "停水")
        assert (after["hits_now"], after["cards_now"]) == (real["hits"], real["cards"])
        assert after | {"hits_now": 0, "cards_now": 0} == told
        assert any("断头路边又断水" in m.text and m.buttons for m in stage.sandbox.messages(GROUP)), "by its other rule"
    assert real["held"] == 3
    assert 2 < real["cards"] < real["hits"]


async def begun(stage: Stage) -> None:
    """Four days before the week."""
    await published(stage, OLD)
    stage.clock.until(stage.clock().replace(hour=4, minute=0) + timedelta(days=4))


def folder(path: Path, name: str) -> Path:
    made = path / name
    made.mkdir()
    return made


def database(path: Path, template: Path, name: str) -> URL:
    file = path / f"{name}.db"
    shutil.copy(template, file)
    return make_url(f"sqlite+aiosqlite:///{file}")
