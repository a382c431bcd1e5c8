"""The database cannot be written: a full disk, a folder that is read only, another program's lock, a clock that jumps.

Nothing that was acknowledged is lost, every press is answered, and it is told once.
"""

import asyncio
import resource
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import URL

from bot.app import started
from bot.config import load_config
from bot.pulse import BEAT
from jobs import calming, digest, followup, reminders, reviews, upkeep
from jobs.disk import disk as look_at_the_disk
from jobs.disk import free_bytes
from jobs.evidence import evidence
from tests.chat.stage import Card, Stage, configuration, staged
from tests.chat.test_backups import town
from tests.chat.test_status import STATUS, get
from tests.conftest import BAI, FANG, GROUP, LIN

#: whatever rings by the clock alone
JOBS_OF_THE_CLOCK = (reminders.JOB, followup.JOB, calming.JOB, reviews.JOB, digest.JOB, upkeep.JOB)
#: bytes that a file may have where there is no room
ROOM = 64 * 1024
TROUBLE = ["could not be", "stumbled", "failed", "update", "job", "disk", "full", "locked", "readonly"]


def limit(size: int) -> None:
    """No file of this process grows beyond so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


class Disk:
    """The database may grow by so many pages at most, as on a full disk; None = as it likes."""

    def __init__(self, stage: Stage) -> None:
        self.said = "max_page_count = 1073741823"
        self._engine = stage.running.store.db.engine
        event.listen(self._engine.sync_engine, "checkout", self._limited)

    def _limited(self, connection: object, *_others: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(f"PRAGMA {self.said}")
        cursor.close()

    async def full(self) -> None:
        async with self._engine.connect() as connection:
            self.said = f"max_page_count = {(await connection.execute(text('PRAGMA page_count'))).scalar()}"

    async def read_only(self) -> None:
        """As a disk that the system has taken out of writing after an error."""
        self.said = "query_only = 1"

    async def no_room(self) -> None:
        """As where the system itself refuses every file that would grow beyond a size."""
        limit(ROOM)

    def freed(self) -> None:
        limit(resource.RLIM_INFINITY)
        self.said = "max_page_count = 1073741823" if "max" in self.said else "query_only = 0"


@pytest.mark.parametrize("how", [Disk.full, Disk.read_only, Disk.no_room])
async def test_a_full_disk_loses_nothing(
    tmp_path: Path, sqlite_url: URL, how: Callable[[Disk], Awaitable[None]]
) -> None:
    async with staged(tmp_path, sqlite_url, change=STATUS) as stage:
        stage.expected_errors += TROUBLE
        await stage.publish("望江西路改建拖延", "修了一年多还没修好，投诉几次没人管")
        card = await stage.expect_card("望江西路")
        await stage.quiet()
        disk = Disk(stage)
        await how(disk)
        for number in range(20):
            stage.sandbox.say(BAI, BAI, f"/find {number}" + "长" * 3000)
        await stage.sandbox.wait_for(lambda: stage.running.store.db.meter.failing)
        query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
        code, health = await get(stage.running.status, "/healthz")
        assert (code, health["database"]) == (503, False)
        disk.freed()
        stage.sandbox.say(FANG, FANG, "/start")
        await stage.heard()
        assert (await stage.sandbox.answer_of(query)).text
        if (await stage.incident()).owner is None:
            # it was told that it failed, and to press again
            assert "请稍后再按一次" in (await stage.sandbox.answer_of(query)).text
            await card.press("我来认领", by=LIN)
        await card.expect("👤 林晓")
        assert (await get(stage.running.status, "/healthz"))[0] == 200
        assert (await stage.running.store.verify_audit())[1] is None
        assert await stage.running.store.unhandled() == ()
        for _ in range(3):
            await look_at_the_disk(stage.running.tools)
        await stage.expect_text("数据库刚才有一阵写不进去", chat=FANG)
        await stage.quiet()
        assert len([m for m in stage.sandbox.messages(FANG) if "写不进去" in m.text]) == 1


async def test_what_was_said_and_could_not_be_written_down_is_not_said_again(
    tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full in the very moment when the card has left: the group sees it once."""
    async with staged(tmp_path, sqlite_url) as stage:
        stage.expected_errors += TROUBLE
        disk, tries, store = Disk(stage), [], stage.running.store
        shown = store.card_shown

        async def full(*given: Any) -> None:
            tries.append(given)
            if len(tries) == 1:
                await disk.read_only()
            await shown(*given)

        monkeypatch.setattr(store, "card_shown", full)
        await stage.publish("望江西路改建拖延", "修了一年多还没修好，投诉几次没人管")
        await stage.until(lambda: len(tries) == 3)
        assert store.db.meter.failing
        (_,) = [m for m in stage.sandbox.messages(GROUP) if m.buttons]
        disk.freed()
        card = await stage.expect_card("望江西路")
        await stage.until(lambda: not store.db.meter.failing)
        await card.press("我来认领", by=LIN)
        await card.expect("👤 林晓")
        (_,) = [m for m in stage.sandbox.messages(GROUP) if m.buttons]


