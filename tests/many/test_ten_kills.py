"""Three processes, two thousand sources, people who press, and whoever leads is killed ten times."""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy.engine import URL

from sandbox import Message
from tests.chat.test_storms import own_words
from tests.conftest import BAI, GROUP, LIN, PEOPLE, UNITS
from tests.many.crew import Crew, crewed

pytestmark = [pytest.mark.postgres, pytest.mark.long]

SOURCES, KILLS, STORIES = 2000, 10, 40
#: a Monday, a minute before the digest is due
MONDAY = datetime(2026, 11, 23, 0, 29, tzinfo=UTC)
#: what it begins with
DIGEST = "2026年第47周周报"


class Town:
    """Two thousand sites, each with an address of its own on this machine."""

    def __init__(self) -> None:
        self.feeds: dict[str, list[dict[str, str]]] = {}
        self.looks = 0
        self.port = 0

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_get("/{name}.json", self._feed)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "0.0.0.0", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield
        finally:
            await runner.cleanup()

    async def _feed(self, request: web.Request) -> web.Response:
        self.looks += 1
        items = self.feeds.get(request.match_info["name"], [])
        return web.json_response({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items})

    def sources(self) -> str:
        """For config.toml; each is looked at every half minute of ours, ten of the bots'."""
        return "".join(
            f'[[sources]]\nname = "站点{number}"\nkind = "rss"\ninterval = "10m"\nplatform = "论坛"\nown_area = true\n'
            f'local = true\nurl = "http://127.0.{number // 250 + 1}.{number % 250 + 1}:{self.port}/{number}.json"\n'
            for number in range(SOURCES)
        )

    def publish(self, number: int, luck: random.Random) -> None:
        """A story that nobody else tells, at some site."""
        own, site = own_words(number), str(luck.randrange(SOURCES))
        item = {"id": str(number), "url": f"https://s{site}.example/{number}", "title": f"断头路{own[:8]}"}
        self.feeds.setdefault(site, []).append(item | {"content_text": f"投诉{own}"})


def claimable(crew: Crew) -> Iterator[Message]:
    """Cards of their own that nobody has claimed."""
    return (card for card in crew.cards() if any("认领" in button.label for button in card.buttons))


async def pressing(crew: Crew, presses: list[str], luck: random.Random) -> None:
    """People claim what they see."""
    while True:
        await asyncio.sleep(luck.uniform(0.5, 2))
        if cards := list(claimable(crew)):
            presses.append(crew.press(luck.choice(cards), "认领", by=luck.choice((LIN, BAI))))


async def publishing(town: Town, luck: random.Random) -> None:
    for number in range(STORIES):
        town.publish(number, luck)
        await asyncio.sleep(luck.uniform(1, 5))


async def killing(crew: Crew, luck: random.Random) -> list[float]:
    """Kill whoever leads, again and again; the seconds until another led."""
    times = []
    for _ in range(KILLS):
        await asyncio.sleep(luck.uniform(2, 10))
        victim = await crew.leader(30)
        began = time.monotonic()
        await victim.killed()
        await crew.leader(15, but=victim)
        times.append(time.monotonic() - began)
        crew.start(victim)
    return times


async def test_ten_kills(tmp_path: Path, postgres_url: URL) -> None:
    luck, town = random.Random(7), Town()
    presses: list[str] = []
    async with town.opened(), crewed(tmp_path, postgres_url, 3, begin=MONDAY, wired=False) as crew:
        for member in crew.members:
            with member.config.open("a", encoding="utf-8") as config:
                config.write(town.sources())
        # the team has been there for a week already, so a digest is due
        await crew.store.seed(group=GROUP, people=PEOPLE, units=UNITS, now=MONDAY - timedelta(days=5))
        crew.start()
        await crew.leader(60)
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            people = group.create_task(pressing(crew, presses, luck))
            stories = group.create_task(publishing(town, luck))
            times = await killing(crew, luck)
            await stories
            await crew.wait(lambda: _incidents(crew, STORIES), 120)
            people.cancel()
        spent = time.monotonic() - began
        for press in presses:
            await crew.sandbox.answer_of(press, 30)
        await crew.true(doubles=KILLS)
        assert sum(DIGEST in m.text for m in crew.sandbox.messages(GROUP)) == 1
        print(f"\nlooks: {town.looks} in {spent:.0f} s; presses: {len(presses)}; load: {os.getloadavg()[0]:.1f}")
        print("takeovers, s:", " ".join(f"{one:.1f}" for one in sorted(times)))


async def _incidents(crew: Crew, count: int) -> bool:
    return bool((await crew.rows("SELECT count(*) FROM incidents"))[0][0] == count)
