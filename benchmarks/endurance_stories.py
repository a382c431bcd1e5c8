"""What the people of the long day do: each new card is worked to its end, and the office asks, reports and writes."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.endurance_people import CONTACTS, FANG, GU, HE, LIN, SU, TEAM, People
from sandbox import Message
from tests.unit.speaking import TEXT

QUESTIONS = ("/open", "/my", "/who", "/dept", "/sources", "/week", "/find 没人管", "/ledger", "/model", "/duty")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(60))
BASIS, RESULT = "到过现场，有照片", "已答复反映人，问题已处理"
#: one card in so many is no issue
FALSE_ALARM = 0.35
_NEW = re.compile(r"#\d{4,}(?=.*待认领)")


@dataclass(slots=True, kw_only=True)
class Office:
    """All stories that go on. `door`: where other monitors bring posts, with their token."""

    people: People
    door: tuple[str, str]
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)

    def open(self) -> None:
        """Everybody begins the day."""
        for person in TEAM:
            self.people.say(person, person, "/start")
        for story in (self._watched(), self._asking(), self._reporting(), self._brought(), self._shutting_out()):
            self._begin(story)

    async def close(self) -> None:
        """They go home; a mistake in a story is told now."""
        for task in self._tasks:
            task.cancel()
        for ended in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended

    def _begin(self, story: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.ensure_future(story))

    async def _watched(self) -> None:
        """Each new card in the group finds somebody."""
        seen = 0
        while True:
            await self.people.minutes(1)
            for number, message in list(self.people.sandbox.world.chat(self.people.group).messages.items()):
                found = _NEW.search(message.text.partition("\n")[0])
                if number > seen and found and message.buttons and found.group() not in self._known:
                    self._known.add(found.group())
                    self._begin(worked(self.people, found.group()))
            seen = max(seen, self.people.last(self.people.group) - 50)

    async def _asking(self) -> None:
        p = self.people
        while True:
            await p.minutes(p.luck.expovariate(1 / 12))
            person = p.luck.choice(TEAM)
            p.say(person, p.luck.choice((p.group, person)), p.luck.choice(QUESTIONS))

    async def _reporting(self) -> None:
        p = self.people
        while True:
            await p.minutes(p.luck.expovariate(1 / 60))
            p.say(LIN, LIN, f"/report 城南老街井盖松动{p.luck.randrange(10_000)}，骑车的人摔了，投诉后没人管")

    async def _brought(self) -> None:
        """Another monitor brings a post now and then, some of them twice."""
        p, (address, token) = self.people, self.door
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:
            while True:
                await p.minutes(p.luck.expovariate(1 / 15))
                number = p.luck.randrange(60)
                post = {
                    "key": str(number),
                    "title": f"热线第{number}号：咨询公租房",
                    "url": f"https://x.example/{number}",
                }
                try:
                    async with http.post(address, json=[post]) as answer:
                        p.done[f"brought: {answer.status}"] += 1
                except aiohttp.ClientError:
                    p.done["not brought"] += 1

    async def _shutting_out(self) -> None:
        """Somebody blocks the bot for a while."""
        p = self.people
        while True:
            await p.minutes(p.luck.uniform(200, 400))
            p.sandbox.block(HE)
            await p.minutes(30)
            p.sandbox.unblock(HE)
            p.say(HE, HE, "/start")


async def worked(p: People, number: str) -> None:
    """From 认领 to 办结, as far as it goes."""

    def card() -> Message | None:
        return p.newest(p.group, number, "👤") or p.newest(p.group, number)

    await p.minutes(p.luck.uniform(1, 25))
    owner = p.luck.choice((LIN, LIN, FANG))
    if p.luck.random() < FALSE_ALARM:
        await p.choose(FANG, card, "无效", p.luck.choice(("误报", "无关", "广告")))
        return
    if not await p.press(owner, card, "我来认领"):
        return
    await p.press(p.luck.choice((SU, HE)), card, "协助")
    await p.minutes(p.luck.uniform(2, 30))
    after = p.last(p.group)
    if not await p.press(owner, card, "✅ 属实"):
        return
    await p.answer(owner, p.group, "依据", BASIS, after=after)
    if (message := card()) is not None and p.luck.random() < 0.4:
        p.say(HE, p.group, "照片见附件", reply_to=message.message_id, photo=PNG)
    steps: tuple[Callable[[People, str, int, Callable[[], Message | None]], Awaitable[bool]], ...]
    steps = (assigned, drafted, published, closed)
    for step in steps:
        await p.minutes(p.luck.uniform(3, 40))
        if not await step(p, number, owner, card):
            return


Card = Callable[[], Message | None]


async def assigned(p: People, number: str, owner: int, card: Card) -> bool:
    """To a department, which signs for it."""
    unit = p.luck.choice(sorted(CONTACTS))
    if await p.choose(owner, card, "交办", unit):
        contact = CONTACTS[unit]
        await p.minutes(p.luck.uniform(1, 20))
        await p.press(contact, lambda: p.newest(contact, number, "签收"), "签收")
    return True


async def drafted(p: People, number: str, owner: int, card: Card) -> bool:
    """Written, submitted, signed by the lead or the chief."""
    after = p.last(p.group)
    if not await p.choose(owner, card, "✍️ 起草", "首次回应"):
        return False
    if not await p.answer(owner, p.group, "回应正文", TEXT, after=after):
        return False

    def draft() -> Message | None:
        return p.newest(p.group, number, "送审", after=after)

    signer = GU if owner == FANG else FANG
    before = p.last(signer)
    if not await p.press(owner, draft, "送审"):
        return False
    await p.minutes(p.luck.uniform(2, 30))
    return await p.press(signer, lambda: p.newest(signer, number, "签发", after=before), "✅ 签发")


async def published(p: People, number: str, owner: int, card: Card) -> bool:
    """Put up, with its link."""
    after = p.last(p.group)
    if not await p.press(owner, card, "📣 已发布"):
        return False
    return await p.answer(owner, p.group, "链接", f"https://weibo.com/1/{number[1:]}", after=after)


async def closed(p: People, _number: str, owner: int, card: Card) -> bool:
    """办结, and what came of it."""
    after = p.last(p.group)
    await p.minutes(p.luck.uniform(30, 120))
    if not await p.press(owner, card, "办结"):
        return False
    return await p.answer(owner, p.group, "结果", RESULT, after=after)
