"""A seeded life of an office in a real store: every act through the product's own doors, in the order of time."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import case, update

from core.actions import BY_CODE
from core.arrivals import BY_HAND, KIND, Arrival
from core.bysystem import system_turn
from core.changes import Entry, Origin, Turn, noted
from core.detect import Decision, Prepared
from core.detect.decide import Action
from core.incident import Incident
from core.people import SYSTEM, Role
from core.posts import Cursor, Post, Source
from core.severity import Risk, Severity
from core.similar import fingerprint
from core.statement import Stand
from core.texts import Message
from core.tone import Tone
from core.voice import Voice
from core.watching.health import Health
from core.workflow import Outcome, act
from storage import Store
from storage.arrivals import Taking
from storage.commands import Command, Ground
from storage.looks import Look, Watched
from storage.rows import plain
from storage.tables import chats, outbox, sources
from tests.conftest import BAI, GROUP, LIN
from tests.year.stories import Step, story

NAMES = ("海棠论坛", "微言海棠", "县政府留言板", "海棠生活网")
#: these fall ill now and then
SICKLY = NAMES[:3]
TITLES = ("望江西路改建拖延", "小区半夜停水", "路灯三天不亮", "物业乱收费", "井盖松动", "垃圾清运不及时")
TOPICS = ("道路", "供水", "物业", "")
LEVELS = (Severity.GENERAL,) * 6 + (Severity.SIGNIFICANT,) * 2 + (Severity.MAJOR, Severity.EXTREME)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much life."""

    begin: date
    days: int
    incidents: int
    posts: int
    seed: int = 7

    @property
    def end(self) -> date:
        """The first day after it."""
        return self.begin + timedelta(days=self.days)


