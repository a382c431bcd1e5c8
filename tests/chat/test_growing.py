"""An incident that grows (D5): its level rises loudly, once each; bursts, restarts, falls that are only proposed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.app import started
from bot.config import load_config
from jobs.calming import calming
from jobs.followup import followup
from sandbox import Message, Sandbox
from tests.chat.stage import Card, Clock, Site, Stage, configuration, people
from tests.chat.test_acts import pick
from tests.conftest import FANG, GROUP, LIN

RULES = "[道路施工]\n望江西路\n:主体 是\n:级别 一般\n:部门 市政科\n"
STORY = "望江西路今天又在施工，公交改道，东门的车都从滨河路走"
PLACES = (("海棠论坛", "论坛", "海棠县"), ("微言海棠", "微博", "海棠县"), ("拍海棠", "短视频", "海棠县"))


class Town:
    """Three sites, one team; the bot may be stopped and started."""

    def __init__(self, folder: Path, database: URL, sandbox: Sandbox, sites: tuple[Site, ...], clock: Clock) -> None:
        self._folder, self._database = folder, database
        self.sandbox, self.sites, self.clock = sandbox, sites, clock
        self._count = 0

    @asynccontextmanager
    async def bot(self, change: str = "") -> AsyncIterator[Stage]:
        """A bot of this town, until it is stopped."""
        path = configuration(self._folder, self.sandbox, self.sites[0], self._database, RULES)
        text = path.read_text("utf-8").replace('tier = "local"', 'tier = "self"\nregion = "海棠县"')
        for (name, platform, region), site in list(zip(PLACES, self.sites, strict=True))[1:]:
            text += (
                f'[[sources]]\nname = "{name}"\nkind = "rss"\nurl = "{site.server.make_url("/feed.json")}"\n'
                f'interval = "60s"\nplatform = "{platform}"\nregion = "{region}"\nown_area = true\nlocal = true\n'
            )
        path.write_text(text.replace("[storage]\n", f"{change}[storage]\n"), "utf-8")
        async with started(load_config(path, {}), now=self.clock) as running:
            yield Stage(self.sandbox, running, self.sites[0], self.clock)

    async def publish(self, stage: Stage, count: int = 1, *, on: int = 0, text: str = STORY) -> None:
        """So many people say it on one of the sites, each a little differently; the bot looks."""
        for _ in range(count):
            self._count += 1
            number = self._count
            item = {"id": f"g{number}", "url": f"https://{on}.example/{number}", "authors": [{"name": f"网友{number}"}]}
            self.sites[on].publish("", f"{text}{'！' * (number % 7)}", **item, date_published=self.clock().isoformat())
        await stage.look()
        await stage.quiet()


@pytest.fixture
async def town(tmp_path: Path, database_url: URL) -> AsyncIterator[Town]:
    """On both databases."""
    clock, sites = Clock(), tuple(Site() for _ in PLACES)
    for site in sites:
        await site.server.start_server()
    sandbox = Sandbox(clock=lambda: clock().timestamp(), limits=False)
    people(sandbox)
    await sandbox.start()
    yield Town(tmp_path, database_url, sandbox, sites, clock)
    await sandbox.stop()
    for site in sites:
        await site.server.close()


def told(stage: Stage, words: str) -> list[Message]:
    return [m for m in stage.sandbox.messages(GROUP) if words in m.text and not m.buttons]


async def opened(town: Town, stage: Stage) -> Card:
    stage.sandbox.say(FANG, FANG, "/start")
    await town.publish(stage)
    card = await stage.expect_card("望江西路")
    await card.expect("🔵 #0001 一般")
    return card


async def test_it_rises_loudly_once_each_and_a_restart_says_nothing_again(town: Town) -> None:
    async with town.bot() as stage:
        card = await opened(town, stage)
        assert card.message.silent
        await town.publish(stage)
        assert not told(stage, "升为")
        await town.publish(stage)
        await card.expect("🟡 #0001 较大", "3 帖 1 平台 ↑")
        (risen,) = told(stage, "升为「较大」")
        assert not risen.silent
        assert "近一小时帖文 3 ≥ 3，仍在上升" in risen.text
    async with town.bot() as stage:
        await town.publish(stage, 8, on=1)
        await town.publish(stage, 8, on=2)
        await card.expect("较大", "19 帖 3 平台")
        assert not told(stage, "升为「重大」")
        await town.publish(stage, on=2)
        await card.expect("🔴 #0001 重大", "20 帖 3 平台 ↑")
        (risen,) = told(stage, "升为「重大」")
        assert not risen.silent
        assert "平台 3 ≥ 3 且帖文 20 ≥ 20" in risen.text
        await town.publish(stage, 5, on=1)
        assert len(told(stage, "升为")) == 2
        assert not told(stage, "集中出现"), "the higher levels said it"
        assert len(await stage.events("severity")) == 2
        assert await stage.running.store.incident(2) is None


async def test_a_burst_is_told_again_only_after_six_hours_and_the_arrow_goes_meanwhile(town: Town) -> None:
    async with town.bot() as stage:
        card = await opened(town, stage)
        await town.publish(stage, 3)
        await card.expect("较大", "↑")
        town.clock.forward(hours=1)
        await calming(stage.running.tools)
        await card.expect("4 帖 1 平台", without=["↑"])
        town.clock.forward(hours=4)
        await town.publish(stage, 12)
        assert not told(stage, "集中出现")
        town.clock.forward(hours=2)
    async with town.bot() as stage:
        await town.publish(stage, 24)
        (message,) = told(stage, "集中出现")
        assert not message.silent
        assert message.text.startswith("📈 #0001 短时间内集中出现：近一小时 ")
        assert message.reply_to == card.message_id
    async with town.bot() as stage:
        town.clock.forward(minutes=30)
        await town.publish(stage, 9)
        assert len(told(stage, "集中出现")) == 1


async def test_nothing_is_lowered_but_asked_and_what_a_person_raised_stays(town: Town) -> None:
    async with town.bot() as stage:
        card = await opened(town, stage)
        await pick(stage, card, "等级", "🟣 特别重大", by=FANG)
        await card.expect("特别重大")
        await town.publish(stage, 3)
        await card.expect("🟣 #0001 特别重大", "4 帖")
        town.clock.forward(hours=25)
        await followup(stage.running.tools)
        await stage.expect_card("提议降为「重大」")
        await card.expect("特别重大")
        assert (await stage.incident()).severity.value == "extreme"
        assert [event["actor"] for event in await stage.events("severity")] == [FANG]


async def test_in_a_key_period_half_is_enough(town: Town) -> None:
    """W8"""
    period = '[[key_periods]]\nname = "两会"\nbegin = 2026-11-20\nend = 2026-11-21\n'
    async with town.bot(period) as stage:
        card = await opened(town, stage)
        await town.publish(stage)
        (risen,) = told(stage, "升为「较大」")
        assert "近一小时帖文 2 ≥ 2" in risen.text
        for place in (1, 2):
            await town.publish(stage, 4, on=place)
        await card.expect("🔴 #0001 重大", "10 帖 3 平台")
        assert "平台 3 ≥ 2 且帖文 10 ≥ 10" in told(stage, "升为「重大」")[0].text


async def test_the_office_sets_its_own_table(town: Town) -> None:
    async with town.bot("[grading]\nmajor_posts = 4\nmajor_platforms = 2\nsignificant_last_hour = 0\n") as stage:
        card = await opened(town, stage)
        await town.publish(stage, 2)
        await card.expect("🔵 #0001 一般", "3 帖 1 平台")
        await town.publish(stage, on=1)
        await card.expect("🔴 #0001 重大", "4 帖 2 平台")
        assert "平台 2 ≥ 2 且帖文 4 ≥ 4" in told(stage, "升为「重大」")[0].text


TALK = (
    "县住建局今天门口好热闹",
    "路过县住建局，排队的人不少",
    "听说县住建局要搬新楼了",
    "有人知道县住建局周末开门吗",
    "县住建局附近哪里停车",
)


async def test_a_burst_of_our_name_opens_one_incident_and_no_second_after_a_restart(town: Town) -> None:
    async with town.bot() as stage:
        for text in TALK[:2]:
            await town.publish(stage, text=text)
        assert not stage.sandbox.messages(GROUP)
    async with town.bot() as stage:
        await town.publish(stage, text=TALK[2])
        card = await stage.expect_card("搬新楼")
        await card.expect("🟡 #0001 较大")
        assert not card.message.silent
        stage.sandbox.say(LIN, LIN, "/start")
        menu = await stage.menu(card, by=LIN)
        why = await menu.press("为什么", by=LIN)
        said = why.text or (await stage.expect_text("为什么报出", LIN)).text
        assert "近一小时 3 条提到本单位" in said
        assert "提到本单位：「县住建局」" in said
    async with town.bot() as stage:
        for text in TALK[3:]:
            await town.publish(stage, text=text)
        assert await stage.running.store.incident(2) is None


async def test_names_that_come_as_usual_open_nothing(town: Town) -> None:
    async with town.bot() as stage:
        for hour in range(6):
            await town.publish(stage, text=TALK[hour % 5] + "哦" * hour)
            town.clock.forward(minutes=40)
        assert not stage.sandbox.messages(GROUP)
        assert await stage.running.store.incident(1) is None