@pytest.mark.postgres
async def test_evidence_waits_for_room_however_long_that_lasts(
    tmp_path: Path, postgres_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is on another machine, and goes on; Telegram has the file meanwhile."""
    monkeypatch.setattr("jobs.evidence.TRIES", 2)
    photo = b"\x89PNG\r\n\x1a\n" + bytes(2 * ROOM)
    async with staged(tmp_path, postgres_url) as stage:
        stage.expected_errors.append("cannot be written")
        await stage.publish("望江西路改建拖延", "修了一年多还没修好，投诉几次没人管")
        card = await stage.expect_card("望江西路")
        limit(ROOM)
        try:
            stage.sandbox.say(LIN, GROUP, "现场", photo=photo, reply_to=card.message_id)
            await stage.heard()
            for _ in range(4):
                stage.clock.forward(hours=7)
                await evidence(stage.running.tools)
            files = stage.running.tools.files
            assert [one for one in files.rglob("*") if one.is_file()] == [], "nothing half written stays"
            assert not await stage.events("evidence_failed")
        finally:
            limit(resource.RLIM_INFINITY)
        stage.clock.forward(hours=7)
        await evidence(stage.running.tools)
        (kept,) = [one for one in files.rglob("*") if one.is_file()]
        assert kept.read_bytes() == photo


@pytest.mark.parametrize(("free", "told"), [(900 * 1024**2, 1), (2 * 1024**3, 0)])
async def test_a_disk_that_fills_is_told_once_a_day(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, free: int, told: int
) -> None:
    monkeypatch.setattr("jobs.disk.free_bytes", lambda _folder: free)
    stage.sandbox.say(FANG, FANG, "/start")
    await stage.heard()
    for _ in range(3):
        await look_at_the_disk(stage.running.tools)
    await stage.quiet()
    said = [m.text for m in stage.sandbox.messages(FANG) if "磁盘" in m.text]
    assert len(said) == told
    assert not told or "只剩 900 MB" in said[0]


def test_the_disk_of_a_folder_that_is_not_there_yet_is_known(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "not" / "there") > 0


async def test_another_programs_lock_is_waited_out(tmp_path: Path, sqlite_url: URL) -> None:
    """Somebody looks into the file with a tool and forgets a transaction for a while."""
    async with staged(tmp_path, sqlite_url) as stage:
        stage.expected_errors += TROUBLE
        await stage.publish("望江西路改建拖延", "修了一年多还没修好，投诉几次没人管")
        card = await stage.expect_card("望江西路")
        await stage.quiet()
        other = sqlite3.connect(str(sqlite_url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
        await asyncio.sleep(2)
        other.execute("ROLLBACK")
        other.close()
        assert (await stage.sandbox.answer_of(query)).text.startswith("已认领")
        await card.expect("👤 林晓")


async def test_a_lock_that_outlasts_our_patience_loses_nothing(tmp_path: Path, sqlite_url: URL) -> None:
    """Whoever pressed or wrote is heard afterwards, once, and the leads hear of it once."""
    impatient = ('tingfeng.db"', 'tingfeng.db?timeout=0.2"')
    async with staged(tmp_path, sqlite_url, change=impatient) as stage:
        stage.expected_errors += TROUBLE
        stage.sandbox.say(FANG, FANG, "/start")
        await stage.publish("望江西路改建拖延", "修了一年多还没修好，投诉几次没人管")
        card = await stage.expect_card("望江西路")
        await stage.quiet()
        meter = stage.running.store.db.meter
        other = sqlite3.connect(str(sqlite_url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        query = stage.sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
        stage.sandbox.say(BAI, GROUP, "看了现场", reply_to=card.message_id)
        async with asyncio.timeout(60):
            while not meter.failing:  # noqa: ASYNC110 - nothing else tells of it
                await asyncio.sleep(0.05)
        other.execute("ROLLBACK")
        other.close()
        await stage.heard()
        answered = (await stage.sandbox.answer_of(query)).text
        if (await stage.incident()).owner is None:
            # it was told that it failed, and to press again
            assert "请稍后再按一次" in answered
            await card.press("我来认领", by=LIN)
        else:
            assert answered.startswith("已认领")
        await card.expect("👤 林晓")
        assert (len(await stage.events("claim")), len(await stage.events("comment"))) == (1, 1)
        for _ in range(2):
            await look_at_the_disk(stage.running.tools)
        await stage.expect_text("数据库刚才有一阵写不进去", chat=FANG)
        await stage.quiet()
        assert len([m for m in stage.sandbox.messages(FANG) if "写不进去" in m.text]) == 1


@pytest.mark.parametrize("days", [1, -1])
async def test_a_clock_that_jumps_a_day_rings_nothing_twice(tmp_path: Path, database_url: URL, days: int) -> None:
    """And puts back what it had told."""
    async with staged(tmp_path, database_url) as stage:
        await stage.publish("望江西路改建拖延", "修了一年多还没修好，投诉几次没人管")
        card: Card = await stage.expect_card("望江西路")
        await stage.quiet()
        for _ in range(2):
            for step in (days, -days):
                stage.clock.forward(days=step)
                await asyncio.sleep(2 * BEAT)
                await stage.sweep()
                await stage.look()
                for job in JOBS_OF_THE_CLOCK:
                    await job.run(stage.running.tools)
                await stage.quiet()
        said = [m.text for m in stage.sandbox.messages(GROUP) if not m.buttons]
        assert len(said) == len(set(said)), said
        assert len([m for m in stage.sandbox.messages(GROUP) if "我来认领" in str(m.buttons)]) == 1
        await stage.publish("小区没有暖气", "老人受不了，投诉几次没人管")
        await stage.expect_card("没有暖气")
        await card.press("我来认领", by=LIN)
        await card.expect("👤 林晓")
        incident = await stage.incident()
        assert incident.owner == LIN
        async with stage.running.store.db.read() as connection:
            left = (await connection.execute(text("SELECT count(*) FROM posts"))).scalar()
            seen = (await connection.execute(text("SELECT body FROM posts ORDER BY id"))).scalar()
        assert left == 2
        assert "没人管" in str(seen) or "\\u6ca1" in str(seen), "nothing was pruned"
        assert (await stage.running.store.verify_audit())[1] is None


class Wall(datetime):
    """What the scheduler takes for the time."""

    back = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.now(tz) - cls.back  # noqa: TID251 - the scheduler's own clock


@pytest.mark.parametrize("reached", [True, False], ids=["while it works", "while Telegram cannot be reached"])
async def test_a_clock_that_is_set_back_blinds_nobody(
    tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    """Sources are looked at by the scheduler itself, whose own clock goes back too."""
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Wall)
    monkeypatch.setattr("apscheduler.triggers.interval.datetime", Wall)
    monkeypatch.setattr(Wall, "back", timedelta())
    async with town() as world, asyncio.TaskGroup() as group:
        world.sandbox.faults.outage = not reached
        path, over = configuration(tmp_path, world.sandbox, world.site, sqlite_url), asyncio.Event()

        async def office() -> None:
            async with started(load_config(path, {}), now=world.clock):
                await over.wait()

        async def looks(more: int) -> None:
            wanted = world.site.looks + more
            async with asyncio.timeout(60):
                while world.site.looks < wanted:
                    world.clock.forward(seconds=20)
                    await asyncio.sleep(0.1)

        office_ = group.create_task(office())
        await looks(2)
        world.clock.forward(hours=-2)
        Wall.back = timedelta(hours=2)
        await looks(2)
        world.site.publish("望江西路改建拖延", "修了一年多还没修好，投诉几次没人管")
        world.sandbox.faults.outage = False
        async with asyncio.timeout(60):
            while not [m for m in world.sandbox.messages(GROUP) if "望江西路" in m.text]:
                world.clock.forward(seconds=5)
                await asyncio.sleep(0.1)
        over.set()
        await office_
