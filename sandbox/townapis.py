"""The town's interfaces for programs: a hot list as newsnow gives it, an app's nested JSON, a feed that moves."""

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox import feeds
from sandbox.feeds import Shown

if TYPE_CHECKING:
    from sandbox.town import Town

HOT_LIST = "haitang"
LONGEST_LIST = 30
PER_PAGE = 20
LONGEST_TITLE = 24
#: when the broadcaster's feed moves, in seconds of the town's script
MOVES_AT = 200.0


class Apis:
    """Routes of the hot list, the app and the broadcaster."""

    def __init__(self, town: "Town") -> None:
        self._town = town

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/api/s", self._hot)
        app.router.add_get("/town/app/api/topics", self._topics)
        app.router.add_get("/town/tv/rss", self._old_feed)
        app.router.add_get("/town/tv/feed.xml", self._new_feed)

    async def _hot(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("id") != HOT_LIST:
            return _json({"error": True, "statusCode": 500, "message": "Invalid source id"}, status=500)
        out = {shown.post.id: shown for site in self._town.scene.sites for shown in self._town.visible(site)}
        hot = [(line, out[line.post]) for line in self._town.scene.hot if line.post in out]
        hot.sort(key=lambda pair: _heat(pair[1]), reverse=True)
        items = [
            {
                "id": line.id,
                "title": line.title,
                "url": _page(request, shown),
                "extra": {"info": f"{_heat(shown)} 热度"},
            }
            for line, shown in hot[:LONGEST_LIST]
        ]
        now = int(self._town.now * 1000)
        return _json({"status": "success", "id": HOT_LIST, "updatedTime": now, "items": items})

    async def _topics(self, request: web.Request) -> web.StreamResponse:
        page = request.query.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1
        posts = self._town.visible("app")
        part = posts[(number - 1) * PER_PAGE : number * PER_PAGE] if number else []
        paging = {"page": number, "size": PER_PAGE, "total": len(posts)}
        data = {"list": [_topic(request, shown) for shown in part], "paging": paging}
        return _json({"code": 0, "message": "ok", "data": data})

    async def _old_feed(self, request: web.Request) -> web.StreamResponse:
        if self._town.reached(MOVES_AT):
            raise web.HTTPMovedPermanently(f"{request.scheme}://{request.host}/town/tv/feed.xml")
        return self._feed(request)

    async def _new_feed(self, request: web.Request) -> web.StreamResponse:
        if not self._town.reached(MOVES_AT):
            raise web.HTTPNotFound
        return self._feed(request)

    def _feed(self, request: web.Request) -> web.Response:
        home = f"{request.scheme}://{request.host}/town/tv"
        text = feeds.rss(home, self._town.scene.sites["tv"], self._town.visible("tv"))
        return web.Response(text=text, content_type="application/rss+xml")


def _heat(shown: Shown) -> int:
    counts = shown.counts
    return counts["reposts"] * 3 + counts["comments"] * 2 + counts["likes"]


def _page(request: web.Request, shown: Shown) -> str:
    return feeds.link(f"{request.scheme}://{request.host}/town/{shown.post.site}", shown)


def _topic(request: web.Request, shown: Shown) -> dict[str, Any]:
    post = shown.post
    return {
        "topic": {
            "id": post.id,
            "title": _first_clauses(post.text.strip()),
            "content": post.text.strip(),
            "created": int(shown.published * 1000),
            "circle": {"name": post.board},
        },
        "user": {"nick": post.author, "level": 1 + len(post.author) % 6},
        "stat": {"forward": shown.counts["reposts"], "reply": shown.counts["comments"], "like": shown.counts["likes"]},
        "share": {"link": _page(request, shown)},
    }


def _first_clauses(text: str) -> str:
    """As an app makes a title of a post: its first clauses, never half of one."""
    title = text.split("。", maxsplit=1)[0]
    while len(title) > LONGEST_TITLE and "，" in title:
        title = title.rpartition("，")[0]
    return title


def _json(value: Any, status: int = 200) -> web.Response:
    return web.json_response(value, status=status, dumps=lambda given: json.dumps(given, ensure_ascii=False))
