"""The town's web lists: a message board in GBK, a notice board that breaks and is mended, a search page."""

from html import escape
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox import townpages
from sandbox.feeds import Shown

if TYPE_CHECKING:
    from sandbox.town import Town

#: the notice board falls over, comes back with another layout, and is as before in the end (the script's seconds)
FALLS_AT, RELAID_AT, MENDED_AT = 150.0, 240.0, 420.0
#: a search engine finds a post so many seconds of the script after it was written: never before its own site tells
INDEXED_AFTER = 60.0
MOST_FOUND = 20
LONGEST_QUERY = 60


class Lists:
    """Routes of the message board, the notice board and the search page. What people wrote is escaped."""

    def __init__(self, town: "Town") -> None:
        self._town = town

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/town/liuyan/", self._board)
        app.router.add_get("/town/liuyan/detail", self._detail)
        app.router.add_get("/town/liuyan/p/{post}", self._moved_detail)
        app.router.add_get("/town/shequ/list", self._notices)
        app.router.add_get("/town/search", self._search)

    async def _board(self, _request: web.Request) -> web.StreamResponse:
        rows = "".join(
            f'<li><a href="detail?id={shown.post.id}">{escape(shown.post.title)}</a>'
            f'<span class="from">[{escape(shown.post.board)}]</span>'
            f'<span class="date">{shown.when:%Y-%m-%d %H:%M}</span></li>\n'
            for shown in self._town.visible("liuyan")
        )
        name = self._town.scene.sites["liuyan"]
        return _gbk(name, f'<h1>{escape(name)}</h1><ul class="msg-list list">\n{rows}</ul>')

    async def _detail(self, request: web.Request) -> web.StreamResponse:
        found = [shown for shown in self._town.visible("liuyan") if shown.post.id == request.query.get("id")]
        if not found:
            return _gbk("留言不存在", "<h1>留言不存在</h1><p>该留言可能已被删除。</p>", status=404)
        shown = found[0]
        text = "".join(f"<p>{escape(line)}</p>" for line in shown.paragraphs)
        head = (
            f"<p>留言人：{escape(shown.post.author)}　时间：<span class='date'>{shown.when:%Y-%m-%d %H:%M}</span></p>"
        )
        return _gbk(
            shown.post.title,
            f'<article><h1>{escape(shown.post.title)}</h1>{head}<div class="content text">{text}</div></article>',
        )

    async def _moved_detail(self, request: web.Request) -> web.StreamResponse:
        # what links to a post of any site finds this one too
        raise web.HTTPFound(f"/town/liuyan/detail?id={request.match_info['post'][:40]}")

    async def _notices(self, _request: web.Request) -> web.StreamResponse:
        reached = self._town.reached
        if reached(FALLS_AT) and not reached(RELAID_AT):
            return web.Response(text="<h1>500 Internal Server Error</h1>", content_type="text/html", status=500)
        shown = self._town.visible("shequ")
        relaid = reached(RELAID_AT) and not reached(MENDED_AT)
        body = "".join(map(_card if relaid else _row, shown))
        frame = f'<div class="cards">{body}</div>' if relaid else f'<ul class="notices list">{body}</ul>'
        return townpages.response(townpages.page(self._town.scene.sites["shequ"], "forum", f"<main>{frame}</main>"))

    async def _search(self, request: web.Request) -> web.StreamResponse:
        query = request.query.get("q", "").strip()[:LONGEST_QUERY]
        posts = [shown for site in self._town.scene.sites for shown in self._town.visible(site)]
        posts = [shown for shown in posts if self._town.reached(shown.post.at + INDEXED_AFTER)]
        found = [shown for shown in posts if query and query in shown.post.title + shown.post.text]
        found.sort(key=lambda shown: shown.published, reverse=True)
        results = "".join(_result(shown, query) for shown in found[:MOST_FOUND]) or "<p>没有找到相关内容。</p>"
        form = (
            '<form action="/town/search"><input name="q" aria-label="关键词" '
            f'value="{escape(query)}"> <button>搜索</button></form>'
        )
        body = f"<main><h1>海棠搜索</h1>{form}{results}</main>"
        return townpages.response(townpages.page(f"{query} - 海棠搜索", "news", body))


def _row(shown: Shown) -> str:
    return (
        f'<li><a href="/town/shequ/p/{shown.post.id}">{escape(shown.post.title)}</a>'
        f"<time>{shown.when:%Y-%m-%d %H:%M}</time><p>{escape(''.join(shown.paragraphs))}</p></li>\n"
    )


def _card(shown: Shown) -> str:
    return (
        f'<section class="card"><h2><a href="/town/shequ/p/{shown.post.id}">{escape(shown.post.title)}</a></h2>'
        f"<small>{escape(shown.post.author)} {shown.when:%m/%d}</small></section>\n"
    )


def _result(shown: Shown, query: str) -> str:
    # what was looked for is marked, as search pages do; the mark is within the link
    title = f"<em>{escape(query)}</em>".join(map(escape, townpages.headline(shown).split(query)))
    text = " ".join(shown.paragraphs)
    start = max(0, text.find(query) - 30)
    return (
        f'<div class="result"><h3><a href="/town/{shown.post.site}/p/{shown.post.id}">{title}</a></h3>'
        f'<p class="abstract">{escape(text[start : start + 160])}</p>'
        f'<span class="date">{shown.when:%Y-%m-%d %H:%M}</span></div>\n'
    )


def _gbk(title: str, body: str, status: int = 200) -> web.Response:
    # As on many an old site the header says nothing of the encoding; only the page does.
    page = (
        '<!doctype html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f'<link rel="stylesheet" href="/page/town.css"></head><body class="forum"><main>{body}</main></body></html>'
    )
    headers = {"Content-Type": "text/html", **townpages.HEADERS}
    return web.Response(body=page.encode("gbk", "xmlcharrefreplace"), status=status, headers=headers)
