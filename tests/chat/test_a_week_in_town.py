"""The sample town's story told over a week: each planted matter is one card, noise is none, the broken board is told.

What the town publishes within minutes when somebody tries it out comes here within seven days of the sandbox's clock.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import URL

from bot.app import started
from bot.config import load_config
from core.watching.health import FAILING_AFTER, Health
from jobs.digest import digest
from jobs.poll import poll
from sandbox import Sandbox, Scene, Town, load_scene, populate
from sandbox.scene import TownPost
from sandbox.townlists import FALLS_AT, MENDED_AT
from storage.tables import posts
from tests.chat.stage import Clock, Errors, Site, Stage
from tests.chat.test_town import PLANTED

#: Monday 2026-11-16 at 09:00 of the organisation's clock; the digest of that week comes a week later at 08:30
BEGIN = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
#: the script lasts ten minutes: so many seconds of the week for one of its own
STRETCH = 900.0
EVERY = timedelta(hours=2)
LEAD, BOARD = 15, "社区公告栏"
#: a medium that is glad of us
PRAISE = TownPost(
    id="good1",
    site="tv",
    at=330,
    author="记者 小禾",
    title="居民点赞：县住建局为老旧小区加装电梯",
    text="县住建局今年为老旧小区加装电梯，老人上下楼方便多了，居民纷纷点赞，十分满意，送来锦旗表示感谢。",
)


class SlowTown(Town):
    """The same story, told slowly."""

    def _offset(self, at: float) -> float:
        return at * STRETCH


@asynccontextmanager
async def week(folder: Path, database: URL) -> AsyncIterator[Stage]:
    """The bot watches the town with the town's own settings; the broadcaster counts as a city's."""
    town, clock = load_scene("haitang"), Clock(BEGIN)
    scene = replace(town, more=(*town.more, PRAISE))
    sandbox = Sandbox(clock=lambda: clock().timestamp())
    sandbox.mount(SlowTown(scene))
    populate(sandbox, scene)
    await sandbox.start()
    errors = Errors()
    logging.getLogger().addHandler(errors)
    try:
        config = load_config(written(folder, scene, sandbox, database), {})
        # Telegram lets nobody be written to who has not written first
        sandbox.say(LEAD, LEAD, "/start")
        async with started(config, now=clock) as running:
            yield Stage(sandbox, running, Site(), clock)
        assert not errors.lines
    finally:
        logging.getLogger().removeHandler(errors)
        await sandbox.stop()


def written(folder: Path, scene: Scene, sandbox: Sandbox, database: URL) -> Path:
    (folder / "watch.rules").write_text(scene.rules, "utf-8")
    text = scene.config(base=sandbox.url, directory=folder.as_posix())
    url = database.set(drivername=database.get_backend_name()).render_as_string(hide_password=False)
    head, _, tv = text.partition('name = "海棠广电"')
    text = head + 'name = "海棠广电"' + tv.replace('tier = "local"', 'tier = "city"', 1)
    path = folder / "config.toml"
    path.write_text(text.replace(f"sqlite:///{folder.as_posix()}/tingfeng.db", url), "utf-8")
    return path


async def lived(stage: Stage) -> list[tuple[int, Health, bool]]:
    """The week goes by; of the board after each look: failures in a row, health, whether its fall was announced."""
    seen = []
    while stage.clock() + EVERY < MONDAY:
        stage.clock.forward(seconds=EVERY.total_seconds())
        await looked(stage)
        board = next(one for one in await stage.running.store.all_sources() if one.source.name == BOARD)
        told = any(f"监测源「{BOARD}」读不到" in text for text in await announced(stage))
        seen.append((board.failures, board.health, told))
    await stage.quiet()
    return seen


async def looked(stage: Stage) -> None:
    """Every source that is due has been looked at, and what came of it is written down: only then time goes on.

    The bot's own job looks too. A look that it has begun is passed by here, and would find the clock hours on.
    """
    while await stage.running.store.due_sources(stage.clock()):
        await poll(stage.running.tools)
        await asyncio.sleep(0.01)


async def announced(stage: Stage) -> list[str]:
    """Everything about sources that is said or about to be said."""
    waiting = [one.text.plain() for one in await stage.running.store.waiting(stage.clock())]
    return waiting + [m.text for m in stage.sandbox.messages(LEAD)] + in_group(stage)


def in_group(stage: Stage) -> list[str]:
    return [m.text for m in stage.sandbox.messages(load_scene("haitang").group_id)]


async def test_a_week_of_the_town(tmp_path: Path, sqlite_url: URL) -> None:
    async with week(tmp_path, sqlite_url) as stage:
        board = await lived(stage)
        await each_planted_matter_is_one_card(stage)
        the_fallen_board_is_announced_in_time(board)
        the_lead_hears_that_a_platform_is_unseen(stage)
        await ours_and_praise_stand_in_the_digest_alone(stage)


async def each_planted_matter_is_one_card(stage: Stage) -> None:
    """By the posts behind the cards: whole, apart, and nothing else among them."""
    async with stage.running.store.db.read() as connection:
        rows = (await connection.execute(select(posts.c.body, posts.c.incident))).all()
    found: dict[int, set[str]] = {}
    for row in rows:
        name = row.body["url"].rsplit("/", 1)[-1].rpartition("=")[2]
        if row.incident is not None:
            found.setdefault(row.incident, set()).add(name)
    assert {frozenset(one) for one in found.values()} == {frozenset(one) for one in PLANTED}
    cards = [text for text in in_group(stage) if text.splitlines()[0].endswith("待认领") and "#000" in text]
    assert len(cards) == len(PLANTED)


def the_fallen_board_is_announced_in_time(board: list[tuple[int, Health, bool]]) -> None:
    assert max(failures for failures, _, _ in board) >= FAILING_AFTER
    for failures, health, told in board[: [told for *_, told in board].index(True) + 1]:
        assert told is (failures >= FAILING_AFTER)
        assert (health is Health.FAILING) is told
    assert board[-1][1] not in (Health.FAILING, Health.CHANGED), "it is mended in the end"


def the_lead_hears_that_a_platform_is_unseen(stage: Stage) -> None:
    heard = [m for m in stage.sandbox.messages(LEAD) if "监测盲区" in m.text]
    begun = [m for m in heard if "「社区」平台" in m.text and "都监测不到了" in m.text]
    ended = [m for m in heard if "「社区」平台" in m.text and "已解除" in m.text]
    assert len(begun) == 1
    assert len(ended) >= 1
    assert all(m.silent for m in ended)


async def ours_and_praise_stand_in_the_digest_alone(stage: Stage) -> None:
    texts = in_group(stage)
    assert not any("情况说明" in text or "加装电梯" in text for text in texts)
    stage.clock.until(MONDAY)
    await digest(stage.running.tools)
    await stage.quiet()
    said = "\n".join(in_group(stage)[len(texts) :])
    assert "👍 媒体正面报道 1 条：\n· 居民点赞：县住建局为老旧小区加装电梯（海棠广电）" in said
    # its own feed shows it, and the search finds it
    assert "官方账号的内容 2 条（另计）" in said
    blind = (MENDED_AT - FALLS_AT) * STRETCH / 3600
    hours = next(float(line.split()[-2]) for line in said.splitlines() if "· 整个社区平台" in line)
    assert blind - 8 < hours < blind + 4, "three looks of two hours until it counts, one until it is seen to be mended"
