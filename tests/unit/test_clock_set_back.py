"""The clock is set back while we run: nothing that is kept in memory waits for the old time."""

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo
from types import SimpleNamespace
from typing import Any, cast

import pytest
from telegram.error import TimedOut

from bot.config_web import WebSettings
from bot.web import RATE, Door
from core.budget import GROUP, Budget
from core.outgoing import Lane
from core.texts import Texts
from jobs.deliver.line import Line
from jobs.schedule import Timer
from jobs.tools import Job, Tools
from tests.conftest import GROUP as CHAT
from tests.conftest import NOON

HOUR = timedelta(hours=1)


class Wall(datetime):
    """What the scheduler takes for the time."""

    back = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.now(tz) - cls.back  # noqa: TID251 - the scheduler's own clock


async def test_jobs_go_on_ringing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Wall)
    monkeypatch.setattr("apscheduler.triggers.interval.datetime", Wall)
    monkeypatch.setattr(Wall, "back", timedelta())
    rung = asyncio.Event()

    async def work(_tools: Tools) -> None:
        rung.set()

    rows: list[datetime] = []

    async def clock_set_back(now: datetime) -> None:
        rows.append(now)

    tools = cast("Tools", SimpleNamespace(store=SimpleNamespace(clock_set_back=clock_set_back)))
    timer = Timer(tools, (Job(name="work", every=timedelta(milliseconds=20), run=work),))
    timer.start()
    try:
        async with asyncio.timeout(10):
            await rung.wait()
        Wall.back = HOUR
        # whatever was rung by the old time is over
        await asyncio.sleep(0.1)
        rung.clear()
        await timer.clock_set_back(NOON)
        async with asyncio.timeout(10):
            await rung.wait()
        assert rows == [NOON], "and the rows hear of it"
    finally:
        await timer.stop(within=1)


def test_a_chat_may_be_written_to() -> None:
    budget = Budget()
    for _ in range(GROUP.count):
        budget.spend(CHAT, NOON)
    for minute in range(30):
        now = NOON - HOUR + minute * timedelta(minutes=1)
        assert budget.allows(CHAT, Lane.LOG, now), minute
        budget.spend(CHAT, now)


def test_a_clock_that_differs_a_little_gives_no_room() -> None:
    """As that of the machine that led before."""
    budget = Budget()
    for _ in range(GROUP.count):
        budget.spend(CHAT, NOON)
    assert not budget.allows(CHAT, Lane.ESCALATION, NOON - timedelta(seconds=20))


class Silent:
    """A line that is down until it is not."""

    down = True

    async def get_me(self) -> None:
        if self.down:
            raise TimedOut


async def test_the_line_is_tried_again() -> None:
    bot = Silent()
    line = Line(cast("Any", bot))
    line.broke(NOON)
    assert not await line.is_up(NOON)
    bot.down = False
    assert not await line.is_up(NOON), "not at once"
    assert await line.is_up(NOON - HOUR)


def test_other_monitors_may_bring_posts() -> None:
    now = datetime(2026, 11, 20, 4, tzinfo=UTC)
    door = Door(
        store=cast("Any", None),
        texts=Texts(),
        clock=lambda: now,
        settings=WebSettings(),
        token="",
        feed=cast("Any", None),
    )
    assert [door._wait(now) for _ in range(RATE)] == [0] * RATE
    assert door._wait(now) > 0
    assert door._wait(now - HOUR) == 0
