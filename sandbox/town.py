"""A sample town whose sites publish posts over time: a forum (RSS), a news site (Atom), a microblog (JSON Feed).

Those that are no plain feed stand in townlists.py and townapis.py.
"""

import hashlib
from collections.abc import Awaitable, Callable
from email.utils import formatdate, parsedate_to_datetime

from aiohttp import web

from sandbox import feeds, townapis, townlists, townpages
from sandbox.feeds import Shown
from sandbox.scene import Scene, TownPost

#: `fast` squeezes ten minutes into forty seconds, and the first issue comes at once
FAST_HEAD_START = 10.0
FAST_FACTOR = 15.0
#: seconds until a post's counts are full-grown
GROWING = 240.0
NEWEST = 50
_FEEDS = (
    ("/town/forum/rss", "forum", feeds.rss, "application/rss+xml"),
    ("/town/news/atom", "news", feeds.atom, "application/atom+xml"),
    ("/town/weibo/feed.json", "weibo", feeds.json_feed, "application/feed+json"),
)
Render = Callable[[str, str, list[Shown]], str]


class Town:
    """Serves a scene's posts as their time comes; `open` starts its day."""

    def __init__(self, scene: Scene, *, fast: bool = False) -> None:
        self.scene = scene
        self._fast = fast
        self._clock: Callable[[], float] = lambda: 0.0
        self._began = 0.0

    def open(self, clock: Callable[[], float]) -> None:
        """The day begins now, by this clock (UNIX seconds)."""
        self._clock = clock
        self._began = clock()

    def mount(self, app: web.Application) -> None:
        """Add the routes below /town/."""
        app.router.add_get("/town/", self._index)
        for path, site, render, mime in _FEEDS:
            app.router.add_get(path, self._feed(site, render, mime))
        townlists.Lists(self).mount(app)
        townapis.Apis(self).mount(app)
        app.router.add_get("/town/{site}/", self._front)
        app.router.add_get("/town/{site}/p/{post}", self._post)

    def visible(self, site: str) -> list[Shown]:
        """The posts one can read now on a site, newest first."""
        posts = self.scene.posts + self.scene.more
        shown = [self._show(post) for post in posts if post.site == site and self._is_out(post)]
        return sorted(shown, key=lambda post: post.published, reverse=True)[:NEWEST]

    @property
    def now(self) -> float:
        """UNIX seconds by the town's clock."""
        return self._clock()

    def reached(self, at: float) -> bool:
        """Whether the town's day has come to this second of its script."""
        return self._offset(at) <= self._clock() - self._began

    def _is_out(self, post: TownPost) -> bool:
        return self.reached(post.at) and (post.gone_at is None or not self.reached(post.gone_at))

    def _offset(self, at: float) -> float:
        return max(0.0, at - FAST_HEAD_START) / FAST_FACTOR if self._fast else at

    def _show(self, post: TownPost) -> Shown:
        published = self._began + self._offset(post.at)
        growing = GROWING / FAST_FACTOR if self._fast else GROWING
        # An early share of the counts is there at once: nobody fetches a post in the second it appears.
        share = min(1.0, 0.1 + (self._clock() - published) / growing)
        counts = {name: int(getattr(post, name) * share) for name in ("reposts", "comments", "likes")}
        return Shown(post=post, published=published, counts=counts)

    def _feed(self, site: str, render: Render, mime: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            posts = self.visible(site)
            body = render(base(request, site), self.scene.sites[site], posts).encode()
            newest = max((post.published for post in posts), default=self._began)
            return _conditional(request, body, mime, newest)

        return serve

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return townpages.response(townpages.index(self.scene))

    async def _front(self, request: web.Request) -> web.StreamResponse:
        site = request.match_info["site"]
        if site not in self.scene.sites:
            raise web.HTTPNotFound
        return townpages.response(townpages.front(self.scene, site, self.visible(site)))

    async def _post(self, request: web.Request) -> web.StreamResponse:
        site, wanted = request.match_info["site"], request.match_info["post"]
        for shown in self.visible(site):
            if shown.post.id == wanted:
                return townpages.response(self._page(shown))
        return townpages.response(townpages.gone(), status=404)

    def _page(self, shown: Shown) -> str:
        post = shown.post
        if post.walled_at is not None and self.reached(post.walled_at):
            return townpages.wall()
        edited = post.edited_at is not None and self.reached(post.edited_at)
        return townpages.post(self.scene, shown, edited=post.edited if edited else "")


def base(request: web.Request, site: str) -> str:
    """The address of a site as this visitor reached it."""
    return f"{request.scheme}://{request.host}/town/{site}"


def _conditional(request: web.Request, body: bytes, mime: str, newest: float) -> web.Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Last-Modified": formatdate(newest, usegmt=True), "Cache-Control": "no-cache"}
    if _unchanged(request, etag, newest):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, content_type=mime, charset="utf-8", headers=headers)


def _unchanged(request: web.Request, etag: str, newest: float) -> bool:
    known = request.headers.get("If-None-Match")
    if known is not None:
        return etag in (part.strip().removeprefix("W/") for part in known.split(","))
    since = request.headers.get("If-Modified-Since")
    try:
        return since is not None and int(newest) <= parsedate_to_datetime(since).timestamp()
    except ValueError:
        return False
