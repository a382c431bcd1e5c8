"""The long day itself: sandbox, town, people and troubles in one process, which moves the clock; the bot in another."""

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import URL

from benchmarks.endurance_bot import Hands, serve
from benchmarks.endurance_found import Found, driven, looked_at
from benchmarks.endurance_people import People
from benchmarks.endurance_stories import Office
from benchmarks.endurance_town import DAY, RULE, DayTown, Troubles, told
from benchmarks.endurance_watch import Account, Sample
from core.policy import Figures
from sandbox import Sandbox, Scene, load_scene, populate
from storage import Database, Store

#: a Sunday evening: the night, the weekly digest and a working day follow
BEGIN = datetime(2026, 3, 15, 22, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
#: how much faster the day goes, and while the line is in trouble: pauses after a failure are the machine's
SPEED, TROUBLED = 180.0, 20.0
#: seconds of the machine between two steps of the clock, and for which it stands while somebody waits for an answer
STEP, HELD = 0.025, 1.0
#: a machine that is busy elsewhere does not make the clock jump
LONGEST_STEP = 4 * STEP
#: a bot that has not asked for so long waits after a failure
DEAF = 0.5
#: Telegram holds a poll open so long, by the day's clock
POLL = 25.0
SEED = 7

_processes = get_context("spawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """The day."""

    samples: tuple[Sample, ...]
    account: Account
    found: Found
    done: Counter[str]
    troubles: dict[str, int]
    seconds: float


async def day(folder: Path, url: URL, hours: float = DAY / 3600, speed: float = SPEED) -> Lived:
    """Live it. `url` names a database that may be empty."""
    clock: Hands = _processes.Value("d", BEGIN.timestamp(), lock=False)
    luck = Random(SEED)
    scene = load_scene("haitang")
    scene = replace(scene, posts=told(scene, luck))
    sandbox = Sandbox(clock=lambda: clock.value, limits=True)
    town = DayTown(scene, luck)
    sandbox.mount(town)
    populate(sandbox, scene)
    await sandbox.start()
    ours, theirs = _processes.Pipe()
    config = written(folder, scene, sandbox, url)
    bot = _processes.Process(target=serve, args=(str(config), clock, speed, theirs), daemon=True)
    bot.start()
    theirs.close()
    began = asyncio.get_running_loop().time()
    try:
        door, _ = await _heard(ours)
        people = People(sandbox=sandbox, group=scene.group_id, luck=Random(SEED))
        office = Office(people=people, door=(f"http://127.0.0.1:{door}/intake", "haitang-sandbox-intake"))
        troubles = Troubles(sandbox, town, scene.group_id, Random(SEED))
        office.open()
        watched = _Day(sandbox, clock, people, troubles, ours, speed)
        await watched.until(3600 * hours)
        await office.close()
        sandbox.faults.clear()
        found = await watched.settled(url)
        ours.send(None)
        account: Account = await _heard(ours)
        return Lived(
            samples=tuple(watched.samples),
            account=account,
            found=found,
            done=people.done,
            troubles=troubles.counts,
            seconds=asyncio.get_running_loop().time() - began,
        )
    finally:
        await asyncio.to_thread(bot.join, 20)
        bot.kill()
        await sandbox.stop()


async def _heard(line: Connection) -> Any:
    """What the bot says next; EOFError where it has died."""
    while not line.poll():  # noqa: ASYNC110 - the other end is a process
        await asyncio.sleep(0.01)
    return line.recv()


class _Day:
    """Moves the clock."""

    def __init__(
        self, sandbox: Sandbox, clock: Hands, people: People, troubles: Troubles, line: Connection, speed: float
    ) -> None:
        self._sandbox, self._clock, self._people, self._troubles, self._line = sandbox, clock, people, troubles, line
        self._speed = speed
        self._poll, self._last, self._heard = 0.0, time.monotonic(), time.monotonic()
        self.samples: list[Sample] = []

    @property
    def passed(self) -> float:
        """Seconds of the day."""
        return self._clock.value - BEGIN.timestamp()

    async def until(self, end: float) -> None:
        """Let the day go on; every hour somebody looks at the bot."""
        held = 0.0
        while self.passed < end:
            if self.passed >= 3600 * len(self.samples):
                await self._sample()
            await asyncio.sleep(STEP)
            if self._people.waiting and held < HELD:
                held, self._last = held + STEP, time.monotonic()
                continue
            held = 0.0
            self._step()
        await self._sample()

    def _step(self) -> None:
        faults, updates = self._sandbox.faults.active(), self._sandbox.world.updates
        now = time.monotonic()
        self._heard = now if updates.listening else self._heard
        slow = any(one.kind != "flood" for one in faults) or now - self._heard > DEAF
        passed, self._last = min(now - self._last, LONGEST_STEP), now
        self._clock.value += passed * (min(TROUBLED, self._speed) if slow else self._speed)
        self._troubles.look(self.passed)
        if self.passed - self._poll >= POLL:
            self._poll = self.passed
            updates.interrupt()
        self._sandbox.world.pulse.fire()

    async def _sample(self) -> None:
        self._line.send(self.passed / 3600)
        sample: Sample = await _heard(self._line)
        self.samples.append(sample)
        sys.stderr.write(
            f"{sample.at:5.1f} h {sample.memory / 2**20:7.1f} MiB {sample.files} files {sample.tasks} tasks"
            f" {sample.blocks} blocks {sum(sample.kinds.values())} objects {dict(self._people.done)}\n"
        )

    async def settled(self, url: URL) -> Found:
        """Nothing happens any more: what was to be said is said, or stays unsaid."""
        store = Store(Database(driven(url)), Figures(organisation="-"))
        try:
            until = self.passed + 3600
            found = await looked_at(store, self._people.group)
            while (found.outbox["waiting"] or found.inbox["new"]) and self.passed < until:
                await self._for(60)
                found = await looked_at(store, self._people.group)
            return found
        finally:
            await store.close()

    async def _for(self, seconds: float) -> None:
        until = self.passed + seconds
        while self.passed < until:
            await asyncio.sleep(STEP)
            self._step()


def written(folder: Path, scene: Scene, sandbox: Sandbox, url: URL) -> Path:
    """The town's own configuration; every six hours a model is fitted, and backups are made."""
    plain = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)
    text = scene.config(base=sandbox.url, directory=folder.as_posix())
    text = text.replace(f"sqlite:///{folder.as_posix()}/tingfeng.db", plain)
    signing = "".join(
        f'[[approval]]\nlevel = "{level}"\nstages = [["lead"]]\n' for level in ("general", "significant", "major")
    )
    more = f'[backup]\nfolder = "backups"\n[learning]\nleast = 20\nevery = "3h"\n{signing}[rules]'
    path = folder / "config.toml"
    path.write_text(text.replace("[rules]", more, 1), "utf-8")
    (folder / "watch.rules").write_text(scene.rules + RULE, "utf-8")
    return path
