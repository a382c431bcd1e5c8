"""The world of the long day: the sample town told over 24 hours with many more posts, and what goes wrong in it."""

from collections.abc import Awaitable, Callable
from random import Random

from aiohttp import web

from benchmarks.texts import Writer
from sandbox import Sandbox, Town
from sandbox.scene import Scene, TownPost

#: the town's script lasts ten minutes, the day 24 hours
STRETCH = 144.0
DAY = 86_400.0
#: posts of no concern, and complaints, each of them told by one to three people
IDLE, COMPLAINTS = 1_200, 90
SITES = ("forum", "news", "weibo")
STREETS = ("春晖巷", "桂花里", "文昌街", "渡口路", "石桥坊", "南塘弄", "翠屏苑", "东湖里", "向阳巷", "老营房")
#: what these complaints have in common; everybody has another trouble
RULE = f"\n[街巷投诉]\n{'|'.join(STREETS)}\n+没人管\n:主体 是\n:部门 物业科\n:级别 一般\n"
#: seconds of the day: a trouble comes so often, and so soon it is over
EVERY, LONGEST = 2_100.0, 900.0
#: the last hour is quiet
QUIET = DAY - 3_600.0
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class DayTown(Town):
    """The same story, told slowly; now and then one of its sites is ill."""

    def __init__(self, scene: Scene, luck: Random) -> None:
        super().__init__(scene)
        self._luck = luck
        #: what a site does instead of answering, by the beginning of its paths
        self.ill: dict[str, str] = {}

    def _offset(self, at: float) -> float:
        return at * STRETCH

    def mount(self, app: web.Application) -> None:
        """With a door at which the ill ones stand."""

        @web.middleware
        async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
            trouble = next((what for path, what in self.ill.items() if request.path.startswith(path)), "")
            return _answer(trouble, request) if trouble else await handler(request)

        app.middlewares.append(door)
        super().mount(app)


def _answer(trouble: str, request: web.Request) -> web.StreamResponse:
    if trouble == "cut" and request.transport is not None:
        request.transport.abort()
    if trouble == "busy":
        return web.Response(status=429, headers={"Retry-After": "300"})
    if trouble == "garbage":
        return web.Response(text="<html><p>维护中", content_type="text/html")
    return web.Response(status=503)


def told(scene: Scene, luck: Random) -> tuple[TownPost, ...]:
    """What else the town says in a day, in order."""
    writer = Writer(luck.randrange(1_000_000))
    posts = [_post(f"i{n}", luck.uniform(0, DAY), luck, writer.post(), "") for n in range(IDLE)]
    for number in range(COMPLAINTS):
        at, street = luck.uniform(600, QUIET - 3_600), luck.choice(STREETS)
        title = f"{street}{writer.sentence()[:12]}"
        text = f"{street}{writer.post(120)}投诉了几次都没人管。"
        copies = range(luck.choice((1, 1, 2, 3)))
        posts += [_post(f"c{number}x{n}", at + n * luck.uniform(300, 3_000), luck, text, title) for n in copies]
    return tuple(sorted((*scene.posts, *posts), key=lambda post: post.at))


def _post(ident: str, at: float, luck: Random, text: str, title: str) -> TownPost:
    return TownPost(
        id=ident,
        site=luck.choice(SITES),
        at=at / STRETCH,
        author=f"街坊{luck.randrange(300)}",
        title=title or text[:16],
        text=text,
        reposts=luck.randrange(8),
        comments=luck.randrange(40),
        likes=luck.randrange(90),
    )


class Troubles:
    """What goes wrong at Telegram and at the sites, as the day goes on."""

    def __init__(self, sandbox: Sandbox, town: DayTown, group: int, luck: Random) -> None:
        self._sandbox, self._town, self._group, self._luck = sandbox, town, group, luck
        self._next = {"site": luck.uniform(0, EVERY), "line": luck.uniform(0, EVERY)}
        self._well: dict[str, float] = {}
        self.counts = {"site": 0, "line": 0}

    def look(self, passed: float) -> None:
        """So many seconds of the day have passed."""
        for path in [path for path, until in self._well.items() if until <= passed]:
            del self._well[path], self._town.ill[path]
        if passed > QUIET:
            return
        for kind, begin in (("site", self._site), ("line", self._line)):
            if passed >= self._next[kind]:
                self._next[kind] = passed + self._luck.expovariate(1 / EVERY)
                self.counts[kind] += 1
                begin(passed)

    def _site(self, passed: float) -> None:
        path = self._luck.choice(("/town/forum", "/town/news", "/town/weibo", "/town/liuyan", "/town/app", "/api/s"))
        self._town.ill[path] = self._luck.choice(("cut", "busy", "garbage", "down"))
        self._well[path] = passed + self._luck.uniform(120, LONGEST)

    def _line(self, _passed: float) -> None:
        faults, seconds = self._sandbox.faults, self._luck.uniform(20, 240)
        self._luck.choice((
            lambda: faults.flood(self._group, for_seconds=seconds),
            lambda: faults.flood_everywhere(for_seconds=seconds / 4),
            lambda: faults.outage_for(seconds),
            lambda: faults.slow(0.2, for_seconds=seconds),
            lambda: faults.conflict(for_seconds=seconds / 8),
            lambda: faults.fail("getUpdates", 502, "Bad Gateway"),
            lambda: faults.fail("sendMessage", 500, "Internal Server Error", times=3),
            lambda: faults.fail("editMessageText", 502, "Bad Gateway", times=5),
            lambda: faults.fail("answerCallbackQuery", 504, "Gateway Timeout"),
            lambda: faults.lose_answer("sendMessage", times=2),
            lambda: faults.lose_answer("editMessageText", times=2),
        ))()  # fmt: skip
