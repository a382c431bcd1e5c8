"""The town's web pages: what somebody sees who taps 原帖 on a card. Everything from a post is escaped."""

from html import escape

from aiohttp import web

from sandbox.feeds import Shown
from sandbox.scene import Scene

#: scripts of any kind stay out
HEADERS = {"Content-Security-Policy": "default-src 'self'"}
_COUNT_NAMES = (("reposts", "转发"), ("comments", "评论"), ("likes", "赞"))


def index(scene: Scene) -> str:
    """The list of the town's sites."""
    links = "".join(f'<li><a href="/town/{site}/">{escape(name)}</a></li>' for site, name in scene.sites.items())
    about = f"<h1>{escape(scene.title)}</h1><p>这是一座虚构的县城，供练习使用。人物、地点和事件都是编的。</p>"
    return page(scene.title, "town", f"<main>{about}<ul>{links}</ul></main>")


def front(scene: Scene, site: str, posts: list[Shown]) -> str:
    """A site's newest posts."""
    rows = "".join(
        f'<li><a href="/town/{site}/p/{shown.post.id}">{escape(headline(shown))}</a>'
        f"<small>{escape(shown.post.author)} · {shown.when:%m-%d %H:%M}</small></li>"
        for shown in posts
    )
    name = scene.sites[site]
    return page(name, site, f'{_bar(scene, site)}<main><ul class="list">{rows}</ul></main>')


def post(scene: Scene, shown: Shown, *, edited: str = "") -> str:
    """One post with its author, time and counts; `edited` is what its author added later."""
    text = "".join(f"<p>{escape(line)}</p>" for line in (*shown.paragraphs, *edited.splitlines()))
    title = f"<h1>{escape(shown.post.title)}</h1>" if shown.post.title else ""
    board = f" · {escape(shown.post.board)}" if shown.post.board else ""
    counts = " ".join(f"<span>{name} {shown.counts[count]}</span>" for count, name in _COUNT_NAMES)
    head = (
        f'<header><b class="avatar" aria-hidden="true">{escape(shown.post.author[:1])}</b>'
        f"<div><strong>{escape(shown.post.author)}</strong>"
        f"<small>{shown.when:%Y-%m-%d %H:%M}{board}</small></div></header>"
    )
    body = f'<article>{title}{head}<div class="text">{text}</div><footer>{counts}</footer></article>'
    return page(headline(shown), shown.post.site, f"{_bar(scene, shown.post.site)}<main>{body}</main>")


def gone() -> str:
    """A post that is not there (yet, or any more)."""
    return page(
        "内容不存在", "town", '<main><h1>内容不存在</h1><p>帖子可能已被作者删除。</p><a href="/town/">返回</a></main>'
    )


def wall() -> str:
    """A page that shows nothing to whoever is not known."""
    return page("请登录", "town", "<main><h1>请登录后查看</h1><p>登录后可见全部内容。</p></main>")


def headline(shown: Shown) -> str:
    """The title, or the first line of what has none."""
    return shown.post.title or shown.post.text.strip().splitlines()[0][:40]


def _bar(scene: Scene, site: str) -> str:
    return (
        f'<nav><a href="/town/{site}/">{escape(scene.sites[site])}</a><a href="/town/">{escape(scene.title)}</a></nav>'
    )


def page(title: str, site: str, body: str) -> str:
    """A whole page; `site` chooses its colours."""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/page/town.css"></head>'
        f'<body class="{site}">{body}</body></html>'
    )


def response(html: str, status: int = 200) -> web.Response:
    """A page as an answer."""
    return web.Response(text=html, content_type="text/html", status=status, headers=HEADERS)
