"""A backup while the office works, restored elsewhere: the bot goes on, cards heal, the log is whole (O5)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.__main__ import main
from bot.app import started
from bot.config import load_config
from jobs.backup import backup, last_backup
from sandbox import Sandbox
from tests.chat.stage import Card, Clock, Site, Stage, configuration, people, staged
from tests.conftest import BAI, FANG, GROUP, LIN

NIGHTLY = ("[rules]", '[backup]\nfolder = "night"\nkeep = 2\n[rules]')


async def tingfeng(*words: object) -> int:
    return await asyncio.to_thread(main, [str(word) for word in words])


@asynccontextmanager
async def town() -> AsyncIterator[Stage]:
    """The world without a bot: bots come and go."""
    clock, site = Clock(), Site()
    await site.server.start_server()
    sandbox = Sandbox(clock=lambda: clock().timestamp())
    people(sandbox)
    await sandbox.start()
    try:
        yield Stage(sandbox, None, site, clock)  # type: ignore[arg-type]
    finally:
        await sandbox.stop()
        await site.server.close()


@asynccontextmanager
async def running(world: Stage, path: Path) -> AsyncIterator[Stage]:
    """A bot in it, until it is stopped."""
    async with started(load_config(path, {}), now=world.clock) as bot:
        yield Stage(world.sandbox, bot, world.site, world.clock)


def moved(path: Path, folder: Path, url: str) -> Path:
    """The same configuration on another machine, with a database that is not there yet."""
    folder.mkdir()
    text = path.read_text("utf-8")
    old = text.partition('[storage]\nurl = "')[2].partition('"')[0]
    (folder / "config.toml").write_text(text.replace(old, url), "utf-8")
    (folder / "watch.rules").write_text((path.parent / "watch.rules").read_text("utf-8"), "utf-8")
    return folder / "config.toml"


async def test_the_bot_goes_on_from_a_backup_made_under_load(
    tmp_path: Path, database_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "out.tar.gz"
    async with town() as world:
        path = configuration(tmp_path, world.sandbox, world.site, database_url)
        async with running(world, path) as stage:
            await stage.publish("望江西路改建拖延", "修了一年多还没修好，投诉几次没人管")
            first = await stage.expect_card("望江西路")
            await stage.publish("小区没有暖气", "老人受不了，投诉几次没人管")
            second = await stage.expect_card("没有暖气")
            # where it stands is noted too: what was sent a moment before a backup may stand twice after it
            await stage.quiet()

            async def working() -> None:
                for _ in range(20):
                    stage.sandbox.say(BAI, GROUP, "/my")
                    stage.sandbox.press_raw(LIN, GROUP, first.message_id, "v1:cl:1:0")
                    await asyncio.sleep(0.02)

            made, _ = await asyncio.gather(tingfeng("backup", "-o", archive, "-c", path), working())
            assert made == 0
            await first.expect("👤 林晓")
            # what happens now is not in it: the second is claimed, a third comes
            await second.press("我来认领", by=BAI)
            await second.expect("👤 白露")
            await stage.publish("工地塌方", "城东发生塌方，有人被埋，县住建局在哪里")
            orphan = await stage.expect_card("工地塌方")
            head = await stage.running.store.audit_head()
            await stage.quiet()
        there = moved(path, tmp_path / "elsewhere", "sqlite:///new.db")
        code = await tingfeng("restore", archive, "-c", there, "--head", f"{head.seq}:{head.hash[:12]}")
        assert code == 1, "what came after the backup is said to be missing"
        assert f"至 {head.seq} 条不在备份里" in capsys.readouterr().err
        world.site.items.clear()
        async with running(world, there) as stage:
            await _go_on(stage, second, orphan)
        assert await tingfeng("audit", "verify", "-c", there) == 0


async def _go_on(stage: Stage, second: Card, orphan: Card) -> None:
    """Another process speaks with the same group."""
    second, orphan = (Card(stage, GROUP, card.message_id) for card in (second, orphan))
    assert not (await stage.expect_text("备份恢复")).silent
    # the card shows again what the database knows, and can be pressed
    await second.expect("我来认领", without=["👤 白露"])
    assert "认领" in (await second.press("我来认领", by=LIN)).text
    await second.expect("👤 林晓")
    # the card of an incident that nobody knows any more says so
    assert "找不到这件事" in (await orphan.press("我来认领", by=LIN)).text
    await stage.publish("实验中学提前停暖", "学生裹着棉袄上课，家长去教育局反映，投诉后说是锅炉坏了", id="later")
    assert "#0201" in (await stage.expect_card("提前停暖")).text, "and no new one takes its number"
    assert "找不到这件事" in (await orphan.press("我来认领", by=LIN)).text
    await stage.quiet()
    assert (await stage.running.store.verify_audit())[1] is None


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


async def test_a_backup_each_night_and_the_oldest_go(tmp_path: Path, database_url: URL) -> None:
    """The newest two stay, and what is none of ours; one of a clock that was far ahead is no reason to wait."""
    folder = tmp_path / "night"
    folder.mkdir()
    old = [f"tingfeng-2026110{day}T191000Z.tar.gz" for day in (1, 2, 3)]
    for name in (*old, "mine.tar.gz", "tingfeng-20990101T000000Z.tar.gz"):
        (folder / name).write_text("")
    async with staged(tmp_path, database_url, change=NIGHTLY, begin=datetime.now(UTC)) as stage:  # noqa: TID251, the child's
        await backup(stage.running.tools)
        made = names(folder)
        assert len(made) == 3
        assert {"mine.tar.gz", old[-1]} < set(made)
        assert last_backup(folder, stage.clock()) is not None
        await backup(stage.running.tools)
        assert names(folder) == made, "one a night"


async def test_a_backup_that_fails_is_told_to_the_lead_once(tmp_path: Path, sqlite_url: URL) -> None:
    (tmp_path / "night").write_text("a file where the folder should be")
    async with staged(tmp_path, sqlite_url, change=NIGHTLY) as stage:
        stage.expected_errors.append("no backup could be made")
        stage.sandbox.say(FANG, FANG, "/start")
        for _ in range(3):
            await backup(stage.running.tools)
        await stage.expect_text("自动备份没有做成", chat=FANG)
        await stage.quiet()
        assert len([m for m in stage.sandbox.messages(FANG) if "自动备份" in m.text]) == 1
        assert not [m for m in stage.sandbox.messages(GROUP) if "备份" in m.text]


async def test_a_folder_that_cannot_be_seen_is_told(tmp_path: Path, sqlite_url: URL) -> None:
    """As one on a disk that went away: the job says it, and the doctor does not fall silent."""
    unseen = (NIGHTLY[0], NIGHTLY[1].replace('"night"', f'"{"n" * 300}"'))
    async with staged(tmp_path, sqlite_url, change=unseen) as stage:
        stage.expected_errors.append("the backups cannot be seen")
        stage.sandbox.say(FANG, FANG, "/start")
        for _ in range(2):
            await backup(stage.running.tools)
        await stage.expect_text("自动备份没有做成（上一次：没有找到）", chat=FANG)
        stage.sandbox.say(FANG, FANG, "/doctor")
        assert "读不出来" in (await stage.expect_text("🩺 体检：", chat=FANG)).text
        await stage.quiet()
        assert len([m for m in stage.sandbox.messages(FANG) if "自动备份没有做成" in m.text]) == 1


async def test_without_a_folder_there_is_none(stage: Stage, tmp_path: Path) -> None:
    before = names(tmp_path)
    await backup(stage.running.tools)
    assert names(tmp_path) == before
