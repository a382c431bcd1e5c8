"""Our reader beside feedparser, on the same made-up feed of 500 items."""

from collections.abc import Callable

import feedparser

from jobs.sources import rss

ITEMS = 500
_TEXT = "望江西路修了一年多还没修好，雨天全是泥，孩子上学要绕半个小时，投诉了几次都没人管。" * 4


def cases() -> list[tuple[str, int, Callable[[], object]]]:
    """Items per second."""
    body = feed()
    return [
        ("jobs.sources.rss", ITEMS, lambda: rss.parse(body)),
        ("feedparser", ITEMS, lambda: feedparser.parse(body)),
    ]


def feed() -> bytes:
    """An RSS 2.0 document as forums write them."""
    items = "".join(
        f"<item><title>第{n}帖 望江西路</title><link>https://forum.example/t/{n}</link><guid>t{n}</guid>"
        f"<pubDate>Fri, 20 Nov 2026 08:{n % 60:02d}:00 +0800</pubDate>"
        f"<description>&lt;p&gt;{_TEXT}&lt;/p&gt;</description></item>"
        for n in range(ITEMS)
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()