@dataclass
class Office:
    """The life of one store. `refused` counts what could not be done, by its code."""

    store: Store
    size: Size
    refused: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    _sources: dict[str, Watched] = field(default_factory=dict)
    _keys: Iterator[int] = field(default_factory=lambda: count(1))
    _open: list[int] = field(default_factory=list)
    _posts: int = 0

    def __post_init__(self) -> None:
        self.luck = Random(self.size.seed)
        self.zone = self.store.figures.timezone
        self.features = {title: fingerprint(title) for title in TITLES}

    async def live(self) -> None:
        """From the first day to three days after the last."""
        await self._watch()
        stop = self._instant(self.size.end + timedelta(days=3))
        order, coming = count(), list[tuple[datetime, int, Callable[[datetime], Any]]]()
        for at in self._detections():
            heapq.heappush(coming, (at, next(order), self._found))
        for at, name, health in self._troubles():
            heapq.heappush(coming, (at, next(order), lambda now, n=name, h=health: self._turns(n, h, now)))
        while coming:
            at, _, do = heapq.heappop(coming)
            if at >= stop:
                continue
            following = await do(at)
            if following is not None:
                heapq.heappush(coming, (at + timedelta(minutes=following[0]), next(order), following[1]))
        await self._said()

    def _instant(self, day: date, minutes: float = 0.0) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self.zone) + timedelta(minutes=minutes)

    def _detections(self) -> list[datetime]:
        """Mostly by day, some at night, never so late that a merge falls on the day after."""
        found = []
        for _ in range(self.size.incidents):
            day = self.size.begin + timedelta(days=self.luck.randrange(self.size.days))
            hour = self.luck.uniform(7, 20) if self.luck.random() < 0.85 else self.luck.uniform(0, 6)
            found.append(self._instant(day, hour * 60))
        return sorted(found)

    def _troubles(self) -> list[tuple[datetime, str, Health]]:
        found = []
        for number in range(max(2, self.size.days // 6)):
            at = self._instant(self.size.begin, self.luck.uniform(0, self.size.days * 1440))
            name = SICKLY[number % len(SICKLY)]
            found.append((at, name, self.luck.choice((Health.SILENT, Health.FAILING, Health.CHANGED))))
            found.append((at + timedelta(minutes=self.luck.uniform(30, 2000)), name, Health.OK))
        return found

    async def _watch(self) -> None:
        async with self.store.db.write() as connection:
            for name in NAMES:
                one = Source(name=name, kind="rss", url=f"https://{NAMES.index(name)}.example/feed", platform=name[-2:])
                row = {"name": name, "body": plain(one), "next_at": self._instant(self.size.begin)}
                await connection.execute(sources.insert().values(**row, seeded=plain(one)))
        self._sources = {one.source.name: one for one in await self.store.all_sources()}

    async def _turns(self, name: str, health: Health, now: datetime) -> None:
        (watched,) = [one for one in await self.store.all_sources() if one.source.name == name]
        standing = replace(watched.standing, health=health, since=now)
        look = Look(watched=watched, cursor=Cursor(), next_at=now, standing=standing)
        await self.store.looked_many([look], await self.store.policy(), now)

    def _prepared(self, now: datetime, source: Source, **more: Any) -> Prepared:
        title, key = self.luck.choice(TITLES), f"k{next(self._keys)}"
        lag = self.luck.expovariate(1 / 90)
        published = None if self.luck.random() < 0.1 else now - timedelta(minutes=lag)
        tone = self.luck.choice((*Tone, None))
        post = Post(key=key, url=f"https://forum.example/{key}", title=title, published_at=published)
        values = {"features": self.features[title], "hits": (), "risk": Risk(), "passed": True, "reasons": ()}
        return Prepared(post=post, source=source, tone=tone, **values | more)

    def _quiet(self, now: datetime, source: Source) -> Prepared:
        """Of no incident: what others say, now and then our own accounts, or a medium that speaks well of us."""
        one = self._prepared(now, source, passed=False)
        number = int(one.post.key.removeprefix("k"))
        voice = Voice.OWN if number % 11 == 0 else Voice.PRAISE if number % 13 == 0 else Voice.OTHERS
        return replace(one, voice=voice)

    async def _found(self, now: datetime) -> Any:
        """A new incident, with the posts of no incident that came since the last one."""
        self._posts += 1
        quiet = self.size.posts // self.size.incidents - 2
        source = self._sources[self.luck.choice(NAMES)]
        topic, level = self.luck.choice(TOPICS), self.luck.choice(LEVELS)
        reasons = (Message("命中规则"),)
        new = self._prepared(now, source.source, topic=topic, rule_level=level, reasons=reasons)
        if self.luck.random() < 0.1:
            ident = await self._reported(new, now)
        else:
            many = [new, *(self._quiet(now, source.source) for _ in range(quiet))]
            opens, ignores = (Decision(action=one, reasons=()) for one in (Action.OPEN, Action.IGNORE))
            stored = await self._intake(source, many, lambda one: opens if one is new else ignores, now)
            ident = stored[0].incident
        self._open.append(ident)
        return self._next(ident, story(self.luck, now))

    async def _intake(self, source: Watched, many: Any, place: Any, now: datetime) -> Any:
        return await self.store.intake(
            source, many, place, lambda _: None, cursor=Cursor(), moved_to="", next_at=now, now=now
        )

    async def _reported(self, new: Prepared, now: datetime) -> int:
        by_hand = Source(name=BY_HAND, kind=KIND, url="")
        arrival = Arrival(
            key=new.post.key, source=by_hand, post=new.post, entry=Entry.COMMAND, person=LIN, channel="phone", new=True
        )
        await self.store.receive_arrivals([arrival], now)
        (waiting,) = await self.store.new_arrivals(1)
        watched, opens = await self.store.arrival_source(waiting, now), Decision(action=Action.OPEN, reasons=())
        taking, stored = Taking(arrival=waiting, prepared=replace(new, source=by_hand)), list[Any]()
        await self.store.take_in(watched, [taking], lambda _: opens, stored.append, now)
        return int(stored[0].incident)

    def _next(self, ident: int, steps: Iterator[Step]) -> Any:
        step = next(steps, None)
        if step is None:
            return None

        async def do(now: datetime) -> Any:
            await self._step(ident, step, now)
            return self._next(ident, steps)

        return max(step.after, 0.01), do

    async def _step(self, ident: int, step: Step, now: datetime) -> None:
        if step.code == "post":
            source = self._sources[NAMES[0]]
            joins = Decision(action=Action.ATTACH, incident=ident, reasons=())
            await self._intake(source, [self._prepared(now, source.source)], lambda _: joins, now)
            return
        others = [one for one in self._open[-6:] if one != ident][-1:] if step.code == "mg" else []
        origin = Origin(entry=Entry.BUTTON, chat=GROUP, message=5)
        command = Command(key=f"life:{next(self._keys)}", actor=SYSTEM, origin=origin, now=now, posts=step.code == "mg")
        outcome = await self.store.change([ident, *others], lambda i, g: self._decided(i, g, step, command), command)
        (self.refused if outcome.refused else self.done)[f"{step.code}:{outcome.refused}"] += 1

    def _decided(self, subjects: tuple[Incident, ...], ground: Ground, step: Step, command: Command) -> Outcome:
        incident, *others = subjects
        if step.code in ("delivered", "drill"):
            turn = system_turn(ground.policy, command.now)
            made = noted(incident, turn, "delivered", Role.SYSTEM, delivered_at=command.now, drill=step.code == "drill")
            return Outcome(answer=Message(""), changes=(made,))
        if step.code == "ap" and not any(one.stand is Stand.SUBMITTED for one in incident.statements):
            # its way had fewer stages than are tried
            return Outcome(answer=Message(""))
        person = step.person if isinstance(step.person, int) else step.person(incident)
        actor = ground.policy.actor(person)
        assert actor is not None
        arg = step.arg if isinstance(step.arg, str) else step.arg(incident, ground.policy)
        arg = str(others[0].id) if others else arg
        turn = Turn(
            actor=actor, now=command.now, policy=ground.policy, origin=command.origin, arg=arg, words=step.words
        )
        turn = replace(turn, confirmed=True, others=tuple(others), posts=ground.posts)
        return act(BY_CODE[step.code], incident, turn, known=BY_CODE)

    async def _said(self) -> None:
        """What was to be said was said, but for a few; one person shut the bot out."""
        came = case((outbox.c.id % 17 == 0, "failed"), (outbox.c.id % 23 == 0, "waiting"), else_="sent")
        async with self.store.db.write() as connection:
            await connection.execute(update(outbox).values(state=came))
            await connection.execute(chats.insert().values(id=BAI, unreachable="blocked"))
